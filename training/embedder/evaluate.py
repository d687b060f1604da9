"""Stage `evaluate`: nDCG@10 of the embedder alone and fused with BM25, as typed and unaccented."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.embedder.files import Log, read_records
from training.embedder.lexical import Lexical
from training.embedder.text import passages, strip_marks

from askvn.backends.embed_builtin import BuiltinEmbedder

SETS = ("viquad", "xquad", "virhe4qa", "alqac", "vimedaqa", "soict_legal", "vicoqa")
WEIGHTS = tuple(round(0.3 + 0.1 * step, 1) for step in range(7))
SPELLINGS: dict[str, Callable[[str], str]] = {"typed": str, "unaccented": strip_marks}
DEPTH = 10

Scores = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Scores]


@dataclass(frozen=True)
class EvaluationSet:
    """One set: passages with their document's number, questions, the right documents' numbers."""

    name: str
    documents: list[str]
    passages: list[str]
    owners: NDArray[np.int64]
    questions: list[str]
    right: list[set[int]]


def read_set(folder: Path) -> EvaluationSet:
    """Return the set in `folder`, without the questions that no document answers."""
    records = list(read_records(folder / "corpus.jsonl"))
    numbers = {record["id"]: number for number, record in enumerate(records)}
    cut = [passages(record["title"], record["text"]) for record in records]
    asked = [
        record for record in read_records(folder / "questions.jsonl") if record.get("documents")
    ]
    return EvaluationSet(
        name=folder.name,
        documents=[f"{record['title']}\n{record['text']}" for record in records],
        passages=[passage for group in cut for passage in group],
        owners=np.repeat(np.arange(len(cut)), [len(group) for group in cut]),
        questions=[record["question"] for record in asked],
        right=[{numbers[name] for name in record["documents"]} for record in asked],
    )


class Evaluation:
    """The sets with their BM25 scores, so that many embedders can be compared quickly."""

    def __init__(self, root: Path, names: Sequence[str] = SETS) -> None:
        self.sets = [read_set(root / name) for name in names]
        self.lexical = {
            (held.name, spelling): documents.scores([respell(asked) for asked in held.questions])
            for held in self.sets
            for documents in (Lexical(held.documents),)
            for spelling, respell in SPELLINGS.items()
        }

    def report(self, embed: Embed) -> dict[str, dict[str, dict[str, float]]]:
        """Return nDCG@10 by set, spelling, way: `lexical`, `dense`, `fused_0.3` … `fused_0.9`."""
        figures: dict[str, dict[str, dict[str, float]]] = {}
        for held in self.sets:
            vectors = embed(held.passages)
            figures[held.name] = {}
            for spelling, respell in SPELLINGS.items():
                dense = _by_document(
                    embed([respell(question) for question in held.questions]) @ vectors.T,
                    held.owners,
                )
                figures[held.name][spelling] = _ways(
                    self.lexical[held.name, spelling], dense, held.right
                )
        return figures


def _by_document(similarity: Scores, owners: NDArray[np.int64]) -> Scores:
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    best: Scores = np.maximum.reduceat(similarity, starts, axis=1)
    return best


def _ways(lexical_scores: Scores, dense: Scores, right: list[set[int]]) -> dict[str, float]:
    low, high = dense.min(axis=1, keepdims=True), dense.max(axis=1, keepdims=True)
    closeness = (dense - low) / np.maximum(high - low, 1e-9)
    relevance = lexical_scores / np.maximum(lexical_scores.max(axis=1, keepdims=True), 1e-9)
    found = {"lexical": ndcg(relevance, right), "dense": ndcg(dense, right)}
    for weight in WEIGHTS:
        found[f"fused_{weight}"] = ndcg(weight * relevance + (1 - weight) * closeness, right)
    return found


def ndcg(scores: Scores, right: list[set[int]]) -> float:
    """Return the mean nDCG at depth 10; every right document counts the same."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    discount = 1 / np.log2(np.arange(DEPTH) + 2)
    total = 0.0
    for ranked, wanted in zip(order, right, strict=True):
        gain = sum(discount[rank] for rank, number in enumerate(ranked) if number in wanted)
        total += gain / discount[: len(wanted)].sum()
    return round(float(total / len(right)), 4)


def means(figures: dict[str, dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Return the mean over the sets, by spelling and way."""
    first = next(iter(figures.values()))
    return {
        spelling: {
            way: round(float(np.mean([by_set[spelling][way] for by_set in figures.values()])), 4)
            for way in ways
        }
        for spelling, ways in first.items()
    }


def embed_with(model: Path) -> Embed:
    """Return what embeds with the exported model, exactly as askvn does."""
    return BuiltinEmbedder(model).embed_documents


def evaluate(embed: Embed, root: Path, work: Path, log: Log) -> Path:
    """Write `figures.json` and return its path."""
    target = work / "figures.json"
    if not target.exists():
        figures = Evaluation(root).report(embed)
        target.write_text(
            json.dumps({"mean": means(figures), "sets": figures}, indent=1), encoding="utf-8"
        )
        log("evaluate", mean=means(figures))
    return target

"""Stage `evaluate`: nDCG@10 of the embedder alone and fused with BM25, as typed and unaccented."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training.embedder.files import Log, read_records
from training.embedder.lexical import Lexical
from training.embedder.light import LightEncoder
from training.embedder.start import Start
from training.embedder.text import passages, strip_marks

from askvn.backends.embed_builtin import BuiltinEmbedder

SETS = ("viquad", "xquad", "virhe4qa", "alqac", "vimedaqa", "soict_legal", "vicoqa")
WEIGHTS = (0.4, 0.5, 0.6, 0.65, 0.7, 0.8)
SPELLINGS: dict[str, Callable[[str], str]] = {"typed": str, "unaccented": strip_marks}
DEPTH = 10
RESAMPLES = 2000

Scores = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Scores]
# nDCG@10 of every question, by set, spelling and way.
Found = dict[str, dict[str, dict[str, Scores]]]


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

    def measure(self, embed: Embed) -> Found:
        """Return each question's nDCG@10 by `lexical`, `dense` and `fused_0.4` … `fused_0.8`."""
        found: Found = {}
        for held in self.sets:
            vectors = embed(held.passages)
            found[held.name] = {}
            for spelling, respell in SPELLINGS.items():
                asked = embed([respell(question) for question in held.questions])
                dense = _by_document(asked @ vectors.T, held.owners)
                found[held.name][spelling] = _ways(
                    self.lexical[held.name, spelling], dense, held.right
                )
        return found


def _by_document(similarity: Scores, owners: NDArray[np.int64]) -> Scores:
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    best: Scores = np.maximum.reduceat(similarity, starts, axis=1)
    return best


def _ways(lexical_scores: Scores, dense: Scores, right: list[set[int]]) -> dict[str, Scores]:
    low, high = dense.min(axis=1, keepdims=True), dense.max(axis=1, keepdims=True)
    closeness = (dense - low) / np.maximum(high - low, 1e-9)
    relevance = lexical_scores / np.maximum(lexical_scores.max(axis=1, keepdims=True), 1e-9)
    found = {"lexical": ndcg(relevance, right), "dense": ndcg(dense, right)}
    for weight in WEIGHTS:
        found[f"fused_{weight}"] = ndcg(weight * relevance + (1 - weight) * closeness, right)
    return found


def ndcg(scores: Scores, right: list[set[int]]) -> Scores:
    """Return each question's nDCG at depth 10; every right document counts the same."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    discount = 1 / np.log2(np.arange(DEPTH) + 2)
    gains = [
        sum(discount[rank] for rank, number in enumerate(ranked) if number in wanted)
        / discount[: len(wanted)].sum()
        for ranked, wanted in zip(order, right, strict=True)
    ]
    return np.array(gains, dtype=np.float32)


def by_set(found: Found) -> dict[str, dict[str, dict[str, float]]]:
    """Return the mean over the questions, by set, spelling and way."""
    return {
        name: {
            spelling: {way: round(float(values.mean()), 4) for way, values in ways.items()}
            for spelling, ways in spellings.items()
        }
        for name, spellings in found.items()
    }


def means(found: Found) -> dict[str, dict[str, float]]:
    """Return the mean over the sets, by spelling and way."""
    sets = list(found.values())
    return {
        spelling: {
            way: round(float(np.mean([one[spelling][way].mean() for one in sets])), 4)
            for way in ways
        }
        for spelling, ways in sets[0].items()
    }


def gains(found: Found, other: Found) -> dict[str, dict[str, list[float]]]:
    """Return the mean over sets of `found` minus `other`, and its 95 % bootstrap interval.

    Questions are drawn anew within each set, the same ones for both.
    """
    chance = np.random.default_rng(1)
    first = next(iter(found.values()))
    return {
        spelling: {
            way: _interval(
                [found[name][spelling][way] - other[name][spelling][way] for name in found], chance
            )
            for way in ways
        }
        for spelling, ways in first.items()
    }


def _interval(differences: Sequence[Scores], chance: np.random.Generator) -> list[float]:
    drawn = np.zeros(RESAMPLES)
    for values in differences:
        picks = chance.integers(0, len(values), size=(RESAMPLES, len(values)))
        drawn += values[picks].mean(axis=1) / len(differences)
    middle = float(np.mean([values.mean() for values in differences]))
    return [round(float(value), 4) for value in (middle, *np.quantile(drawn, [0.025, 0.975]))]


def embed_with(model: Path) -> Embed:
    """Return what embeds with the exported model, static or encoder, without torch."""
    is_encoder = (model / "config.json").is_file()
    return (LightEncoder if is_encoder else BuiltinEmbedder)(model).embed_documents


def embed_static(start: Start) -> Embed:
    """Return what embeds with the static model that the encoder began with."""
    tokenizer = Tokenizer.from_file(str(start.tokenizer))

    def embed(texts: Sequence[str]) -> Scores:
        vectors = np.zeros((len(texts), start.rows.shape[1]), dtype=np.float32)
        encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        for number, pieces in enumerate(encoding.ids for encoding in encoded):
            total = start.rows[start.row_of_piece[pieces]].sum(axis=0)
            vectors[number] = total / max(float(np.linalg.norm(total)), 1e-12)
        return vectors

    return embed


def evaluate(model: Path, start: Start, root: Path, work: Path, log: Log) -> Path:
    """Write `figures.json`: the model's figures, and its gains over BM25 and the static model."""
    target = work / "figures.json"
    if not target.exists():
        evaluation = Evaluation(root)
        found = evaluation.measure(embed_with(model))
        static = evaluation.measure(embed_static(start))
        plain = {
            name: {spelling: dict.fromkeys(ways, ways["lexical"]) for spelling, ways in one.items()}
            for name, one in found.items()
        }
        figures = {
            "mean": means(found),
            "static": means(static),
            "over_static": gains(found, static),
            "over_bm25": gains(found, plain),
            "sets": by_set(found),
            "static_sets": by_set(static),
        }
        target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
        log("evaluate", mean=means(found), over_static=figures["over_static"])
    return target

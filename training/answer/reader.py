"""Cases from human questions with context and answer offsets (`reader_train`)."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from training.answer import data
from training.ranker import data as sets

from askvn.vietnamese import sentences, words

FAR_SENTENCES = 10
COMMON_SHARE = 0.08
TUNING = ("vinewsqa_dev", "vicoqa_dev", "uit_wiki", "uit_reg")


@dataclass(frozen=True)
class Draft:
    """A case before sentences of other contexts are put beside it."""

    question: str
    gold: str
    near: tuple[str, ...]
    answers: tuple[str, ...]
    context: str
    kind: str
    span: str = ""


def drafts(records: Iterator[dict[str, Any]]) -> Iterator[Draft]:
    """Yield one draft per usable question; the gold sentence holds the answer's offsets."""
    for record in records:
        history = record.get("history") or [("", "")]
        asked = data.glued(history[-1][0], record["question"])
        question = data.flatten(data.clean(asked))
        context = record["context"]
        if record["is_impossible"]:
            yield Draft(question, "", tuple(data.split(data.clean(context))), (), context, "none")
            continue
        draft = _locate(question, record, context)
        if draft:
            yield draft


def _locate(question: str, record: dict[str, Any], context: str) -> Draft | None:
    answers = [a for a in record["answers"] if a["start"] >= 0 and a["text"].strip()]
    if not answers:
        return None
    first = min(answers, key=lambda answer: len(answer["text"]))
    start, end = first["start"], first["start"] + len(first["text"])
    spans = sentences.split(context)
    shared = [min(end, s.end) - max(start, s.start) for s in spans]
    if not shared or max(shared) <= 0:
        return None
    best = int(np.argmax(shared))
    if min(end, spans[best].end) - spans[best].start > data.SENTENCE_CHARS:
        return None
    texts = [data.flatten(data.clean(context[s.start : s.end])) for s in spans]
    wanted = tuple({data.flatten(data.clean(a["text"])).casefold() for a in answers})
    gold = texts[best]
    span = data.flatten(data.clean(first["text"]))
    near = tuple(
        text
        for text, overlap in zip(texts, shared, strict=True)
        if overlap <= 0 and text != gold and not holds(text, wanted)
    )
    span = span if span in gold and span != gold else ""
    return Draft(question, gold, near, wanted, context, record["set"], span)


def near_misses(records: Iterator[dict[str, Any]]) -> Iterator[Draft]:
    """Yield drafts from labelled question–passage pairs: right names, and mostly no answer.

    Of a passage that answers, the sentence is known only where there is but one.
    """
    for record in records:
        question = data.flatten(data.clean(record["query"]))
        texts = tuple(dict.fromkeys(data.split(data.clean(record["text"]))))
        if not record["label"]:
            yield Draft(question, "", texts, (), record["text"], "near_miss")
        elif len(texts) == 1:
            yield Draft(question, texts[0], (), (), record["text"], "near_miss")


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether `text` holds one of the case-folded `answers`."""
    folded = text.casefold()
    return any(answer in folded for answer in answers)


def held_out(context: str) -> bool:
    """Tell by its hash whether a context is kept out of training."""
    return int(hashlib.sha256(context.encode()).hexdigest(), 16) % 100 < data.HELD_OUT_PERCENT


def mine(items: Sequence[Draft], *, seed: int) -> Iterator[data.Case]:
    """Yield cases: each draft with the sentences of other contexts nearest to its question."""
    asked: dict[str, set[str]] = defaultdict(set)
    for item in items:
        asked[data.key(item.question)].add(item.context)
    pool = sorted(
        {(text, item.context) for item in items for text in (*item.near, item.gold) if text}
    )
    random.Random(seed).shuffle(pool)
    vocabulary: dict[str, int] = {}
    matrix = _matrix([text for text, _ in pool], vocabulary, grow=True)
    frequency = np.asarray((matrix > 0).sum(0)).ravel()
    weight = np.log((1 + len(pool)) / (1 + frequency))
    weight[frequency > COMMON_SHARE * len(pool)] = 0
    lengths = np.sqrt(np.asarray(matrix.sum(1)).ravel()) + 1
    scaled = sparse.csc_matrix(sparse.diags(1 / lengths) @ matrix @ sparse.diags(weight)).T.tocsr()
    for begin in range(0, len(items), 512):
        part = items[begin : begin + 512]
        scores = (_matrix([i.question for i in part], vocabulary, grow=False) @ scaled).tocsr()
        for row, item in enumerate(part):
            far = _far(item, scores, row, pool, asked[data.key(item.question)])
            yield data.Case(item.question, item.gold, item.near, far, item.kind, item.span)


def _far(
    item: Draft,
    scores: sparse.csr_matrix,
    row: int,
    pool: Sequence[tuple[str, str]],
    asked: set[str],
) -> tuple[str, ...]:
    """Return sentences of contexts that are not `asked` the same: those might well answer it."""
    entries = scores.indices[scores.indptr[row] : scores.indptr[row + 1]]
    values = scores.data[scores.indptr[row] : scores.indptr[row + 1]]
    found: list[str] = []
    for place in entries[np.argsort(-values)[: 4 * FAR_SENTENCES]]:
        text, context = pool[place]
        if context not in asked and text != item.gold and not holds(text, item.answers):
            found.append(text)
    return tuple(dict.fromkeys(found[:FAR_SENTENCES]))


def _matrix(texts: Sequence[str], vocabulary: dict[str, int], *, grow: bool) -> sparse.csr_matrix:
    rows: list[int] = []
    columns: list[int] = []
    for row, text in enumerate(texts):
        for token in set(words.syllables(text)):
            column = (
                vocabulary.setdefault(token, len(vocabulary)) if grow else vocabulary.get(token)
            )
            if column is not None:
                rows.append(row)
                columns.append(column)
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(len(texts), len(vocabulary)))


def build_tuning(folder: Path, target: Path, *, banned: set[str]) -> int:
    """Write a folder to evaluate on for each of the sets that resemble the evaluation's.

    The documents are all contexts of a set, the questions those of held-out contexts: unseen in
    training, asked among as many documents as the evaluation's. Return how many questions.
    """
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in data.read(folder / "reader_train.jsonl.zst"):
        if record["set"] in TUNING:
            is_asked = held_out(record["context"])
            clean = data.clean(record["context"])
            keys = {data.key(text) for text in data.split(clean)}
            if not banned & {data.key(record["question"]), *keys}:
                groups[record["set"]].append(record | {"context": clean, "asked": is_asked})
    return sum(sets.write(target / name, name, records) for name, records in groups.items())


def build(folder: Path, work: Path, *, banned: set[str], seed: int, limit: int) -> dict[str, int]:
    """Write `reader.jsonl` and `held_out.jsonl`, split by context, and return their sizes.

    A question is left out where its key, or that of a sentence of its context, is `banned`. At most
    `limit` questions of each file are read.
    """
    every = [
        *islice(drafts(data.read(folder / "reader_train.jsonl.zst")), limit),
        *islice(near_misses(data.read(folder / "question_passage_labelled.jsonl.zst")), limit),
    ]
    items = [d for d in every if not banned & set(map(data.key, (d.question, d.gold, *d.near)))]
    chosen = [item for item in items if held_out(item.context)]
    others = [item for item in items if not held_out(item.context)]
    return {
        "left_out": len(every) - len(items),
        "held_out": data.write_cases(work / "held_out.jsonl", mine(chosen, seed=seed)),
        "reader": data.write_cases(work / "reader.jsonl", mine(others, seed=seed)),
    }

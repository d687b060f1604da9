"""The shipped model's figures: does the chosen sentence hold a gold answer?"""

import json
import math
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training.answer import data, reader
from training.answer.runner import Reading, Runner

from askvn.vietnamese import diacritics, words

SETS = ("viquad", "xquad", "virhe4qa", "alqac")
OTHER_DOCUMENTS = 2
ALPHAS = tuple(round(0.1 * step, 1) for step in range(11))
TEMPERATURES = (0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class Task:
    """A question, its candidates in document order, their overlap, and which ones are right."""

    question: str
    candidates: tuple[str, ...]
    overlap: NDArray[np.float64]
    right: tuple[bool, ...]
    unanswerable: bool = False


class Overlap:
    """Idf-weighted lexical overlap over a collection of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = Counter(token for text in texts for token in set(words.tokens(text)))
        self.total = len(texts)
        self.counts = counts

    def idf(self, token: str) -> float:
        count = self.counts[token]
        return math.log1p((self.total - count + 0.5) / (count + 0.5))

    def shares(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return for each text the share of the question's weight that stands in it."""
        weights = {token: self.idf(token) for token in set(words.tokens(question))}
        whole = sum(weights.values()) or 1.0
        found = [sum(weights[t] for t in weights.keys() & set(words.tokens(x))) for x in texts]
        return np.array(found) / whole


class Collection:
    """Documents, each with `id` and `text`, and BM25 over them."""

    def __init__(self, records: Sequence[dict[str, Any]]) -> None:
        self.names = [record["id"] for record in records]
        self.places = {name: place for place, name in enumerate(self.names)}
        self.sentences = [data.split(data.clean(record["text"])) for record in records]
        self.overlap = Overlap([text for page in self.sentences for text in page])
        bags = [Counter(words.tokens(data.clean(record["text"]))) for record in records]
        self.lengths = np.array([bag.total() for bag in bags], dtype=float)
        self.lengths /= self.lengths.mean()
        self.postings: dict[str, list[tuple[int, int]]] = {}
        for place, bag in enumerate(bags):
            for token, count in bag.items():
                self.postings.setdefault(token, []).append((place, count))

    def nearest(self, question: str) -> list[int]:
        """Return the documents in BM25 order."""
        scores = np.zeros(len(self.names))
        for token in set(words.tokens(question)):
            found = self.postings.get(token, [])
            idf = math.log1p((len(self.names) - len(found) + 0.5) / (len(found) + 0.5))
            for place, count in found:
                scores[place] += idf * count * 2.2 / (count + 0.3 + 0.9 * self.lengths[place])
        return [int(place) for place in np.argsort(-scores, kind="stable")]

    def task(self, record: dict[str, Any], *, question: str) -> Task:
        """Return the twelve sentences of the gold and two other documents that overlap most."""
        gold = [self.places[name] for name in record.get("documents", []) if name in self.places]
        ranked = [place for place in self.nearest(question) if place not in gold]
        missing = OTHER_DOCUMENTS + (0 if gold else 1)
        pages = sorted([*gold, *ranked[:missing]])
        texts = list(dict.fromkeys(text for page in pages for text in self.sentences[page]))
        return reduce(question, texts, self.overlap, record.get("answers", []))


def reduce(question: str, texts: Sequence[str], overlap: Overlap, answers: Sequence[str]) -> Task:
    """Return the task of choosing among the texts that overlap most, kept in their order."""
    shares = overlap.shares(question, texts)
    kept = sorted(np.argsort(-shares, kind="stable")[: len(data.LABELS)])
    wanted = [data.flatten(data.clean(answer)).casefold() for answer in answers]
    right = tuple(any(answer in texts[i].casefold() for answer in wanted) for i in kept)
    return Task(question, tuple(texts[i] for i in kept), shares[kept], right, not answers)


def tasks(folder: Path, *, unmarked: bool = False, limit: int = 0) -> list[Task]:
    """Return the tasks of an evaluation set, all of them or a random `limit`."""
    collection = Collection(list(data.read(folder / "corpus.jsonl")))
    records = [
        r
        for r in data.read(folder / "questions.jsonl")
        if r.get("answers") or r.get("unanswerable")
    ]
    if limit:
        records = random.Random(0).sample(records, min(limit, len(records)))
    out = []
    for record in records:
        question = data.flatten(data.clean(record["question"]))
        out.append(
            collection.task(record, question=diacritics.strip(question) if unmarked else question)
        )
    return out


def held_out_tasks(folder: Path, *, banned: set[str], limit: int = 0) -> list[Task]:
    """Return tasks from held-out training questions, made as an evaluation set's, for tuning.

    The documents are all contexts of `reader_train` that are in no evaluation set.
    """
    records = [r for r in data.read(folder / "reader_train.jsonl.zst") if r["answers"]]
    contexts = {record["context"]: str(n) for n, record in enumerate(records)}
    pages = [
        {"id": name, "text": text}
        for text, name in contexts.items()
        if not banned & set(map(data.key, data.split(data.clean(text))))
    ]
    collection = Collection(pages)
    known = set(collection.names)
    chosen = [
        record
        for record in records
        if reader.held_out(record["context"]) and contexts[record["context"]] in known
    ]
    if limit:
        chosen = random.Random(0).sample(chosen, min(limit, len(chosen)))
    return [_held_out_task(record, collection, contexts) for record in chosen]


def _held_out_task(
    record: dict[str, Any], collection: Collection, contexts: dict[str, str]
) -> Task:
    asked = {
        "documents": [contexts[record["context"]]],
        "answers": [answer["text"] for answer in record["answers"]],
    }
    return collection.task(asked, question=data.flatten(data.clean(record["question"])))


def combine(
    task: Task, reading: Reading, *, alpha: float, temperature: float
) -> NDArray[np.float64]:
    """Return each candidate's combined score."""
    lexical = task.overlap / temperature
    lexical = lexical - np.logaddexp.reduce(lexical)
    scores: NDArray[np.float64] = alpha * reading.labels[:-1] + (1 - alpha) * lexical
    return scores


def hit(task: Task, scores: NDArray[np.float64]) -> bool:
    """Tell whether the best-scored candidate holds a gold answer."""
    return task.right[int(np.argmax(scores))]


def share(values: Iterator[bool]) -> float:
    """Return the share of true values."""
    found = list(values)
    return round(sum(found) / max(1, len(found)), 4)


def tune(items: Sequence[Task], readings: Sequence[Reading]) -> tuple[float, float, float]:
    """Return the weight and temperature that hit most often, and how often they do."""
    pairs = list(zip(items, readings, strict=True))
    best = (0.0, 1.0, TEMPERATURES[0])
    for alpha in ALPHAS:
        for temperature in TEMPERATURES:
            value = share(
                hit(t, combine(t, r, alpha=alpha, temperature=temperature)) for t, r in pairs
            )
            best = max(best, (value, alpha, temperature))
    return best[1], best[2], best[0]


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive value is above a negative one."""
    order = np.argsort(np.argsort(np.concatenate([positive, negative]), kind="stable")) + 1
    above = order[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return round(float(above / (len(positive) * len(negative))), 4)


def figures(
    items: Sequence[Task], runner: Runner, *, alpha: float, temperature: float
) -> dict[str, float]:
    """Return one set's figures."""
    readings = [runner.read(task.question, task.candidates) for task in items]
    asked = [(t, r) for t, r in zip(items, readings, strict=True) if not t.unanswerable]
    out = {
        "questions": len(asked),
        "gold_survives": share(any(t.right) for t, _ in asked),
        "overlap": share(hit(t, t.overlap) for t, _ in asked),
        "model": share(hit(t, r.labels[:-1]) for t, r in asked),
        "combined": share(
            hit(t, combine(t, r, alpha=alpha, temperature=temperature)) for t, r in asked
        ),
    }
    refused = [r.none for t, r in zip(items, readings, strict=True) if t.unanswerable]
    if refused:
        out["none_auc"] = area(refused, [r.none for _, r in asked])
        out["none_auc_overlap"] = area(
            [-t.overlap.max() for t in items if t.unanswerable],
            [-t.overlap.max() for t, _ in asked],
        )
    return out


def evaluate(model: Path, folder: Path, evaluation: Path, *, limit: int = 0) -> dict[str, Any]:
    """Return every figure of the card, measured through the GGUF at `model`."""
    runner = Runner(model)
    items = held_out_tasks(folder, banned=data.forbidden(evaluation), limit=limit)
    readings = [runner.read(task.question, task.candidates) for task in items]
    alpha, temperature, tuned = tune(items, readings)
    pairs = list(zip(items, readings, strict=True))
    report: dict[str, Any] = {
        "alpha": alpha,
        "temperature": temperature,
        "held_out": {
            "questions": len(items),
            "overlap": share(hit(t, t.overlap) for t in items),
            "model": share(hit(t, r.labels[:-1]) for t, r in pairs),
            "combined": tuned,
        },
    }
    for name in SETS:
        chosen = tasks(evaluation / name, limit=limit)
        report[name] = figures(chosen, runner, alpha=alpha, temperature=temperature)
    return report


def pace(runner: Runner, items: Sequence[Task], *, generated: bool) -> dict[str, float]:
    """Return the median time a prompt takes, and how often both ways of reading agree."""
    seconds, lengths, same = [], [], 0
    for task in items:
        names = [*data.LABELS[: len(task.candidates)], data.NONE]
        wanted = names[int(np.argmax(runner.read(task.question, task.candidates).labels))]
        begin = time.perf_counter()
        if generated:
            same += runner.generate(task.question, task.candidates) == wanted
        else:
            runner.read(task.question, task.candidates)
        seconds.append(time.perf_counter() - begin)
        lengths.append(len(runner.tokens(task.question, task.candidates)))
    out = {
        "milliseconds": round(1000 * statistics.median(seconds), 1),
        "tokens": statistics.median(lengths),
    }
    return out | ({"same_label": round(same / len(items), 4)} if generated else {})


def write(path: Path, report: dict[str, Any]) -> None:
    """Write a report as readable JSON."""
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

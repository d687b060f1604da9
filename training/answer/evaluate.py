"""Figures as users get them: the product's own search and ranker, the model beside them."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from askvn import answer, prompt
from askvn.backends.llm_llama_cpp import LlamaCppLLM
from askvn.clock import finished
from askvn.engine import Engine
from askvn.evaluate import score, sets
from askvn.evaluate.sets import Question
from askvn.evidence import Sentence
from askvn.judge import Found
from askvn.records import Where
from askvn.settings import Settings
from askvn.wiring import open_engine

SETS = ("viquad", "xquad", "virhe4qa", "alqac", "vicoqa")
NEAR_MISSES = "websearch"
WEIGHTS = tuple(round(0.05 * step, 2) for step in range(21))
_READ = 8
_SEED = 5
_CONTEXT = 2048


@dataclass(frozen=True)
class Reading:
    """The sentences shown for one question: what ranker and reader say, what the model does.

    Both are log-probabilities; `right` tells which sentences answer.
    """

    ranked: NDArray[np.float64]
    chances: NDArray[np.float64]
    none: float
    right: NDArray[np.bool_]

    def hit(self, weight: float) -> float:
        """Return 1 if the best sentence by the joined score answers."""
        joined = weight * self.chances + (1 - weight) * self.ranked
        return float(len(joined) > 0 and self.right[int(np.argmax(joined))])


class Judge:
    """A model behind the product's engine, on one evaluation set after the other."""

    def __init__(self, model: Path, work: Path, *, threads: int) -> None:
        self.llm = LlamaCppLLM(model, name="answer", context_size=_CONTEXT, threads=threads)
        self.work = work

    def readings(self, folder: Path, *, limit: int) -> list[Reading]:
        """Return a reading for each answerable question of a set, or for a random `limit`."""
        chosen = sets.read(folder)
        engine = self._engine(folder)
        asked = [one for one in chosen.questions if one.evidence and not one.unanswerable]
        if limit:
            asked = random.Random(_SEED).sample(asked, min(limit, len(asked)))
        found = [self.read(engine, question) for question in asked]
        engine.close()
        return found

    def near_misses(self, folder: Path, *, limit: int) -> list[tuple[Reading, bool]]:
        """Return, for each question and the one document it was labelled on, whether it tells."""
        engine = self._engine(folder)
        pairs = list(labelled(folder))
        if limit:
            pairs = random.Random(_SEED).sample(pairs, min(limit, len(pairs)))
        known = [source for source, *_ in engine.library.outline()]
        by_id = {source.rpartition("#")[2]: source for source in known}
        found = [
            (self.read(engine, question, Where(sources=(by_id[document],))), tells)
            for question, document, tells in pairs
        ]
        engine.close()
        return found

    def read(self, engine: Engine, question: Question, where: Where | None = None) -> Reading:
        """Return how the sentences found for a question are scored."""
        found = engine.find(
            question.question, k=_READ, history=question.history, where=where or Where()
        )
        weighed = _weighed(engine, found)
        shown = sorted(weighed[: len(prompt.LABELS)], key=lambda one: (one.hit.rank, one.span))
        labels = [*prompt.LABELS[: len(shown)], prompt.NONE]
        *chances, none = finished(
            self.llm.choose(prompt.quote(found.understood.asked, shown), labels)
        )
        return Reading(
            ranked=np.array([one.score for one in shown]),
            chances=np.array(chances),
            none=float(np.exp(none)),
            right=np.array([score.holds_gold(question, one.text) for one in shown], dtype=bool),
        )

    def pace(self, folder: Path, *, limit: int) -> dict[str, float]:
        """Return how many tokens of a prompt are read in a second, and the median time of one."""
        questions = [one.question for one in sets.read(folder).questions[:limit]]
        engine = self._engine(folder)
        spent, counts = [], []
        for question in questions:
            found = engine.find(question, k=_READ)
            messages = prompt.quote(question, _weighed(engine, found)[: len(prompt.LABELS)])
            began = time.perf_counter()
            finished(self.llm.choose(messages, list(prompt.LABELS)))
            spent.append(time.perf_counter() - began)
            counts.append(self.llm.count_tokens(messages))
        engine.close()
        return {
            "tokens_per_second": round(sum(counts) / sum(spent), 1),
            "milliseconds": round(1000 * float(np.median(spent)), 1),
            "tokens": float(np.median(counts)),
        }

    def _engine(self, folder: Path) -> Engine:
        chosen = sets.read(folder)
        engine = open_engine(Settings(index=str(self.work / "index" / folder.name)), create=True)
        engine.ingest([chosen.corpus] if chosen.corpus else [])
        return engine


def _weighed(engine: Engine, found: Found) -> list[Sentence]:
    ranked = engine.judge.ranker.rank(found.understood, found.hits, idf=found.opened.idf)
    reading = engine.judge.reader.read(found.understood.asked, found.hits)
    return answer.weigh(found.understood, ranked, reading)


def labelled(folder: Path) -> Iterator[tuple[Question, str, bool]]:
    """Yield a question, the document that it was labelled on, and whether that one tells.

    The documents stand in the order of the questions. What is not answered names no document: it is
    the next one whose title is the question. Asked of the whole set it may be answered elsewhere.
    """
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    places = {document["id"]: place for place, document in enumerate(documents)}
    following = 0
    for question in sets.read(folder).questions:
        if question.documents:
            place = places[question.documents[0]]
        elif following < len(documents) and documents[following]["title"] == question.question:
            place = following
        else:
            continue
        following = max(following, place + 1)
        yield question, documents[place]["id"], bool(question.answers)


def tune(tuning: Sequence[Reading]) -> float:
    """Return the weight of the model that hits most often; the middle one of equals."""
    means = [np.mean([one.hit(weight) for one in tuning]) for weight in WEIGHTS]
    best = [weight for weight, mean in zip(WEIGHTS, means, strict=True) if mean >= max(means)]
    return best[len(best) // 2]


def by_weight(readings: Sequence[Reading]) -> dict[str, float]:
    """Return hit@1 at each weight of the model."""
    return {
        str(weight): round(float(np.mean([one.hit(weight) for one in readings])), 4)
        for weight in WEIGHTS[::2]
    }


def refusals(pairs: Sequence[tuple[Reading, bool]]) -> dict[str, float]:
    """Return how well "none" tells near misses apart: AUC, and F1 where p(none) is above a half."""
    none = np.array([reading.none for reading, _ in pairs])
    tells = np.array([told for _, told in pairs])
    refused = none > 0.5
    good = float((refused & ~tells).sum())
    precision, recall = good / max(1, refused.sum()), good / max(1, (~tells).sum())
    return {
        "auc": area(none[~tells], none[tells]),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "wrongly_refused": round(float(refused[tells].mean()), 4),
        "f1_of_refusing_all": round(2 * float((~tells).mean()) / (1 + float((~tells).mean())), 4),
    }


def area(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Return the chance that a positive value is above a negative one."""
    order = np.argsort(np.argsort(np.concatenate([positive, negative]), kind="stable")) + 1
    above = order[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return round(float(above / max(1, len(positive) * len(negative))), 4)


def evaluate(judge: Judge, evaluation: Path, tuning: Path, *, limit: int) -> dict[str, Any]:
    """Return the figures of the card. The weight is chosen on the held-out sets under `tuning`."""
    folders = sorted(path.parent for path in tuning.glob("*/questions.jsonl"))
    held_out = [one for path in folders for one in judge.readings(path, limit=limit)]
    weight = tune(held_out)
    report: dict[str, Any] = {"weight": weight, "held_out": by_weight(held_out)}
    found = {name: judge.readings(evaluation / name, limit=limit) for name in SETS}
    for name, readings in found.items():
        report[name] = by_weight(readings)
    for label, chosen in (("without", 0.0), ("with", weight)):
        report[f"mean_{label}"] = round(
            float(np.mean([np.mean([r.hit(chosen) for r in one]) for one in found.values()])), 4
        )
    report[NEAR_MISSES] = refusals(judge.near_misses(evaluation / NEAR_MISSES, limit=limit))
    return report

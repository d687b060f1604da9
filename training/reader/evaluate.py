"""Stage `evaluate`: the reader behind the product's search, beside the ranker and alone."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training.answer.evaluate import NEAR_MISSES, SETS, area, labelled

from askvn import answer, brief
from askvn.engine import Engine
from askvn.evaluate import score, sets
from askvn.evaluate.sets import Question
from askvn.evidence import Sentence
from askvn.reader import Reader
from askvn.records import Span, Where
from askvn.settings import Settings
from askvn.vietnamese import canonical
from askvn.wiring import open_engine

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_READ = 8
_SEED = 5


@dataclass(frozen=True)
class Read:
    """One question: scores of its sentences by ranker and reader, and which answer.

    `likeliest` and `given` are EM and syllable F1 of the likeliest words of the best sentence and
    of the short answer, None where none is given.
    """

    ranked: NDArray[np.float64]
    scores: NDArray[np.float64]
    none: float
    right: NDArray[np.bool_]
    likeliest: tuple[float, float] = (0.0, 0.0)
    given: tuple[float, float] | None = None

    def hit(self, weight: float) -> float:
        """Return 1 if the best sentence answers where the reader counts `weight`."""
        joined = self.ranked + weight * self.scores
        return float(len(joined) > 0 and self.right[int(np.argmax(joined))])


def readings(folder: Path, index: Path, reader: Reader, *, limit: int) -> list[Read]:
    """Return a reading for each answerable question of a set, or for a random `limit`."""
    chosen = sets.read(folder)
    engine = _engine(folder, index)
    asked = [one for one in chosen.questions if one.evidence and not one.unanswerable]
    if limit:
        asked = random.Random(_SEED).sample(asked, min(limit, len(asked)))
    found = [read(engine, reader, question) for question in asked]
    engine.close()
    return found


def near_misses(
    folder: Path, index: Path, reader: Reader, *, limit: int
) -> list[tuple[Read, bool]]:
    """Return, for each question and the one document it was labelled on, whether it tells."""
    engine = _engine(folder, index)
    pairs = list(labelled(folder))
    if limit:
        pairs = random.Random(_SEED).sample(pairs, min(limit, len(pairs)))
    found = [
        (read(engine, reader, question, Where(sources=(document,))), tells)
        for question, document, tells in pairs
    ]
    engine.close()
    return found


def read(engine: Engine, reader: Reader, question: Question, where: Where | None = None) -> Read:
    """Return how the sentences found for a question are scored."""
    found = engine.find(
        question.question, k=_READ, history=question.history, where=where or Where()
    )
    ranked = engine.judge.ranker.rank(found.understood, found.hits, idf=found.opened.idf)
    told = reader.read(found.understood.asked, found.hits)
    plain = Read(
        ranked=np.array([one.score for one in ranked]),
        scores=np.array([told.score(one.hit, one.span) for one in ranked]),
        none=told.none,
        right=np.array([score.holds_gold(question, one.text) for one in ranked], dtype=bool),
    )
    if not ranked:
        return plain
    best = answer.weigh(found.understood, ranked, told)[0]
    words = told.words(best.hit, best.span)
    given = brief.short(found.understood.text, found.understood.expects, best, told)
    return replace(
        plain,
        likeliest=_likeness(question, _slice(best, words) if words else ""),
        given=_likeness(question, given.text) if given else None,
    )


def _slice(sentence: Sentence, span: Span) -> str:
    hit = sentence.hit
    return hit.visible[span.start - hit.start : span.end - hit.start]


def _likeness(question: Question, said: str) -> tuple[float, float]:
    exact = float(any(canonical.same(said, one) for one in question.answers))
    return exact, max((canonical.syllable_f1(said, one) for one in question.answers), default=0.0)


def _by_weight(readings_: Sequence[Read]) -> dict[str, float]:
    """Return hit@1 at each weight of the reader."""
    return {str(w): round(float(np.mean([one.hit(w) for one in readings_])), 4) for w in WEIGHTS}


def _short_answers(readings_: Sequence[Read]) -> dict[str, float]:
    """Return EM and F1 of the likeliest words, and of the short answers given, and their share."""
    given = [one.given for one in readings_ if one.given]
    table = {
        "em": [one.likeliest[0] for one in readings_],
        "f1": [one.likeliest[1] for one in readings_],
        "given": [one.given is not None for one in readings_],
        "given_em": [exact for exact, _ in given],
        "given_f1": [overlap for _, overlap in given],
    }
    return {
        name: round(float(np.mean(values)), 4) if values else 0.0 for name, values in table.items()
    }


def _refusals(pairs: Sequence[tuple[Read, bool]]) -> dict[str, float]:
    """Return how well "none" tells near misses apart, and the best F1 over all thresholds."""
    none = np.array([reading.none for reading, _ in pairs])
    tells = np.array([told for _, told in pairs])
    best = max((_f1(none >= line, ~tells), float(line)) for line in np.unique(none))
    return {
        "auc": area(none[~tells], none[tells]),
        "best_f1": round(best[0], 4),
        "wrongly_refused_then": round(float((none >= best[1])[tells].mean()), 4),
        "f1_of_refusing_all": round(_f1(np.ones_like(tells), ~tells), 4),
    }


def _f1(refused: NDArray[np.bool_], due: NDArray[np.bool_]) -> float:
    right = float((refused & due).sum())
    return 2 * right / max(1.0, float(refused.sum() + due.sum()))


def evaluate(
    reader: Reader, evaluation: Path, tuning: Path, judged: Path, work: Path, *, limit: int
) -> dict[str, Any]:
    """Return the figures of the card; `tuning` has the held-out questions, as sets.

    `judged` has indexes of the evaluation sets; others are made under `work`.
    """
    folders = sorted(path.parent for path in tuning.glob("*/questions.jsonl"))
    held_out = {path.name: readings(path, work, reader, limit=limit) for path in folders}
    found = {name: readings(evaluation / name, judged, reader, limit=limit) for name in SETS}
    pairs = near_misses(evaluation / NEAR_MISSES, work, reader, limit=limit)
    return {
        "held_out": _means(held_out),
        "mean": _means(found),
        "sets": {name: _by_weight(one) for name, one in found.items()},
        "short": {name: _short_answers(one) for name, one in (held_out | found).items()},
        NEAR_MISSES: _refusals(pairs),
    }


def _means(found: Mapping[str, Sequence[Read]]) -> dict[str, float]:
    by_set = [_by_weight(one) for one in found.values()]
    return {
        str(weight): round(float(np.mean([one[str(weight)] for one in by_set])), 4)
        for weight in WEIGHTS
    }


def _engine(folder: Path, index: Path) -> Engine:
    chosen = sets.read(folder)
    engine = open_engine(Settings(index=str(index / folder.name)), create=True)
    engine.ingest([chosen.corpus] if chosen.corpus else [])
    return engine

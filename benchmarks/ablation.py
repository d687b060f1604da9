"""What each part of an answer is worth: words alone, + embedder, + ranker, + reader, + model.

python -m benchmarks.ablation

The best sentence holds a gold answer, for the same questions each time; differences to the row
before are paired, with 95 % intervals by bootstrap over questions, means over sets. EM and F1 are
those of the likeliest words of the best sentence, and of the short answers that are given.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from askvn import answer, brief, evidence
from askvn.cli.show import Progress
from askvn.clock import finished
from askvn.engine import Engine
from askvn.evaluate import score, sets
from askvn.evaluate.run import Bench
from askvn.evaluate.sets import Question
from askvn.evidence import Sentence
from askvn.judge import Found
from askvn.reader import Reading
from askvn.settings import Settings
from askvn.vietnamese import canonical
from askvn.wiring import open_engine
from benchmarks import common

SETS = ("viquad", "xquad", "virhe4qa", "alqac", "vicoqa")
STEPS = ("words", "embedder", "ranker", "reader", "model")
_READ = 8
_SEED = 5
_RESAMPLES = 2000


def main() -> None:
    """Ask the questions of every set once, and choose a sentence in each way."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(SETS))
    parser.add_argument("--sample", type=int, default=300, help="questions a set; 0 means all")
    options = parser.parse_args()
    bench = Bench(Settings(), open_engine, options.work / "cache")
    found: dict[str, list[dict[str, float]]] = {}
    for name in options.sets:
        chosen = sets.read(options.shared / "eval" / name)
        engine = bench.engine(chosen, Progress("en", sys.stderr))
        asked = [one for one in chosen.questions if one.evidence and not one.unanswerable]
        if options.sample:
            asked = random.Random(_SEED).sample(asked, min(options.sample, len(asked)))
        found[name] = [_row(engine, one) for one in asked]
        engine.close()
        print(name, {step: common.mean(row[step] for row in found[name]) for step in STEPS})
    common.save("ablation", _figures(found))


def _row(engine: Engine, question: Question) -> dict[str, float]:
    """Return whether the best sentence answers, by step, and how good its short answer is."""
    alone = replace(engine, settings=replace(engine.settings, lexical_weight=1.0))
    words = alone.retrieve(question.question, k=_READ, history=question.history)
    fused = engine.retrieve(question.question, k=_READ, history=question.history)
    ranked = _ranked(engine, fused)
    reading = engine.judge.reader.read(fused.understood.asked, fused.hits)
    weighed = answer.weigh(fused.understood, ranked, reading)
    best = {
        "words": _first(words),
        "embedder": _first(fused),
        "ranker": ranked[:1],
        "reader": weighed[:1],
        "model": _chosen(engine, fused, weighed),
    }
    row = {step: float(_holds(question, sentences)) for step, sentences in best.items()}
    for step in ("reader", "model"):
        told = _short(question, best[step], reading, fused)
        row |= {f"{step}_{name}": value for name, value in told}
    return row


def _first(found: Found) -> list[Sentence]:
    return evidence.rank(found.understood, found.hits, idf=found.opened.idf)[:1]


def _ranked(engine: Engine, found: Found) -> list[Sentence]:
    return engine.judge.ranker.rank(found.understood, found.hits, idf=found.opened.idf)


def _chosen(engine: Engine, found: Found, weighed: Sequence[Sentence]) -> list[Sentence]:
    if not weighed:
        return []
    weight = engine.settings.model_weight
    asked = found.understood.asked
    choice = answer.choose(asked, weighed, 0.5, engine.llm, model_weight=weight)
    chosen, _ = finished(choice)
    return chosen[:1]


def _holds(question: Question, sentences: Sequence[Sentence]) -> bool:
    return any(score.holds_gold(question, one.text) for one in sentences)


def _short(
    question: Question,
    sentences: Sequence[Sentence],
    reading: Reading,
    found: Found,
) -> list[tuple[str, float]]:
    """Return EM and F1 of the likeliest words, and of the short answer if one is given."""
    if not sentences:
        return [("em", 0.0), ("f1", 0.0), ("given", 0.0)]
    hit = sentences[0].hit
    start, end = reading.words(hit, sentences[0].span) or (hit.start, hit.start)
    said = hit.visible[start - hit.start : end - hit.start]
    exact, overlap = _likeness(question, said)
    told = [("em", exact), ("f1", overlap)]
    read = found.understood
    given = brief.short(read.text, read.expects, sentences[0], reading)
    if given:
        exact, overlap = _likeness(question, given.text)
        told += [("given_em", exact), ("given_f1", overlap)]
    return [*told, ("given", float(given is not None))]


def _likeness(question: Question, said: str) -> tuple[float, float]:
    exact = float(any(canonical.same(said, one) for one in question.answers))
    return exact, max((canonical.syllable_f1(said, one) for one in question.answers), default=0.0)


def _figures(found: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    names = sorted({name for rows in found.values() for row in rows for name in row})
    return {
        "sets": {
            name: {
                "questions": len(rows),
                **{one: common.mean(r[one] for r in rows if one in r) for one in names},
            }
            for name, rows in found.items()
        },
        "mean": {step: _mean(found, lambda row, step=step: row[step]) for step in STEPS},
        "gain": {step: _gain(found, before, step) for before, step in pairwise(STEPS)},
    }


def _mean(
    found: dict[str, list[dict[str, float]]], value: Callable[[dict[str, float]], float]
) -> float:
    return common.mean(common.mean(map(value, rows)) for rows in found.values())


def _gain(found: dict[str, list[dict[str, float]]], before: str, after: str) -> list[float]:
    """Return the mean over sets of the paired difference and its 95 % interval."""
    gains = [np.array([row[after] - row[before] for row in rows]) for rows in found.values()]
    chance = np.random.default_rng(_SEED)
    resampled = np.mean(
        [one[chance.integers(len(one), size=(_RESAMPLES, len(one)))].mean(1) for one in gains],
        axis=0,
    )
    low, high = np.quantile(resampled, (0.025, 0.975))
    value = float(np.mean([one.mean() for one in gains]))
    return [round(value, 4), round(float(low), 4), round(float(high), 4)]


if __name__ == "__main__":
    main()

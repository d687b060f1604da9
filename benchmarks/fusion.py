"""How words and vectors are joined: every weight, and reciprocal ranks, cross-validated over sets.

python -m benchmarks.fusion

The weight is chosen on all sets but one and judged on that one, in turn; once one weight for all
questions, once one for those left as they were typed and one for those that were read otherwise.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from askvn import retrieve
from askvn.cli.show import Progress
from askvn.engine import Engine
from askvn.evaluate import ranking, sets, variants
from askvn.evaluate.run import Bench
from askvn.evaluate.sets import Question
from askvn.settings import Settings
from askvn.vietnamese.normalise import normalise
from askvn.wiring import open_engine
from benchmarks import common

_TYPED = ("as_typed", "unaccented", "half_accented")
_SETS = tuple(name for name in common.SETS if name not in ("seeds", "websearch"))
_WEIGHTS = tuple(round(0.05 * step, 2) for step in range(21))
# Reciprocal rank fusion's usual constant (Cormack et al. 2009).
_RRF = 60
_RESAMPLES = 2000

Fuse = Callable[[dict[int, float], dict[int, float]], Mapping[int, float]]


class Case(NamedTuple):
    """What both sides proposed for one question, and the documents that were wanted."""

    lexical: dict[int, float]
    dense: dict[int, float]
    sources: dict[int, str]
    wanted: frozenset[str]
    is_changed: bool


class Gains(NamedTuple):
    """nDCG@10 of each question (rows) under each weight (columns), and by reciprocal ranks."""

    weighted: np.ndarray
    reciprocal: np.ndarray
    is_changed: np.ndarray


def main() -> None:
    """Ask every question once a way of typing; fuse what was proposed in every way."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(_SETS))
    parser.add_argument("--sample", type=int, default=0, help="questions a set; 0 means all")
    options = parser.parse_args()
    bench = Bench(Settings(), open_engine, options.work / "cache")
    gains: dict[str, dict[str, Gains]] = {variant: {} for variant in _TYPED}
    for name in options.sets:
        chosen = sets.read(options.shared / "eval" / name)
        engine = bench.engine(chosen, Progress("en", sys.stderr))
        questions = ranking.located(chosen.questions)
        if options.sample:
            questions = questions[:: max(1, len(questions) // options.sample)]
        for variant in _TYPED:
            gains[variant][name] = _gains([_case(engine, one, variant) for one in questions])
            print(name, variant, len(questions), flush=True)
        engine.close()
    common.save("fusion", {variant: _figures(found) for variant, found in gains.items()})


def _case(engine: Engine, question: Question, variant: str) -> Case:
    typed = variants.spell(variant, question.question, key=question.id)
    found = engine.retrieve(typed, k=engine.settings.candidates, history=question.history)
    lexical, dense = found.candidates.lexical, found.candidates.dense
    hits = engine.library.hits(dict.fromkeys(lexical.keys() | dense.keys(), 0.0))
    return Case(
        lexical,
        dense,
        {hit.chunk: normalise(hit.source) for hit in hits},
        frozenset(map(normalise, question.documents)),
        found.understood.text != " ".join(normalise(typed).split()),
    )


def _gains(cases: Sequence[Case]) -> Gains:
    def column(fuse: Fuse) -> list[float]:
        return [_ndcg(case, fuse(case.lexical, case.dense)) for case in cases]

    weighted = [column(_weighted(weight)) for weight in _WEIGHTS]
    return Gains(
        np.array(weighted).T,
        np.array(column(_reciprocal)),
        np.array([case.is_changed for case in cases]),
    )


def _weighted(weight: float) -> Fuse:
    return lambda lexical, dense: retrieve.fuse(lexical, dense, lexical_weight=weight)


def _reciprocal(lexical: dict[int, float], dense: dict[int, float]) -> Mapping[int, float]:
    fused: dict[int, float] = {}
    for scores in (lexical, dense):
        best = sorted(scores, key=lambda one: (-scores[one], one))
        for rank, identifier in enumerate(best, start=1):
            fused[identifier] = fused.get(identifier, 0.0) + 1 / (_RRF + rank)
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))


def _ndcg(case: Case, fused: Mapping[int, float]) -> float:
    """Return nDCG@10 of the documents, each as good as its best passage."""
    documents = list(dict.fromkeys(case.sources[one] for one in fused))[: ranking.DOCUMENTS]
    found = sum(1 / math.log2(at + 2) for at, one in enumerate(documents) if one in case.wanted)
    most = min(len(case.wanted), ranking.DOCUMENTS)
    return found / sum(1 / math.log2(at + 2) for at in range(most))


def _figures(found: Mapping[str, Gains]) -> dict[str, Any]:
    """Return means over sets: of each weight, of reciprocal ranks, and what was chosen unseen."""
    by_set = {name: one.weighted.mean(axis=0) for name, one in found.items()}
    mean = np.mean(list(by_set.values()), axis=0)
    judged = {name: _chosen_elsewhere(found, name) for name in found}
    return {
        "weights": dict(zip(map(str, _WEIGHTS), np.round(mean, 4).tolist(), strict=True)),
        "reciprocal": common.mean(float(one.reciprocal.mean()) for one in found.values()),
        "reciprocal_less_default": _difference(found),
        "sets": {
            name: {
                "best": _WEIGHTS[int(row.argmax())],
                "ndcg@10_best": round(float(row.max()), 4),
                "ndcg@10_default": round(float(row[_default()]), 4),
                **judged[name],
            }
            for name, row in by_set.items()
        },
        "cross_validated": common.mean(one["ndcg@10_unseen"] for one in judged.values()),
        "cross_validated_by_reading": common.mean(
            one["ndcg@10_unseen_by_reading"] for one in judged.values()
        ),
    }


def _chosen_elsewhere(found: Mapping[str, Gains], name: str) -> dict[str, Any]:
    """Return the weights that are best on the other sets, and what they give on this one."""
    others = [one for other, one in found.items() if other != name]
    judged = found[name]
    best = _best(others, None)
    left, changed = _best(others, False), _best(others, True)
    by_reading = np.where(judged.is_changed, judged.weighted[:, changed], judged.weighted[:, left])
    return {
        "unseen": _WEIGHTS[best],
        "ndcg@10_unseen": round(float(judged.weighted[:, best].mean()), 4),
        "unseen_by_reading": [_WEIGHTS[left], _WEIGHTS[changed]],
        "ndcg@10_unseen_by_reading": round(float(by_reading.mean()), 4),
    }


def _best(others: Sequence[Gains], is_changed: bool | None) -> int:
    """Return the number of the weight with the best mean over sets, of some or all questions."""
    chosen = [
        one.weighted if is_changed is None else one.weighted[one.is_changed == is_changed]
        for one in others
    ]
    means = [one.mean(axis=0) for one in chosen if len(one)]
    return int(np.mean(means, axis=0).argmax()) if means else _default()


def _difference(found: Mapping[str, Gains]) -> dict[str, float]:
    """Return the mean over sets of reciprocal ranks less the default, with its 95 % interval."""
    dice = np.random.default_rng(0)
    differences = [one.reciprocal - one.weighted[:, _default()] for one in found.values()]
    means = np.zeros(_RESAMPLES)
    for one in differences:
        drawn = dice.integers(len(one), size=(_RESAMPLES, len(one)))
        means += one[drawn].mean(axis=1) / len(differences)
    low, high = np.quantile(means, (0.025, 0.975))
    mean = common.mean(float(one.mean()) for one in differences)
    return {"mean": mean, "low": round(float(low), 4), "high": round(float(high), 4)}


def _default() -> int:
    return _WEIGHTS.index(Settings().lexical_weight)


if __name__ == "__main__":
    main()

"""One meter for all: ranked documents in, figures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ir_measures
import numpy as np
from ir_measures import R, Success, nDCG
from numpy.typing import NDArray

from benchmarks.peers.material import Gold

MEASURES = {"ndcg@10": nDCG @ 10, "hit@1": Success @ 1, "recall@10": R @ 10}
_RESAMPLES = 2000
Values = NDArray[np.float64]


def per_question(ranked: Mapping[str, Sequence[str]], gold: Gold) -> dict[str, Values]:
    """Return each measure's value for each question of `gold`, in its order."""
    judged = [ir_measures.Qrel(key, one, 1) for key, wanted in gold.items() for one in wanted]
    run = [
        ir_measures.ScoredDoc(key, document, -float(place))
        for key, documents in ranked.items()
        for place, document in enumerate(documents)
    ]
    place_of = {key: number for number, key in enumerate(gold)}
    name_of = {measure: name for name, measure in MEASURES.items()}
    values = {name: np.zeros(len(gold)) for name in MEASURES}
    for found in ir_measures.iter_calc(list(MEASURES.values()), judged, run):
        values[name_of[found.measure]][place_of[found.query_id]] = found.value
    return values


def over_sets(values: Mapping[str, Mapping[str, Values]]) -> dict[str, Any]:
    """Return the mean over sets of each measure, and the interval of nDCG@10."""
    means = {
        name: round(float(np.mean([one[name].mean() for one in values.values()])), 4)
        for name in MEASURES
    }
    gains = [one["ndcg@10"] for one in values.values()]
    return {**means, "ndcg@10_interval": interval(gains)}


def interval(values: Sequence[Values]) -> list[float]:
    """Return where 95 of 100 means over sets lie when questions are drawn anew in each set."""
    chance = np.random.default_rng(0)
    means = np.mean(
        [
            one[chance.integers(len(one), size=(_RESAMPLES, len(one)))].mean(axis=1)
            for one in values
        ],
        axis=0,
    )
    return [round(float(np.quantile(means, share)), 4) for share in (0.025, 0.975)]


def ahead(
    ours: Mapping[str, Mapping[str, Values]], theirs: Mapping[str, Mapping[str, Values]]
) -> dict[str, Any]:
    """Return by how much nDCG@10 of `ours` is higher, question by question."""
    gaps = [ours[name]["ndcg@10"] - theirs[name]["ndcg@10"] for name in theirs]
    mean = float(np.mean([gap.mean() for gap in gaps]))
    return {"ndcg@10": round(mean, 4), "interval": interval(gaps)}

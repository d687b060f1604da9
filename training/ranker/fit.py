"""Weights by maximum likelihood: the candidates of a question share one probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from training.ranker.tables import Group

Vector = NDArray[np.float64]
# Strength of the pull towards zero, over standardised features.
PENALTY = 10.0
_STEPS = 300


@dataclass(frozen=True)
class Problem:
    """All candidates below one another, where each question's begin, and how much it counts."""

    rows: Vector
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]
    owner: NDArray[np.int64]
    counts: Vector

    def loss(self, weights: Vector) -> tuple[float, Vector]:
        """Return the mean -log p(a right candidate) with the penalty, and its gradient."""
        scores = self.rows @ weights
        scores -= np.maximum.reduceat(scores, self.starts)[self.owner]
        chances = np.exp(scores)
        whole = np.add.reduceat(chances, self.starts)
        good = np.add.reduceat(chances * self.right, self.starts)
        slope = chances / whole[self.owner] - chances * self.right / good[self.owner]
        gradient = self.rows.T @ (slope * self.counts[self.owner])
        value = (self.counts * np.log(whole / good)).sum() + PENALTY * weights @ weights
        total = self.counts.sum()
        return value / total, (gradient + 2 * PENALTY * weights) / total


def fit(groups: Mapping[str, Sequence[Group]], counts: Mapping[str, float]) -> Vector:
    """Return a weight for each column.

    A group of which no candidate answers tells nothing.
    """
    chosen = [(one, counts[name]) for name, every in groups.items() for one in every]
    chosen = [(one, count) for one, count in chosen if one.right.any()]
    rows = np.concatenate([one.rows for one, _ in chosen])
    sizes = np.array([len(one.right) for one, _ in chosen])
    scale = rows.std(0) + 1e-9
    problem = Problem(
        rows=rows / scale,
        right=np.concatenate([one.right for one, _ in chosen]),
        starts=np.r_[0, np.cumsum(sizes)[:-1]],
        owner=np.repeat(np.arange(len(sizes)), sizes),
        counts=np.array([count for _, count in chosen]),
    )
    found = minimize(
        problem.loss,
        np.zeros(rows.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS},
    )
    weights: Vector = found.x / scale
    return weights


def hits(groups: Sequence[Group], weights: Vector | None) -> Vector:
    """Return 1 for each question whose best candidate answers; without weights, by first score."""
    return np.array([_hit(one, weights) for one in groups])


def _hit(group: Group, weights: Vector | None) -> float:
    if not len(group.right):
        return 0.0
    scores = group.first if weights is None else group.rows @ weights
    return float(group.right[int(np.argmax(scores))])


def difference(
    new: Mapping[str, Vector], old: Mapping[str, Vector], *, draws: int = 2000
) -> dict[str, float]:
    """Return the mean over sets of the paired difference, with its 95 % bootstrap interval."""
    source = np.random.default_rng(0)
    pairs = [new[name] - old[name] for name in new]
    means = [
        np.mean([one[source.integers(0, len(one), len(one))].mean() for one in pairs])
        for _ in range(draws)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    value = float(np.mean([one.mean() for one in pairs]))
    return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}

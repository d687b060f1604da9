"""Weights by maximum likelihood: true and false claims count the same in all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Vector = NDArray[np.float64]
# Strength of the pull towards zero, over standardised measures.
PENALTY = 3.0
_STEPS = 500
_BOUNDS = {1: (0, None), -1: (None, 0), 0: (None, None)}


@dataclass(frozen=True)
class Fitted:
    """A weight for each measure, and what is added."""

    weights: Vector
    bias: float

    def chances(self, rows: Vector) -> Vector:
        """Return the chance of each row to be a true claim."""
        scores: Vector = 1 / (1 + np.exp(-np.clip(rows @ self.weights + self.bias, -30, 30)))
        return scores


def fit(
    rows: Vector,
    true: NDArray[np.bool_],
    counts: Vector,
    signs: Sequence[int] = (),
) -> Fitted:
    """Return the weights of a logistic regression over the rows; each counts as much as told.

    A weight whose sign is 1 never falls below zero, one of sign -1 never rises above it.
    """
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    sign = np.where(true, 1.0, -1.0)
    sums = counts[true].sum(), counts[~true].sum()
    counts = counts * np.where(true, 0.5 / sums[0], 0.5 / sums[1]) * len(rows)

    def loss(weights: Vector) -> tuple[float, Vector]:
        margins = sign * (scaled @ weights)
        slope = -counts * sign / (1 + np.exp(np.clip(margins, -30, 30)))
        free = np.r_[weights[:-1], 0.0]
        value = (counts * np.logaddexp(0, -margins)).sum() + PENALTY * free @ free
        gradient = scaled.T @ slope + 2 * PENALTY * free
        return float(value / len(rows)), gradient / len(rows)

    found = minimize(
        loss,
        np.zeros(scaled.shape[1]),
        jac=True,
        method="L-BFGS-B",
        bounds=[*(_BOUNDS[sign] for sign in signs or [0] * rows.shape[1]), _BOUNDS[0]],
        options={"maxiter": _STEPS},
    ).x
    weights: Vector = found[:-1] / scale
    return Fitted(weights, float(found[-1] - weights @ mean))


def auc(scores: Vector, true: NDArray[np.bool_]) -> float:
    """Return the chance that a true claim scores higher than a false one, ties half."""
    values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    good = int(true.sum())
    return float((ranks[true].sum() - good * (good + 1) / 2) / (good * (len(true) - good)))


def recall(scores: Vector, true: NDArray[np.bool_], *, alarms: float) -> tuple[float, float]:
    """Return the share of false claims below the score that `alarms` of the true lie below."""
    limit = float(np.quantile(scores[true], alarms))
    return float((scores[~true] < limit).mean()), limit

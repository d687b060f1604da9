"""Weights by maximum likelihood: whether nothing answers is a coin with the weighed odds."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from training.gate.tables import ALONE, KINDS, Table

from askvn import gate

Vector = NDArray[np.float64]
# How much a question of each of `KINDS` counts: near misses are few and dear.
COUNTS = {
    "own": 1.0,
    "off": 0.5,
    "gone": 0.5,
    "near": 4.5,
    "changed": 0.3,
    "premise": 1.0,
    "alone": 0.5,
    "beside": 0.3,
    "elsewhere": 0.4,
}
# Strength of the pull towards zero, over standardised columns.
PENALTY = 3.0
# The reader has read other questions of the training sets and is surer there than elsewhere: its
# log-odds are blurred by so much that it tells as much as on sets that are new to it, in so many
# draws. Not where one passage stands alone.
BLUR = 1.75
DRAWS = 6
_DOUBT = -3.0
_SEED = 3


def fit(table: Table) -> tuple[Vector, float]:
    """Return a weight for each column, and the bias."""
    blurred = list(_draws(table))
    rows = np.concatenate([one.rows for one in blurred])
    silent = np.concatenate([one.silent for one in blurred])
    counts = np.tile([COUNTS[KINDS[kind]] / DRAWS for kind in table.kinds], DRAWS)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    rows = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    pull = np.r_[np.full(rows.shape[1] - 1, PENALTY), 0.0]

    def loss(weights: Vector) -> tuple[float, Vector]:
        odds = rows @ weights
        wrong = counts @ (np.logaddexp(0, odds) - silent * odds)
        slope = rows.T @ (counts * (1 / (1 + np.exp(-odds)) - silent))
        return float(wrong + pull @ weights**2), slope + 2 * pull * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    weights: Vector = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


def line(table: Table, share: float) -> float:
    """Return the probability above which that share of the answered questions would be refused.

    Each set is judged by the weights of the others, its reader blurred.
    """
    odds = []
    for name in np.unique(table.sets):
        weights, bias = fit(table.where(table.sets != name))
        for left in _draws(table.where(table.sets == name).of("own")):
            odds.append(left.rows @ weights + bias + left.against)
    return float(1 / (1 + np.exp(-np.quantile(np.concatenate(odds), 1 - share))))


def chances(table: Table, weights: Vector, bias: float) -> Vector:
    """Return the probability of each question that nothing answers it."""
    found: Vector = 1 / (1 + np.exp(-(table.rows @ weights + bias + table.against)))
    return found


def _draws(table: Table) -> Iterator[Table]:
    """Yield the table as often as it is drawn, the reader blurred."""
    chance = np.random.default_rng(_SEED)
    reader, strength, doubted = (gate.NAMES.index(n) for n in ("reader", "strength", "doubted"))
    blur = BLUR * ~np.isin(table.kinds, [KINDS.index(kind) for kind in ALONE])
    for _ in range(DRAWS):
        rows = table.rows.copy()
        rows[:, reader] += blur * chance.normal(size=len(rows))
        rows[:, doubted] = np.maximum(0.0, rows[:, reader] - _DOUBT) * rows[:, strength]
        yield table.with_rows(rows)


def area(silent: Vector, answered: Vector) -> float:
    """Return the AUC: how often one of the first is above one of the second, equals half."""
    above = (silent[:, None] > answered[None, :]).mean()
    equal = (silent[:, None] == answered[None, :]).mean()
    return round(float(above + equal / 2), 4)


def at(none: Vector, silent: NDArray[np.bool_], line: float) -> dict[str, float]:
    """Return how well refusing above a probability of `line` does."""
    refused = none > line
    good = float((refused & silent).sum())
    precision, recall = good / max(1, refused.sum()), good / max(1, silent.sum())
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "wrongly_refused": round(float(refused[~silent].mean()), 4),
    }

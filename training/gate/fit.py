"""Weights by maximum likelihood: whether nothing answers is a coin with the weighed odds."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from training.gate.tables import KINDS, Table

Vector = NDArray[np.float64]
# How much a question of each of `KINDS` counts: near misses are few and dear.
COUNTS = {"own": 1.0, "off": 0.5, "gone": 0.7, "near": 3.0, "changed": 0.5}
# Strength of the pull towards zero, over standardised columns.
PENALTY = 10.0


def fit(table: Table) -> tuple[Vector, float]:
    """Return a weight for each column, and the bias."""
    middle, spread = table.rows.mean(axis=0), table.rows.std(axis=0) + 1e-9
    rows = np.column_stack([(table.rows - middle) / spread, np.ones(len(table.rows))])
    counts = np.array([COUNTS[KINDS[kind]] for kind in table.kinds])
    pull = np.r_[np.full(rows.shape[1] - 1, PENALTY), 0.0]

    def loss(weights: Vector) -> tuple[float, Vector]:
        odds = rows @ weights
        wrong = counts @ (np.logaddexp(0, odds) - table.silent * odds)
        slope = rows.T @ (counts * (1 / (1 + np.exp(-odds)) - table.silent))
        return float(wrong + pull @ weights**2), slope + 2 * pull * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    weights: Vector = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


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

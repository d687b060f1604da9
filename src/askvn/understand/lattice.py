"""The likeliest sequence of readings of a question's words, and how sure each of them is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from askvn.understand.choices import PAUSE, Choice, Frequency
from askvn.understand.restorer import Restorer

Array = NDArray[np.float64]


class Care(NamedTuple):
    """A way of typing: the share of marks left out, and how often people type so (log)."""

    missing: float
    prior: float


_CARES = (
    Care(0.0005, math.log(0.9)),
    Care(0.5, math.log(0.02)),
    Care(0.995, math.log(0.08)),
)
# How many passages' worth the language's own opinion counts against the documents' pairs.
_DOUBT = 2.0
# What it costs where the documents never have a mended word beside its neighbour.
_UNSUPPORTED = -3.0
# What the documents' single syllables count beside their pairs.
_SINGLE_WEIGHT = 0.3
# By how much all of these together are surer of themselves than they ought to be.
_OVERCONFIDENCE = 2.0


class Reading(NamedTuple):
    """What one word was taken for, and how probable each of its choices is."""

    choice: Choice
    chances: Array


def read(
    words: Sequence[tuple[Choice, ...]], restorer: Restorer, frequency: Frequency
) -> list[Reading]:
    """Return how to read the words together, given the choices for each.

    The text is the best path of a trigram lattice (Viterbi, once for each care); the chances are
    the shares of all paths through each choice (forward-backward, with the best path's care).
    """
    columns = [(PAUSE,), (PAUSE,), *words]
    scores = [
        follows + fits
        for follows, fits in zip(
            _language(columns, restorer), _documents_beside(columns, frequency), strict=True
        )
    ]
    typing = _typing(columns)
    care, numbers = _best_path(scores, typing)
    chances = _chances([one + cost[care] for one, cost in zip(scores, typing, strict=True)])
    return [
        Reading(choices[number], chance)
        for choices, number, chance in zip(words, numbers, chances, strict=True)
    ]


def _best_path(scores: Sequence[Array], typing: Sequence[Array]) -> tuple[int, list[int]]:
    """Return the likeliest care, and the number of the choice for each word."""
    total: Array = np.array([care.prior for care in _CARES]).reshape(-1, 1, 1)
    back: list[NDArray[np.int64]] = []
    for follows, costs in zip(scores, typing, strict=True):
        paths = total[:, :, :, None] + follows
        back.append(paths.argmax(axis=1))
        total = paths.max(axis=1) + costs[:, None, :]
    care, left, right = np.unravel_index(int(total.argmax()), total.shape)
    chosen = [int(right), int(left)]
    for pointers in reversed(back):
        chosen.append(int(pointers[care, chosen[-1], chosen[-2]]))
    return int(care), chosen[: len(scores)][::-1]


def _chances(scores: Sequence[Array]) -> list[Array]:
    """Return the probability of each choice of each word; each sums to one."""
    scores = [one / _OVERCONFIDENCE for one in scores]
    forward: list[Array] = [np.zeros((1, 1))]
    for one in scores:
        forward.append(_log_sum(forward[-1][:, :, None] + one, axis=0))
    backward: Array = np.zeros(forward[-1].shape)
    found = []
    for one, before in zip(reversed(scores), reversed(forward[1:]), strict=True):
        total = _log_sum(before + backward, axis=0)
        chances = np.exp(total - total.max())
        found.append(chances / chances.sum())
        backward = _log_sum(one + backward[None], axis=2)
    return found[::-1]


def _log_sum(values: Array, axis: int) -> Array:
    top = values.max(axis=axis, keepdims=True)
    total: Array = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total


def _language(columns: Sequence[tuple[Choice, ...]], restorer: Restorer) -> list[Array]:
    """Return, for each word, the log-probabilities of its choices after each pair before it."""
    ids = [np.array([choice.id for choice in column], dtype=np.int64) for column in columns]
    grids = [
        restorer.key(ids[place - 2][:, None, None], ids[place - 1][:, None], ids[place])
        for place in range(2, len(ids))
    ]
    found = restorer.score(np.concatenate([grid.ravel() for grid in grids]))
    parts = np.split(found, np.cumsum([grid.size for grid in grids])[:-1])
    return [part.reshape(grid.shape) for part, grid in zip(parts, grids, strict=True)]


def _typing(columns: Sequence[tuple[Choice, ...]]) -> list[Array]:
    """Return, for each word, how likely each choice is typed as it was, for each care (log)."""
    every = [choice for column in columns for choice in column]
    lost = np.array([choice.marks_lost for choice in every])
    kept = np.array([choice.marks_kept for choice in every])
    cost = np.array([choice.cost for choice in every])
    rows = [
        lost * math.log(care.missing) + kept * math.log1p(-care.missing) + cost for care in _CARES
    ]
    return np.split(np.stack(rows), np.cumsum([len(column) for column in columns])[:-1], axis=1)[2:]


def _documents_beside(columns: Sequence[tuple[Choice, ...]], frequency: Frequency) -> list[Array]:
    """Return, for each word, how well it agrees with the documents beside each one before it."""
    return [
        _documents(left, right, frequency) if len(left) * len(right) > 1 else np.zeros((1, 1))
        for left, right in pairwise(columns[1:])
    ]


def _documents(left: Sequence[Choice], right: Sequence[Choice], frequency: Frequency) -> Array:
    """Return how well each pair of choices agrees with the documents (log)."""
    singles = _agreement(right, [choice.passages for choice in right], frequency)
    together = [
        frequency(f"{one.token}_{other.token}") if one.passages and other.passages else 0
        for one in left
        for other in right
    ]
    pairs = np.array(together, dtype=float).reshape(len(left), len(right))
    whole = _bare_pairs(left, right, frequency)
    doubt = _DOUBT / pairs.size
    agreed = np.where(whole > 0, np.log((pairs + doubt) / (whole + _DOUBT)), 0.0)
    unheard = np.array([[one.is_mended or other.is_mended for other in right] for one in left])
    fits: Array = agreed + _SINGLE_WEIGHT * singles + _UNSUPPORTED * (unheard & (pairs == 0))
    return fits


def _agreement(column: Sequence[Choice], passages: Sequence[int], frequency: Frequency) -> Array:
    """Return the log share, of the passages with a bare syllable, of those with each spelling."""
    whole = {choice.bare_token: 0 for choice in column}
    for bare in whole:
        whole[bare] = frequency(bare) if bare else 0
    doubt = _DOUBT / len(column)
    return np.array(
        [
            math.log((held + doubt) / (whole[choice.bare_token] + _DOUBT))
            if whole[choice.bare_token]
            else 0.0
            for choice, held in zip(column, passages, strict=True)
        ]
    )


def _bare_pairs(left: Sequence[Choice], right: Sequence[Choice], frequency: Frequency) -> Array:
    """Return in how many passages each two stand side by side in any spelling."""
    known: dict[str, int] = {}
    for one in dict.fromkeys(choice.bare_token for choice in left):
        for other in dict.fromkeys(choice.bare_token for choice in right):
            pair = f"{one}_{other[1:]}"
            known[pair] = frequency(pair) if one and other else 0
    return np.array(
        [[known[f"{one.bare_token}_{other.bare_token[1:]}"] for other in right] for one in left],
        dtype=float,
    )

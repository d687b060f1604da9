"""The likeliest sequence of readings of a question's words, and how sure each of them is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
# Keeps every path possible where exponentials would vanish.
_LEAST_ODDS = 1e-200


class Evidence(NamedTuple):
    """What tells one reading from another: the language, the documents, the passages just found.

    A token counts in `near` what it counts more because those passages have it.
    """

    restorer: Restorer
    frequency: Frequency
    near: Mapping[str, float]

    def weight(self, token: str) -> float:
        """Return in how many passages a token stands, those just found counting more."""
        return self.frequency(token) + self.near.get(token, 0.0)


class Reading(NamedTuple):
    """What one word was taken for, and how probable each of its choices is."""

    choice: Choice
    chances: Array


def read(words: Sequence[tuple[Choice, ...]], evidence: Evidence) -> list[Reading]:
    """Return how to read the words together, given the choices for each.

    The text is the best path of a trigram lattice (Viterbi, once for each care); the chances are
    the shares of all paths through each choice (forward-backward, with the best path's care).
    """
    columns = [(PAUSE,), (PAUSE,), *words]
    scores = [
        follows + fits
        for follows, fits in zip(
            _language(columns, evidence.restorer),
            _documents_beside(columns, evidence),
            strict=True,
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
    odds = [np.exp((one - one.max()) / _OVERCONFIDENCE) + _LEAST_ODDS for one in scores]
    forward: list[Array] = [np.ones((1, 1))]
    for one in odds:
        total = (forward[-1][:, :, None] * one).sum(axis=0)
        forward.append(total / total.sum())
    backward: Array = np.ones(forward[-1].shape)
    found = []
    for one, before in zip(reversed(odds), reversed(forward[1:]), strict=True):
        chances = (before * backward).sum(axis=0)
        found.append(chances / chances.sum())
        backward = (one * backward).sum(axis=2)
        backward /= backward.sum()
    return found[::-1]


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


def _documents_beside(columns: Sequence[tuple[Choice, ...]], evidence: Evidence) -> list[Array]:
    """Return, for each word, how well it agrees with the documents beside each one before it."""
    neighbours = list(pairwise(columns[1:]))
    pairs = [_pair_counts(left, right, evidence) for left, right in neighbours]
    singles = [
        [
            (
                choice.passages + evidence.near.get(choice.token, 0.0),
                evidence.weight(choice.bare_token) if choice.bare_token else 0.0,
            )
            for choice in column
        ]
        for column in columns[2:]
    ]
    fits = [
        together.reshape(len(left), len(right)) + _SINGLE_WEIGHT * alone
        for together, alone, (left, right) in zip(
            _agreement(pairs), _agreement(singles), neighbours, strict=True
        )
    ]
    for one, (left, right) in zip(fits, neighbours, strict=True):
        if any(choice.is_mended for choice in (*left, *right)):
            one += _unsupported(left, right, evidence.frequency)  # noqa: PLW2901 - in place
    return fits


def _pair_counts(
    left: Sequence[Choice], right: Sequence[Choice], evidence: Evidence
) -> list[tuple[float, float]]:
    """Return how many passages have each two side by side, spelled so and in any spelling."""
    count = evidence.weight if evidence.near else evidence.frequency
    bare = {
        (one, other): count(f"{one}_{other[1:]}") if one and other else 0
        for one in {choice.bare_token for choice in left}
        for other in {choice.bare_token for choice in right}
    }
    return [
        (
            count(f"{one.token}_{other.token}")
            if spelled and one.passages and other.passages
            else 0,
            spelled,
        )
        for one in left
        for other in right
        for spelled in (bare[one.bare_token, other.bare_token],)
    ]


def _agreement(counts: Sequence[Sequence[tuple[float, float]]]) -> list[Array]:
    """Return, group by group, the log share of the first of each two counts in the second.

    Smoothed by `_DOUBT` passages, which every member of a group has an equal part of; 0 where
    nothing is known.
    """
    flat = np.array([one for group in counts for one in group], dtype=float)
    sizes = np.array([len(group) for group in counts])
    doubt = _DOUBT / np.repeat(sizes, sizes)
    shares = np.log((flat[:, 0] + doubt) / (flat[:, 1] + _DOUBT))
    return np.split(np.where(flat[:, 1] > 0, shares, 0.0), np.cumsum(sizes)[:-1])


def _unsupported(left: Sequence[Choice], right: Sequence[Choice], frequency: Frequency) -> Array:
    """Return what mended words cost beside those that the documents never have beside them."""
    costs = [
        [
            _UNSUPPORTED
            if (one.is_mended or other.is_mended) and not frequency(f"{one.token}_{other.token}")
            else 0.0
            for other in right
        ]
        for one in left
    ]
    return np.array(costs)

"""The built-in language model over syllables: how likely is this spelling beside its neighbours.

A pruned trigram model; `training/restorer` makes it and `models/restorer/CARD.md` describes it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from askvn.errors import ModelDamagedError, ModelNotFoundError
from askvn.vietnamese.diacritics import (
    canonical_syllable,
    has_marks,
    strip,
    tone_on_first_vowel,
)

FILE_NAME = "restorer.npz"
# Ids: the break between sentences, a word that is no Vietnamese syllable, a number, the syllables.
BREAK, OTHER, NUMBER, FIRST_FORM = 0, 1, 2, 3
BITS = 13
_MOST_REMEMBERED = 50_000
_LAST, _PAIR = (1 << BITS) - 1, (1 << 2 * BITS) - 1
# Log-probabilities are stored as whole steps of this many nats.
STEP = 0.2
# What a longer context that was never seen costs (stupid backoff; Brants et al. 2007).
BACKOFF = math.log(0.4)

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]


class Table(NamedTuple):
    """Sorted keys and the log-probability of each."""

    keys: Ids
    scores: Scores

    def look_up(self, keys: Ids) -> Scores:
        """Return the score of each key, minus infinity where it is unknown."""
        if not len(self.keys):
            return np.full(keys.shape, -np.inf)
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        return np.where(self.keys[places] == keys, self.scores[places], -np.inf)


class Form(NamedTuple):
    """A word in lower case: its id, and how the model and the lexical index spell it."""

    text: str
    id: int
    spelling: str
    token: str
    bare_token: str
    is_marked: bool
    is_known: bool


class _Model(NamedTuple):
    known: dict[str, Form]
    ids: dict[str, int]
    by_bare: dict[str, list[str]]
    single: Scores
    pairs: Table
    triples: Table


class Restorer:
    """Knows the Vietnamese syllables and how they follow each other; read when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _model(self) -> _Model:
        """The model's tables.

        Raises:
            ModelNotFoundError: if its file is missing.
            ModelDamagedError: if the file cannot be read.
        """
        return _read(self._folder / FILE_NAME)

    def knows(self, form: str) -> bool:
        """Tell whether `form`, in lower case, is a syllable that Vietnamese texts use."""
        return syllable_form(form) in self._model.ids

    def spellings(self, bare: str) -> Sequence[str]:
        """Return the known syllables that are `bare` without their diacritics."""
        return self._model.by_bare.get(bare, ())

    def form(self, text: str) -> Form:
        """Return what is to be known of a word in lower case."""
        known = self._model.known
        if text not in known:
            if len(known) > _MOST_REMEMBERED:
                known.clear()
            known[text] = _form(text, self._model.ids)
        return known[text]

    def single(self, number: int) -> float:
        """Return the log-probability of one id by itself."""
        return float(self._model.single[number])

    @staticmethod
    def key(first: Ids, second: Ids, last: Ids) -> Ids:
        """Return three ids in a row as one key; the arrays are broadcast."""
        return first << 2 * BITS | second << BITS | last

    def score(self, keys: Ids) -> Scores:
        """Return the log-probability of the last id of each key, after the other two."""
        scores = self._model.triples.look_up(keys)
        unseen = np.flatnonzero(np.isneginf(scores))
        by_pair = self._model.pairs.look_up(keys[unseen] & _PAIR)
        by_itself = BACKOFF + self._model.single[keys[unseen] & _LAST]
        scores[unseen] = BACKOFF + np.where(np.isneginf(by_pair), by_itself, by_pair)
        return scores


def _form(text: str, ids: Mapping[str, int]) -> Form:
    spelling, token = syllable_form(text), canonical_syllable(text)
    number = NUMBER if text[:1].isdigit() else ids.get(spelling, OTHER)
    bare = f"~{strip(token)}"
    return Form(text, number, spelling, token, bare, has_marks(text), number >= FIRST_FORM)


def syllable_form(word: str) -> str:
    """Return a word in lower case as the model spells it: `hoà` is `hòa`."""
    return word if word.isascii() else tone_on_first_vowel(word)


def _read(path: Path) -> _Model:
    if not path.is_file():
        raise ModelNotFoundError(
            "the built-in restorer has no file '{file}'",
            hint="pip install --force-reinstall askvn",
            file=path,
        )
    try:
        with np.load(path) as arrays:
            forms = bytes(arrays["forms"]).decode("utf-8").split(" ")
            pairs = _pairs(arrays)
            single, triples = _unquantised(arrays["single"]), _triples(arrays, pairs.keys)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelDamagedError(
            "the built-in restorer in '{folder}' cannot be read: {error}",
            hint="pip install --force-reinstall askvn",
            folder=path.parent,
            error=error,
        ) from error
    by_bare: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        by_bare[strip(form)].append(form)
    ids = {form: number for number, form in enumerate(forms, start=FIRST_FORM)}
    return _Model({}, ids, dict(by_bare), single, pairs, triples)


def _unquantised(steps: NDArray[np.uint8]) -> Scores:
    return np.asarray(steps * -STEP, dtype=np.float64)


def _pairs(arrays: Any) -> Table:  # noqa: ANN401 - numpy's own mapping
    """Return the table of pairs; stored are how many each first id has, and the gaps."""
    firsts = np.repeat(np.arange(len(arrays["pair_counts"])), arrays["pair_counts"])
    lasts = _from_gaps(arrays["pair_gaps"], arrays["pair_counts"])
    return Table(firsts << BITS | lasts, _unquantised(arrays["pair_scores"]))


def _triples(arrays: Any, pairs: Ids) -> Table:  # noqa: ANN401
    """Return the table of triples; stored are counts for each pair, and the gaps."""
    firsts = np.repeat(pairs, arrays["triple_counts"])
    lasts = _from_gaps(arrays["triple_gaps"], arrays["triple_counts"])
    return Table(firsts << BITS | lasts, _unquantised(arrays["triple_scores"]))


def _from_gaps(gaps: NDArray[np.uint16], counts: NDArray[np.integer[Any]]) -> Ids:
    """Return ascending ids, run by run, from the differences to the one before in the run."""
    sums = np.cumsum(gaps, dtype=np.int64)
    starts = np.cumsum(counts, dtype=np.int64) - counts
    runs = np.flatnonzero(counts)
    before = np.zeros(len(counts), dtype=np.int64)
    before[runs] = np.where(starts[runs] > 0, sums[starts[runs] - 1], 0)
    return sums - np.repeat(before, counts)


def gaps_of(lasts: Ids, firsts: Ids) -> NDArray[np.uint16]:
    """Return what `_from_gaps` undoes: each id's difference to the one before in its run."""
    begins = np.r_[True, firsts[1:] != firsts[:-1]]
    return np.where(begins, lasts, np.diff(lasts, prepend=0)).astype(np.uint16)

"""The gate: how likely it is that the passages do not answer, by what was found in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from askvn import sense
from askvn.evidence import Sentence
from askvn.features import gives_nothing_asked
from askvn.protocols import Pieces
from askvn.records import Hit
from askvn.refuse import unmentioned
from askvn.retrieve import Rarity
from askvn.understand import Understood, content_tokens
from askvn.vietnamese import mentions, words
from askvn.weights import read_weights

FILE = "gate.json"
BIAS = "bias"
# What is weighed.
NAMES = (
    "reader",  # log-odds of the reader that nothing answers
    "strength",  # best BM25 score as a share of the best conceivable one
    "unmentioned",  # share of the question's idf weight of which the best document has nothing
    "names",  # share of the syllables of its names that the best passage lacks
    "numbers",  # share of its figures that it lacks
    "sense",  # cosine of the best sentence and the question
    "not_given",  # a number, date, person … is asked for and the sentence gives none
    "doubted",  # how far the reader doubts where the words do fit
)
# Log-odds from which on the reader doubts.
_DOUBT = -3.0
_STRONGEST = 1.5
# What a year that stands nowhere adds to the log-odds, by hand: too few questions to learn from
# name one (docs/decisions/evidence-gate.md).
_ODD_YEAR = 0.6
_SUREST = 1e-4


class Gate:
    """A weight for each of `NAMES`, and a bias; read when a question first needs them."""

    def __init__(self, folder: Path, pieces: Pieces) -> None:
        """Take the folder of the weights and the built-in embedder, whichever one searches."""
        self._path = folder / FILE
        self._pieces = pieces

    def none(self, row: Sequence[float], *, odd_year: bool = False) -> float:
        """Return the probability that nothing answers, from a row of `NAMES`.

        `odd_year` says that the question names a year that none of the passages has.
        """
        weights, bias = self._trained
        odds = np.array(row) @ weights + bias + _ODD_YEAR * odd_year
        return float(1 / (1 + math.exp(-odds)))

    def row(
        self,
        understood: Understood,
        hits: Sequence[Hit],
        best: Sentence,
        *,
        reader: float,
        strength: float,
        idf: Rarity,
    ) -> list[float]:
        """Return what is weighed: `NAMES`, for the sentence that answers best if one does.

        `reader` is its probability that nothing answers, `hits` are the passages that were read.
        """
        question = understood.text
        own = [hit for hit in hits if hit.document == best.hit.document]
        reader = min(max(reader, _SUREST), 1 - _SUREST)
        odds = math.log(reader / (1 - reader))
        strength = min(strength, _STRONGEST)
        near = max(
            float(sense.closeness(asked, [best.text], self._pieces)[0, 0])
            for asked in {question, f"{understood.context} {question}".strip()}
        )
        return [
            odds,
            strength,
            _unmentioned(question, own, idf),
            *_lacking(question, best.hit),
            near,
            float(gives_nothing_asked(understood.expects, best.text)),
            max(0.0, odds - _DOUBT) * strength,
        ]

    @cached_property
    def _trained(self) -> tuple[NDArray[np.float64], float]:
        weights, (bias,) = read_weights(self._path, NAMES, BIAS)
        return weights, bias


def _unmentioned(question: str, hits: Sequence[Hit], idf: Rarity) -> float:
    content = {token for token in content_tokens(question) if "_" not in token}
    absent = {
        words.bare(syllable)
        for run in unmentioned(question, hits)
        for syllable in words.syllables(run)
    }
    whole = sum(map(idf, content))
    return sum(map(idf, absent & content)) / whole if whole else 0.0


def _lacking(question: str, hit: Hit) -> tuple[float, float]:
    """Return the shares of the question's names and figures that a passage lacks."""
    text = f"{hit.title}\n{hit.headings}\n{hit.date}\n{hit.visible}"
    held = set(words.tokens(text))
    named = [words.bare(one) for name in mentions.names(question) for one in words.syllables(name)]
    figures = mentions.numbers(question)
    return (
        sum(one not in held for one in named) / max(1, len(named)),
        sum(one not in text for one in figures) / max(1, len(figures)),
    )

"""The gate: how likely it is that the passages do not answer, by what was found in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from askvn import sense
from askvn.evidence import Sentence, around
from askvn.features import gives_nothing_asked
from askvn.protocols import Pieces
from askvn.records import Hit
from askvn.retrieve import Rarity
from askvn.understand import Understood, content_tokens
from askvn.vietnamese import mentions, words
from askvn.weights import read_weights

FILE = "gate.json"
BIAS = "bias"
# What is weighed.
NAMES = (
    "reader",  # log-odds of the reader that nothing answers
    "strength",  # BM25 score of the best sentence's passage as a share of the best conceivable one
    "mentioned",  # share of the question's idf weight that its document has, as far as it was found
    "names",  # share of the syllables of the question's names that it lacks, where it is strong
    "numbers",  # share of the question's figures that no passage has
    "sense",  # cosine of question and passage
    "uncovered",  # how much of the question nothing beside the best sentence is like
    "not_given",  # a number, date, person … is asked for and the sentence gives none
    "doubted",  # how far the reader doubts where the words do fit
)
# Log-odds from which on the reader doubts.
_DOUBT = -3.0
_STRONGEST = 1.5
_SUREST = 1e-4


class Gate:
    """A weight for each of `NAMES`, and a bias; read when a question first needs them."""

    def __init__(self, folder: Path, pieces: Pieces) -> None:
        """Take the folder of the weights and the built-in embedder, whichever one searches."""
        self._path = folder / FILE
        self._pieces = pieces

    def none(self, row: Sequence[float], *, against: float = 0.0) -> float:
        """Return the probability that nothing answers, from a row of `NAMES`.

        `against` are log-odds that speak against an answer beside what is weighed.
        """
        weights, bias = self._trained
        odds = np.array(row) @ weights + bias + against
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

        `reader` is its probability that nothing answers, `hits` are the passages that were read,
        `strength` is that of the passage of the best sentence.
        """
        question = understood.text
        own = [hit for hit in hits if hit.document == best.hit.document]
        reader = min(max(reader, _SUREST), 1 - _SUREST)
        odds = math.log(reader / (1 - reader))
        strength = min(strength, _STRONGEST)
        near = max(
            sense.cosine(asked, best.hit.visible, self._pieces)
            for asked in {question, f"{understood.context} {question}".strip()}
        )
        beside = f"{best.hit.title} {best.hit.headings} {around(best)}"
        return [
            odds,
            strength,
            _mentioned(question, own, idf),
            _names_missing(question, best.hit) * min(strength, 1.0),
            _numbers_missing(question, hits),
            near,
            sense.uncovered(question, beside, self._pieces),
            float(gives_nothing_asked(understood.expects, best.text)),
            max(0.0, odds - _DOUBT) * strength,
        ]

    @cached_property
    def _trained(self) -> tuple[NDArray[np.float64], float]:
        weights, (bias,) = read_weights(self._path, NAMES, BIAS)
        return weights, bias


def _mentioned(question: str, hits: Sequence[Hit], idf: Rarity) -> float:
    content = {token for token in content_tokens(question) if "_" not in token}
    held = {token for hit in hits for token in words.tokens(_said(hit))}
    whole = sum(map(idf, content))
    return sum(map(idf, content & held)) / whole if whole else 1.0


def _names_missing(question: str, hit: Hit) -> float:
    held = set(words.tokens(_said(hit)))
    named = [words.bare(one) for name in mentions.names(question) for one in words.syllables(name)]
    return sum(one not in held for one in named) / max(1, len(named))


def _numbers_missing(question: str, hits: Sequence[Hit]) -> float:
    figures = mentions.numbers(question)
    texts = list(map(_said, hits))
    absent = sum(all(one not in text for text in texts) for one in figures)
    return absent / max(1, len(figures))


def _said(hit: Hit) -> str:
    return f"{hit.title}\n{hit.headings}\n{hit.date}\n{hit.visible}"

"""The trained ranker: which of the sentences found answers, by a weighted sum of its features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from askvn import evidence, features, sense
from askvn.evidence import Sentence
from askvn.features import Table
from askvn.protocols import Pieces
from askvn.records import Hit
from askvn.retrieve import Rarity
from askvn.understand import Understood
from askvn.weights import read_weights

FILE = "ranker.json"
# How many of the sentences that share most with the question are judged, whatever their passage.
SHORTLIST = 20
COLUMNS = (*features.NAMES, *sense.NAMES)


class Ranker:
    """A weight for each of `COLUMNS`; read when a question first needs them.

    A score is a log-probability up to a constant: two scores tell how many times likelier one
    sentence is to answer than another.
    """

    def __init__(self, folder: Path, pieces: Pieces) -> None:
        """Take the folder of the weights and the built-in embedder, whichever one searches."""
        self._path = folder / FILE
        self._pieces = pieces

    def rank(self, understood: Understood, hits: Sequence[Hit], *, idf: Rarity) -> list[Sentence]:
        """Return the sentences of `hits` most worth reading (`shortlist`), best first.

        Raises:
            ModelDamagedError: if the file of the weights is missing or not what it should be.
        """
        chosen = shortlist(understood, hits, idf=idf)
        scores = table(understood, chosen, idf=idf, pieces=self._pieces) @ self._weights
        judged = [
            replace(sentence, score=float(score))
            for sentence, score in zip(chosen, scores, strict=True)
        ]
        return sorted(judged, key=lambda one: (-one.score, one.hit.rank, one.span))

    @cached_property
    def _weights(self) -> Table:
        """Return the weights in the order of `COLUMNS`."""
        return read_weights(self._path, COLUMNS)[0]


def shortlist(understood: Understood, hits: Sequence[Hit], *, idf: Rarity) -> list[Sentence]:
    """Return the sentences to judge: those that share most with the question, one of each hit."""
    every = evidence.rank(understood, hits, idf=idf)
    held = {sentence.hit.chunk for sentence in every[:SHORTLIST]}
    rest: dict[int, Sentence] = {}
    for sentence in every[SHORTLIST:]:
        if sentence.hit.chunk not in held:
            rest.setdefault(sentence.hit.chunk, sentence)
    return [*every[:SHORTLIST], *rest.values()]


def table(
    understood: Understood, chosen: Sequence[Sentence], *, idf: Rarity, pieces: Pieces
) -> Table:
    """Return a row of `COLUMNS` for each chosen sentence, in their order."""
    told = features.table(understood, chosen, idf=idf)
    near = sense.closeness(understood.text, [sentence.text for sentence in chosen], pieces)
    return np.column_stack([told, near.astype(np.float64)])

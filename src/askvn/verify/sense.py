"""A text as rows of the built-in embedder: which words are alike, and how much each tells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from askvn.protocols import Pieces
from askvn.reader import encoding
from askvn.reader.encoding import Floats, Integers
from askvn.records import Span
from askvn.verify.said import Said
from askvn.vietnamese import sentences

Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sense:
    """The n words of a text.

    `forms` (n) are their spellings as numbers, `rows` (n, dim) unit rows, `weights` (n) how much
    each tells: nothing for grammar and for figures, which are compared by value. `spans` (n, 2) are
    where they stand, `starts` where the words of each sentence begin.
    """

    forms: Integers
    rows: Floats
    weights: Floats
    spans: Integers
    starts: Integers


class Senses:
    """Reads texts with the built-in embedder, and keeps the last ones."""

    def __init__(self, embedder: Pieces) -> None:
        self._embedder = embedder
        self.of = lru_cache(maxsize=512)(self._read)

    def _read(self, said: Said) -> Sense:
        """Return the sense of a text."""
        encoded = encoding.encode(self._embedder, said.text)
        pieces, places = np.unique(encoded.pieces[:, 0], return_inverse=True)
        rows = self._embedder.vectors_of(pieces)[places]
        lengths = encoding.lengths(rows)
        weights = encoding.weights_of(lengths, encoded)
        for start, end in (figure.span for figure in said.figures):
            weights[(encoded.spans[:, 0] >= start) & (encoded.spans[:, 0] < end)] = 0
        return Sense(
            forms=encoded.forms,
            rows=rows / lengths[:, None],
            weights=weights,
            spans=encoded.spans,
            starts=_starts(sentences.split(said.text), encoded.spans),
        )


def _starts(spans: list[Span], places: Integers) -> Integers:
    starts = np.searchsorted(places[:, 0], [start for start, _ in spans])
    found: Integers = np.unique(starts[starts < len(places)]).astype(np.int32)
    return found

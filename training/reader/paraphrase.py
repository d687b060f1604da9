"""Questions in other words: words become what the embedder holds to be like them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from askvn.reader.encoding import MARKS, Encoded
from askvn.vietnamese.diacritics import strip

NEIGHBOURS = 8
LEAST_ALIKE = 0.28
_NO_WORD = -2
_KEPT = sum(1 << MARKS.index(name) for name in ("grammar", "digits", "capital"))


class Paraphraser:
    """Knows up to `NEIGHBOURS` pieces that are like a piece, found when they are first asked for.

    A piece that is the same without diacritics is not like it, it is another spelling.
    """

    def __init__(self, rows: NDArray[np.float32], names: Sequence[str]) -> None:
        """Take the embedder's row and name of each piece."""
        self._unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        self._bare = np.unique([strip(name) for name in names], return_inverse=True)[1]
        self._known: dict[int, NDArray[np.int64]] = {}

    def like(self, piece: int) -> NDArray[np.int64]:
        """Return the numbers of pieces that are like `piece`, most alike first."""
        if piece not in self._known:
            likeness = self._unit @ self._unit[piece]
            likeness[self._bare == self._bare[piece]] = 0
            best = np.argpartition(-likeness, NEIGHBOURS)[:NEIGHBOURS]
            best = best[likeness[best] >= LEAST_ALIKE]
            self._known[piece] = best[np.argsort(-likeness[best])]
        return self._known[piece]

    def vary(self, asked: Encoded, chance: np.random.Generator, *, share: float) -> Encoded:
        """Return a question with a share of its pieces replaced; names, figures, grammar stay.

        A replaced word has the spelling of no word, so that only its row is like another.
        """
        runs = np.cumsum(np.diff(asked.pieces[:, 0], prepend=-1) != 0)
        pieces, forms, bare = asked.pieces.copy(), asked.forms.copy(), asked.bare.copy()
        for run in np.flatnonzero(chance.random(int(runs[-1]) + 1) < share):
            words = np.flatnonzero(runs == run)
            if not len(words) or (asked.marks[words] & _KEPT).any():
                continue
            others = self.like(int(asked.pieces[words[0], 0]))
            if len(others):
                pieces[words] = others[chance.integers(len(others))]
                forms[words] = bare[words] = _NO_WORD
        return replace(asked, pieces=pieces, forms=forms, bare=bare)

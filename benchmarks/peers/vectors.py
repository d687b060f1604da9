"""Vectors made beforehand and looked up by text, so that no system's time includes embedding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
_KEY_BYTES = 16


class Vectors:
    """The stored vectors; a text without one is a `KeyError`."""

    def __init__(self, file: Path) -> None:
        with np.load(file) as stored:
            self._row_of = {key.tobytes(): row for row, key in enumerate(stored["keys"])}
            self._rows: Rows = stored["rows"]
        self.dim = int(self._rows.shape[1])

    def __call__(self, texts: Sequence[str]) -> Rows:
        """Return one row for each text, shape `(len(texts), dim)`."""
        return self._rows[[self._row_of[_key(text)] for text in texts]]


def write(file: Path, texts: Sequence[str], embed: Any) -> None:  # noqa: ANN401
    """Store what `embed` makes of each text, once."""
    wanted = list(dict.fromkeys(texts))
    keys = np.frombuffer(b"".join(map(_key, wanted)), dtype=np.uint8).reshape(
        len(wanted), _KEY_BYTES
    )
    np.savez(file, keys=keys, rows=embed(wanted))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()[:_KEY_BYTES]

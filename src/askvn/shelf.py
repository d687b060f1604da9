"""The opened live generation: its indexes, kept until a newer one is published."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from askvn import chunk, evidence, generation
from askvn.errors import IndexMismatchError
from askvn.generation import Manifest
from askvn.protocols import Embedder
from askvn.retrieve import LexicalIndex, Rarity, VectorIndex
from askvn.settings import Settings
from askvn.vietnamese import words

LEXICAL = "lexical"
_REMEMBERED = 1 << 18


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation, open for reading."""

    manifest: Manifest
    dense: VectorIndex
    lexical: LexicalIndex
    frequency: Callable[[str], int]
    idf: Rarity


class Shelf:
    """Hands out the live generation; opens it anew when `CURRENT` names another one."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        open_dense: Callable[[Path], VectorIndex],
        open_lexical: Callable[[Path], LexicalIndex],
    ) -> None:
        self._settings = settings
        self._embedder = embedder
        self._open_dense = open_dense
        self._open_lexical = open_lexical
        self._lock = threading.Lock()
        self._name = ""
        self._opened: Opened | None = None

    def current(self) -> Opened:
        """Return the live generation, open.

        Raises:
            IndexMissingError: if nothing was published.
            IndexMismatchError: if it was made with other settings.
            IndexDamagedError: if a file of it is missing or damaged.
        """
        index = Path(self._settings.index)
        with self._lock:
            name = generation.current(index)
            if self._opened is None or name != self._name:
                self._opened = self._open(index, name)
                self._name = name
            return self._opened

    def _open(self, index: Path, name: str) -> Opened:
        manifest = generation.read_manifest(index, name)
        differing = differences(manifest, self._settings, self._embedder)
        if differing:
            raise IndexMismatchError(
                "the index '{folder}' was built with other settings: {differing}",
                hint="askvn index --index {folder}",
                folder=index,
                differing="; ".join(f"{name}: {change}" for name, change in differing.items()),
            )
        folder = generation.folder_of(index, name)
        lexical = self._open_lexical(folder / LEXICAL)
        frequency = lru_cache(_REMEMBERED)(lexical.document_frequency)
        idf = evidence.rarity(frequency, len(lexical))
        return Opened(manifest, self._open_dense(folder), lexical, frequency, idf)


def differences(manifest: Manifest, settings: Settings, embedder: Embedder) -> dict[str, str]:
    """Return what a generation was made with where that is not what the settings say."""
    wanted = {
        "embedder": (
            f"{manifest.embedder} ({manifest.fingerprint})",
            f"{embedder.name} ({embedder.fingerprint})",
        ),
        "chunk_chars": (str(manifest.chunk_chars), str(settings.chunk_chars)),
        "chunker": (manifest.chunker, chunk.CHUNKER_VERSION),
        "tokeniser": (manifest.tokeniser, words.TOKENISER_VERSION),
        "store": (manifest.store, settings.store),
    }
    return {name: f"{had} → {wants}" for name, (had, wants) in wanted.items() if had != wants}

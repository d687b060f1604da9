"""Indexing, top to bottom: gather, chunk, embed, publish. Each step can be interrupted.

What is committed stays; the next run knows it by its hash and goes on from there. The live
generation is not touched until the new one is complete.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from askvn import chunk, discard, generation, resources, retrieve
from askvn.errors import DocumentError, IndexDamagedError, IndexMissingError
from askvn.gather import BATCH, Gather, Tally, batches
from askvn.generation import Manifest
from askvn.ingested import IngestReport
from askvn.library import Library
from askvn.protocols import Embedder, Fields
from askvn.records import Passage
from askvn.retrieve import LexicalIndex, VectorIndex
from askvn.settings import Settings
from askvn.shelf import LEXICAL, differences
from askvn.vietnamese import words
from askvn.vietnamese.abbreviations import definitions

# How many passages are embedded at first before the next are asked for, and for how long at most.
_FIRST_EMBEDDED = 16
_EMBEDDED_S = 2.0
# Where the files lie that were handed to askvn itself, below the folder of the index.
UPLOADS = "uploads"

Stage = Literal["read", "chunk", "embed", "publish"]
Progress = Callable[[Stage, int, int], None]


@dataclass(frozen=True, slots=True)
class Ingest:
    """One indexing run over an open library."""

    library: Library
    embedder: Embedder
    open_dense: Callable[[Path], VectorIndex]
    open_lexical: Callable[[Path], LexicalIndex]
    settings: Settings
    progress: Progress

    def run(self, paths: Sequence[Path], *, rebuild: bool = False) -> IngestReport:
        """Bring the index up to date with `paths`, or with all that was ever given if empty.

        That includes uploads which nobody has indexed yet.

        Raises:
            DocumentError: if a path does not exist.
            IndexLockedError: if another process writes to the index.
        """

        def gathered(number: int) -> Tally:
            given = [path.resolve() for path in paths or self._known()]
            if not given:
                raise DocumentError(
                    "no path was given, and nothing was indexed before",
                    hint="askvn index '{sample}'",
                    sample=resources.corpus(),
                )
            gather = Gather(
                self.library,
                number,
                self.settings.lang,
                lambda done, total: self.progress("read", done, total),
            )
            return gather.run(given, strict=bool(paths))

        return self._write(gathered, rebuild=rebuild)

    def _known(self) -> list[Path]:
        """Return all that was ever given, and the folders of what was handed to askvn itself."""
        uploads = Path(self.settings.index).resolve() / UPLOADS
        rooms = sorted(uploads.iterdir()) if uploads.is_dir() else []
        filled = [str(room) for room in rooms if room.is_dir() and any(room.iterdir())]
        return [Path(path) for path in dict.fromkeys([*self.library.roots(), *filled])]

    def remove(self, sources: Sequence[str]) -> IngestReport:
        """Take documents out of the index; they stay out when their folder is indexed again.

        Raises:
            DocumentError: if one of them is not there; then none is taken out.
            IndexLockedError: if another process writes to the index.
        """

        def discarded(number: int) -> Tally:
            uploads = Path(self.settings.index).resolve() / UPLOADS
            gone = discard.discard(self.library, sources, number, uploads)
            return Tally(Counter(removed=gone))

        return self._write(discarded)

    def close(self) -> None:
        """Close the library that was written to."""
        self.library.close()

    def _write(self, change: Callable[[int], Tally], *, rebuild: bool = False) -> IngestReport:
        """Let `change` make the library's next generation, cut, embed and publish it."""
        began = time.monotonic()
        index = Path(self.settings.index)
        with self.library.writing():
            number = generation.next_number(index)
            tally = change(number)
            self._chunk(number)
            self._embed()
            if rebuild or self.library.pending(number) or not self._is_current(index):
                self._publish(index, number, rebuild=rebuild)
        return IngestReport(
            added=tally.counts["added"],
            changed=tally.counts["changed"],
            unchanged=tally.counts["unchanged"],
            removed=tally.counts["removed"],
            failures=tuple(tally.failures),
            chunks=self.library.counts()[1],
            seconds=time.monotonic() - began,
            index=self.settings.index,
            left_out=tally.counts["left_out"],
        )

    def _chunk(self, number: int) -> None:
        chunking = f"{chunk.CHUNKER_VERSION}:{self.settings.chunk_chars}"
        waiting = self.library.unchunked(chunking)
        for done in range(0, len(waiting), BATCH):
            self.progress("chunk", done, len(waiting))
            with self.library.transaction():
                for identifier in waiting[done : done + BATCH]:
                    document = self.library.document(identifier)
                    chunks = [
                        (part, _key(document.title, part.headings, part.visible))
                        for part in chunk.split(document, self.settings.chunk_chars)
                    ]
                    self.library.set_chunks(identifier, chunking, chunks, number)
                    visible = chunk.mask(document.text, document.hidden)
                    self.library.set_facets(identifier, document, definitions(visible))

    def _embed(self) -> None:
        fingerprint = self.embedder.fingerprint
        total = self.library.missing_vectors(fingerprint)
        done, size = 0, _FIRST_EMBEDDED
        while batch := self.library.without_vector(fingerprint, size):
            self.progress("embed", done, total)
            began = time.monotonic()
            by_key = {passage.key: _text(passage) for passage in batch}
            vectors = self.embedder.embed_documents(list(by_key.values()))
            with self.library.transaction():
                self.library.add_vectors(fingerprint, list(by_key), vectors)
            done += len(batch)
            # A slow model shows its progress, and keeps what it has done, every few seconds.
            seconds = time.monotonic() - began
            size = min(BATCH, size * 2) if seconds < _EMBEDDED_S else max(1, size // 2)
        if total:
            self.progress("embed", total, total)

    def _is_current(self, index: Path) -> bool:
        try:
            manifest = generation.read_manifest(index, generation.current(index))
        except (IndexMissingError, IndexDamagedError):
            return False
        return not differences(manifest, self.settings, self.embedder)

    def _publish(self, index: Path, number: int, *, rebuild: bool) -> None:
        total = self.library.counts()[1]
        self.progress("publish", 0, total)
        folder = generation.start(index, number)
        self._write_dense(index, folder, number, rebuild=rebuild)
        self._write_lexical(index, folder, number, rebuild=rebuild)
        documents, chunks = self.library.counts()
        manifest = Manifest(
            number=number,
            embedder=self.embedder.name,
            fingerprint=self.embedder.fingerprint,
            dim=self.embedder.dim,
            store=self.settings.store,
            chunker=chunk.CHUNKER_VERSION,
            chunk_chars=self.settings.chunk_chars,
            tokeniser=words.TOKENISER_VERSION,
            documents=documents,
            chunks=chunks,
        )
        generation.publish(index, manifest)
        self.progress("publish", total, total)
        # Readers of the generation before this one are given one more run's time.
        generation.discard_before(index, number - 1)
        self.library.purge(number - 1)

    def _write_dense(self, index: Path, folder: Path, number: int, *, rebuild: bool) -> None:
        """Write the vector index, from the live one's where that holds the same vectors."""
        previous = None if rebuild else self._previous(index)
        fingerprint = self.embedder.fingerprint
        if previous and previous[0].fingerprint == fingerprint and self._same_store(previous[0]):
            generation.copy_links(previous[1], folder, but=(LEXICAL, generation.MANIFEST))
            dense = self.open_dense(folder)
            dense.remove(self.library.removed_chunks(number))
            for ids, vectors in self.library.vectors(fingerprint, added=number):
                dense.upsert(ids, vectors)
            dense.flush()
            if len(dense) == self.library.counts()[1]:
                return
            folder = generation.start(index, number)
        dense = self.open_dense(folder)
        for ids, vectors in self.library.vectors(fingerprint):
            dense.upsert(ids, vectors)
        dense.flush()

    def _same_store(self, manifest: Manifest) -> bool:
        """Tell whether the live vectors were written as this version writes them."""
        return (manifest.store, manifest.tokeniser) == (
            self.settings.store,
            words.TOKENISER_VERSION,
        )

    def _write_lexical(self, index: Path, folder: Path, number: int, *, rebuild: bool) -> None:
        target = folder / LEXICAL
        before = None if rebuild else self._previous(index)
        # Only if its tokens are still made in the same way.
        previous = before is not None and before[0].tokeniser == words.TOKENISER_VERSION
        if before and previous:
            generation.copy_links(before[1] / LEXICAL, target)
        lexical = self.open_lexical(target)
        if previous:
            lexical.remove(self.library.removed_chunks(number))
        passages = self.library.passages(added=number if previous else None)
        total, done = self.library.counts()[1], 0
        for batch in batches(passages, BATCH):
            lexical.upsert([passage.id for passage in batch], [_fields(p) for p in batch])
            done += len(batch)
            self.progress("publish", done, total)
        lexical.flush()

    def _previous(self, index: Path) -> tuple[Manifest, Path] | None:
        """Return the live generation's manifest and folder, None if there is none to build on."""
        name = generation.current(index)
        try:
            return generation.read_manifest(index, name), generation.folder_of(index, name)
        except (IndexMissingError, IndexDamagedError):
            return None


def _key(title: str, headings: str, visible: str) -> bytes:
    text = retrieve.text_to_embed(title, headings, visible)
    return hashlib.sha256(text.encode("utf-8")).digest()[:16]


def _text(passage: Passage) -> str:
    return retrieve.text_to_embed(passage.title, passage.headings, passage.visible)


def _fields(passage: Passage) -> Fields:
    return retrieve.lexical_fields(passage.title, passage.headings, passage.visible)

"""The store of record: one SQLite file with files, documents, chunks and vectors.

Rows carry the generation that first holds them (`added`) and the one that no longer does
(`removed`), so that a reader of the live generation finds every passage of it while a writer is at
work. `purge` deletes what no generation kept on disk can name any more.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from askvn.ledger import Ledger
from askvn.lookup import fold
from askvn.protocols import Vectors
from askvn.records import Chunk, Document, File, Passage
from askvn.vietnamese import abbreviations, likeness
from askvn.vietnamese.days import day
from askvn.vietnamese.diacritics import strip

_VECTORS_READ = 10_000


class Library(Ledger):
    """Files, their documents, the documents' chunks and the chunks' vectors."""

    # files ---------------------------------------------------------------------------------

    def move_file(self, file: File, path: str, root: str, source: str) -> None:
        """Rename a file whose bytes are the same, and its documents' source with it."""
        self._run(
            "UPDATE files SET path=?, root=?, source=? WHERE id=?", path, root, source, file.id
        )
        self._run(
            "UPDATE facets SET source=? WHERE document IN (SELECT id FROM documents"
            " WHERE file=? AND source=? AND removed IS NULL)",
            fold(source),
            file.id,
            file.source,
        )
        self._run(
            "UPDATE documents SET source=? WHERE file=? AND source=? AND removed IS NULL",
            source,
            file.id,
            file.source,
        )

    def forget_file(self, file: int, generation: int) -> int:
        """Remove a file and its documents from `generation` on; return how many those were."""
        identifiers = [row[0] for row in self.documents_of(file).values()]
        for identifier in identifiers:
            self.remove_document(identifier, generation)
        self._run("DELETE FROM files WHERE id=?", file)
        return len(identifiers)

    # documents -----------------------------------------------------------------------------

    def documents_of(self, file: int) -> dict[str, tuple[int, bytes, str]]:
        """Return source → (id, content hash, title) of a file's live documents."""
        rows = self._all(
            "SELECT source, id, hash, title FROM documents WHERE file=? AND removed IS NULL", file
        )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def source_taken(self, source: str, file: int) -> bool:
        """Tell whether a live document of another file has this source."""
        return bool(
            self._all(
                "SELECT 1 FROM documents WHERE source=? AND file!=? AND removed IS NULL",
                source,
                file,
            )
        )

    def add_document(self, file: int, document: Document, content: bytes) -> int:
        """Store a document that has no chunks yet; return its id."""
        return self._run(
            "INSERT INTO documents(file, source, hash, title, date, metadata, text, hidden, marks,"
            " chunking) VALUES(?,?,?,?,?,?,?,?,?,'')",
            file,
            document.source,
            content,
            document.title,
            document.date,
            json.dumps(dict(document.metadata), ensure_ascii=False),
            zlib.compress(document.text.encode("utf-8"), 1),
            json.dumps(document.hidden),
            json.dumps(document.marks, ensure_ascii=False),
        )

    def remove_document(self, document: int, generation: int) -> None:
        """Mark a document and its chunks as gone from `generation` on."""
        self._run("UPDATE documents SET removed=? WHERE id=?", generation, document)
        self._run("DELETE FROM abbreviations WHERE document=?", document)
        self.remove_chunks(document, generation)

    def set_facets(
        self, identifier: int, document: Document, explained: Iterable[tuple[str, str]]
    ) -> None:
        """Note what a document is chosen by, and the (short, long) forms that it explains."""
        self._run(
            "INSERT OR REPLACE INTO facets(document, source, day, tags) VALUES(?,?,?,?)",
            identifier,
            fold(document.source),
            day(document.date, end=False),
            _tags(document.metadata),
        )
        self._run("DELETE FROM abbreviations WHERE document=?", identifier)
        self._many(
            "INSERT OR IGNORE INTO abbreviations(short_key, long_key, document, short, long)"
            " VALUES(?,?,?,?,?)",
            [
                (abbreviations.key(short), abbreviations.key(long), identifier, short, long)
                for short, long in explained
            ],
        )

    def unchunked(self, chunking: str) -> list[int]:
        """Return the ids of live documents that are not chunked in this way."""
        return [
            row[0]
            for row in self._all(
                "SELECT id FROM documents WHERE removed IS NULL AND chunking!=?", chunking
            )
        ]

    # chunks and vectors --------------------------------------------------------------------

    def set_chunks(
        self, document: int, chunking: str, chunks: Sequence[tuple[Chunk, bytes]], generation: int
    ) -> None:
        """Give a document its chunks, each with the key of its vector, from `generation` on."""
        self.remove_chunks(document, generation)
        self._many(
            "INSERT INTO chunks(document, start, end, page, headings, text, visible, key,"
            " signature, added) VALUES(?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    document,
                    chunk.start,
                    chunk.end,
                    chunk.page,
                    chunk.headings,
                    chunk.text,
                    None if chunk.visible == chunk.text else chunk.visible,
                    key,
                    _signed(likeness.signature(chunk.visible)),
                    generation,
                )
                for chunk, key in chunks
            ],
        )
        self._run("UPDATE documents SET chunking=? WHERE id=?", chunking, document)

    def remove_chunks(self, document: int, generation: int) -> None:
        """Mark a document's chunks as gone from `generation` on; unpublished ones are deleted."""
        self._run("DELETE FROM chunks WHERE document=? AND added=?", document, generation)
        self._run(
            "UPDATE chunks SET removed=? WHERE document=? AND removed IS NULL",
            generation,
            document,
        )

    def passages(self, *, added: int | None = None) -> Iterator[Passage]:
        """Yield live chunks by id; only those of one generation where `added` is given."""
        condition = "" if added is None else f" AND chunks.added={int(added)}"
        last = 0
        while rows := self._all(
            "SELECT chunks.id, title, headings, coalesce(visible, chunks.text), key FROM chunks"
            " JOIN documents ON documents.id=chunks.document"
            f" WHERE chunks.removed IS NULL AND chunks.id>?{condition}"
            " ORDER BY chunks.id LIMIT 2000",
            last,
        ):
            yield from (Passage(*row) for row in rows)
            last = rows[-1][0]

    def removed_chunks(self, generation: int) -> list[int]:
        """Return the ids of the chunks that `generation` no longer holds but its forerunner did."""
        return [row[0] for row in self._all("SELECT id FROM chunks WHERE removed=?", generation)]

    def without_vector(self, embedder: str, limit: int) -> list[Passage]:
        """Return at most `limit` live chunks that lack a vector of this embedder."""
        rows = self._all(
            "SELECT chunks.id, title, headings, coalesce(visible, chunks.text), chunks.key"
            " FROM chunks JOIN documents ON documents.id=chunks.document"
            " LEFT JOIN vectors ON vectors.key=chunks.key AND vectors.embedder=?"
            " WHERE chunks.removed IS NULL AND vectors.key IS NULL LIMIT ?",
            embedder,
            limit,
        )
        return [Passage(*row) for row in rows]

    def missing_vectors(self, embedder: str) -> int:
        """Return how many live chunks lack a vector of this embedder."""
        return int(
            self._all(
                "SELECT count(*) FROM chunks LEFT JOIN vectors ON vectors.key=chunks.key"
                " AND vectors.embedder=? WHERE chunks.removed IS NULL AND vectors.key IS NULL",
                embedder,
            )[0][0]
        )

    def add_vectors(self, embedder: str, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Store one vector for each key, as half-precision floats."""
        halves = vectors.astype(np.float16)
        self._many(
            "INSERT OR REPLACE INTO vectors(key, embedder, vector) VALUES(?,?,?)",
            [(key, embedder, row.tobytes()) for key, row in zip(keys, halves, strict=True)],
        )

    def vectors(
        self, embedder: str, *, added: int | None = None
    ) -> Iterator[tuple[list[int], Vectors]]:
        """Yield ids of live chunks and their unit vectors, by id, some thousands at a time.

        Only of those that one generation added where `added` is given.
        """
        condition = "" if added is None else f" AND chunks.added={int(added)}"
        last = 0
        while rows := self._all(
            "SELECT chunks.id, vector FROM chunks JOIN vectors ON vectors.key=chunks.key"
            f" AND vectors.embedder=? WHERE chunks.removed IS NULL AND chunks.id>?{condition}"
            f" ORDER BY chunks.id LIMIT {_VECTORS_READ}",
            embedder,
            last,
        ):
            halves = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
            matrix = halves.astype(np.float32).reshape(len(rows), -1)
            norms = np.linalg.norm(matrix, axis=1, keepdims=True)
            yield [row[0] for row in rows], matrix / np.maximum(norms, 1e-12)
            last = rows[-1][0]

    def pending(self, generation: int) -> bool:
        """Tell whether anything was added or removed that only `generation` will show."""
        row = self._all(
            "SELECT EXISTS(SELECT 1 FROM chunks WHERE added=? OR removed=?)", generation, generation
        )
        return bool(row[0][0])

    def purge(self, oldest: int) -> None:
        """Delete what the generations from `oldest` on no longer hold, and orphaned vectors."""
        with self.transaction():
            self._run("DELETE FROM chunks WHERE removed<=?", oldest)
            self._run("DELETE FROM documents WHERE removed<=?", oldest)
            self._run("DELETE FROM facets WHERE document NOT IN (SELECT id FROM documents)")
            self._run("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM chunks)")


def _tags(metadata: Mapping[str, str]) -> str:
    """Return a document's tags as filters compare them, each between line ends."""
    found = [
        tag.strip()
        for name, value in metadata.items()
        if strip(fold(name)).replace("_", " ").replace("-", " ") in _TAG_NAMES
        for tag in fold(value).replace(";", ",").split(",")
        if tag.strip()
    ]
    return "\n".join(["", *found, ""]) if found else ""


def _signed(bits: int) -> int:
    """Return 64 bits as the signed integer that SQLite stores."""
    return bits - (1 << 64) if bits >> 63 else bits


# Names of properties under which writers list what a document is about, without diacritics.
_TAG_NAMES = frozenset(
    "tag|tags|keyword|keywords|category|categories|topic|topics"
    "|the|nhan|tu khoa|chu de|chuyen muc|danh muc".split("|")
)

"""What is read from the library when a question is asked."""

from __future__ import annotations

import glob
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from askvn.database import Database
from askvn.protocols import Ids, Vectors
from askvn.records import Document, Hit, Mark, Meaning, Span, Where
from askvn.vietnamese.normalise import normalise

_64_BITS = (1 << 64) - 1
# At most as many values as SQLite takes in one statement.
_MOST_KEYS = 10_000


class Lookup(Database):
    """Documents, passages and vectors by id, what fits a filter, what abbreviations mean."""

    def vectors_of(self, embedder: str, chunks: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of these chunks by id; unknown ids are left out."""
        places = ",".join("?" * len(chunks))
        rows = self._all(
            "SELECT chunks.id, vector FROM chunks JOIN vectors ON vectors.key=chunks.key"
            f" AND vectors.embedder=? WHERE chunks.id IN ({places})",
            embedder,
            *chunks,
        )
        return {row[0]: np.frombuffer(row[1], dtype=np.float16).astype(np.float32) for row in rows}

    def hits(self, chunks: Mapping[int, float]) -> list[Hit]:
        """Return the chunks with these ids as hits, best score first; unknown ids are left out."""
        marks = ",".join("?" * len(chunks))
        rows = self._all(
            "SELECT chunks.id, source, title, start, end, page, chunks.text, visible, headings,"
            " date, document, signature FROM chunks JOIN documents ON documents.id=chunks.document"
            f" WHERE chunks.id IN ({marks})",
            *chunks,
        )
        rows.sort(key=lambda row: (-chunks[row[0]], row[0]))
        return [
            Hit(rank=rank, score=chunks[row[0]], source=row[1], title=row[2], chunk=row[0],
                start=row[3], end=row[4], page=row[5], text=row[6], visible=row[7] or row[6],
                headings=row[8], date=row[9], document=row[10], signature=row[11] & _64_BITS)
            for rank, row in enumerate(rows, start=1)
        ]  # fmt: skip

    def documents_of_chunks(self, chunks: Sequence[int]) -> dict[int, int]:
        """Return the document of each of these chunks; unknown ids are left out."""
        marks = ",".join("?" * len(chunks))
        return dict(self._all(f"SELECT id, document FROM chunks WHERE id IN ({marks})", *chunks))

    def chunks_of_documents(self, documents: Sequence[int]) -> dict[int, int]:
        """Return the chunks of these documents, each with its document."""
        marks = ",".join("?" * len(documents))
        return dict(
            self._all(f"SELECT id, document FROM chunks WHERE document IN ({marks})", *documents)
        )

    def among(self, where: Where) -> Ids:
        """Return the ids of the passages of the documents that fit, sorted.

        Those that a writer at work has already marked as gone are among them: the generation being
        read still holds them, and an index passes over ids that it does not know. A document
        without a date that is a day, month or year fits no filter by date.
        """
        tests, values = _tests(where)
        # CROSS JOIN: documents first, of which there are fewer than passages.
        rows = self._all(
            "SELECT chunks.id FROM facets CROSS JOIN chunks ON chunks.document=facets.document"
            f" WHERE {tests}",
            *values,
        )
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        ids.sort()
        return ids

    def fitting(self, where: Where) -> set[int]:
        """Return the ids of the documents that fit."""
        tests, values = _tests(where)
        return {row[0] for row in self._all(f"SELECT document FROM facets WHERE {tests}", *values)}

    def meanings(self, keys: Sequence[str]) -> list[Meaning]:
        """Return what live documents explain these abbreviations, or these long forms, to be.

        `keys` are made by `abbreviations.key`. What most documents say comes first.
        """
        places = ",".join("?" * min(len(keys), _MOST_KEYS))
        chosen = tuple(keys[:_MOST_KEYS])
        columns = "SELECT short_key, long_key, short, long FROM abbreviations"
        rows = self._all(
            "SELECT min(short), min(long), count(*) AS documents FROM ("
            f"{columns} WHERE short_key IN ({places}) UNION ALL"
            f" {columns} WHERE long_key IN ({places}) AND short_key NOT IN ({places}))"
            " GROUP BY short_key, long_key ORDER BY documents DESC, short_key, long_key",
            *chosen, *chosen, *chosen,
        )  # fmt: skip
        return [Meaning(*row) for row in rows]

    def all_meanings(self, documents: Iterable[int]) -> list[Meaning]:
        """Return all abbreviations that these documents explain, what most of them say first."""
        rows = self._all(
            "SELECT min(short), min(long), count(*) AS documents FROM abbreviations"
            " JOIN json_each(?) ON value=document"
            " GROUP BY short_key, long_key ORDER BY documents DESC, short_key, long_key",
            json.dumps(sorted(documents)),
        )
        return [Meaning(*row) for row in rows]

    def days(self, documents: Iterable[int]) -> list[str]:
        """Return the first day that the date of each of these may mean, "" where it has none."""
        rows = self._all(
            "SELECT day FROM facets JOIN json_each(?) ON value=document ORDER BY day",
            json.dumps(sorted(documents)),
        )
        return [row[0] for row in rows]

    def document(self, identifier: int) -> Document:
        """Return a stored document by its id.

        Raises:
            KeyError: if there is none.
        """
        rows = self._all(
            "SELECT source, text, title, date, metadata, hidden, marks FROM documents WHERE id=?",
            identifier,
        )
        if not rows:
            raise KeyError(identifier)
        source, text, title, date, metadata, hidden, marks = rows[0]
        return Document(
            source=source,
            text=zlib.decompress(text).decode("utf-8"),
            title=title,
            date=date,
            metadata=json.loads(metadata),
            hidden=tuple(Span(*span) for span in json.loads(hidden)),
            marks=tuple(Mark(*mark) for mark in json.loads(marks)),
        )

    def document_id(self, source: str) -> int | None:
        """Return the id of the live document with this source, None if there is none."""
        rows = self._all("SELECT id FROM documents WHERE source=? AND removed IS NULL", source)
        return rows[0][0] if rows else None

    def file_of(self, source: str) -> str:
        """Return the path of the file that the live document was read from, "" if there is none."""
        rows = self._all(
            "SELECT path FROM files JOIN documents ON documents.file=files.id"
            " WHERE documents.source=? AND removed IS NULL",
            source,
        )
        return str(rows[0][0]) if rows else ""

    def outline(self) -> list[tuple[str, str, str]]:
        """Return (source, title, date) of every live document, by source."""
        return self._all(
            "SELECT source, title, date FROM documents WHERE removed IS NULL ORDER BY source"
        )

    def counts(self) -> tuple[int, int]:
        """Return how many live documents and chunks there are."""
        row = self._all(
            "SELECT (SELECT count(*) FROM documents WHERE removed IS NULL),"
            " (SELECT count(*) FROM chunks WHERE removed IS NULL)"
        )[0]
        return row[0], row[1]


def fold(text: str) -> str:
    """Return `text` as filters compare it: normalised, without regard to case."""
    return normalise(text).casefold()


def exactly(sources: Iterable[str]) -> Where:
    """Return the filter that just these documents fit, whatever signs their names hold."""
    return Where(sources=tuple(map(glob.escape, sources)))


def _tests(where: Where) -> tuple[str, list[str]]:
    """Return the condition of a filter over `facets`, and the values for its placeholders."""
    tests: list[str] = ["1"]
    values: list[str] = []
    for test, wanted in (
        ("facets.source GLOB wanted.value", [fold(one) for one in where.sources]),
        (
            "instr(facets.tags, wanted.value)",
            [f"\n{' '.join(fold(tag).split())}\n" for tag in where.tags],
        ),
    ):
        if wanted:  # as one value, since a statement takes only so many
            tests.append(f"EXISTS(SELECT 1 FROM json_each(?) AS wanted WHERE {test})")
            values.append(json.dumps(wanted, ensure_ascii=False))
    if where.outside:
        tests.append(
            "NOT EXISTS(SELECT 1 FROM documents JOIN files ON files.id=documents.file JOIN"
            " json_each(?) AS folder ON substr(files.path, 1, length(folder.value))=folder.value"
            " WHERE documents.id=facets.document)"
        )
        values.append(json.dumps([f"{folder.rstrip('/')}/" for folder in where.outside]))
    if where.after or where.before:
        tests.append("facets.day!='' AND facets.day BETWEEN ? AND ?")
        values += [where.after, where.before or "9999-12-31"]
    return " AND ".join(tests), values

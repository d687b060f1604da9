"""What the library knows of files: which were read, which could not be, which are to stay out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from askvn.errors import AskvnError
from askvn.lookup import Lookup
from askvn.records import File


class Look(NamedTuple):
    """How a file looked when it was read: bytes and time of change in ns, -1 where not known."""

    size: int = -1
    modified: int = -1


class Kept(NamedTuple):
    """A live document, its passages, and the file it was read from as it was then."""

    id: int
    source: str
    title: str
    date: str
    passages: int
    path: str
    is_whole: bool
    hash: str
    look: Look


class Failed(NamedTuple):
    """What of a file could not be read, and why; `is_whole` where it is all of the file."""

    path: str
    source: str
    is_whole: bool
    error: AskvnError


class LeftOut(NamedTuple):
    """What a person took out of the index; `is_whole` where it is all of a file."""

    path: str
    source: str
    is_whole: bool
    root: str
    title: str = ""
    date: str = ""
    hash: str = ""


class Ledger(Lookup):
    """Files by path, failures and what was left out."""

    def files(self) -> dict[str, File]:
        """Return every known file by its absolute path."""
        rows = self._all("SELECT id, path, root, source, hash FROM files")
        return {row[1]: File(*row) for row in rows}

    def add_file(self, path: str, root: str, source: str) -> File:
        """Add a file whose documents are not stored yet: its hash is empty."""
        identifier = self._run(
            "INSERT INTO files(path, root, source, hash) VALUES(?, ?, ?, '')", path, root, source
        )
        return File(identifier, path, root, source, "")

    def roots(self) -> list[str]:
        """Return the paths that were once given to `askvn index` and still have files."""
        rows = self._all("SELECT root FROM files UNION SELECT root FROM left_out ORDER BY root")
        return [row[0] for row in rows]

    def close_file(self, file: int, file_hash: str) -> None:
        """Note that all documents of the file with these bytes are stored."""
        self._run("UPDATE files SET hash=? WHERE id=?", file_hash, file)

    def note_looks(self, looks: Mapping[str, Look]) -> None:
        """Note how files looked just before they were read, by path."""
        with self.transaction():
            self._many(
                "UPDATE files SET size=?, modified=? WHERE path=? AND (size, modified)!=(?, ?)",
                [(*look, path, *look) for path, look in looks.items()],
            )

    def kept(self) -> list[Kept]:
        """Return every live document, by source."""
        rows = self._all(
            "SELECT documents.id, documents.source, title, date, count(chunks.id), path,"
            " documents.source=files.source, files.hash, size, modified"
            " FROM documents JOIN files ON files.id=documents.file"
            " LEFT JOIN chunks ON chunks.document=documents.id AND chunks.removed IS NULL"
            " WHERE documents.removed IS NULL GROUP BY documents.id ORDER BY documents.source"
        )
        return [
            Kept(
                identifier, source, title, date, passages, path, bool(is_whole), hashed, Look(*look)
            )
            for identifier, source, title, date, passages, path, is_whole, hashed, *look in rows
        ]

    # failures ------------------------------------------------------------------------------

    def note_failure(self, path: str, source: str, error: AskvnError) -> None:
        """Note that a file, or the part of it called `source`, could not be read."""
        facts = {name: str(value) for name, value in error.values.items()}
        self._run(
            "INSERT OR REPLACE INTO failures(path, source, error, hint, facts) VALUES(?,?,?,?,?)",
            path, source, error.template, error.hint_template,
            json.dumps(facts, ensure_ascii=False),
        )  # fmt: skip

    def forget_failures(self, path: str, source: str = "") -> None:
        """Forget what could not be read of a file (or the one part), or below a folder."""
        below = path.rstrip("/\\")
        self._run(
            "DELETE FROM failures WHERE (path=? OR substr(path, 1, ?) IN (?, ?))"
            " AND ? IN (source, '')",
            path, len(below) + 1, f"{below}/", f"{below}\\", source,
        )  # fmt: skip

    def failures(self) -> list[Failed]:
        """Return what could not be read when it was last tried, by path."""
        rows = self._all(
            "SELECT path, failures.source, coalesce(files.source=failures.source, 1), error, hint,"
            " facts FROM failures LEFT JOIN files USING(path) ORDER BY path"
        )
        return [
            Failed(path, source, bool(is_whole), AskvnError(error, hint=hint, **json.loads(facts)))
            for path, source, is_whole, error, hint, facts in rows
        ]

    # left out ------------------------------------------------------------------------------

    def leave_out(self, one: LeftOut) -> None:
        """Note that a document, or a whole file, is not to be indexed with its folder."""
        self._run("INSERT OR REPLACE INTO left_out VALUES(?,?,?,?,?,?,?)", *one)

    def left_out(self) -> list[LeftOut]:
        """Return all that is to stay out, by path."""
        rows = self._all(
            "SELECT path, source, is_whole, root, title, date, hash FROM left_out ORDER BY path"
        )
        return [
            LeftOut(path, source, bool(is_whole), root, title, date, hashed)
            for path, source, is_whole, root, title, date, hashed in rows
        ]

    def follow_left_out(self, path: str, to: str) -> None:
        """Note that a file which is to stay out now stands elsewhere."""
        self._run("UPDATE OR REPLACE left_out SET path=? WHERE path=?", to, path)

    def let_in(self, path: str) -> None:
        """Note that a file may be indexed again, with all that is in it."""
        self._run("DELETE FROM left_out WHERE path=?", path)

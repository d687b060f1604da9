"""The SQLite file under the library: opening, one writer at a time, transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from askvn.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
)

FILE_NAME = "library.db"
LOCK_NAME = "writer.lock"
FORMAT = 3
# From this format on a step only adds to the file: whoever opens an older one may take it.
_LIGHT = 2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files(
  id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, root TEXT NOT NULL,
  source TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents(
  id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL, source TEXT NOT NULL,
  hash BLOB NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL, metadata TEXT NOT NULL,
  text BLOB NOT NULL, hidden TEXT NOT NULL, marks TEXT NOT NULL, chunking TEXT NOT NULL,
  removed INTEGER);
CREATE UNIQUE INDEX IF NOT EXISTS live_sources ON documents(source) WHERE removed IS NULL;
CREATE INDEX IF NOT EXISTS documents_of_file ON documents(file);
CREATE TABLE IF NOT EXISTS chunks(
  id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, page INTEGER, headings TEXT NOT NULL, text TEXT NOT NULL, visible TEXT,
  key BLOB NOT NULL, added INTEGER NOT NULL, removed INTEGER);
CREATE INDEX IF NOT EXISTS chunks_of_document ON chunks(document);
CREATE INDEX IF NOT EXISTS chunks_by_key ON chunks(key);
CREATE TABLE IF NOT EXISTS vectors(
  key BLOB NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY(key, embedder)) WITHOUT ROWID;
"""
# From format n to n + 1. A new file takes all the steps too, so each table is described once.
_STEPS = {
    1: (
        # What documents are chosen by, small beside their texts: `Library.among` reads only this.
        "CREATE TABLE facets(document INTEGER PRIMARY KEY, source TEXT NOT NULL,"
        " day TEXT NOT NULL, tags TEXT NOT NULL)",
        "CREATE TABLE abbreviations(short_key TEXT NOT NULL, long_key TEXT NOT NULL,"
        " document INTEGER NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL,"
        " PRIMARY KEY(short_key, long_key, document)) WITHOUT ROWID",
        "CREATE INDEX abbreviations_by_long ON abbreviations(long_key)",
        "CREATE INDEX abbreviations_of_document ON abbreviations(document)",
        "ALTER TABLE chunks ADD COLUMN signature INTEGER NOT NULL DEFAULT 0",
        # The next run cuts every document anew, which fills the tables above.
        "UPDATE documents SET chunking=''",
    ),
    2: (
        # How a file looked when it was read: what looks the same is not read to compare it.
        "ALTER TABLE files ADD COLUMN size INTEGER NOT NULL DEFAULT -1",
        "ALTER TABLE files ADD COLUMN modified INTEGER NOT NULL DEFAULT -1",
        "CREATE TABLE failures(path TEXT NOT NULL, source TEXT NOT NULL, error TEXT NOT NULL,"
        " hint TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY(path, source))",
        # What a person took out, so that no run brings it back; `is_whole`: all of the file.
        "CREATE TABLE left_out(path TEXT NOT NULL, source TEXT NOT NULL, is_whole INTEGER NOT NULL,"
        " root TEXT NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL, hash TEXT NOT NULL,"
        " PRIMARY KEY(path, source))",
    ),
}


class Database:
    """One open file. Reads may come from several threads; `writing` admits one process."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE_NAME
        if not create and not self.path.is_file():
            raise IndexMissingError(
                "there is no index in '{folder}'",
                hint="askvn index PATH --index {folder}",
                folder=folder,
            )
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=30
            )
            self._prepare(create=create)
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(
                "{path} is not a library of askvn: {reason}",
                hint="mv {path} {path}.bad && askvn index PATH",
                path=self.path,
                reason=error,
            ) from error

    def _prepare(self, *, create: bool) -> None:
        self._connection.execute("PRAGMA busy_timeout=30000")
        found = self._format()
        if create and found == 0:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.executescript(_SCHEMA)
            self._upgrade()
        elif (create or found >= _LIGHT) and found < FORMAT:
            self._upgrade_alone(found)
        elif found == 0:
            raise sqlite3.DatabaseError(f"format 0, not {FORMAT}")
        elif found != FORMAT:
            raise self._other_format(found)
        self._connection.execute("PRAGMA synchronous=NORMAL")

    def _format(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _upgrade_alone(self, found: int) -> None:
        """Bring an older file to this format while nobody else writes.

        Raises:
            IndexLockedError: if another process writes to it.
            IndexMismatchError: if the file cannot be written.
        """
        if not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)):
            raise self._other_format(found)
        with self.writing():
            self._upgrade()

    def _upgrade(self) -> None:
        """Bring a file to this format: all of it or, if anything fails, nothing."""
        with self.transaction():
            for step in range(self._format() or 1, FORMAT):
                for statement in _STEPS[step]:
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version={FORMAT}")

    def _other_format(self, found: int) -> IndexMismatchError:
        older = found < FORMAT
        return IndexMismatchError(
            "the index '{folder}' was built with other settings: {differing}",
            hint="askvn index --index {folder}" if older else "pip install --upgrade askvn",
            folder=self.path.parent,
            differing=f"format: {found} → {FORMAT}",
        )

    def close(self) -> None:
        """Close the file; the library cannot be used any more."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for one writer; the lock goes with the process, however it ends.

        Raises:
            IndexLockedError: if another process holds it.
        """
        lock = sqlite3.connect(self.path.with_name(LOCK_NAME), timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise IndexLockedError(
                "another process is writing to the index '{folder}'",
                hint="wait until it has finished, then run the same command again",
                folder=self.path.parent,
            ) from error
        try:
            yield
        finally:
            lock.rollback()
            lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one transaction."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def problem(self) -> str:
        """Return what SQLite finds wrong with the file, "" if nothing."""
        found = self._all("PRAGMA quick_check(1)")[0][0]
        return "" if found == "ok" else str(found)

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _run(self, statement: str, *values: object) -> int:
        with self._lock:
            return int(self._connection.execute(statement, values).lastrowid or 0)

    def _many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        with self._lock:
            self._connection.executemany(statement, rows)

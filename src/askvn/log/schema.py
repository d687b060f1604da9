"""The log's SQLite file: made private, brought to the newest format in place."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_PRIVATE = 0o600
_BUSY_S = 10.0
_PAUSE_S = 0.02

Step = Sequence[str]

# From format n to n + 1. A new file takes all the steps, so each table is described once.
STEPS: tuple[Step, ...] = (
    (
        "CREATE TABLE entries(id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL,"
        " asked_at TEXT NOT NULL, question TEXT NOT NULL, understood_as TEXT NOT NULL,"
        " answer TEXT NOT NULL, refused INTEGER NOT NULL, confidence REAL NOT NULL,"
        " style TEXT NOT NULL, model TEXT NOT NULL, origin TEXT NOT NULL, version TEXT NOT NULL,"
        " short TEXT NOT NULL, citations TEXT NOT NULL, passages TEXT NOT NULL,"
        " milliseconds TEXT NOT NULL, rating TEXT NOT NULL, reason TEXT NOT NULL)",
        "CREATE INDEX entries_of_conversation ON entries(conversation)",
        # Its rows are the entries' tokens between blanks (docs/decisions/conversations.md).
        "CREATE VIRTUAL TABLE found USING fts5(words, detail=none,"
        " tokenize=\"ascii tokenchars '~'\")",
    ),
    (
        "ALTER TABLE entries ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX entries_of_owner ON entries(owner)",
    ),
    (
        # Of the conversations that were renamed.
        "CREATE TABLE titles(conversation TEXT PRIMARY KEY, title TEXT NOT NULL) WITHOUT ROWID",
    ),
    ("ALTER TABLE entries ADD COLUMN notes TEXT NOT NULL DEFAULT '[]'",),
    ("ALTER TABLE entries ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0",),
)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the file, which is made if it isn't there, for its owner only.

    What is deleted is overwritten; a second writer is waited for.

    Raises:
        OSError: if the file cannot be made.
        sqlite3.Error: if it cannot be opened or is no database.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA synchronous=NORMAL")
        _write_ahead(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def upgrade(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> int:
    """Bring the file to the format `len(steps)`, all of it or nothing; return what it had.

    A file of a newer format is left as it is.
    """
    if _format(connection) >= len(steps):
        return _format(connection)
    with transaction(connection):
        found = _format(connection)  # another process may have been first
        for step in steps[found:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={max(found, len(steps))}")
    return found


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make everything inside one transaction, all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait here for others that do the same."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)

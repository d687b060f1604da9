"""Write to the log, look into it, rate, forget."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from askvn.errors import LogError
from askvn.log import entry as entries
from askvn.log import schema, talks
from askvn.log.entry import Entry
from askvn.log.talks import Talk
from askvn.vietnamese import words
from askvn.vietnamese.diacritics import has_marks
from askvn.vietnamese.normalise import normalise

FILE_NAME = "conversations.db"
_HOLDING = (
    "SELECT entries.conversation FROM found JOIN entries ON entries.id=found.rowid"
    " WHERE found MATCH ? AND NOT replaced"
)
_SELECT = f"SELECT id, {', '.join(entries.COLUMNS)} FROM entries"


def conversation_id() -> str:
    """Return a new conversation's name."""
    return secrets.token_hex(4)


class Log:
    """The log in one file, opened when it is first used; for several threads and processes.

    Every method raises a LogError if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.has_failed = False  # whether somebody was told so
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def append(self, entry: Entry, *, replaces: int = 0) -> int:
        """Store an entry and return its id.

        It replaces what its conversation has from the id `replaces` on; 0 replaces nothing.
        """
        words_ = _bag(f"{entry.question}\n{entry.answer}")
        places = ",".join("?" * len(entries.COLUMNS))
        with self._open() as connection, schema.transaction(connection):
            done = connection.execute(
                f"INSERT INTO entries({', '.join(entries.COLUMNS)}) VALUES({places})",
                entries.to_row(entry),
            )
            identifier = int(done.lastrowid or 0)
            if replaces:
                connection.execute(
                    "UPDATE entries SET replaced=1 WHERE conversation=? AND id>=? AND id<?",
                    (entry.conversation, replaces, identifier),
                )
            connection.execute("INSERT INTO found(rowid, words) VALUES(?,?)", (identifier, words_))
        return identifier

    def entry(self, identifier: int) -> Entry | None:
        """Return the entry with this id, None if there is none."""
        found = self._entries(f"{_SELECT} WHERE id=?", identifier)
        return found[0] if found else None

    def newest(self, *, origins: Sequence[str] = entries.ORIGINS) -> Entry | None:
        """Return what one of these faces asked last, None if nothing was."""
        marks = ",".join("?" * len(origins))
        query = f"{_SELECT} WHERE origin IN ({marks}) ORDER BY id DESC LIMIT 1"
        found = self._entries(query, *origins)
        return found[0] if found else None

    def find(
        self, *, count: int = 0, conversation: str = "", text: str = "", owner: str | None = None,
        current: bool = False,
    ) -> list[Entry]:  # fmt: skip
        """Return the newest `count` entries (0: all), oldest first, that hold all words of `text`.

        In the question or the answer. A word without diacritics finds it with and without them.
        None is of all owners; with `current` what was replaced is left out.
        """
        tests, values = _tests(conversation, owner)
        tests += ["NOT replaced"] * current
        if text:
            tests.append("id IN (SELECT rowid FROM found WHERE found MATCH ?)")
            values.append(_match(text))
        query = f"{_SELECT} WHERE {' AND '.join(tests)} ORDER BY id DESC LIMIT ?"
        return self._entries(query, *values, count or -1)[::-1]

    def conversations(
        self, *, count: int = 0, conversation: str = "", text: str = "", owner: str | None = None
    ) -> list[Talk]:
        """Return the newest `count` conversations (0: all), newest first; None is of all owners.

        With `text` those of which a question, an answer or the title holds all of its words.
        """
        if not self.path.exists():
            return []
        tests, values = _tests(conversation, owner)
        with self._open() as connection:
            if not text:
                return talks.find(connection, tests, values, count)
            holding = f"conversation IN ({_HOLDING})"
            found = talks.find(connection, [*tests, holding], [*values, _match(text)], 0)
            titled = talks.find(connection, [*tests, "title IS NOT NULL"], values, 0)
        known = {one.id: one for one in (*found, *(one for one in titled if _holds(one, text)))}
        return sorted(known.values(), key=lambda one: one.last_at, reverse=True)[: count or None]

    def rename(self, conversation: str, title: str, *, owner: str | None = None) -> bool:
        """Give a conversation a title, "" its first question again; tell if there is such a one."""
        if not self.conversations(conversation=conversation, owner=owner):
            return False
        with self._open() as connection, schema.transaction(connection):
            talks.rename(connection, conversation, " ".join(normalise(title).split()))
        return True

    def forget(self, conversation: str, *, owner: str | None = None) -> int:
        """Forget a whole conversation, for good; return how many questions that were."""
        tests, values = _tests(conversation, owner)
        return self._forget(" AND ".join(tests), *values)

    def rate(self, identifier: int, rating: str, reason: str = "") -> bool:
        """Note what a person thinks of an answer ("" takes it back); tell if there is such a one.

        Raises:
            ValueError: if the rating is not "up", "down" or "".
        """
        if rating not in (*entries.RATINGS, ""):
            raise ValueError(rating)
        with self._open() as connection:
            done = connection.execute(
                "UPDATE entries SET rating=?, reason=? WHERE id=?", (rating, reason, identifier)
            )
            return done.rowcount > 0

    def ratings(self, conversation: str) -> dict[int, tuple[str, str]]:
        """Return the rating and its reason of every answer of a conversation that has one."""
        if not self.path.exists():
            return {}
        query = "SELECT id, rating, reason FROM entries WHERE conversation=? AND rating!=''"
        with self._open() as connection:
            rows = connection.execute(query, (conversation,)).fetchall()
        return {number: (rating, reason) for number, rating, reason in rows}

    def clear(self, *, before: str = "") -> int:
        """Forget what was asked before this time (UTC, ISO; "" is everything); return how much.

        The words are gone from the file and from what stands beside it.
        """
        return self._forget("asked_at<? OR ?=''", before, before)

    def _forget(self, fits: str, *values: object) -> int:
        if not self.path.exists():
            return 0
        with self._open() as connection:
            with schema.transaction(connection):
                connection.execute(
                    f"DELETE FROM found WHERE rowid IN (SELECT id FROM entries WHERE {fits})",
                    values,
                )
                gone = connection.execute(f"DELETE FROM entries WHERE {fits}", values)
                talks.forget_titles(connection)
                connection.execute("INSERT INTO found(found) VALUES('optimize')")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone.rowcount

    def close(self) -> None:
        """Close the file; it is opened again when it is used again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _entries(self, query: str, *values: object) -> list[Entry]:
        if not self.path.exists():
            return []  # looking makes no file
        with self._open() as connection:
            return [entries.from_row(row) for row in connection.execute(query, values)]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for one thread; what goes wrong with it is a LogError."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._connected()
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise LogError(
                    "the conversation log {path} cannot be used: {reason}",
                    hint=_hint_of(error),
                    path=self.path,
                    reason=getattr(error, "strerror", "") or error,
                ) from error

    def _connected(self) -> sqlite3.Connection:
        connection = schema.connect(self.path)
        try:
            found = schema.upgrade(connection)
        except BaseException:
            connection.close()
            raise
        if found > len(schema.STEPS):
            connection.close()
            raise LogError(
                "the conversation log {path} is of a newer askvn (format {found})",
                hint="pip install --upgrade askvn",
                path=self.path,
                found=found,
            )
        return connection


def wanted(text: str) -> list[str]:
    """Return the tokens that an entry must hold to fit the words of `text`."""
    return [
        token
        for word in words.syllables(normalise(text))
        for token in _tokens(word)[slice(0, 1) if has_marks(word) else slice(1, 2)]
    ]


def _tests(conversation: str, owner: str | None) -> tuple[list[str], list[object]]:
    """Return conditions of entries, and the values of their placeholders; None is any owner."""
    wanted_ = {"conversation": conversation or None, "owner": owner}
    chosen = {column: value for column, value in wanted_.items() if value is not None}
    return ["1", *(f"{column}=?" for column in chosen)], list(chosen.values())


def _match(text: str) -> str:
    return " ".join(f'"{token}"' for token in wanted(text)) or '""'


def _holds(talk: Talk, text: str) -> bool:
    """Tell whether a conversation's title holds all words of `text`."""
    asked = wanted(text)
    return bool(asked) and set(asked) <= set(_bag(talk.title).split())


def _bag(text: str) -> str:
    """Return the distinct tokens of a text between blanks: with and without diacritics."""
    found = dict.fromkeys(
        token for word in words.syllables(normalise(text)) for token in _tokens(word)
    )
    return " ".join(found)


def _tokens(word: str) -> list[str]:
    """Return a syllable as the lexical index has it: canonical, and `~` without diacritics."""
    return words.tokens(word)[:2]


def _hint_of(error: BaseException) -> str:
    """Return what helps: a damaged file is put aside, without a log one can always go on."""
    damaged = ("not a database", "malformed", "no such table")
    if any(words_ in str(error) for words_ in damaged):
        return "mv {path} {path}.bad"
    return "ASKVN_LOG=off askvn …"

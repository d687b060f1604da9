"""The conversations of the log: whose each is, what it is called, how many questions it has."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

_SELECT = (
    "SELECT conversation, owner, coalesce(title, (SELECT question FROM entries AS opening"
    " WHERE opening.conversation=entries.conversation AND opening.owner=entries.owner"
    " AND NOT opening.replaced"
    " ORDER BY opening.id LIMIT 1)), min(asked_at), max(asked_at), count(*), max(id) AS newest"
    " FROM entries LEFT JOIN titles USING(conversation)"
)


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation; times are UTC. `title` is its first question unless it was renamed.

    What was replaced is not counted.

    `owner` is who asked in the web chat, "" elsewhere.
    """

    id: str
    owner: str
    title: str
    began_at: str
    last_at: str
    questions: int

    def to_json(self) -> dict[str, Any]:
        """Return the conversation as the JSON contract of `askvn log conversations` has it."""
        return asdict(self)


def find(
    connection: sqlite3.Connection, tests: Sequence[str], values: Sequence[object], count: int
) -> list[Talk]:
    """Return the `count` conversations (0: all) that pass the tests, the newest first."""
    rows = connection.execute(
        f"{_SELECT} WHERE {' AND '.join(['NOT replaced', *tests])} GROUP BY conversation, owner"
        " ORDER BY newest DESC LIMIT ?",
        (*values, count or -1),
    )
    return [
        Talk(name, owner, " ".join(title.split()), began, last, questions)
        for name, owner, title, began, last, questions, _ in rows
    ]


def rename(connection: sqlite3.Connection, conversation: str, title: str) -> None:
    """Give a conversation a title, "" its first question again."""
    connection.execute("DELETE FROM titles WHERE conversation=?", (conversation,))
    if title:
        connection.execute("INSERT INTO titles VALUES(?, ?)", (conversation, title))


def forget_titles(connection: sqlite3.Connection) -> None:
    """Forget the titles of conversations of which no question is left."""
    connection.execute(
        "DELETE FROM titles WHERE conversation NOT IN (SELECT conversation FROM entries)"
    )

"""One logged question: what was asked, understood, read, answered, cited, and thought of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from askvn.records import Answer

RATINGS = ("up", "down")
# Which face asked: `askvn ask`, `askvn chat`, the web chat, a Python program.
ORIGINS = ("ask", "chat", "web", "python")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log; `id` is 0 until it is stored.

    All that is told of passages and citations is kept here: a document that has left the index
    takes nothing of it along. `asked_at` is UTC; `rating` is "up", "down" or "". `owner` is who
    asked in the web chat, "" elsewhere. What was asked once more, or otherwise, in its place was
    `replaced`, and so was all that came after it.
    """

    conversation: str
    asked_at: str
    question: str
    understood_as: str
    answer: str
    refused: bool
    confidence: float
    style: str
    model: str
    origin: str
    version: str
    short: str = ""
    citations: Sequence[Mapping[str, Any]] = ()
    passages: Sequence[Mapping[str, Any]] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    rating: str = ""
    reason: str = ""
    owner: str = ""
    notes: Sequence[Mapping[str, Any]] = ()
    replaced: bool = False
    id: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the entry as the JSON contract of `askvn log --json` has it, `id` first."""
        values = asdict(self)
        return {"id": values.pop("id")} | values


COLUMNS = tuple(name for name in Entry.__dataclass_fields__ if name != "id")
_AS_JSON = ("citations", "passages", "milliseconds", "notes")


def of_answer(
    answer: Answer, *, conversation: str, asked_at: str, origin: str, version: str, owner: str = ""
) -> Entry:
    """Return what the log keeps of an answer: spans and scores of the passages, not their text."""
    return Entry(
        conversation=conversation,
        asked_at=asked_at,
        question=answer.question,
        understood_as=answer.understood_as,
        answer=answer.text,
        refused=answer.refused,
        confidence=round(answer.confidence, 4),
        style=answer.style,
        model=answer.model,
        origin=origin,
        version=version,
        owner=owner,
        short=answer.short.text if answer.short else "",
        citations=[citation.to_json() for citation in answer.citations],
        notes=[note.to_json() for note in answer.notes],
        passages=[
            {
                "source": hit.source,
                "title": hit.title,
                "chunk": hit.chunk,
                "start": hit.start,
                "end": hit.end,
                "page": hit.page,
                "score": round(hit.score, 4),
            }
            for hit in answer.hits
        ],
        milliseconds={name: round(value, 1) for name, value in answer.milliseconds.items()},
    )


def to_row(entry: Entry) -> list[object]:
    """Return the values of `COLUMNS` as SQLite stores them."""
    values = [(name, getattr(entry, name)) for name in COLUMNS]
    return [
        json.dumps(value, ensure_ascii=False) if name in _AS_JSON else value
        for name, value in values
    ]


def from_row(row: Sequence[Any]) -> Entry:
    """Return the entry of a row: its id, then the values of `COLUMNS`."""
    values = dict(zip(("id", *COLUMNS), row, strict=True))
    for name in _AS_JSON:
        values[name] = json.loads(values[name])
    for name in ("refused", "replaced"):
        values[name] = bool(values[name])
    return Entry(**values)

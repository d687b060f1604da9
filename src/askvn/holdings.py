"""What the index holds, document by document, and how each stands to its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from askvn import messages
from askvn.gather import hash_of, look_of
from askvn.ingest import UPLOADS
from askvn.ledger import Failed, Kept, Look
from askvn.library import Library
from askvn.settings import Settings

State = Literal["indexed", "changed", "missing", "failed", "left_out"]


@dataclass(frozen=True, slots=True)
class Holding:
    """One document: `bytes` are its file's, None where it is only a part of it, or it is gone.

    `changed` and `missing` tell of a file that is no longer as it was read; `failed` that it could
    not be read when it was last tried, and why (what was read before still answers); `left_out`
    that a person took it out. `uploaded`: the file is a copy that lies with the index.
    """

    source: str
    title: str
    date: str
    path: str
    bytes: int | None
    passages: int
    state: State
    uploaded: bool = False
    error: str = ""
    hint: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the document as the JSON contract of `askvn documents --json` has it."""
        return asdict(self)


def of(library: Library, settings: Settings) -> list[Holding]:
    """Return what the index holds, could not read, or is to leave out, by source.

    A file that looks as it did when it was read is taken to be the same; others are compared.
    """
    uploads = Path(settings.index).resolve() / UPLOADS
    found = {one.source: one for one in _kept(library.kept())}
    for failure in library.failures():
        text, hint = messages.of_error(failure.error, settings.lang)
        before = found.get(failure.source) or _unread(failure)
        found[failure.source] = replace(before, state="failed", error=text, hint=hint)
    for one in library.left_out():
        look = _look(one.path)
        if look and one.source not in found:
            size = look.size if one.is_whole else None
            found[one.source] = Holding(
                one.source, one.title, one.date, one.path, size, 0, "left_out"
            )
    return [
        replace(one, uploaded=uploads in Path(one.path).parents) for _, one in sorted(found.items())
    ]


def _kept(documents: list[Kept]) -> Iterator[Holding]:
    states: dict[str, tuple[State, Look | None]] = {}
    for one in documents:
        if one.path not in states:
            look = _look(one.path)
            states[one.path] = _state(one, look), look
        state, look = states[one.path]
        size = look.size if look and one.is_whole else None
        yield Holding(one.source, one.title, one.date, one.path, size, one.passages, state)


def _state(one: Kept, look: Look | None) -> State:
    if look is None:
        return "missing"
    if look == one.look:
        return "indexed"
    try:
        read = hash_of(Path(one.path))
    except OSError:
        return "changed"
    return "indexed" if _bytes_of(read) == _bytes_of(one.hash) else "changed"


def _bytes_of(hashed: str) -> str:
    """Return the hash of the bytes alone: another version of the readers changes no file."""
    return hashed.rpartition(":")[2]


def _unread(failure: Failed) -> Holding:
    look = _look(failure.path)
    size = look.size if look and failure.is_whole else None
    return Holding(failure.source, "", "", failure.path, size, 0, "failed")


def _look(path: str) -> Look | None:
    try:
        return look_of(Path(path))
    except OSError:
        return None

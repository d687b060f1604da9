"""SHA-256 of files: computed, or remembered for as long as a file keeps its size and times."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

# Told how many more bytes were read or written.
Report = Callable[[int], None]
_BLOCK = 1 << 20
_MOST_REMEMBERED = 200


def ignore(_: int) -> None:
    """Report to nobody."""


def of_file(path: Path, report: Report = ignore) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    digest = hashlib.sha256()
    _feed(path, digest.update, report)
    return digest.hexdigest()


def copy(source: Path, target: Path, report: Report = ignore) -> tuple[int, str]:
    """Return size and SHA-256 of `source`, copied to `target`, which was not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as content:
        return write(content, target, report)


def write(content: IO[bytes], target: Path, report: Report = ignore) -> tuple[int, str]:
    """Return size and SHA-256 of `content`, written to `target`, which was not there."""
    hashing = Hashing(content, report)
    with target.open("xb") as file:
        while block := hashing.read(_BLOCK):
            file.write(block)
        return file.tell(), hashing.hexdigest()


def git_blob(path: Path) -> str:
    """Return the name that git gives to a file's content: what hubs tell of small files."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    _feed(path, digest.update, ignore)
    return digest.hexdigest()


def remembered(path: Path, memory: Path | None = None) -> str:
    """Return a file's SHA-256, from the notes in `memory` if the file is as it was then.

    Size, modification time and inode are compared: enough to notice an accident, which is what a
    model loaded with every question can afford; `askvn models verify` reads every byte.
    """
    place = memory or _memory()
    state = path.stat()
    key = f"{path.resolve()}"
    seen = [state.st_size, state.st_mtime_ns, state.st_ino]
    notes = _notes(place)
    note = notes.pop(key, None)
    if isinstance(note, list) and note[:-1] == seen:
        return str(note[-1])
    checksum = of_file(path)
    _keep(place, {**notes, key: [*seen, checksum]})
    return checksum


def _feed(path: Path, update: Callable[[bytes], None], report: Report) -> None:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            update(block)
            report(len(block))


def _memory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "askvn" / "checked.json"


def _notes(place: Path) -> dict[str, Any]:
    try:
        notes = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _keep(place: Path, notes: dict[str, Any]) -> None:
    """Write the latest notes; where nothing can be written, nothing is remembered."""
    latest = dict(list(notes.items())[-_MOST_REMEMBERED:])
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(latest), encoding="utf-8")
        draft.replace(place)


class Hashing:
    """A file that is hashed as it is read; `report` is told of every byte."""

    def __init__(self, file: IO[bytes], report: Report) -> None:
        self._file = file
        self._report = report
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        block = self._file.read(size)
        self._digest.update(block)
        self._report(len(block))
        return block

    def hexdigest(self) -> str:
        """Return the SHA-256 of what was read so far."""
        return self._digest.hexdigest()

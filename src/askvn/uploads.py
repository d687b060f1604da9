"""Files handed to askvn itself: named safely, kept in a folder that belongs to the index."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

import regex

from askvn import load, messages
from askvn.errors import AskvnError, DocumentError
from askvn.ingested import Failure
from askvn.load.files import MEGABYTE, reading
from askvn.vietnamese.normalise import normalise

MAX_UPLOAD_MB = 100
# A name in UTF-8, so that a number and a suffix still fit into the 255 bytes of a file system.
_MOST_BYTES = 180
_UNNAMED = "tài liệu"
_UNSAFE = regex.compile(r'[\p{Cc}\p{Cf}\p{Co}\p{Cs}<>:"|?*]+')
# Names that mean a device on some systems, whatever their suffix.
_DEVICES = regex.compile(r"(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\..*)?", regex.IGNORECASE)


class Upload(NamedTuple):
    """A file that somebody hands over: what it is called there, and where its bytes lie here.

    `size` is how large it is said to be: of one that is too large not all bytes need be here.
    """

    name: str
    path: Path
    size: int = 0


class Taken(NamedTuple):
    """What was taken in, what lay there already with the same bytes, and what was refused."""

    added: tuple[Path, ...]
    same: tuple[Path, ...]
    refused: tuple[Failure, ...]


def take(folder: Path, given: Sequence[Upload], lang: str) -> Taken:
    """Copy files into `folder`, which is made if need be; several may do so at once.

    A file that lies there already, byte for byte, is not kept twice; another of the same name gets
    a number. A file that is too large, empty, or of a format that is not read is refused in words.
    """
    added: list[Path] = []
    same: list[Path] = []
    refused: list[Failure] = []
    for one in given:
        try:
            path, is_new = _kept(folder, one)
        except AskvnError as error:
            refused.append(Failure(shown(one.name), *messages.of_error(error, lang)))
        else:
            (added if is_new else same).append(path)
    return Taken(tuple(added), tuple(same), tuple(refused))


def shown(name: str) -> str:
    """Return the last part of a name as it may be shown and stored: composed, without controls."""
    last = normalise(name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return " ".join(_UNSAFE.sub(" ", last).split())


def safe(name: str) -> str:
    """Return a file name that is safe in any folder and on any system.

    It has no path, is not hidden, is short enough to be numbered, and keeps its suffix.
    """
    stem, dot, suffix = shown(name).lstrip(".~$ ").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = stem.strip(". ") or _UNNAMED
    if _DEVICES.fullmatch(stem):
        stem = f"{stem}_"
    while len(f"{stem}.{suffix}".encode()) > _MOST_BYTES and len(stem) > 1:
        stem = stem[:-1].rstrip(". ")
    return f"{stem}.{suffix.lower()}" if dot else stem


def _kept(folder: Path, one: Upload) -> tuple[Path, bool]:
    """Return where a file lies now, and whether it is new there."""
    _check(one)
    with reading(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _copied(folder, one.path) as (copy, digest):
        for path in _names(folder, safe(one.name)):
            with suppress(FileExistsError):
                _put(copy, path)
                return path, True
            if _digest(path) == digest:
                return path, False
    raise AssertionError(folder)  # the numbers do not end


def _check(one: Upload) -> None:
    name = Path(shown(one.name))
    load.check_format(Path(safe(one.name)))
    with reading(name):
        size = one.path.stat().st_size
    if size == 0:
        raise DocumentError(
            "{path}: is empty", hint="write some text into it, or remove it", path=name
        )
    if size > MAX_UPLOAD_MB * MEGABYTE:
        size = max(size, one.size)
        raise DocumentError(
            "{path}: is too large ({size} MB, at most {limit} MB)",
            hint="split it, or put it into a folder of this machine: askvn index FOLDER",
            path=name,
            size=-(-size // MEGABYTE),
            limit=MAX_UPLOAD_MB,
        )


@contextmanager
def _copied(folder: Path, path: Path) -> Iterator[tuple[Path, str]]:
    """Hold a hidden copy of a file, which no indexing run sees, and its hash; then delete it."""
    with reading(path):
        descriptor, name = tempfile.mkstemp(prefix=".", dir=folder)
        copy = Path(name)
        try:
            with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
                shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
            yield copy, _digest(copy)
        finally:
            copy.unlink(missing_ok=True)


def _put(copy: Path, path: Path) -> None:
    """Give a finished copy its name at once, unless that is taken.

    Raises:
        FileExistsError: if it is.
    """
    try:
        os.link(copy, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links here
        with path.open("xb") as target, copy.open("rb") as source:
            shutil.copyfileobj(source, target)


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    path = Path(name)
    for number in count(2):
        yield folder / f"{path.stem} ({number}){path.suffix}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

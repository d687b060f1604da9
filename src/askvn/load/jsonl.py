"""JSON lines: one document a line, with the keys `id`, `title`, `text` and `date`, and any others.

A line that cannot be read is a failure of its own; the other lines are documents all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from shlex import quote

from askvn.errors import DocumentError
from askvn.load.encoding import declared_by_mark, decode, well_formed
from askvn.load.files import read_bytes, reading
from askvn.load.metadata import describe, iso_date
from askvn.records import Document
from askvn.vietnamese.normalise import normalise

# A file of another kind has nothing but bad lines: enough of them tell the story.
MAX_FAILURES = 20
_BOM = b"\xef\xbb\xbf"


class _LineError(Exception):
    """Why a line is no document, as a message's template."""


def read(path: Path, source: str) -> Iterator[Document | DocumentError]:
    """Yield a document for each good line and a DocumentError for each bad one, in file order.

    A document's source is its `id`, or `source#line`; when an id comes again, `id#2` and so on.
    After `MAX_FAILURES` bad lines only their number is told, once, at the end.

    Raises:
        DocumentError: if the file cannot be read, or no line says anything.
    """
    names = _Names()
    bad = number = 0
    for number, line in _lines(path):
        try:
            fields = _fields(line)
        except _LineError as error:
            bad += 1
            if bad <= MAX_FAILURES:
                yield _bad_line(path, source, number, str(error))
        else:
            yield _document(fields, names, f"{source}#{number}")
    if bad > MAX_FAILURES:
        yield DocumentError(
            "{path}: {count} more lines are no documents",
            hint="head -n 1 {quoted}",
            path=path,
            source=source,
            count=bad - MAX_FAILURES,
            quoted=quote(str(path)),
        )
    if not number:
        raise DocumentError(
            "{path}: is empty",
            hint="write some text into it, or remove it",
            path=path,
        )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, in UTF-8, with their numbers from 1."""
    with reading(path):
        file = path.open("rb")
    with file:
        lines: Iterable[bytes] = file
        if declared_by_mark(file.peek(4)[:4]).startswith(("UTF-16", "UTF-32")):
            lines = decode(read_bytes(path), path).encode().split(b"\n")
        for number, line in enumerate(lines, start=1):
            stripped = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
            if stripped:
                yield number, stripped


def _fields(line: bytes) -> dict[str, object]:
    """Return the keys of a line, its `text` normalised and not empty."""
    try:
        fields = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _LineError("{path}: line {line} is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _LineError("{path}: line {line} is not JSON") from error
    text = fields.get("text") if isinstance(fields, dict) else None
    text = normalise(well_formed(text)) if isinstance(text, str) else ""
    if not text.strip():
        raise _LineError("{path}: line {line} is no object with a 'text'")
    return {**fields, "text": text}


def _document(fields: Mapping[str, object], names: _Names, fallback: str) -> Document:
    rest = describe({key: value for key, value in fields.items() if key != "text"})
    return Document(
        source=names.unused(rest.pop("id", "") or fallback),
        text=str(fields["text"]),
        title=rest.pop("title", ""),
        date=iso_date(rest.pop("date", "")),
        metadata=rest,
    )


def _bad_line(path: Path, source: str, number: int, template: str) -> DocumentError:
    return DocumentError(
        template,
        hint='write one object a line: {{"id": "a", "title": "…", "text": "…"}}',
        path=path,
        source=f"{source}#{number}",
        line=number,
    )


class _Names:
    """The sources given out so far."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def unused(self, name: str) -> str:
        """Return `name`, or `name#2`, `name#3`, … where it has been given out before."""
        candidate = name
        while candidate in self._counts:
            self._counts[name] += 1
            candidate = f"{name}#{self._counts[name]}"
        self._counts[candidate] = 1
        return candidate

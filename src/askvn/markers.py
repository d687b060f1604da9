"""The `[n]` markers of an answer's text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import regex

_MARKER = regex.compile(r" ?\[(\d+)\]")
_LAST_OF_LINE = regex.compile(r" ?\[(\d+)\]$", regex.MULTILINE)


def pieces(text: str, numbers: Collection[int], style: str) -> Iterator[str | int]:
    """Yield an answer's text cut at its markers: text, the number of a citation, text and so on.

    A quoted sentence may hold a `[1]` of its own: there only the last one of a line is a marker.
    """
    pattern = _LAST_OF_LINE if style == "quote" else _MARKER
    end = 0
    for match in pattern.finditer(text):
        if int(match.group(1)) in numbers:
            yield text[end : match.start()]
            yield int(match.group(1))
            end = match.end()
    yield text[end:]


def without(text: str, numbers: Collection[int], style: str) -> str:
    """Return an answer's text without its markers."""
    return "".join(piece for piece in pieces(text, numbers, style) if isinstance(piece, str))

"""Text and spans: tidying white space, blanking and merging ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable

from askvn.load.encoding import well_formed
from askvn.records import Span
from askvn.vietnamese.normalise import normalise

_NOT_BREAK = re.compile(r"[^\n]")


def tidy(text: str) -> str:
    """Return `text` normalised, its lines trimmed, runs of blanks made one, no empty line."""
    lines = (" ".join(line.split()) for line in normalise(well_formed(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def flat(text: str) -> str:
    """Return `text` normalised and in one line, runs of white space made one blank."""
    return " ".join(normalise(well_formed(text)).split())


def blank(text: str, spans: Iterable[Span], filler: str = " ") -> str:
    """Return `text`, same length and lines, with `filler` in the place of sorted `spans`."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (text[position:start], _NOT_BREAK.sub(filler, text[start:end]))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same characters as sorted, disjoint spans, none empty."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        elif span.start < span.end:
            merged.append(span)
    return tuple(merged)

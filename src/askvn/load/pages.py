"""Lines of print, as they stand on pages, back to paragraphs.

Vietnamese hyphenates nothing and its proper names have capitals, so neither a hyphen nor a small
letter must tell that a line goes on: what tells is that the next word would not have fitted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_RUNNING_PAGES = 3
_EDGE = 0.12  # of the page's height: where headers and footers stand
_COLUMN = 0.15  # of the page's width: lines that begin this close together are of one column
_NARROWEST = 0.3  # of the page's width: a column
_LETTER = 0.5  # of the font's size: the width of a letter
_NUMBER = re.compile(r"[0-9]{1,6}")
_END = re.compile(r"[.?!…:;][\"”’'»)\]]*$")
_ITEM = re.compile(
    r"(?:[-–—+*•▪●◦■□]|\(?(?:\d{1,3}|[a-zđ]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?"
    r"|(?:Chương|Mục|Phần|Phụ lục|Điều|CHƯƠNG|MỤC|PHẦN|PHỤ LỤC|ĐIỀU) [\dIVXLC]+[.:])(?:\s|$)"
)


# "Chương 1 . . . . . 12"
_CONTENTS = re.compile(r"(?:\s?[.…_]){5,}\s*(?:[0-9]{1,4}|[ivxlc]{1,6})$")


class Line(NamedTuple):
    """A line of print and its box, in points from the lower left corner of its page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """The height of its letters."""
        return max(self.top - self.bottom, 1.0)


class Page(NamedTuple):
    """A page's number, its size in points, and its lines in the order of the file."""

    number: int
    width: float
    height: float
    lines: Sequence[Line]


class Paragraph(NamedTuple):
    """Lines that belong together.

    With `runs_on` they go on with the last paragraph of the page before; `aside` is no part of the
    text: a header or footer that comes again on other pages, a line of the table of contents.
    """

    page: int
    text: str
    runs_on: bool = False
    aside: bool = False


def paragraphs(pages: Sequence[Page]) -> Iterator[Paragraph]:
    """Yield the paragraphs in order; running lines come after a paragraph, never inside one."""
    running = _running(pages)
    waiting: list[Paragraph] = []
    before: tuple[Line, float] | None = None
    for page in pages:
        body = [line for line in page.lines if (page.number, line) not in running]
        blocks = list(_blocks(body, page.width))
        for index, block in enumerate(blocks):
            runs_on = bool(index == 0 and before and _goes_on(*before, block[0]))
            if not runs_on:
                yield from waiting
                waiting = []
            text = " ".join(line.text for line in block)
            yield Paragraph(page.number, text, runs_on, aside=bool(_CONTENTS.search(text)))
        if blocks:
            last = blocks[-1][-1]
            ended = _END.search(last.text)
            before = None if ended else (last, _margin(last, body, page.width))
        waiting += (
            Paragraph(page.number, line.text, aside=True)
            for line in page.lines
            if (page.number, line) in running
        )
    yield from waiting


def _running(pages: Sequence[Page]) -> set[tuple[int, Line]]:
    """Return the lines at the edges that come again on other pages, with their page numbers.

    Again means: the same text, or the same but for one number that counts the pages.
    """
    places = defaultdict(list)
    for page in pages:
        for line in page.lines:
            edge = _edge(line, page.height)
            if edge:
                for key in _keys(line.text, page.number):
                    places[edge, key].append((page.number, line))
    return {
        place
        for found in places.values()
        if len({number for number, _ in found}) >= _RUNNING_PAGES
        for place in found
    }


def _edge(line: Line, height: float) -> int:
    middle = (line.bottom + line.top) / 2
    return (middle > height * (1 - _EDGE)) - (middle < height * _EDGE)


def _keys(text: str, page: int) -> Iterator[tuple[str, int]]:
    yield text, 0
    for match in _NUMBER.finditer(text):
        yield f"{text[: match.start()]}\0{text[match.end() :]}", int(match[0]) - page


def _blocks(lines: Sequence[Line], width: float) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph of a page."""
    gaps = [above.bottom - below.top for above, below in pairwise(lines)]
    usual = median(gaps) if gaps else 0.0
    block: list[Line] = []
    for line in lines:
        if block:
            above = block[-1]
            near = above.bottom - line.top <= usual + above.size / 2
            if not (near and _goes_on(above, _margin(above, lines, width), line)):
                yield block
                block = []
        block.append(line)
    if block:
        yield block


def _margin(line: Line, lines: Sequence[Line], width: float) -> float:
    """Return how far to the right the lines of this line's column go, never next to nothing."""
    near = width * _COLUMN
    least = line.left + width * _NARROWEST
    return max(least, *(other.right for other in lines if abs(other.left - line.left) <= near))


def _goes_on(line: Line, margin: float, following: Line) -> bool:
    """Tell whether `following` belongs to the paragraph of `line`."""
    if abs(following.size - line.size) > line.size * 0.15 or _ITEM.match(following.text):
        return False
    if _CONTENTS.search(line.text):
        return False
    word = len(following.text.split(maxsplit=1)[0]) + 1
    full = line.right + word * line.size * _LETTER > margin
    if _END.search(line.text):
        return full and following.left <= line.left + line.size / 2
    return full or following.text[0].islower()

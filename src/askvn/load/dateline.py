"""The day that a document writes over or under itself: `Hà Nội, ngày 15 tháng 3 năm 2024`."""

from __future__ import annotations

import datetime

import regex

from askvn.vietnamese.quantities import quantities
from askvn.vietnamese.quantities.dates import Day

_HEAD_CHARS = 1_500
_TAIL_CHARS = 800
# Cells of a table and columns set with blanks are read each on its own.
_CELLS = regex.compile(r"\n|\||\t|\s{3,}")
_PLACE = r"(?:(?:\p{Lu}[\p{L}.]*)(?:\s+\p{L}+){0,5},\s*)?"
_IN_WORDS = r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
_IN_FIGURES = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2})"
_LABEL = (
    r"(?:ngày(?:\s+(?:đăng|ban hành|ký|lập|họp|viết|phát hành|cập nhật))?|đăng(?:\s+ngày)?"
    r"|cập nhật(?:\s+lúc)?|thời gian|date|published)"
)
_LINE = regex.compile(rf"(?i:[\W_]*{_PLACE}(?P<day>{_IN_WORDS})[\W_]*)")
_LABELLED = regex.compile(
    rf"(?i)[\W_]*{_LABEL}\s*:[^\d\n]{{0,40}}(?:\d{{1,2}}[h:g]\d{{0,2}}[^\n\d]{{0,12}}){{0,2}}"
    rf"(?P<day>{_IN_FIGURES}|{_IN_WORDS})(?![\d/.-]*\d)"
)
_FIRST_WORDS = regex.compile(rf"\s*date\s+(?P<day>{_IN_FIGURES})(?![\d/.-]*\d)")


def dateline(text: str) -> str:
    """Return the ISO day that stands on a line of its own near the beginning or the end, else "".

    A place may stand before it, a label such as `Ngày ban hành:` or `Thời gian:`.
    """
    if first := _FIRST_WORDS.match(text):
        return _iso(first["day"])
    head, tail = text[:_HEAD_CHARS], text[max(_HEAD_CHARS, len(text) - _TAIL_CHARS) :]
    found = [day for part in (head, tail) for cell in _CELLS.split(part) if (day := _day(cell))]
    return found[0] if found else ""


def _day(cell: str) -> str:
    match = _LINE.fullmatch(cell.strip()) or _LABELLED.match(cell)
    return _iso(match["day"]) if match else ""


def _iso(words: str) -> str:
    """Return a whole day as ISO, "" if there is no such day."""
    for one in quantities(words):
        value = one.value
        if isinstance(value, Day) and value.day and value.month and value.year:
            try:
                return datetime.date(value.year, value.month, value.day).isoformat()
            except ValueError:
                return ""
    return ""

"""Ranges: their joint as one word, and what only one end tells told of both."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from askvn.records import Span
from askvn.vietnamese.quantities.dates import Day
from askvn.vietnamese.quantities.pieces import closed, is_silent
from askvn.vietnamese.quantities.quantity import Quantity, Token
from askvn.vietnamese.quantities.readings import Kind

_Meaning = tuple[Kind, Fraction | Day, str]


def join_ranges(tokens: list[Token]) -> None:
    """Make every range in `tokens` read `first đến last`, with `từ` before it optional."""
    for position in reversed(range(1, len(tokens) - 1)):
        if tokens[position].form in _JOINTS:
            _join(tokens, position)


def _join(tokens: list[Token], position: int) -> None:
    """Make two quantities and what joins them a range: `first đến last`, its ends completed."""
    dashed = tokens[position].form == "-"
    before, behind = position - 1, position + 1
    if not dashed:
        before, behind = _near(tokens, position, -1), _near(tokens, position, 1)
    first, last = tokens[before], tokens[behind]
    if before < 0 or first.quantity is None or last.quantity is None:
        return
    if dashed and not first.quantity.pairs_with(last.quantity):
        return
    tokens[position] = tokens[position]._replace(form="đến")
    start = _near(tokens, before, -1)
    opened = start >= 0 and tokens[start].form == "từ"
    value = _resumed(first, last) if dashed or opened else None
    if dashed and value is None:
        value = _short_year(first, last)
    if value:
        last = tokens[behind] = _changed(last, *value)
    if value := _completed(first, last):
        tokens[before] = _changed(first, *value)
    while start >= 0 and tokens[start].form == "từ":
        tokens[start] = tokens[start]._replace(optional=True)
        start = _near(tokens, start, -1)


def _near(tokens: Sequence[Token], position: int, step: int) -> int:
    """Return where the next token stands that is not silent, -1 if there is none."""
    position += step
    while 0 <= position < len(tokens) and is_silent(tokens[position].form):
        position += step
    return position if position < len(tokens) else -1


def _changed(token: Token, kind: Kind, value: Fraction | Day, unit: str) -> Token:
    quantity = Quantity(kind, value, unit, Span(token.start, token.end))
    return token._replace(form=closed(str(quantity)), quantity=quantity, sure=True)


def _resumed(first: Token, last: Token) -> _Meaning | None:
    """Return the later day or month that a bare last number is: tháng 8 - 10."""
    if first.quantity is None or last.quantity is None or last.quantity.kind != "number":
        return None
    mine, theirs = first.quantity.value, last.quantity.value
    if not isinstance(mine, Day) or isinstance(theirs, Day) or theirs.denominator != 1:
        return None
    day = _later(mine, int(theirs))
    return ("date", day, "") if day else None


def _short_year(first: Token, last: Token) -> _Meaning | None:
    """Return the last year of 1938-49, năm 1938-49."""
    start, end = first.form.strip("⟨⟩"), last.form.strip("⟨⟩")
    if not (start.isdigit() and end.isdigit() and len(end) == 2 and 1000 <= int(start) < 2100):
        return None
    year = int(start) // 100 * 100 + int(end)
    if year <= int(start):
        return None
    is_year = first.quantity is not None and first.quantity.kind == "year"
    return ("year", Day(year=year), "") if is_year else ("number", Fraction(year), "")


def _later(first: Day, number: int) -> Day | None:
    """Return the later day behind `ngày 5`, or month behind `tháng 8`, that a number tells."""
    if first == Day(day=first.day) and (first.day or 31) < number <= 31:
        return Day(day=number)
    if first == Day(month=first.month) and (first.month or 12) < number <= 12:
        return Day(month=number)
    return None


def _completed(first: Token, last: Token) -> _Meaning | None:
    """Return what the first end of a range becomes by what only the last tells."""
    if first.quantity is None or last.quantity is None:
        return None
    mine, theirs = first.quantity.value, last.quantity.value
    if isinstance(theirs, Day):
        start = mine if isinstance(mine, Day) else _day_like(mine, theirs)
        return (last.quantity.kind, start.until(theirs), "") if start else None
    figure = first.figure
    if isinstance(mine, Day):
        if first.quantity.kind != "year" or not last.quantity.unit:
            return None
        mine = figure = Fraction(mine.year or 0)
    elif first.quantity.kind != "number":
        return None
    if mine != figure or last.quantity.kind == "ordinal":
        return None
    scale = theirs / last.figure if last.figure else Fraction(1)
    if mine <= last.figure and scale in _SCALES:
        mine *= scale
    return (last.quantity.kind, mine, last.quantity.unit) if mine <= theirs else None


def _day_like(number: Fraction, last: Day) -> Day | None:
    """Return the day, month or year that a bare number is before such a date."""
    if number.denominator != 1:
        return None
    if last.day is not None:
        return Day(day=int(number)) if 1 <= number <= 31 else None
    if last.month is not None:
        return Day(month=int(number)) if 1 <= number <= 12 else None
    return Day(year=int(number)) if last.quarter is None and 1000 <= number < 3000 else None


_JOINTS = frozenset(("-", "đến", "tới"))
_SCALES = frozenset(Fraction(10) ** power for power in (0, 3, 4, 6, 9, 12, 15))

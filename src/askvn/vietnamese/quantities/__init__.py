"""Every number, date and amount of a text, each with one value and one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from askvn.records import Span
from askvn.vietnamese.normalise import normalise_with_map
from askvn.vietnamese.quantities.dates import Day
from askvn.vietnamese.quantities.numerals import is_figure
from askvn.vietnamese.quantities.pieces import Piece, closed, cut, is_silent, unified
from askvn.vietnamese.quantities.readings import LOOKAHEAD, Kind, Reading, may_open, reading_at


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, date or amount and where it stands.

    `value` is a `Day` for a date or year, else exact. `unit` is the canonical unit, for an ordinal
    the word whose number it is (`điều`, `thứ`), else empty.
    """

    kind: Kind
    value: Fraction | Day
    unit: str
    span: Span

    def __str__(self) -> str:
        if isinstance(self.value, Day):
            return str(self.value)
        figure = _figure(self.value, exact=self.kind == "fraction")
        return figure if self.kind == "ordinal" or not self.unit else f"{figure} {self.unit}"

    def covers(self, other: Quantity) -> bool:
        """Tell whether `other` is told here, perhaps less exactly.

        A date covers its month and year, and an amount its bare number; never the reverse. `1/3`
        may be a date or a share, so it covers and is covered by both.
        """
        if str(self) == str(other):
            return True
        mine, theirs = self.value, other.value
        if isinstance(mine, Day) and isinstance(theirs, Day):
            return mine.covers(theirs)
        if "fraction" in (self.kind, other.kind):
            return _share(mine) == _share(theirs) and not (self.unit or other.unit)
        if isinstance(mine, Day):
            return mine.year == theirs
        return mine == theirs and other.kind in ("number", "ordinal")

    def contradicts(self, other: Quantity) -> bool:
        """Tell whether both are of one kind and unit and cannot both be right."""
        mine, theirs = self._as_day(), other._as_day()
        if mine and theirs and not self.kind == other.kind == "number":
            return mine.clashes(theirs)
        return (self.kind, self.unit) == (other.kind, other.unit) and self.value != other.value

    def pairs_with(self, last: Quantity) -> bool:
        """Tell whether a dash between the two makes a range: 5–10 km, not 7/12 — một ngày."""
        if self.kind == "number" or last.kind == "number":
            return self.kind == "ordinal" or self.unit in ("", last.unit)
        return (self.kind, self.unit) == (last.kind, last.unit)

    def _as_day(self) -> Day | None:
        if isinstance(self.value, Day):
            return self.value
        is_year = self.kind == "number" and 1900 <= self.value < 2100
        return Day(year=int(self.value)) if is_year and self.value.denominator == 1 else None


class Token(NamedTuple):
    """A word, punctuation or ⟨quantity⟩ in canonical spelling.

    A quantity that is not `sure` may count nothing (một, ba, chín). An `optional` token, the `từ`
    of a range, may be left out. `figure` is the number without nghìn, triệu, tỷ.
    """

    form: str
    start: int
    end: int
    quantity: Quantity | None = None
    sure: bool = False
    figure: Fraction = Fraction(0)
    optional: bool = False


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of `text` in order; spans are in `text` as given.

    Left out are list numbers, codes, and một, ba, chín where nothing shows that they count.
    """
    mapped = normalise_with_map(text)
    return [
        replace(token.quantity, span=Span(*mapped.raw_span(token.start, token.end)))
        for token in read(unified(mapped.text))
        if token.quantity is not None and token.sure
    ]


def read(text: str) -> list[Token]:
    """Return the tokens of a `unified` text: each quantity is one, punctuation is kept."""
    pieces = cut(text)
    forms = [piece.form for piece in pieces] + [""] * LOOKAHEAD
    tokens: list[Token] = []
    position = 0
    while position < len(pieces):
        form, start, end = pieces[position]
        opens = may_open(form)
        reading = reading_at(forms, position) if opens else None
        if reading is None:
            tokens.append(Token(closed(form) if opens and is_figure(form) else form, start, end))
            position += 1
        else:
            tokens.append(_token(reading, pieces[position : reading.end]))
            position = reading.end
    for position in reversed(range(1, len(tokens) - 1)):
        if tokens[position].form in _JOINTS:
            _join(tokens, position)
    return tokens


def has_quantity(words: Sequence[str]) -> bool:
    """Tell whether words in canonical spelling, put side by side, hold a quantity."""
    forms = [*words, *[""] * LOOKAHEAD]
    return any(
        may_open(form) and reading_at(forms, position) is not None
        for position, form in enumerate(words)
    )


def _token(reading: Reading, pieces: Sequence[Piece]) -> Token:
    span = Span(pieces[0].start, pieces[-1].end)
    quantity = Quantity(reading.kind, reading.value, reading.unit, span)
    form = pieces[0].form if pieces[0].form[0] == "⟨" else closed(str(quantity))
    return Token(form, *span, quantity, reading.sure, reading.figure)


def _join(tokens: list[Token], position: int) -> None:
    """Make two quantities and what joins them a range: `first đến last`, its ends completed."""
    before, behind = _near(tokens, position, -1), _near(tokens, position, 1)
    first, last = tokens[before], tokens[behind]
    if before < 0 or first.quantity is None or last.quantity is None:
        return
    dashed = tokens[position].form == "-"
    adjacent = (before, behind) == (position - 1, position + 1)
    if dashed and not (adjacent and first.quantity.pairs_with(last.quantity)):
        return
    tokens[position] = tokens[position]._replace(form="đến")
    start = _near(tokens, before, -1)
    opened = start >= 0 and tokens[start].form == "từ"
    if (dashed or opened) and (value := _resumed(first, last)):
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


def _resumed(first: Token, last: Token) -> tuple[Kind, Fraction | Day, str] | None:
    """Return what a bare last number becomes by the first end: 1938-49, tháng 8 - 10."""
    if first.quantity is None or last.quantity is None or last.quantity.kind != "number":
        return None
    mine, theirs = first.quantity.value, last.quantity.value
    if isinstance(theirs, Day) or theirs.denominator != 1:
        return None
    if isinstance(mine, Day) and mine.year is None:
        if mine.month is None and mine.day is not None and mine.day < theirs <= 31:
            return "date", Day(day=int(theirs)), ""
        if mine.day is None and mine.month is not None and mine.month < theirs <= 12:
            return "date", Day(month=int(theirs)), ""
        return None
    century, year = divmod(mine.year or 0 if isinstance(mine, Day) else int(mine), 100)
    is_short = first.quantity.kind in ("number", "year") and 10 <= century <= 20
    if is_short and year < theirs < 100 and len(last.form) == len("⟨49⟩"):
        return "number", Fraction(century * 100 + int(theirs)), ""
    return None


def _completed(first: Token, last: Token) -> tuple[Kind, Fraction | Day, str] | None:
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


def _share(value: Fraction | Day) -> Fraction | None:
    if not isinstance(value, Day):
        return value
    return Fraction(value.day, value.month) if value.day and value.month else None


def _day_like(number: Fraction, last: Day) -> Day | None:
    """Return the day, month or year that a bare number is before such a date."""
    if number.denominator != 1:
        return None
    if last.day is not None:
        return Day(day=int(number)) if 1 <= number <= 31 else None
    if last.month is not None:
        return Day(month=int(number)) if 1 <= number <= 12 else None
    return Day(year=int(number)) if last.quarter is None and 1000 <= number < 3000 else None


def _figure(value: Fraction, *, exact: bool) -> str:
    """Return a number in figures with a decimal comma, as `25:3` where that would never end."""
    whole, below = value.numerator, value.denominator
    if below == 1 and not exact:
        return str(whole)
    places = max(below.bit_length(), 1)
    if exact or 10**places % below:
        return f"{whole}:{below}"
    digits = str(abs(whole) * 10**places // below).zfill(places + 1)
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-places]},{digits[-places:].rstrip('0')}"


_JOINTS = frozenset(("-", "đến", "tới"))
_SCALES = frozenset(Fraction(10) ** power for power in (0, 3, 4, 6, 9, 12, 15))

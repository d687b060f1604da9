"""What a quantity is, how it is spelled and what it says beside another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from askvn.records import Span
from askvn.vietnamese.quantities.dates import Day
from askvn.vietnamese.quantities.readings import Kind


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


def _share(value: Fraction | Day) -> Fraction | None:
    if not isinstance(value, Day):
        return value
    return Fraction(value.day, value.month) if value.day and value.month else None


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

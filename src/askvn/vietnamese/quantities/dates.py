"""Days, months, quarters and years, in figures and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from askvn.vietnamese.quantities.numerals import numeral_at, scale_at
from askvn.vietnamese.quantities.units import unit_at


class Day(NamedTuple):
    """A date as far as it was told; what was not told is None."""

    day: int | None = None
    month: int | None = None
    quarter: int | None = None
    year: int | None = None

    def __str__(self) -> str:
        told = "/".join(str(part) for part in (self.day, self.month, self.year) if part is not None)
        if self.quarter is not None:
            return f"quý {self.quarter}/{told}" if told else f"quý {self.quarter}"
        if self.year is not None or None not in (self.day, self.month):
            return told
        return f"ngày {told}" if self.month is None else f"tháng {told}"

    def covers(self, other: Day) -> bool:
        """Tell whether all that `other` tells is told here too, and alike."""
        ours = self
        if other.quarter is not None and self.month is not None:
            ours = self._replace(quarter=(self.month + 2) // 3)
        return all(
            theirs is None or mine == theirs for mine, theirs in zip(ours, other, strict=True)
        )

    def clashes(self, other: Day) -> bool:
        """Tell whether the two tell the same part of a date and tell it differently."""
        return any(
            None not in (mine, theirs) and mine != theirs
            for mine, theirs in zip(self, other, strict=True)
        )

    def until(self, last: Day) -> Day:
        """Return this first day of a range with what only its last day tells: 15–17/1."""
        if (self.day is None, self.quarter is None) != (last.day is None, last.quarter is None):
            return self
        first = self
        if first.day is not None and first.month is None:
            first = first._replace(month=last.month)
        ours, theirs = ((one.month or one.quarter or 0, one.day or 0) for one in (first, last))
        return first._replace(year=last.year) if first.year is None and ours <= theirs else first


def day_at(forms: Sequence[str], start: int) -> tuple[Day, int] | None:
    """Return the date that begins at `forms[start]` and where it ends.

    A lone number is never a date, `năm 2019` is, and so are `tháng 3` and `quý I/2018`.
    """
    read = _READERS.get(forms[start])
    if read is not None:
        return read(forms, start + 1)
    if day := written(forms[start]):
        if day.year is None and forms[start + 1] == "năm" and (year := _year(forms[start + 2])):
            return day._replace(year=year), start + 3
        return day, start + 1
    return _day_of_month(forms, start)


def written(form: str) -> Day | None:
    """Return the date a form such as `15/1/2019`, `2019-01-15`, `1/2019` or `15/1` names."""
    match = _WRITTEN.fullmatch(form)
    if match is None:
        return None
    day, month, year, short = (
        int(part) if part else None for part in match.group("day", "month", "year", "short")
    )
    if short is not None:
        year = short + (2000 if short < _PIVOT else 1900)
    date = Day(day, month, None, year)
    return date if _is_possible(date) else None


def _is_possible(day: Day) -> bool:
    return (
        (day.day is None or 1 <= day.day <= 31)
        and (day.month is None or 1 <= day.month <= 12)
        and (day.year is None or 1000 <= day.year < 3000)
    )


def _after_day(forms: Sequence[str], start: int) -> tuple[Day, int] | None:
    """Return the date behind `ngày` or `mùng`."""
    found = day_at(forms, start) if forms[start] not in _READERS else None
    if found and found[0].day is not None:
        return found
    number = _small(forms, start, 31)
    if number is None:
        return None
    day, end = number
    month = _small(forms, end + 1, 12) if forms[end] == "-" else None
    if month and forms[month[1]] not in ("/", "tháng"):  # "ngày 15-1", not "ngày 15-17 tháng 1"
        return Day(day, month[0]), month[1]
    if forms[end] in _COUNTED_DAILY or scale_at(forms, end) or unit_at(forms, end):
        return None
    return Day(day), end


def _day_of_month(forms: Sequence[str], start: int) -> tuple[Day, int] | None:
    """Return `15 tháng 1 năm 2019`."""
    number = _small(forms, start, 31)
    if number is None or forms[number[1]] != "tháng":
        return None
    found = _month(forms, number[1] + 1, after_day=True)
    if found is None or found[0].month is None:
        return None
    return found[0]._replace(day=number[0]), found[1]


def _after_month(forms: Sequence[str], start: int) -> tuple[Day, int] | None:
    return _month(forms, start, after_day=False)


def _month(forms: Sequence[str], start: int, *, after_day: bool) -> tuple[Day, int] | None:
    if match := _MONTH_YEAR.fullmatch(forms[start]):
        day = Day(None, int(match.group(1)), None, int(match.group(2)))
        return (day, start + 1) if _is_possible(day) else None
    if forms[start] == "năm" and not (after_day or forms[start + 1] == "năm"):
        return None
    named = _MONTHS.get(forms[start])
    number = (named, start + 1) if named else _small(forms, start, 12)
    if number is None or forms[number[1]] == "lần":
        return None
    year, end = _year_behind(forms, number[1])
    return Day(None, number[0], None, year), end


def _after_quarter(forms: Sequence[str], start: int) -> tuple[Day, int] | None:
    if match := _MONTH_YEAR.fullmatch(forms[start]):
        quarter, year = int(match.group(1)), int(match.group(2))
        return (Day(None, None, quarter, year), start + 1) if 1 <= quarter <= 4 else None
    named = _QUARTERS.get(forms[start])
    number = (named, start + 1) if named else _small(forms, start, 4)
    if number is None:
        return None
    year_told, end = _year_behind(forms, number[1])
    return Day(None, None, number[0], year_told), end


def _after_year(forms: Sequence[str], start: int) -> tuple[Day, int] | None:
    end = start + 1
    year = _year(forms[start], shortest=3)
    if year is None and (number := numeral_at(forms, start)) and not forms[start].isdigit():
        whole = number.value.numerator if number.value.denominator == 1 else 0
        year, end = (whole, number.end) if 1000 <= whole < 2100 else (None, end)
    if year is None or scale_at(forms, end):
        return None
    unit = unit_at(forms, end)
    if forms[start - 2] in _EVERY or (unit and unit[0].name not in ("tháng", "ngày", "năm")):
        return None
    return Day(year=year), end


def _year_behind(forms: Sequence[str], position: int) -> tuple[int | None, int]:
    """Return the year in `năm 2019`, `/2019`, `-2019` or `, 2019`, and where it ends."""
    joint = forms[position]
    year = _year(forms[position + 1]) if joint in ("năm", "/", "-", ",") else None
    if joint == "," and (forms[position + 2][:1].isalpha() or not 1900 <= (year or 0) < 2100):
        return None, position
    return (year, position + 2) if year else (None, position)


def _year(form: str, *, shortest: int = 4) -> int | None:
    if form.isascii() and form.isdigit() and shortest <= len(form) <= 4 and form[0] in "123456789":
        return int(form)
    return None


def _small(forms: Sequence[str], start: int, most: int) -> tuple[int, int] | None:
    if forms[start] == "năm":
        return 5, start + 1
    number = numeral_at(forms, start)
    if number is None or number.value.denominator != 1 or not 1 <= number.value <= most:
        return None
    return number.value.numerator, number.end


_READERS = {
    "ngày": _after_day,
    "mùng": _after_day,
    "mồng": _after_day,
    "tháng": _after_month,
    "quý": _after_quarter,
    "năm": _after_year,
}
_MONTHS = {"giêng": 1, "tư": 4, "năm": 5, "chạp": 12}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "tư": 4}
_PIVOT = 40
_WRITTEN = regex.compile(
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?:(?P<year>\d{4})|(?P<short>\d\d)))?"
    r"|(?P<day>\d{1,2})(?P<mark>[.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})"
    r"|(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<month>\d{1,2})/(?P<year>\d{4})|(?P<day>\d{1,2})-(?P<month>\d\d)"
)
_MONTH_YEAR = regex.compile(r"(\d{1,2})[/.](\d{4})")
_COUNTED_DAILY = frozenset("lần bữa viên suất người ca chuyến lượt".split())
_EVERY = frozenset("mỗi hàng hằng từng".split())

"""Days told from the day of writing: `hôm qua`, `năm ngoái`, `15/1` without a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import regex

from askvn.records import Span
from askvn.vietnamese import days, mentions
from askvn.vietnamese.quantities import quantities
from askvn.vietnamese.quantities.dates import Day

# A text and its metadata that are further apart than this do not tell the same day.
_MOST_DAYS_APART = 31


class Told(NamedTuple):
    """Words of a text that tell a day from the day of writing, and what they mean: `21/3/2018`."""

    span: Span
    meant: str


def written_on(text: str, day: str) -> date | None:
    """Return the day on which `text` was written; None where it is not known for sure.

    `day` is the one of the document; `hôm nay, ngày 22/3` in the text itself must fit it.
    """
    known = whole_day(day)
    anchor = _ANCHOR.search(text)
    if anchor is None:
        return known
    told = next((one.value for one in quantities(anchor["day"])), None)
    if not isinstance(told, Day) or told.day is None or told.month is None:
        return known
    if told.year is not None:
        return _date(told.year, told.month, told.day)
    if known is None:
        return None
    near = _nearest(known, lambda year: _date(year, told.month or 1, told.day or 1))
    return near if near and abs((near - known).days) <= _MOST_DAYS_APART else None


def told_from(text: str, today: date) -> list[Told]:
    """Return what a text written on `today` tells by words such as `hôm qua`, in order.

    Left out is what the text explains itself: `hôm nay, ngày 22/3/2018`, `năm nay (2018)`.
    """
    found = [
        Told(Span(*match.span()), meant)
        for pattern, reading in _READINGS
        for match in pattern.finditer(text)
        if not _EXPLAINED.match(text, match.end()) and (meant := reading(match, today))
    ]
    return sorted(_apart(found))


def without_year(text: str, today: date) -> list[Told]:
    """Return the days, months, quarters and half-years of `text` that lack a year, with theirs.

    It is the one that brings them nearest to `today`. Nothing where the text names a year, or means
    every one.
    """
    if mentions.years(text):
        return []
    found = [
        Told(Span(*match.span()), f"{match.group()} {today.year}")
        for match in _PART_OF_YEAR.finditer(text)
    ]
    for one in quantities(text):
        value = one.value
        if not isinstance(value, Day) or value.year or _YEARLY.match(text, one.span.end):
            continue
        if year := _year_of(value, today):
            found.append(Told(one.span, _with_year(value, year)))
    return sorted(_apart(found))


def shown(day: date) -> str:
    """Return a day as it is written in Vietnam: 22/3/2018."""
    return f"{day.day}/{day.month}/{day.year}"


def whole_day(text: str) -> date | None:
    """Return the day that a text is, in figures; None where it is anything else."""
    first, last = days.day(text, end=False), days.day(text, end=True)
    return date.fromisoformat(first) if first and first == last else None


def _apart(found: list[Told]) -> Iterator[Told]:
    """Yield what does not lie inside something longer."""
    for one in found:
        others = (other.span for other in found if other is not one)
        if not any(s.start <= one.span.start and one.span.end <= s.end for s in others):
            yield one


def _year_of(value: Day, today: date) -> int | None:
    month = value.month or (3 * value.quarter - 1 if value.quarter else None)
    if month is None:
        return None
    near = _nearest(today, lambda year: _date(year, month, value.day or 15))
    return near.year if near else None


def _with_year(value: Day, year: int) -> str:
    if value.quarter:
        return f"quý {_ROMAN[value.quarter - 1]}/{year}"
    return f"{value.day}/{value.month}/{year}" if value.day else f"tháng {value.month}/{year}"


def _nearest(today: date, on: Callable[[int], date | None]) -> date | None:
    near = [day for year in (-1, 0, 1) if (day := on(today.year + year))]
    return min(near, key=lambda day: abs((day - today).days), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(match: regex.Match[str], today: date) -> str:
    return shown(today + timedelta(days=_DAYS[match["day"].lower()]))


def _week(match: regex.Match[str], today: date) -> str:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_away(match["week"]))
    named = (match["weekday"] or "").lower()
    if named:
        return shown(monday + timedelta(days=_WEEKDAYS[named]))
    return f"{shown(monday)}–{shown(monday + timedelta(days=6))}"


def _month(match: regex.Match[str], today: date) -> str:
    months = 12 * today.year + today.month - 1 + _away(match["month"])
    return f"{_part(match)}tháng {months % 12 + 1}/{months // 12}"


def _quarter(match: regex.Match[str], today: date) -> str:
    quarters = 4 * today.year + (today.month - 1) // 3 + _away(match["quarter"])
    return f"quý {_ROMAN[quarters % 4]}/{quarters // 4}"


def _year(match: regex.Match[str], today: date) -> str:
    return f"{_part(match)}năm {today.year + _YEARS[match['year'].lower()]}"


def _ago(match: regex.Match[str], today: date) -> str:
    told = match["count"].lower()
    count = int(told) if told.isdigit() else _COUNTS[told]
    unit = match["unit"].lower()
    if unit == "năm":
        return f"năm {today.year - count}" if count < today.year else ""
    if unit == "tháng":
        months = 12 * today.year + today.month - 1 - count
        return f"tháng {months % 12 + 1}/{months // 12}"
    return shown(today - timedelta(days=count * (7 if unit == "tuần" else 1)))


def _part(match: regex.Match[str]) -> str:
    return f"{match['part'].lower()} " if match["part"] else ""


def _away(word: str) -> int:
    return next(steps for start, steps in _AWAY.items() if word.lower().startswith(start))


_DAYS = {"nay": 0, "qua": -1, "kia": -2, "mai": 1}
_YEARS = {"năm nay": 0, "năm ngoái": -1, "năm kia": -2, "năm tới": 1, "sang năm": 1}
_AWAY = {"này": 0, "trước": -1, "rồi": -1, "qua": -1, "vừa": -1, "tới": 1, "sau": 1}
_WEEKDAYS = {
    "thứ hai": 0, "thứ ba": 1, "thứ tư": 2, "thứ năm": 3, "thứ sáu": 4, "thứ bảy": 5, "chủ nhật": 6,
}  # fmt: skip
_COUNTS = dict(zip("một hai ba bốn năm sáu bảy tám chín mười".split(), range(1, 11), strict=True))
_ROMAN = ("I", "II", "III", "IV")
_HOURS = "sáng|trưa|chiều|tối|đêm"
# `hôm nay`, `ngày mai` may be said of a whole age; behind a stop or a word of time they are not.
_IN_TIME = r"(?:(?<=^\W*)|(?<=[,;:(–—]\s?)|(?<=\b(?:vào|ngày|từ|đến|trong|là|diễn ra)\s))"
# `hai tháng sau`, `các tháng trước`: counted from something else.
_NOT_COUNTED = rf"(?<!\b(?:\d+|{'|'.join(_COUNTS)}|vài|mấy|nhiều|các|những|mỗi)\s)"
_NOT_COMPARED = r"(?<!so với(?: cùng kỳ)?\s)"
_PART = r"(?:(?P<part>đầu|giữa|cuối)\s+)?"
_READINGS: tuple[tuple[regex.Pattern[str], Callable[[regex.Match[str], date], str]], ...] = (
    (regex.compile(rf"(?i){_IN_TIME}hôm\s+(?P<day>nay)\b"), _day),
    (regex.compile(r"(?i)\b(?:ngày\s+)?hôm\s+(?P<day>qua|kia)\b"), _day),
    (regex.compile(rf"(?i){_IN_TIME}ngày\s+(?P<day>mai)\b"), _day),
    (regex.compile(rf"(?i)\b(?:{_HOURS})\s+(?:hôm\s+)?(?P<day>nay|qua|mai)\b"), _day),
    (
        regex.compile(
            rf"(?i)\b(?:(?P<weekday>{'|'.join(_WEEKDAYS)})\s+|{_NOT_COUNTED}{_NOT_COMPARED})"
            r"tuần\s+(?P<week>này|trước|rồi|qua|vừa qua|vừa rồi|tới|sau)\b"
        ),
        _week,
    ),
    (
        regex.compile(
            rf"(?i)\b{_PART}{_NOT_COUNTED}{_NOT_COMPARED}"
            r"tháng\s+(?P<month>này|trước|rồi|vừa qua|vừa rồi|tới|sau)\b"
        ),
        _month,
    ),
    (
        regex.compile(
            rf"(?i)\b{_NOT_COUNTED}{_NOT_COMPARED}"
            r"quý\s+(?P<quarter>này|trước|vừa qua|vừa rồi|tới)\b"
        ),
        _quarter,
    ),
    (
        regex.compile(
            rf"(?i)\b{_PART}{_NOT_COUNTED}(?P<year>năm nay|năm ngoái|năm kia|năm tới|sang năm)\b"
        ),
        _year,
    ),
    (
        regex.compile(
            rf"(?i)\bcách đây\s+(?:đúng\s+)?(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+"
            r"(?P<unit>ngày|tuần|tháng|năm)\b"
        ),
        _ago,
    ),
)
_EXPLAINED = regex.compile(r"(?i)\s*[,(]?\s*(?:(?:tức|là|ngày|năm|tháng|thứ \w+)[\s,]*)*\(?\d")
_ANCHOR = regex.compile(
    rf"(?i)\b(?:hôm\s+nay|(?:{_HOURS})\s+nay)\s*[,(]?\s*(?:thứ \w+\s*[,(]?\s*)?"
    r"(?P<day>(?:ngày\s+)?\d{1,2}(?:\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|[/.-]\d{1,2}(?:[/.-]\d{4})?))"
)
_PART_OF_YEAR = regex.compile(
    r"(?i)\b(?:(?:\d{1,2}|ba|sáu|chín)\s+tháng\s+(?:đầu|cuối)|(?:đầu|giữa|cuối))\s+năm"
    r"(?!\s+(?:\d|nay|ngoái|kia|tới|sau|trước|học|tài chính|âm lịch|mới|đầu|thứ))\b"
)
_YEARLY = regex.compile(r"(?i)\s*(?:,\s*)?(?:hằng|hàng|mỗi|các|của mỗi|âm lịch)\b")

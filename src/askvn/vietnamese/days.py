"""Days as people type them, as ISO days that compare as text."""

from __future__ import annotations

import re
from calendar import monthrange

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_USUAL = re.compile(
    r"(?:(?:(?:ngày\s+)?(?P<day>\d{1,2})[/.-])?(?:tháng\s+)?(?P<month>\d{1,2})[/.-])?"
    r"(?:năm\s+)?(?P<year>\d{4})"
)


def day(text: str, *, end: bool) -> str:
    """Return the first ISO day (with `end` the last) of a day, month or year, "" if it is none.

    `2015`, `2015-03`, `2015-03-01`, `1/3/2015`, `3/2015`: a day comes before its month.
    """
    text = text.strip().lower()
    match = _ISO.fullmatch(text) or _USUAL.fullmatch(text)
    if match is None:
        return ""
    year = int(match["year"])
    month = int(match["month"] or (12 if end else 1))
    if not (year >= 1 and 1 <= month <= 12):
        return ""
    last = monthrange(year, month)[1]
    number = int(match["day"] or (last if end else 1))
    return f"{year:04}-{month:02}-{number:02}" if 1 <= number <= last else ""

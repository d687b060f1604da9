"""Columns side by side: how many of something there are, year by year."""

from __future__ import annotations

from collections.abc import Mapping

from askvn.evaluate.report.canvas import Canvas
from askvn.evaluate.report.language import Language

_HEIGHT, _HEAD, _FOOT = 150, 26, 24
# The widest column, the room that a label of a year takes, and that a count takes.
_WIDEST, _YEAR, _COUNT = 64, 38, 26


def draw(
    counts: Mapping[str, int], language: Language, *, width: float, heading: str = ""
) -> Canvas:
    """Return a column for every year from the first to the last, those without any left empty."""
    first, last = min(map(int, counts)), max(map(int, counts))
    years = range(first, last + 1)
    canvas = Canvas(width, _HEAD + _HEIGHT + _FOOT, heading=heading)
    room = min(width / len(years), _WIDEST)
    floor, most = _HEAD + _HEIGHT, max(counts.values())
    canvas.line([0, room * len(years)], [floor, floor], "edge")
    every = -(-_YEAR // max(1, int(room)))  # as many years as have room for their label
    for place, year in enumerate(years):
        count = counts.get(str(year), 0)
        middle = (place + 0.5) * room
        height = _HEIGHT * count / most
        if count:
            canvas.box(middle - room * 0.36, floor - height, room * 0.72, height, "bar")
        if count and room >= _COUNT:
            told = language.whole(count)
            canvas.text(middle, floor - height - 6, told, size=12, align="center")
        if place % every == 0:
            canvas.text(middle, floor + 18, str(year), size=12, colour="soft", align="center")
    return canvas

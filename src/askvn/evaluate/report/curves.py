"""The refusal plot: what a stricter or a laxer setting would refuse, rightly and wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from askvn.evaluate.report.canvas import Canvas
from askvn.evaluate.report.language import Language

_FRAME_TOP, _FRAME_HEIGHT = 106, 220
_LEFT, _RIGHT = 44, 10

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A share of refused questions over the strictness: for all sets, and for each of them."""

    name: str
    colour: str
    faint: str
    mean: Points
    each: Sequence[Points]


def draw(
    curves: Sequence[Curve],
    current: float | None,
    language: Language,
    *,
    width: float,
    heading: str = "",
) -> Canvas:
    """Return the curves over the strictness 0..1, the current setting marked on them."""
    canvas = Canvas(width, _FRAME_TOP + _FRAME_HEIGHT + 48, heading=heading)
    _axes(canvas, language)
    for curve in curves:
        for points in curve.each:
            _line(canvas, points, curve.faint, width=1)
    for curve in curves:
        _line(canvas, curve.mean, curve.colour, width=2.5)
    if current is not None:
        _mark(canvas, curves, current, language)
    for number, curve in enumerate(curves):
        base = 18 + 22 * number
        canvas.line([0, 22], [base - 4.5, base - 4.5], curve.colour, width=2.5)
        share = None if current is None else at(curve.mean, current)
        value = "" if share is None else f": {language.percent(share)}"
        canvas.text(30, base, f"{curve.name}{value}")
    return canvas


def at(points: Points, x: float) -> float | None:
    """Return the height of a curve at `x`, straight between its points; None outside of it."""
    for (left, low), (right, high) in pairwise(points):
        if left <= x <= right:
            return low if left == right else low + (high - low) * (x - left) / (right - left)
    return None


def _axes(canvas: Canvas, language: Language) -> None:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = _height(tick)
        canvas.line([_LEFT, canvas.width - _RIGHT], [y, y], "line")
        canvas.text(_LEFT - 8, y + 4, f"{tick:.0%}", size=11, colour="soft", align="right")
        canvas.text(
            _across(canvas, tick), _height(0) + 18, language.plain(tick),
            size=11, colour="soft", align="center",
        )  # fmt: skip
    middle = (_LEFT + canvas.width - _RIGHT) / 2
    canvas.text(
        middle, _height(0) + 38, language.say("strictness"), size=12, colour="soft", align="center"
    )


def _mark(canvas: Canvas, curves: Sequence[Curve], current: float, language: Language) -> None:
    x = _across(canvas, current)
    canvas.line([x, x], [_FRAME_TOP - 8, _height(0)], "ink", dashed=True)
    canvas.text(
        x, _FRAME_TOP - 14, language.say("current", value=language.plain(current)),
        size=12, align="left" if current < 0.3 else "right" if current > 0.7 else "center",
    )  # fmt: skip
    for curve in curves:
        share = at(curve.mean, current)
        if share is not None:
            canvas.dot(x, _height(share), curve.colour)


def _line(canvas: Canvas, points: Points, colour: str, *, width: float) -> None:
    xs = [_across(canvas, x) for x, _ in points]
    canvas.line(xs, [_height(y) for _, y in points], colour, width=width)


def _across(canvas: Canvas, strictness: float) -> float:
    return _LEFT + strictness * (canvas.width - _LEFT - _RIGHT)


def _height(share: float) -> float:
    return _FRAME_TOP + (1 - share) * _FRAME_HEIGHT

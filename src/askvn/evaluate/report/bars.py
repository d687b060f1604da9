"""Bars side by side: a panel for each figure, in it a row for each set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askvn.evaluate.report.canvas import Canvas, label
from askvn.evaluate.report.language import Language

_ROW, _HEAD, _FOOT = 27, 40, 40
_BAR, _MARK = 11, 19
_LEGEND = 34
_GAP, _VALUE = 24, 58


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one set, a share of 0..1; the row that stands for all sets is `strong`."""

    label: str
    value: float | None
    interval: tuple[float, float] | None = None
    baseline: float | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure of all sets; all panels of a plot have the same rows."""

    title: str
    rows: Sequence[Row]


def draw(panels: Sequence[Panel], language: Language, *, width: float, heading: str = "") -> Canvas:
    """Return the panels, three to a line where there is room, else below one another."""
    across = min(3, len(panels)) if width > 600 else 1
    lines = [panels[start : start + across] for start in range(0, len(panels), across)]
    line_height = _HEAD + _ROW * len(panels[0].rows) + _FOOT
    legend = _LEGEND if _explained(panels) else 0
    canvas = Canvas(width, legend + line_height * len(lines) - 12, heading=heading)
    if legend:
        _legend(canvas, panels, language)
    names = 150 if width > 600 else 100
    room = (width - names - _GAP * (across - 1)) / across
    for number, line in enumerate(lines):
        top = legend + number * line_height
        _names(canvas, line[0].rows, top, names)
        for column, panel in enumerate(line):
            left = names + column * (room + _GAP)
            _panel(canvas, panel, language, (left, top, room - _VALUE))
    return canvas


def _names(canvas: Canvas, rows: Sequence[Row], top: float, width: float) -> None:
    for number, row in enumerate(rows):
        base = top + _HEAD + number * _ROW + 18
        canvas.text(0, base, label(row.label, int(width / 7)), bold=row.strong)


def _panel(
    canvas: Canvas, panel: Panel, language: Language, place: tuple[float, float, float]
) -> None:
    left, top, width = place
    canvas.text(left, top + 20, panel.title, bold=True)
    floor = top + _HEAD + _ROW * len(panel.rows)
    for tick in (0, 0.5, 1):
        x = left + tick * width
        canvas.line([x, x], [top + _HEAD - 4, floor + 2], "line")
        canvas.text(x, floor + 18, f"{tick:.0%}", size=11, colour="soft", align="center")
    for number, row in enumerate(panel.rows):
        middle = top + _HEAD + (number + 0.5) * _ROW
        canvas.text(
            left + width + _VALUE, middle + 4.5, language.percent(row.value),
            bold=row.strong, align="right",
        )  # fmt: skip
        _row(canvas, row, (left, middle, width))


def _row(canvas: Canvas, row: Row, place: tuple[float, float, float]) -> None:
    left, middle, width = place
    if row.value is not None:
        canvas.box(left, middle - _BAR / 2, row.value * width, _BAR, "bar")
    if row.interval is not None:
        low, high = row.interval
        _whisker(canvas, left + low * width, left + high * width, middle)
    if row.baseline is not None:
        _mark(canvas, left + row.baseline * width, middle)


def _whisker(canvas: Canvas, low: float, high: float, middle: float) -> None:
    canvas.line([low, high], [middle, middle], "ink", width=1.5)
    for end in (low, high):
        canvas.line([end, end], [middle - 3.5, middle + 3.5], "ink", width=1.5)


def _mark(canvas: Canvas, x: float, middle: float) -> None:
    ends = [middle - _MARK / 2, middle + _MARK / 2]
    canvas.line([x, x], ends, "sheet", width=4)
    canvas.line([x, x], ends, "baseline", width=2)


def _explained(panels: Sequence[Panel]) -> bool:
    """Tell whether there is more than bars: something that needs a legend."""
    rows = [row for panel in panels for row in panel.rows]
    return any(row.interval is not None or row.baseline is not None for row in rows)


def _legend(canvas: Canvas, panels: Sequence[Panel], language: Language) -> None:
    rows = [row for panel in panels for row in panel.rows]
    canvas.box(0, 8, 20, _BAR, "bar")
    x = _legend_word(canvas, 27, language.say("askvn"))
    if any(row.interval is not None for row in rows):
        _whisker(canvas, x, x + 20, 13.5)
        x = _legend_word(canvas, x + 27, language.say("interval"))
    if any(row.baseline is not None for row in rows):
        _mark(canvas, x + 3, 13.5)
        _legend_word(canvas, x + 12, language.say("baseline"))


def _legend_word(canvas: Canvas, x: float, word: str) -> float:
    canvas.text(x, 18, word, size=12, colour="soft")
    return x + 7.2 * len(word) + 14

"""The robustness plot: what each way of typing costs each set."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from askvn.evaluate.report.canvas import Canvas, label
from askvn.evaluate.report.language import Language

# Losses in percentage points from which a cell is a shade stronger, and where letters turn over.
_SHADES = (0.5, 2, 5, 10)
_STRONG = 3
_HEAD, _ROW, _GAP = 44, 32, 22


@dataclass(frozen=True, slots=True)
class Line:
    """The changes of one set, in percentage points, one for each column; None where unknown."""

    label: str
    changes: Sequence[float | None]
    strong: bool = False


def draw(
    columns: Sequence[str],
    lines: Sequence[Line],
    language: Language,
    *,
    width: float,
    heading: str = "",
) -> Canvas:
    """Return a grid of changes; where it is narrow, a few columns above the next few."""
    names, most = (150, 8) if width > 600 else (96, 3)
    blocks = math.ceil(len(columns) / most)
    across = math.ceil(len(columns) / blocks)
    block_height = _HEAD + _ROW * len(lines) + _GAP
    canvas = Canvas(width, blocks * block_height - _GAP, heading=heading)
    room = (width - names) / across
    for start in range(0, len(columns), across):
        top = start // across * block_height
        _labels(canvas, lines, top, int(names / 7))
        for column in range(start, min(start + across, len(columns))):
            place = (names + (column - start) * room, top, room)
            _column(canvas, columns[column], place)
            for number, line in enumerate(lines):
                cell = (place[0], top + _HEAD + number * _ROW, room)
                _cell(canvas, line.changes[column], language, cell, strong=line.strong)
    return canvas


def _labels(canvas: Canvas, lines: Sequence[Line], top: float, most: int) -> None:
    for number, line in enumerate(lines):
        base = top + _HEAD + number * _ROW + 20
        canvas.text(0, base, label(line.label, most), bold=line.strong)


def _column(canvas: Canvas, name: str, place: tuple[float, float, float]) -> None:
    left, top, room = place
    words = textwrap.wrap(name, max(8, int(room / 6.6)))[:2]
    for number, text in enumerate(words, start=1):
        base = top + _HEAD - 10 - 15 * (len(words) - number)
        canvas.text(left + room / 2, base, text, size=12, colour="soft", align="center")


def _cell(
    canvas: Canvas,
    change: float | None,
    language: Language,
    place: tuple[float, float, float],
    *,
    strong: bool,
) -> None:
    left, top, room = place
    shade = 0 if change is None else sum(-change >= least for least in _SHADES)
    canvas.box(left + 1.5, top + 1.5, room - 3, _ROW - 3, f"heat-{shade}")
    canvas.text(
        left + room / 2, top + 20.5, "–" if change is None else language.change(change),
        colour="on-heat" if shade >= _STRONG else "ink", align="center", bold=strong,
    )  # fmt: skip

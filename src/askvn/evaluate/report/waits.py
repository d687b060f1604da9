"""The speed plot: how the times of all questions are spread, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from askvn.evaluate.report.canvas import Canvas
from askvn.evaluate.report.language import Language
from askvn.evaluate.report.values import Block, number, records

_STEP, _HILL = 92, 50
_BINS = 60
# Shorter times are drawn as this many milliseconds: no clock is finer where it matters.
_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Wait:
    """What one waits for (a key of the texts), and its milliseconds, question by question."""

    key: str
    milliseconds: Sequence[float]

    def quantile(self, share: float) -> float:
        """Return the time within which this share of the questions was done."""
        return float(np.quantile(self.milliseconds, share))


def waits(result: Block) -> list[Wait]:
    """Return what could be timed, over the questions of all sets."""
    timed = {
        key: [
            time
            for record in records(result)
            if (time := number(record, f"milliseconds.{key}")) is not None
        ]
        for key in ("retrieve", "first_token", "total")
    }
    return [Wait(key, times) for key, times in timed.items() if times]


def draw(timed: Sequence[Wait], language: Language, *, width: float, heading: str = "") -> Canvas:
    """Return one hill for each wait, all over the same axis, median and 95 % marked."""
    canvas = Canvas(width, _STEP * len(timed) + 26, heading=heading)
    low, high = _range(timed)
    scale = width / (high - low)
    floor = _STEP * len(timed)
    for power in range(math.ceil(low), math.floor(high) + 1):
        x = (power - low) * scale
        canvas.line([x, x], [30, floor + 4], "line")
        align = "left" if x < 20 else "right" if x > width - 20 else "center"
        canvas.text(x, floor + 20, _tick(power, language), size=11, colour="soft", align=align)
    for count, wait in enumerate(timed, start=1):
        _hill(canvas, wait, (low, scale, _STEP * count), language)
    return canvas


def _hill(
    canvas: Canvas, wait: Wait, place: tuple[float, float, float], language: Language
) -> None:
    low, scale, floor = place
    edges = np.linspace(low, low + canvas.width / scale, _BINS + 1)
    powers = np.log10(np.maximum(wait.milliseconds, _LEAST))
    counts, _ = np.histogram(powers, edges)
    smooth = np.convolve(counts, (0.25, 0.5, 0.25), mode="same")
    middles = [float(x - low) * scale for x in (edges[:-1] + edges[1:]) / 2]
    heights = [floor - _HILL * float(height) for height in smooth / smooth.max()]
    canvas.area(middles, heights, floor, "heat-2")
    canvas.line([0, canvas.width], [floor, floor], "edge")
    canvas.text(0, floor - _HILL - 14, language.say(wait.key), bold=True)
    for name, share, colour, right in (("p50", 0.5, "accent", 106), ("p95", 0.95, "baseline", 0)):
        time = wait.quantile(share)
        x = (math.log10(max(time, _LEAST)) - low) * scale
        canvas.line([x, x], [floor - _HILL - 4, floor], colour, width=2)
        canvas.text(
            canvas.width - right, floor - _HILL - 14, f"{name} {language.duration(time)}",
            colour=colour, align="right", bold=True,
        )  # fmt: skip


def _range(waits: Sequence[Wait]) -> tuple[float, float]:
    times = [max(time, _LEAST) for wait in waits for time in wait.milliseconds]
    return math.log10(min(times)) - 0.25, math.log10(max(times)) + 0.25


def _tick(power: int, language: Language) -> str:
    amount, unit = (power, "ms") if power < 3 else (power - 3, "s")
    return f"{language.plain(10.0**amount)} {unit}"

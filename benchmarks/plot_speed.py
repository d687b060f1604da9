"""The picture of the speeds: what a user waits for, on one logarithmic scale of seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

_INK, _FAINT, _RULE, _OURS = "#1f2933", "#7b8794", "#e4e7eb", "#0b6e6e"
_TICKS = {0.001: "1 ms", 0.01: "10 ms", 0.1: "0.1 s", 1.0: "1 s", 10.0: "10 s", 100.0: "100 s"}


def save(result: dict[str, Any], file: Path) -> None:
    """Write the picture of a `speed` result as an image."""
    file.parent.mkdir(parents=True, exist_ok=True)
    figure(result).savefig(file, dpi=200)


def figure(result: dict[str, Any]) -> Figure:
    """Return the picture: a dot for the median, a line to the 95th percentile or the worst."""
    rows = _rows(result)
    drawn = Figure(figsize=(8, 0.5 * len(rows) + 0.9), facecolor="white", layout="constrained")
    axes = drawn.subplots()
    for place, (_, usual, worst) in enumerate(reversed(rows)):
        axes.plot([usual, worst], [place, place], color=_OURS, linewidth=2, alpha=0.45)
        axes.plot([usual], [place], "o", color=_OURS, markersize=7)
        axes.text(worst * 1.25, place, _said(usual), va="center", fontsize=9, color=_INK)
    axes.set_yticks(range(len(rows)), [name for name, *_ in reversed(rows)])
    _calm(axes)
    return drawn


def _rows(result: dict[str, Any]) -> list[tuple[str, float, float]]:
    cold, times, size = result["cold_start"], result["milliseconds"], result["indexing"]
    return [
        ("askvn --help", cold["help"]["median_s"], cold["help"]["worst_s"]),
        ("askvn ask, new process", cold["ask"]["median_s"], cold["ask"]["worst_s"]),
        ("search", times["search_p50"] / 1000, times["search_p95"] / 1000),
        (
            "first words of an answer",
            times["first_token_p50"] / 1000,
            times["first_token_p95"] / 1000,
        ),
        ("index again, nothing changed", size["second_run_s"], size["second_run_s"]),
        (f"index {size['documents']:,} articles", size["seconds"], size["seconds"]),
    ]


def _said(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def _calm(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_xlim(0.001, 400)
    axes.set_xticks(list(_TICKS), list(_TICKS.values()))
    axes.minorticks_off()
    axes.grid(axis="x", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9, labelcolor=_FAINT)
    for label in axes.get_yticklabels():
        label.set_color(_INK)
    for side in axes.spines.values():
        side.set_visible(False)

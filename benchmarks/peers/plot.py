"""The picture of the comparison: nDCG@10 as typed and unaccented, a row for each system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

_INK, _FAINT, _RULE = "#1f2933", "#7b8794", "#e4e7eb"
_OURS = ("#0b6e6e", "#74b9b4")
_THEIRS = ("#52606d", "#b8c2cc")
_BAR = 0.36
_WORDS = {"bm25": "BM25", "hybrid": "hybrid", "hybrid_scores": "hybrid by scores"}


def save(result: dict[str, Any], file: Path) -> None:
    """Write the picture of `result` as an image."""
    figure(result).savefig(file, dpi=200)


def figure(result: dict[str, Any]) -> Figure:
    """Return a picture of the rows over whole documents, best as typed first.

    Without those of vectors alone: they are the same vectors for all, and so are the figures.
    """
    rows = [
        row
        for row in result["systems"]
        if row["splitting"] == "whole" and row["retrieval"] in _WORDS and "error" not in row
    ]
    rows.sort(key=lambda row: row["mean"]["as_typed"]["ndcg@10"])
    drawn = Figure(figsize=(8, 0.62 * len(rows) + 1.1), facecolor="white", layout="constrained")
    axes = drawn.subplots()
    for place, row in enumerate(rows):
        _row(axes, place, row)
    axes.set_yticks(range(len(rows)), [_name(row) for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_color(_OURS[0] if row["system"] == "askvn" else _INK)
        label.set_fontweight("bold" if row["system"] == "askvn" else "normal")
    _calm(axes, len(rows))
    return drawn


def _row(axes: Axes, place: int, row: dict[str, Any]) -> None:
    colours = _OURS if row["system"] == "askvn" else _THEIRS
    for side, (spelling, colour) in enumerate(zip(row["mean"], colours, strict=True)):
        mean = row["mean"][spelling]
        height = place + (0.5 - side) * _BAR * 1.06
        low, high = mean["ndcg@10_interval"]
        axes.barh(height, mean["ndcg@10"], _BAR, color=colour)
        axes.plot([low, high], [height, height], color=_INK, linewidth=0.9, alpha=0.7)
        label = f"{mean['ndcg@10']:.3f}  {spelling.replace('_', ' ')}"
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        axes.text(high + 0.01, height, label, va="center", fontsize=8, color=_FAINT, bbox=behind)


def _name(row: dict[str, Any]) -> str:
    return f"{row['system']}  {_WORDS[row['retrieval']]}"


def _calm(axes: Axes, rows: int) -> None:
    axes.set_xlim(0, 1.1)
    axes.set_ylim(-0.6, rows - 0.4)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set_xlabel("nDCG@10, mean over the sets", color=_FAINT, fontsize=9)
    axes.grid(axis="x", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=_INK, labelsize=9)
    axes.tick_params(axis="x", labelcolor=_FAINT)
    for spine in axes.spines.values():
        spine.set_visible(False)


if __name__ == "__main__":
    import json
    import sys

    save(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))

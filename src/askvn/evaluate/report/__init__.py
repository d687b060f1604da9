"""The report of a measurement: a page to read and to search, and its plots as pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from askvn.evaluate.report.language import Language
from askvn.evaluate.report.page import render
from askvn.evaluate.report.plots import plots

# Wide enough for three panels; at this density sharp on a page of a document too.
_WIDTH, _DPI = 880, 160


def write(result: Mapping[str, Any], path: Path, *, lang: str) -> None:
    """Write the report as one HTML file that needs nothing else; the same result, the same bytes.

    Raises:
        MissingExtraError: if jinja2 or matplotlib is not installed.
    """
    # A lone surrogate of a broken source file has no bytes: it becomes a question mark.
    path.write_text(render(result, Language(lang)), encoding="utf-8", errors="replace")


def save_figures(result: Mapping[str, Any], folder: Path, *, lang: str) -> list[Path]:
    """Write the plots of the report as PNGs into `folder` and return their paths.

    Raises:
        MissingExtraError: if matplotlib is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for plot in plots(result, Language(lang)):
        written.append(folder / f"{plot.name}.png")
        plot.draw(width=_WIDTH, heading=plot.title).png(written[-1], dpi=_DPI)
    return written

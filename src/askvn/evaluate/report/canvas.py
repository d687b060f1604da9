"""A sheet to draw a plot on, in pixels from its upper left corner, by matplotlib's objects."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from askvn.errors import MissingExtraError
from askvn.evaluate.report.palette import LIGHT

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.patches import Patch

_HEADING_HEIGHT = 44
_MARGIN = 28
# One unit of the drawing is one point, and one CSS pixel of the page.
_UNITS_PER_INCH = 72


class Canvas:
    """A blank sheet; colours are named by their role in the palette.

    With a heading it is a picture of its own and has a margin, else a part of a page.

    Raises:
        MissingExtraError: if matplotlib is not installed.
    """

    def __init__(self, width: float, height: float, *, heading: str = "") -> None:
        try:
            from matplotlib.figure import Figure
        except ImportError as error:
            raise MissingExtraError("matplotlib", extra="eval") from error
        top, margin = (_HEADING_HEIGHT, _MARGIN) if heading else (0, 0)
        size = (width + 2 * margin, height + top + 2 * margin)
        self.width = width
        self._family = _family()
        self._figure = Figure(
            figsize=(size[0] / _UNITS_PER_INCH, size[1] / _UNITS_PER_INCH), dpi=_UNITS_PER_INCH
        )
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set(xlim=(-margin, width + margin), ylim=(height + margin, -top - margin))
        self._drawn = 0
        if heading:
            self.text(0, 18 - top, heading, size=17, bold=True)

    def text(  # noqa: PLR0913 - a label is a place, words and a look
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = "ink",
        size: float = 13,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """Write `text`, its base line at `y`; it is never read as mathematics."""
        written = self._axes.text(
            x, y, text, color=LIGHT[colour], size=size, ha=align, va="baseline",
            weight="bold" if bold else "normal",
            family=self._family, parse_math=False,
        )  # fmt: skip
        self._lay(written)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle whose upper left corner is given."""
        from matplotlib.patches import Rectangle

        self._add(Rectangle((x, y), width, height, facecolor=LIGHT[colour], linewidth=0))

    def area(self, xs: Sequence[float], ys: Sequence[float], floor: float, colour: str) -> None:
        """Fill what lies between a curve and the level `floor`."""
        from matplotlib.patches import Polygon

        corners = [(xs[0], floor), *zip(xs, ys, strict=True), (xs[-1], floor)]
        self._add(Polygon(corners, closed=True, facecolor=LIGHT[colour], linewidth=0))

    def dot(self, x: float, y: float, colour: str) -> None:
        """Draw a small dot with a rim of the background, so that it stands out on a line."""
        from matplotlib.patches import Circle

        rim = LIGHT["sheet"]
        self._add(Circle((x, y), 4.5, facecolor=LIGHT[colour], edgecolor=rim, linewidth=1.5))

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str,
        *,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Draw a line through the points."""
        from matplotlib.lines import Line2D

        style = (0, (3, 3)) if dashed else "solid"
        line = Line2D(
            xs, ys, color=LIGHT[colour], linewidth=width, linestyle=style,
            solid_capstyle="butt", solid_joinstyle="round",
        )  # fmt: skip
        self._axes.add_line(line)
        self._lay(line)

    def svg(self) -> str:
        """Return the drawing as an SVG document; the same drawing makes the same text."""
        import matplotlib

        drawn = io.StringIO()
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "askvn"}), _quiet():
            self._figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
        return drawn.getvalue()

    def png(self, path: Path, *, dpi: int) -> None:
        """Write the drawing as a PNG on white."""
        with _quiet():
            self._figure.savefig(
                path, format="png", dpi=dpi, facecolor=LIGHT["sheet"], metadata={"Software": None}
            )

    def _add(self, patch: Patch) -> None:
        self._axes.add_patch(patch)
        self._lay(patch)

    def _lay(self, artist: Artist) -> None:
        """Put what was drawn last on top, and let it reach over the edge."""
        self._drawn += 1
        artist.set_zorder(self._drawn)
        artist.set_clip_on(False)


def label(text: str, most: int) -> str:
    """Return `text` fit to stand in a plot: one line of printable characters, not too long."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _family() -> str:
    from matplotlib import font_manager

    known = font_manager.fontManager.get_font_names()
    return "Noto Sans" if "Noto Sans" in known else "DejaVu Sans"


def _quiet() -> warnings.catch_warnings[None]:
    """Return a block in which a letter that no font has is not worth a warning."""
    return warnings.catch_warnings(action="ignore", category=UserWarning)

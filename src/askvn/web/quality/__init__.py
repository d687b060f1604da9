"""How good the answers are, and what the index holds, for people to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from askvn import census
from askvn.census import Census
from askvn.errors import AskvnError, IndexMissingError
from askvn.evaluate import kept
from askvn.web.desk import Desk
from askvn.web.files import script
from askvn.web.quality import sheet
from askvn.web.quality.texts import TEXTS
from askvn.web.view import ALL_COUNT, Changes, Shell, View, new
from askvn.web.visit import Visit

_NOTHING = Census(0, 0, (0, 0, 0), {}, 0, {}, ())
# How many drawings are kept: of few visitors in two languages.
_MOST_DRAWN = 8


def build(shell: Shell) -> View:
    """Return the view, laid out inside gr.Blocks."""
    page = gr.HTML(apply_default_css=False)
    plots = gr.HTML(apply_default_css=False, js_on_load=script("quality"))
    quality = _Quality(shell.desk)
    plots.draw(quality.draw, shell.visit, plots, **ALL_COUNT)

    def show(visit: Visit) -> Changes:
        return quality.shown(visit, page, plots)

    return View([page, plots], show)


@dataclass(frozen=True, slots=True)
class _Quality:
    """What is shown; drawings, which take a second or two, are made once."""

    desk: Desk
    drawn: dict[str, str] = field(default_factory=dict)

    def shown(self, visit: Visit, page: Any, plots: Any) -> Changes:  # noqa: ANN401
        """Return the figures at once, and the plots if they are drawn already."""
        texts = TEXTS[visit.lang]
        try:
            counted, result = self._read(visit)
        except AskvnError as error:
            return {page: new(sheet.failed(error, texts)), plots: new("")}
        index = self.desk.settings.index
        drawn = self.drawn.get(_key(counted, result, visit)) or sheet.pending(texts)
        has_plots = bool(result or counted.years)
        return {
            page: new(sheet.page(counted, result, index, texts)),
            plots: new(drawn if has_plots else ""),
        }

    def draw(self, visit: Visit) -> str:
        """Return the plots."""
        texts = TEXTS[visit.lang]
        try:
            counted, result = self._read(visit)
            key = _key(counted, result, visit)
            if key not in self.drawn:
                while len(self.drawn) >= _MOST_DRAWN:
                    self.drawn.pop(next(iter(self.drawn)))
                self.drawn[key] = sheet.drawn(counted, result, texts)
            return self.drawn[key]
        except AskvnError as error:
            return sheet.failed(error, texts)

    def _read(self, visit: Visit) -> tuple[Census, sheet.Result | None]:
        try:
            library = self.desk.engine().library
        except IndexMissingError:
            return _NOTHING, None
        everything = Visit(visit.settings, visit.owner)
        counted = census.count(library, self.desk.where(everything))
        return counted, kept.last(Path(self.desk.settings.index))


def _key(counted: Census, result: sheet.Result | None, visit: Visit) -> str:
    """Return what the drawings depend on."""
    told = (result or {}).get("date"), (result or {}).get("mean"), (result or {}).get("settings")
    return repr((visit.lang, counted.years, told))

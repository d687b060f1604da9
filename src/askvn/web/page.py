"""The page: header, views and settings around what every visitor has chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from askvn.settings import Settings
from askvn.web import chat, documents, files, frame, history, quality
from askvn.web.desk import Desk
from askvn.web.texts import TEXTS
from askvn.web.view import ALL_COUNT, QUIETLY, Changes, Shell, View, new
from askvn.web.visit import Visit, remembered

VIEWS = {
    "chat": chat.build,
    "documents": documents.build,
    "history": history.build,
    "quality": quality.build,
}
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
_MONO_FONTS = ["ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace"]
# As base.css has it: gradio paints the page's ground by itself.
_FIRST_SEEN = {
    "body_background_fill": "#f7f6f2",
    "body_background_fill_dark": "#131a1c",
    "body_text_color": "#1d2729",
    "body_text_color_dark": "#e7eae8",
}
# How many events of all visitors may wait; the next one is told that the page is busy.
_MOST_WAITING = 128
# How many of them may wait in line for the engine, each in a thread.
_MOST_THREADS = 160
_LONG_S = 3600


def build(desk: Desk, settings: Settings) -> Any:  # noqa: ANN401 - gradio is untyped
    """Return the page as gr.Blocks, ready to be served."""
    texts = TEXTS[settings.lang]
    visit = Visit(settings)
    with gr.Blocks(title="askvn", analytics_enabled=False, fill_width=True) as page:
        shell = Shell(desk, settings, gr.State(visit), gr.State(""))
        header = gr.HTML(
            frame.header(texts),
            elem_id="top",
            apply_default_css=False,
            js_on_load=files.script("header"),
        )
        columns, views = [], {}
        with gr.Column(elem_id="views"):
            for name, build_view in VIEWS.items():
                with gr.Column(elem_id=f"view-{name}", visible=name == "chat") as column:
                    views[name] = build_view(shell)
                columns.append(column)
        panel = gr.HTML(
            frame.settings_panel(visit, desk.models(), desk.models_to_pull(), texts),
            elem_id="settings",
            apply_default_css=False,
            js_on_load=files.script("settings"),
        )
        around = _Around(shell, header, panel, dict(zip(VIEWS, columns, strict=True)), views)
        _connect(page, around)
    page.queue(default_concurrency_limit=None, max_size=_MOST_WAITING, api_open=False)
    page.max_threads = _MOST_THREADS
    return page


def look() -> dict[str, Any]:
    """Return the theme and the script of the page, as gradio wants them."""
    return {
        "theme": gr.themes.Base(font=_FONTS, font_mono=_MONO_FONTS).set(**_FIRST_SEEN),
        "js": f"() => ({files.script('page')})()",
    }


@dataclass(frozen=True, slots=True)
class _Around:
    """The page around its views, and what happens there."""

    shell: Shell
    header: Any
    panel: Any
    columns: dict[str, Any]
    views: dict[str, View]

    def arrive(self, request: gr.Request) -> Changes:
        """Show the page as this visitor has chosen it before."""
        owner = str(request.request.scope.get("askvn.owner", ""))
        visit = Visit(self.shell.settings, owner)
        visit = self.shell.desk.allowed(visit, remembered(request.cookies))
        return {self.shell.visit: visit} | self._around(visit)

    def open(self, event: gr.EventData, visit: Visit) -> Changes:
        """Bring a view to the front, up to date."""
        name = str(event._data.get("view", ""))
        if name not in self.views:
            return {self.shell.visit: visit}
        return {self.columns[name]: gr.update(visible=True)} | self.views[name].show(visit)

    def choose(self, event: gr.EventData, visit: Visit) -> Changes:
        """Take what the visitor chooses; in another language everything in sight is shown anew."""
        chosen = self.shell.desk.allowed(visit, event._data)
        changes: Changes = {self.shell.visit: chosen} | self._around(chosen)
        if chosen.lang == visit.lang:
            return changes
        shown = self.views.get(str(event._data.get("view", "")))
        return changes | (shown.show(chosen) if shown else {})

    def parts(self, *names: str) -> list[Any]:
        """Return what events of the page may change: its own parts and those of these views."""
        own = [self.shell.visit, self.header, self.panel, *self.columns.values()]
        return [*own, *(part for name in names for part in self.views[name].parts)]

    def _around(self, visit: Visit) -> Changes:
        texts = TEXTS[visit.lang]
        desk = self.shell.desk
        return {
            self.header: new(frame.header(texts)),
            self.panel: new(
                frame.settings_panel(visit, desk.models(), desk.models_to_pull(), texts)
            ),
        }


async def _stay() -> AsyncIterator[None]:
    """Yield nothing, for as long as the page is open.

    Gradio closes a visitor's stream of events when none is under way. One that begins in that very
    moment would wait for ever on the closed stream; so one is always under way.
    """
    while True:
        await asyncio.sleep(_LONG_S)
        yield


def _connect(page: Any, around: _Around) -> None:  # noqa: ANN401
    visit = around.shell.visit
    everything = around.parts(*around.views)
    page.load(_stay, **QUIETLY)
    page.load(around.arrive, outputs=around.parts(), **QUIETLY)
    around.header.open(around.open, visit, everything, **ALL_COUNT)
    for source in (around.header, around.panel):
        source.choose(around.choose, visit, everything, **ALL_COUNT)

"""The documents that are indexed: listed, added, taken away, chosen for the chat."""

from __future__ import annotations

import gradio as gr

from askvn.web.documents.events import Events, Parts
from askvn.web.files import script
from askvn.web.view import ALL_COUNT, Changes, Shell, View, new
from askvn.web.visit import Visit


def build(shell: Shell) -> View:
    """Return the view, laid out inside gr.Blocks."""
    parts = Parts(
        head=gr.HTML(apply_default_css=False, js_on_load=script("uploads")),
        works=gr.HTML(apply_default_css=False, js_on_load=script("works")),
        table=gr.HTML(apply_default_css=False, js_on_load=script("documents")),
    )
    events = Events(shell.desk, shell.visit, parts)
    values = {"inputs": shell.visit, "outputs": [shell.visit, *parts]}
    parts.works.follow(events.follow, **values, **ALL_COUNT)
    parts.head.refresh(events.refresh, **values, **ALL_COUNT)
    parts.table.find(events.find, **values, **ALL_COUNT)
    for name in ("every", "again", "remove"):
        getattr(parts.table, name)(getattr(events, name), **values, **ALL_COUNT)
    only = parts.table.only(events.only, **values, **ALL_COUNT)
    only.then(None, js="() => askvn.show('chat')")

    def show(visit: Visit) -> Changes:
        return {parts.head: new(events.head(visit)), **events.shown(visit)}

    return View(list(parts), show)

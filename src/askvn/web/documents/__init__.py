"""The documents that are indexed: listed, added, taken away, chosen for the chat."""

from __future__ import annotations

import gradio as gr

from askvn.web.documents.events import Events, Parts
from askvn.web.files import script
from askvn.web.view import QUIETLY, Changes, Shell, View
from askvn.web.visit import Visit


def build(shell: Shell) -> View:
    """Return the view, laid out inside gr.Blocks."""
    parts = Parts(
        head=gr.HTML(apply_default_css=False, js_on_load=script("uploads")),
        works=gr.HTML(apply_default_css=False, js_on_load=script("works")),
        table=gr.HTML(apply_default_css=False, js_on_load=script("documents")),
    )
    events = Events(shell.desk, shell.visit, parts)
    outputs = {"inputs": shell.visit, "outputs": [shell.visit, *parts], **QUIETLY}
    for source, name in ((parts.works, "follow"), (parts.head, "refresh")):
        getattr(source, name)(getattr(events, name), **outputs)
    for name in ("only", "every", "again", "remove", "find"):
        happened = getattr(parts.table, name)(getattr(events, name), **outputs)
        if name == "only":
            happened.then(None, js="() => askvn.show('chat')")

    def show(visit: Visit) -> Changes:
        return {parts.head: events.head(visit), **events.shown(visit)}

    return View(list(parts), show)

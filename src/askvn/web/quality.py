"""How good the answers are, and what the index holds, for people to read."""

from __future__ import annotations

from askvn.web.view import Changes, Shell, View, new
from askvn.web.visit import Visit


def build(shell: Shell) -> View:
    """Return the view, laid out inside gr.Blocks."""
    import gradio as gr

    page = gr.HTML()

    def show(visit: Visit) -> Changes:
        return {page: new("")}

    return View([page], show)

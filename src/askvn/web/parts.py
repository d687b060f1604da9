"""The components of the page, laid out."""

from __future__ import annotations

from typing import Any

from askvn.web import frame
from askvn.web.texts import Texts

EXAMPLES = 4
_MOST_CHARS = 2000


class Parts:
    """Every component that an event reads or writes; made inside gr.Blocks."""

    def __init__(self, texts: Texts) -> None:
        import gradio as gr

        self.turns = gr.State(())
        with gr.Row(elem_id="top"):
            self.header = gr.HTML(frame.header(0, texts), elem_id="brand")
            self.fresh = gr.Button(texts.new_chat, elem_id="fresh")
        with gr.Row(elem_id="work"):
            self.chat = gr.Chatbot(
                label=texts.conversation,
                show_label=False,
                elem_id="chat",
                height="auto",
                buttons=[],
                latex_delimiters=[],
                feedback_options=None,
                container=False,
                placeholder=frame.welcome(texts),
            )
            with gr.Row(elem_id="examples", visible=False) as self.row:
                self.examples = [gr.Button(visible=False) for _ in range(EXAMPLES)]
            with gr.Row(elem_id="composer"):
                self.question = gr.Textbox(
                    label=texts.ask_label,
                    placeholder=texts.ask_hint,
                    elem_id="question",
                    lines=1,
                    max_lines=6,
                    max_length=_MOST_CHARS,
                    autofocus=True,
                    container=False,
                )
                self.send = gr.Button(texts.send, elem_id="send", variant="primary")
                self.stop = gr.Button(texts.stop, elem_id="stop", visible=False)
            self.panel = gr.HTML(elem_id="sources")

    @property
    def all(self) -> list[Any]:
        """Return what events may change."""
        return [
            self.turns, self.header, self.chat, self.row, *self.examples,
            self.question, self.send, self.stop, self.panel,
        ]  # fmt: skip

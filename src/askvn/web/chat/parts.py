"""The components of the chat, laid out, and what they show."""

from __future__ import annotations

from typing import Any

import gradio as gr

from askvn.errors import AskvnError
from askvn.records import Document
from askvn.web.chat import cards, markup, reading, talk, welcome
from askvn.web.chat.cards import Sources
from askvn.web.chat.talk import Turns
from askvn.web.chat.texts import TEXTS
from askvn.web.desk import Desk
from askvn.web.files import script
from askvn.web.view import Changes, new
from askvn.web.visit import Visit

MOST_CHARS = 2000


class Parts:
    """Every component that an event of the chat reads or writes; made inside gr.Blocks."""

    def __init__(self, desk: Desk, visit: Visit) -> None:
        texts = TEXTS[visit.lang]
        self.turns = gr.State(())
        with gr.Row(elem_id="work"):
            with gr.Column(elem_id="talk"):
                self.past = _html("chat", welcome.greeting(desk, visit), script("chat"))
                self.now = _html("now", markup.at_work((), texts))
            with gr.Row(elem_id="composer"):
                self.question = gr.Textbox(
                    label=texts.ask_label,
                    placeholder=texts.ask_hint,
                    elem_id="question",
                    lines=1,
                    max_lines=6,
                    max_length=MOST_CHARS,
                    autofocus=True,
                    container=False,
                )
                self.send = gr.Button(texts.send, elem_id="send", variant="primary")
                self.stop = gr.Button(texts.stop, elem_id="stop", visible=False)
            self.foot = _html("foot", welcome.foot(desk, visit))
            self.panel = _html("sources", cards.panel((), sources_of(desk), texts))

    @property
    def all(self) -> list[Any]:
        """Return what events may change."""
        return [
            self.turns, self.past, self.now, self.question, self.send, self.stop, self.foot,
            self.panel,
        ]  # fmt: skip

    def shown(self, turns: Turns, visit: Visit, desk: Desk) -> Changes:
        """Return the whole chat, as it stands, in the visitor's language."""
        texts = TEXTS[visit.lang]
        busy = talk.is_open(turns)
        return {
            self.foot: new(welcome.foot(desk, visit)),
            self.send: gr.update(value=texts.send, visible=not busy),
            self.stop: gr.update(value=texts.stop, visible=busy),
            self.past: new(self.over(turns, visit, desk)),
            self.now: new(markup.at_work(turns, texts)),
            self.panel: new(cards.panel(turns, sources_of(desk), texts)),
        }

    def named(self, visit: Visit) -> Changes:
        """Return the box with its name and hint; what is being typed there stays."""
        texts = TEXTS[visit.lang]
        return {self.question: gr.update(label=texts.ask_label, placeholder=texts.ask_hint)}

    def told(self, turns: Turns, visit: Visit, desk: Desk) -> Changes:
        """Return the whole chat with a conversation that has changed."""
        return {self.turns: turns} | self.shown(turns, visit, desk)

    def growing(self, turns: Turns, visit: Visit) -> Changes:
        """Return the conversation where only what stands below the turns that are over is new."""
        return {self.turns: turns, self.now: new(markup.at_work(turns, TEXTS[visit.lang]))}

    def over(self, turns: Turns, visit: Visit, desk: Desk) -> str:
        """Return the turns that are over, or a greeting where there are none yet."""
        if not turns:
            return welcome.greeting(desk, visit)
        return markup.conversation(turns, TEXTS[visit.lang], _ratings(turns, desk))


def _ratings(turns: Turns, desk: Desk) -> markup.Ratings | None:
    """Return what the visitor has said of the answers, None where that cannot be kept."""
    try:
        return desk.log.ratings(turns[-1].conversation) if desk.log else None
    except AskvnError:
        return None


def _html(identifier: str, value: str, script_: str | None = None) -> Any:  # noqa: ANN401
    return gr.HTML(value, elem_id=identifier, apply_default_css=False, js_on_load=script_)


def sources_of(desk: Desk) -> Sources:
    """Return what tells of the indexed documents; where there is no index there are none."""

    def document(source: str) -> Document | None:
        try:
            return desk.engine().document(source)
        except AskvnError:
            return None

    return Sources(document, lambda source: reading.original_of(desk, source) is not None)

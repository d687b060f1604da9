"""What happens on the page: someone arrives, asks, waits for the reply, begins anew.

Each handler returns new values of the components that change; gradio is untyped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from askvn.errors import AskvnError
from askvn.log import conversation_id
from askvn.settings import Settings
from askvn.web import cards, frame, markup, talk
from askvn.web.desk import Desk
from askvn.web.parts import Parts
from askvn.web.talk import Turn, Turns
from askvn.web.texts import Texts

Changes = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Events:
    """The handlers of one page."""

    desk: Desk
    settings: Settings
    texts: Texts
    parts: Parts

    def arrive(self) -> Changes:
        """Show how many documents can be asked, or what to type so that there are some."""
        import gradio as gr

        try:
            documents, greeting = self.desk.documents(), frame.welcome(self.texts)
        except AskvnError as error:
            documents, greeting = 0, frame.unready(error, self.settings, self.texts)
        return {
            self.parts.header: frame.header(documents, self.texts),
            self.parts.chat: gr.update(placeholder=greeting),
            self.parts.panel: self._panel(()),
        }

    def suggest(self, turns: Turns) -> Changes:
        """Offer example questions while nothing was asked; they may have to be made first."""
        import gradio as gr

        found = self.desk.examples()
        changes = {self.parts.row: gr.update(visible=bool(found) and not turns)}
        for position, button in enumerate(self.parts.examples):
            text = found[position] if position < len(found) else ""
            changes[button] = gr.update(value=text, visible=bool(text))
        return changes

    def ask(self, question: str, turns: Turns) -> Changes:
        """Take a question; the reply follows. One that comes during a reply has to wait."""
        import gradio as gr

        if talk.is_open(turns):
            gr.Info(self.texts.still_answering, title="askvn")
        if talk.is_open(turns) or not question.strip():
            return {self.parts.turns: turns}
        conversation = turns[-1].conversation if turns else conversation_id()
        turns = (*turns, Turn(question.strip(), conversation=conversation))
        return self._shown(turns) | {
            self.parts.question: "",
            self.parts.row: gr.update(visible=False),
        }

    def reply(self, turns: Turns) -> Iterator[Changes]:
        """Answer the last question if it is still open, piece by piece."""
        if talk.is_open(turns):
            desk = self.desk
            for grown in talk.answering(desk.engine, turns, self.texts.lang, desk.log):
                yield {self.parts.turns: grown, self.parts.chat: self._chat(grown)}

    def finish(self, turns: Turns) -> Changes:
        """Show the sources; a turn that is still open was stopped."""
        turns = talk.stopped(turns)
        return self._shown(turns) | {self.parts.panel: self._panel(turns)}

    def clear(self) -> Changes:
        """Begin a new conversation."""
        return self._shown(()) | {self.parts.panel: self._panel(()), self.parts.question: ""}

    def _shown(self, turns: Turns) -> Changes:
        import gradio as gr

        busy = talk.is_open(turns)
        return {
            self.parts.turns: turns,
            self.parts.chat: self._chat(turns),
            self.parts.send: gr.update(visible=not busy),
            self.parts.stop: gr.update(visible=busy),
        }

    def _chat(self, turns: Turns) -> list[dict[str, str]]:
        return markup.conversation(turns, self.texts)

    def _panel(self, turns: Turns) -> str:
        def document_of(source: str) -> Any:  # noqa: ANN401
            return self.desk.engine().document(source)

        return cards.panel(turns, document_of, self.texts)

"""What happens in the chat: someone asks, waits for the reply, asks it otherwise, rates it.

Each handler returns new values of the components that change; gradio is untyped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

from askvn.errors import AskvnError
from askvn.log import RATINGS, conversation_id
from askvn.web.chat import again, talk
from askvn.web.chat.parts import MOST_CHARS, Parts
from askvn.web.chat.talk import Asker, Turn, Turns
from askvn.web.chat.texts import TEXTS
from askvn.web.desk import Desk
from askvn.web.view import Changes, new
from askvn.web.visit import Visit

_MOST_REASON_CHARS = 300
# More questions than this are not let into the line.
_MOST_IN_LINE = 100
# How often someone who waits in line is told so again, and may stop waiting.
_GLANCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Events:
    """The handlers of the chat."""

    desk: Desk
    parts: Parts

    def typed(self, question: str, turns: Turns, visit: Visit) -> Changes:
        """Take a question from the box; the reply follows."""
        changes = self._begin(question, turns, visit)
        if len(changes[self.parts.turns]) > len(turns):
            changes[self.parts.question] = new("")
        return changes

    def ask(self, event: gr.EventData, turns: Turns, visit: Visit) -> Changes:
        """Take a question that was offered."""
        return self._begin(_text(event, "text"), turns, visit)

    def retry(self, event: gr.EventData, turns: Turns, visit: Visit) -> Changes:
        """Ask a question once more; what came after it is forgotten."""
        return self._again(event, turns, visit)

    def edit(self, event: gr.EventData, turns: Turns, visit: Visit) -> Changes:
        """Ask a question in other words; what came after it is forgotten."""
        return self._again(event, turns, visit, question=_text(event, "text"))

    def search_as_typed(self, event: gr.EventData, turns: Turns, visit: Visit) -> Changes:
        """Ask a question once more, word for word."""
        return self._again(event, turns, visit, as_typed=True)

    def reply(self, turns: Turns, visit: Visit) -> Iterator[Changes]:
        """Answer the last question if it is still open, piece by piece, when its turn comes."""
        if not talk.is_open(turns):
            return
        with self.desk.line.place() as place:
            while not place.wait(_GLANCE_S):
                waiting = replace(turns[-1], ahead=place.ahead)
                yield self.parts.growing((*turns[:-1], waiting), visit)
            asker = Asker(
                partial(self.desk.engine_for, visit), visit.lang, self.desk.log,
                self.desk.where(visit), visit.owner,
            )  # fmt: skip
            for grown in asker.answering(turns):
                yield self.parts.growing(self._with_next(grown), visit)

    def finish(self, turns: Turns, visit: Visit) -> Changes:
        """Show the answer and its sources; a turn that is still open was stopped."""
        return self.parts.told(talk.stopped(turns), visit, self.desk)

    def rate(self, event: gr.EventData, turns: Turns, visit: Visit) -> Changes:
        """Note in the log what the visitor thinks of an answer; the same again takes it back."""
        found = _number(event, turns)
        rating, reason = _text(event, "rating"), _text(event, "reason")[:_MOST_REASON_CHARS]
        log = self.desk.log
        if found is not None and log is not None and rating in RATINGS and turns[found].logged:
            try:
                entry = log.entry(turns[found].logged)
                is_same = entry is not None and entry.rating == rating and not reason
                log.rate(turns[found].logged, "" if is_same else rating, reason)
            except AskvnError as error:
                gr.Warning(again.in_words(error, visit.lang), title="askvn")
        return {self.parts.past: new(self.parts.over(turns, visit, self.desk))}

    def clear(self, visit: Visit) -> Changes:
        """Begin a new conversation."""
        return self.parts.told((), visit, self.desk) | {self.parts.question: new("")}

    def reopen(self, wanted: str, visit: Visit) -> Changes:
        """Show a conversation of the log, to be gone on with."""
        try:
            found = again.turns_of(self.desk, wanted.partition("#")[0], visit.owner)
        except AskvnError as error:
            gr.Warning(again.in_words(error, visit.lang), title="askvn")
            found = ()
        return self.parts.told(found, visit, self.desk)

    def show(self, turns: Turns, visit: Visit) -> Changes:
        """Show the chat in the visitor's language, and which documents are asked."""
        return self.parts.shown(turns, visit, self.desk) | self.parts.named(visit)

    def every(self, visit: Visit) -> Visit:
        """Ask all documents again."""
        return replace(visit, sources=())

    def load(self) -> None:
        """Wait until the engine is loaded, or cannot be."""
        self.desk.wait()

    def prepare(self) -> None:
        """Wait until there are example questions, which may have to be made first."""
        self.desk.examples()

    def _with_next(self, turns: Turns) -> Turns:
        """Return the turns; the last one, once answered, with what can be asked next."""
        turn = turns[-1]
        if turn.answer is None:
            return turns
        asked = [one.question for one in turns]
        following = tuple(self.desk.follow_ups(turn.answer, asked))
        return (*turns[:-1], talk.with_cited_alone(replace(turn, suggested=following)))

    def _begin(self, question: str, turns: Turns, visit: Visit, **more: Any) -> Changes:  # noqa: ANN401
        texts = TEXTS[visit.lang]
        question = question.strip()[:MOST_CHARS]
        if talk.is_open(turns) or len(self.desk.line) >= _MOST_IN_LINE:
            is_open = talk.is_open(turns)
            gr.Info(texts.still_answering if is_open else texts.too_many, title="askvn")
            return {self.parts.turns: turns, self.parts.question: new(question)}
        if not question:
            return {self.parts.turns: turns}
        more.setdefault("conversation", turns[-1].conversation if turns else conversation_id())
        more.setdefault("replaces", talk.replaced_by(turns, len(turns)))
        turns = (*turns, Turn(question, **more))
        return self.parts.told(turns, visit, self.desk)

    def _again(
        self, event: gr.EventData, turns: Turns, visit: Visit, *, question: str = "",
        as_typed: bool = False,
    ) -> Changes:  # fmt: skip
        found = _number(event, turns)
        if found is None or talk.is_open(turns):
            return self._begin("", turns, visit)
        asked = question or turns[found].question
        as_typed = as_typed or (turns[found].as_typed and not question)
        conversation = turns[found].conversation
        return self._begin(
            asked, turns[:found], visit, as_typed=as_typed, conversation=conversation,
            replaces=talk.replaced_by(turns, found),
        )  # fmt: skip


def _text(event: gr.EventData, name: str) -> str:
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value[:MOST_CHARS] if isinstance(value, str) else ""


def _number(event: gr.EventData, turns: Turns) -> int | None:
    """Return the number of the turn that an event is about, None where there is no such one."""
    text = _text(event, "turn")
    return int(text) if text.isascii() and text.isdigit() and int(text) < len(turns) else None

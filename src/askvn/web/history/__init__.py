"""Earlier conversations: listed, searched, renamed, deleted, exported, gone on with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

import gradio as gr

from askvn.errors import AskvnError
from askvn.web.desk import Desk
from askvn.web.files import script
from askvn.web.history import listing
from askvn.web.history.texts import TEXTS
from askvn.web.view import ALL_COUNT, Changes, Shell, View, new
from askvn.web.visit import Visit

_MOST_TITLE_CHARS = 200
_counter = count(1)


def build(shell: Shell) -> View:
    """Return the view, laid out inside gr.Blocks."""
    head = gr.HTML(apply_default_css=False)
    page = gr.HTML(apply_default_css=False, js_on_load=script("history"))
    events = _Events(shell.desk, page, shell.wanted)
    page.find(events.find, shell.visit, page, **ALL_COUNT)
    for name in ("rename", "delete"):
        getattr(page, name)(getattr(events, name), shell.visit, page, **ALL_COUNT)
    opened = page.open(events.open, shell.visit, shell.wanted, **ALL_COUNT)
    opened.then(None, js="() => askvn.show('chat')")

    def show(visit: Visit) -> Changes:
        return {
            head: new(listing.head(TEXTS[visit.lang])),
            page: new(events.listed(visit)),
        }

    return View([head, page], show)


@dataclass(frozen=True, slots=True)
class _Events:
    """The handlers of the view. Only conversations of the visitor are found, whatever is asked."""

    desk: Desk
    page: Any
    wanted: Any

    def listed(self, visit: Visit, text: str = "") -> str:
        """Return the visitor's conversations that hold these words."""
        texts = TEXTS[visit.lang]
        if self.desk.log is None:
            return listing.off(texts)
        try:
            found = self.desk.log.conversations(
                owner=visit.owner, text=text, count=listing.MOST_SHOWN + 1
            )
        except AskvnError as error:
            return listing.failed(error, texts)
        return listing.listing(found, texts, searched=bool(text))

    def find(self, event: gr.EventData, visit: Visit) -> str:
        """Show the conversations that hold some words."""
        return self.listed(visit, _text(event, "text"))

    def rename(self, event: gr.EventData, visit: Visit) -> str:
        """Give a conversation another title; an empty one is its first question again."""
        return self._done(event, visit, title=_text(event, "title")[:_MOST_TITLE_CHARS])

    def delete(self, event: gr.EventData, visit: Visit) -> str:
        """Forget a conversation for good."""
        return self._done(event, visit)

    def open(self, event: gr.EventData, visit: Visit) -> str:
        """Bring a conversation to the chat, which shows it if it is this visitor's."""
        del visit
        # All behind the sign is dropped: it makes the same one twice another value.
        return f"{_text(event, 'talk')}#{next(_counter)}"

    def _done(self, event: gr.EventData, visit: Visit, title: str | None = None) -> str:
        log, talk = self.desk.log, _text(event, "talk")
        if log is not None and talk:
            try:
                if title is None:
                    log.forget(talk, owner=visit.owner)
                else:
                    log.rename(talk, title, owner=visit.owner)
            except AskvnError as error:
                return listing.failed(error, TEXTS[visit.lang])
        return self.listed(visit, _text(event, "text"))


def _text(event: gr.EventData, name: str) -> str:
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value[:1000] if isinstance(value, str) else ""

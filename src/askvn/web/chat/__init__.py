"""The chat: questions, answers as they come, and beside them where every sentence stands."""

from __future__ import annotations

from typing import Any

import gradio as gr

from askvn.web.chat.events import Events
from askvn.web.chat.parts import Parts
from askvn.web.view import ALL_COUNT, AT_ONCE, QUIETLY, Shell, View
from askvn.web.visit import Visit


def build(shell: Shell) -> View:
    """Return the view, laid out inside gr.Blocks.

    It shows itself anew whenever the visit changes, as it does when a visitor arrives, and when it
    comes to the front after the index has changed.
    """
    parts = Parts(shell.desk, Visit(shell.settings))
    events = Events(shell.desk, parts)
    generation = gr.State(0)
    _connect(shell, parts, events, generation)
    return View([generation], lambda visit: {generation: shell.desk.generation()})


def _connect(shell: Shell, parts: Parts, events: Events, generation: Any) -> None:  # noqa: ANN401
    now = {"outputs": parts.all, **ALL_COUNT, **AT_ONCE}
    queued = {"outputs": parts.all, **ALL_COUNT}
    state = [parts.turns, shell.visit]
    replies = _asking(shell, parts, events, now, queued)
    parts.stop.click(None, cancels=replies)
    parts.past.fresh(events.clear, shell.visit, cancels=replies, **now)
    parts.past.rate(events.rate, state, parts.past, **ALL_COUNT)
    parts.past.every(events.every, shell.visit, shell.visit, **QUIETLY)
    shell.wanted.change(events.reopen, [shell.wanted, shell.visit], cancels=replies, **queued)
    arrived = shell.visit.change(events.show, state, **now)
    loaded = arrived.then(events.load, **QUIETLY).then(events.show, state, **now)
    renewed = generation.change(events.show, state, **now)
    # What takes its time shows nothing itself: a question may have been asked meanwhile.
    for ready in (loaded, renewed):
        ready.then(events.prepare, **QUIETLY).then(events.show, state, **now)


def _asking(
    shell: Shell, parts: Parts, events: Events, now: dict[str, Any], queued: dict[str, Any]
) -> list[Any]:
    """Connect every way to ask; return the events that answer."""
    state = [parts.turns, shell.visit]
    box = [parts.question, *state]
    starts = [  # queued, since what is not queued cannot say a word to the visitor
        parts.question.submit(events.typed, box, **queued),
        parts.send.click(events.typed, box, **queued),
        parts.past.ask(events.ask, state, **queued),
        parts.past.retry(events.retry, state, **queued),
        parts.past.edit(events.edit, state, **queued),
        parts.past.typed(events.search_as_typed, state, **queued),
    ]
    grows = [parts.turns, parts.now]
    replies = [start.then(events.reply, state, grows, **ALL_COUNT) for start in starts]
    for reply in replies:
        reply.then(events.finish, state, **now)
        reply.failure(events.finish, state, **now)
    return replies

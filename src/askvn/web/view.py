"""The seam between the page and its views: what a view is built with, what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from askvn.settings import Settings
from askvn.web.desk import Desk
from askvn.web.visit import Visit

# New values of the components that change; gradio is untyped.
Changes = dict[Any, Any]
# Options of every event: not a word about progress, no public API. Only an event with these, and
# not AT_ONCE, tells those who wait for a gr.State to change.
QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Options of an event that takes no time and changes no gr.State that others wait for.
AT_ONCE: dict[str, Any] = {**QUIETLY, "queue": False}
# Options of events that all count: by themselves they are dropped while one of their kind is under
# way, and with "always_last" gradio sends the data of the first once more.
ALL_COUNT: dict[str, Any] = {**QUIETLY, "trigger_mode": "multiple"}


def new(value: str) -> Any:  # noqa: ANN401
    """Return the new value of a component that is no gr.State.

    Given bare, gradio 6 keeps a copy of the component for each time that an event has left it out.
    """
    import gradio as gr

    return gr.update(value=value)


@dataclass(frozen=True, slots=True)
class Shell:
    """What every view is built with.

    `visit` is a gr.State that holds the `Visit`; a view that filters the chat puts a new one there.
    `wanted` is a gr.State with the id of a logged conversation: put one there, and the chat shows
    it and comes to the front.
    """

    desk: Desk
    settings: Settings
    visit: Any
    wanted: Any


@dataclass(frozen=True, slots=True)
class View:
    """What the page needs of a view that was built.

    `show` returns everything of it that is not up to date or in another language. It is called
    when the view comes to the front and when the language changes, never while it is hidden.
    """

    parts: Sequence[Any]
    show: Callable[[Visit], Changes]

"""A conversation as the page holds it: turns, how they grow, what of them the engine is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from askvn import messages
from askvn.cite import NO_SOURCE
from askvn.engine import Engine
from askvn.errors import AskvnError
from askvn.records import Answer

_MARKER = regex.compile(r" ?\[(\d+)\]")
_LAST_OF_LINE = regex.compile(r" ?\[(\d+)\]$", regex.MULTILINE)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question: what streamed in so far, then its answer or why there is none.

    `reading` is how many passages a model reads for it just now.
    """

    question: str
    text: str = ""
    reading: int = 0
    state: Literal["open", "answered", "stopped", "failed"] = "open"
    answer: Answer | None = None
    error: tuple[str, str] = ("", "")


Turns = tuple[Turn, ...]


def answering(open_engine: Callable[[], Engine], turns: Turns, lang: str) -> Iterator[Turns]:
    """Yield the conversation, growing, while the engine answers its last turn.

    What goes wrong closes the turn: in words if it is an AskvnError; anything else is raised again.
    """
    *before, turn = turns
    read: list[int] = [0]
    try:
        stream = open_engine().stream(turn.question, history=history(before), notice=read.append)
        for piece in stream:
            if isinstance(piece, Answer):
                turn = replace(turn, text=piece.text, answer=piece, state="answered")
            else:
                turn = replace(turn, text=turn.text + piece, reading=read[-1])
            yield (*before, turn)
    except AskvnError as error:
        yield (*before, replace(turn, state="failed", error=messages.of_error(error, lang)))
    except Exception:
        yield (*before, replace(turn, state="failed"))
        raise


def is_open(turns: Turns) -> bool:
    """Tell whether the last question still waits for its answer."""
    return bool(turns) and turns[-1].state == "open"


def stopped(turns: Turns) -> Turns:
    """Return the conversation with its last turn stopped if it was still open."""
    return (*turns[:-1], replace(turns[-1], state="stopped")) if is_open(turns) else turns


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return question and answer, without markers, of every turn that was answered."""
    return [(turn.question, _said(turn.answer)) for turn in turns if turn.answer]


def _said(answer: Answer) -> str:
    text = "".join(piece for piece in pieces(answer) if isinstance(piece, str))
    return text.replace(f" {NO_SOURCE}", "") if answer.style == "compose" else text


def pieces(answer: Answer) -> Iterator[str | int]:
    """Yield an answer's text cut at its markers: text, the number of a citation, text and so on.

    A quoted sentence may hold a `[1]` of its own: there only the last one of a line is a marker.
    """
    known = {citation.n for citation in answer.citations}
    pattern = _LAST_OF_LINE if answer.style == "quote" else _MARKER
    end = 0
    for match in pattern.finditer(answer.text):
        if int(match.group(1)) in known:
            yield answer.text[end : match.start()]
            yield int(match.group(1))
            end = match.end()
    yield answer.text[end:]

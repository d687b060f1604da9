"""A conversation as the page holds it: turns, how they grow, what of them the engine is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from askvn import markers, messages
from askvn.conversation import Conversation, said
from askvn.engine import Engine
from askvn.errors import AskvnError
from askvn.finder import EVERYWHERE
from askvn.log import Log
from askvn.records import Answer, Where


@dataclass(frozen=True, slots=True)
class Turn:
    """One question: what streamed in so far, then its answer or why there is none.

    `ahead` is how many questions of others come first, `reading` how many passages a model reads
    just now; `logged` is the answer's id in the log, 0 where it is not kept. `suggested` are
    questions to ask next.
    """

    question: str
    as_typed: bool = False
    text: str = ""
    ahead: int = 0
    reading: int = 0
    state: Literal["open", "answered", "stopped", "failed"] = "open"
    answer: Answer | None = None
    conversation: str = ""
    logged: int = 0
    rating: str = ""
    reason: str = ""
    suggested: tuple[str, ...] = ()
    error: tuple[str, str] = ("", "")


Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """How one visitor's questions are asked."""

    open_engine: Callable[[], Engine]
    lang: str
    log: Log | None = None
    where: Where = EVERYWHERE
    owner: str = ""

    def answering(self, turns: Turns) -> Iterator[Turns]:
        """Yield the conversation, growing, while the engine answers its last turn.

        What goes wrong closes the turn: in words if it is an AskvnError; anything else is raised
        again.
        """
        *before, turn = turns
        read: list[int] = [0]
        try:
            talk = Conversation(
                self.open_engine(), self.log, "web", turn.conversation, history(before),
                owner=self.owner,
            )  # fmt: skip
            pieces = talk.stream(
                turn.question, where=self.where, as_typed=turn.as_typed, notice=read.append
            )
            for piece in pieces:
                if isinstance(piece, Answer):
                    turn = replace(turn, text=piece.text, answer=piece, state="answered")
                    turn = replace(turn, logged=talk.last)
                else:
                    turn = replace(turn, text=turn.text + piece, reading=read[-1])
                yield (*before, turn)
        except AskvnError as error:
            told = messages.of_error(error, self.lang)
            yield (*before, replace(turn, state="failed", error=told))
        except Exception:
            yield (*before, replace(turn, state="failed"))
            raise


def is_open(turns: Turns) -> bool:
    """Tell whether the last question still waits for its answer."""
    return bool(turns) and turns[-1].state == "open"


def stopped(turns: Turns) -> Turns:
    """Return the conversation with its last turn stopped if it was still open."""
    return (*turns[:-1], replace(turns[-1], state="stopped")) if is_open(turns) else turns


def changed(turns: Turns, number: int, turn: Turn) -> Turns:
    """Return the conversation with another turn in this place."""
    return (*turns[:number], turn, *turns[number + 1 :])


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return question and answer, without markers, of every turn that was answered."""
    return [(turn.question, said(turn.answer)) for turn in turns if turn.answer]


def pieces(answer: Answer) -> Iterator[str | int]:
    """Yield an answer's text cut at its markers: text, the number of a citation, text and so on."""
    numbers = {citation.n for citation in answer.citations}
    return markers.pieces(answer.text, numbers, answer.style)

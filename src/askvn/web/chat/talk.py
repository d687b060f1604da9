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
    just now; `logged` is the answer's id in the log, 0 where it is not kept, and `replaces` that of
    the first one that it takes the place of. `suggested` are questions to ask next.
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
    replaces: int = 0
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
                owner=self.owner, replaces=turn.replaces,
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


def replaced_by(turns: Turns, number: int) -> int:
    """Return the id in the log of the first answer that goes if this turn is asked again.

    0 where none of those that go is kept there. A turn that was to replace some and got no answer
    leaves that to the one that is asked next.
    """
    going = [one for turn in turns[number:] for one in (turn.replaces, turn.logged)]
    return next(filter(None, [*_left(turns[:number]), *going]), 0)


def _left(turns: Turns) -> list[int]:
    return [turns[-1].replaces] if turns and not turns[-1].logged else []


def with_cited_alone(turn: Turn) -> Turn:
    """Return a turn with those passages only that its cards show: the page keeps many turns."""
    answer = turn.answer
    if answer is None or answer.refused:
        return turn
    kept = tuple(
        hit
        for hit in answer.hits
        if any(
            hit.source == one.source and hit.start <= one.start <= one.end <= hit.end
            for one in answer.citations
        )
    )
    return replace(turn, answer=replace(answer, hits=kept))


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return question and answer, without markers, of every turn that was answered."""
    return [(turn.question, said(turn.answer)) for turn in turns if turn.answer]


def pieces(answer: Answer) -> Iterator[str | int]:
    """Yield an answer's text cut at its markers: text, the number of a citation, text and so on."""
    numbers = {citation.n for citation in answer.citations}
    return markers.pieces(answer.text, numbers, answer.style)

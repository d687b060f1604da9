"""A conversation: questions that may lean on each other, kept in the log where there is one."""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from askvn import markers, messages
from askvn.cite import NO_SOURCE
from askvn.compose import Notice, unnoticed
from askvn.engine import Engine
from askvn.errors import LogError
from askvn.finder import EVERYWHERE
from askvn.log import Entry, Log, conversation_id
from askvn.log.entry import of_answer
from askvn.records import Answer, Where

logger = logging.getLogger(__name__)

# How many earlier questions a continued conversation brings along.
_REMEMBERED = 10
# The faces of the command line, whose last conversation `-c` continues.
_COMMAND_LINE = ("ask", "chat")


@dataclass(slots=True)
class Conversation:
    """One conversation with an engine: `turns` are what was asked and answered, oldest first.

    `last` is the last answer's id in the log, 0 where it was not kept; `owner` is whose it is. The
    next answer takes the place of the one with the id `replaces`, and of all after it.
    What the log cannot keep is answered all the same; that is said once, as a warning.
    """

    engine: Engine
    log: Log | None = None
    origin: str = "python"
    id: str = field(default_factory=conversation_id)
    turns: list[tuple[str, str]] = field(default_factory=list)
    last: int = 0
    owner: str = ""
    replaces: int = 0

    def ask(
        self, question: str, *, k: int = 0, where: Where = EVERYWHERE, as_typed: bool = False,
        notice: Notice = unnoticed,
    ) -> Answer:  # fmt: skip
        """Return the answer to `question`, which may lean on the questions before it."""
        *_, last = self.stream(question, k=k, where=where, as_typed=as_typed, notice=notice)
        assert isinstance(last, Answer)  # noqa: S101 - stream always ends with one
        return last

    def stream(
        self, question: str, *, k: int = 0, where: Where = EVERYWHERE, as_typed: bool = False,
        notice: Notice = unnoticed,
    ) -> Generator[str | Answer, None, None]:  # fmt: skip
        """Yield the reply piece by piece, then the `Answer`, which is then remembered and logged.

        A reply that is not waited for to the end leaves nothing behind. With `as_typed` the
        question is searched word for word and leans on nothing.
        """
        asked_at = now()
        reply = self.engine.stream(
            question, k=k, history=self.turns, where=where, as_typed=as_typed, notice=notice
        )
        with closing(reply):
            for piece in reply:
                if isinstance(piece, Answer):
                    self.turns.append((question, said(piece)))
                    self.last = self._keep(piece, asked_at)
                yield piece

    def rate(self, rating: str, reason: str = "") -> bool:
        """Note whether the last answer was good ("up") or not ("down"); tell if it is in the log.

        Raises:
            LogError: if the log cannot be written.
            ValueError: if the rating is neither.
        """
        return bool(self.log and self.last and self.log.rate(self.last, rating, reason))

    def _keep(self, answer: Answer, asked_at: str) -> int:
        if self.log is None:
            return 0
        entry = of_answer(
            answer,
            conversation=self.id,
            asked_at=asked_at,
            origin=self.origin,
            owner=self.owner,
            version=importlib.metadata.version("askvn"),
        )
        try:
            kept = self.log.append(entry, replaces=self.replaces)
            self.replaces = 0
            return kept
        except LogError as error:
            if not self.log.has_failed:
                self.log.has_failed = True
                text, hint = messages.of_error(error, self.engine.settings.lang)
                lost = messages.translate("this is not kept", self.engine.settings.lang)
                logger.warning("%s; %s (%s)", text, lost, hint)
            return 0


def continued(engine: Engine, log: Log, origin: str) -> Conversation | None:
    """Return the command line's last conversation, to be gone on with; None if there is none.

    Raises:
        LogError: if the log cannot be read.
    """
    newest = log.newest(origins=_COMMAND_LINE)
    if newest is None:
        return None
    entries = log.find(count=_REMEMBERED, conversation=newest.conversation)
    return Conversation(engine, log, origin, newest.conversation, turns_of(entries), entries[-1].id)


def turns_of(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return logged questions and answers as the history of a conversation."""
    return [(entry.question, _plain(entry)) for entry in entries]


def said(answer: Answer) -> str:
    """Return what an answer says as history has it: no markers, nothing where it was refused."""
    if answer.refused:
        return ""
    return _unmarked(answer.text, {citation.n for citation in answer.citations}, answer.style)


def now() -> str:
    """Return the time as the log has it: UTC, ISO, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(entry: Entry) -> str:
    if entry.refused:
        return ""
    return _unmarked(entry.answer, {int(one["n"]) for one in entry.citations}, entry.style)


def _unmarked(text: str, numbers: Collection[int], style: str) -> str:
    said_ = markers.without(text, numbers, style)
    return said_.replace(f" {NO_SOURCE}", "") if style == "compose" else said_

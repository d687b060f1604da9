"""`askvn chat`: question after question, on a terminal or from a pipe."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from askvn import conversation as talks
from askvn import messages
from askvn.cli import live, quotes, show
from askvn.compose import unnoticed
from askvn.conversation import Conversation
from askvn.errors import AskvnError, LogError, SettingsError
from askvn.log import RATINGS
from askvn.messages import translate
from askvn.records import Answer
from askvn.settings import Settings
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise
from askvn.wiring import open_engine, open_log

# How many earlier questions the arrow keys bring back.
_RECALLED = 500
# What can be typed, by what it does; without diacritics too.
COMMANDS = {
    "new": ("mới", "new"),
    "sources": ("nguồn", "sources"),
    "up": ("tốt", "up"),
    "down": ("kém", "down"),
    "quit": ("thoát", "quit"),
    "help": ("giúp", "help"),
}
_NAMED = {strip(name): action for action, names in COMMANDS.items() for name in names}


def begin(chosen: Settings, origin: str, *, goes_on: bool) -> Conversation:
    """Return a new conversation, or the last one of the command line to go on with.

    Raises:
        SettingsError: if it is to go on but the log is off.
    """
    engine, log = open_engine(chosen), open_log(chosen)
    if not goes_on:
        return Conversation(engine, log, origin)
    if log is None:
        raise SettingsError(
            "the conversation log is off, so there is nothing to go on with",
            hint='take log = "off" out of askvn.toml, or ASKVN_LOG out of the environment',
        )
    found = talks.continued(engine, log, origin)
    if found is None:
        text = translate("no conversation yet: this is the first question", chosen.lang)
        print(text, file=sys.stderr)
    return found or Conversation(engine, log, origin)


def run(chosen: Settings, *, goes_on: bool, as_json: bool) -> int:
    """Talk until the input ends; return the exit code."""
    talk = begin(chosen, "chat", goes_on=goes_on)
    asked = sys.stdin.isatty() and not as_json
    loop = Loop(talk, chosen.lang, sys.stdout, as_json=as_json, is_asked=asked)
    if asked:
        loop.tell(translate("Ask something. /giúp shows what else can be typed.", chosen.lang))
        _recall(talk)
    for line in lines(sys.stdin, is_asked=asked):
        if not loop.take(line):
            break
    return 0


def lines(stream: TextIO, *, is_asked: bool) -> Iterator[str]:
    """Yield the lines that are typed, or that a pipe brings.

    On a terminal Ctrl+C drops the line and Ctrl+D ends.
    """
    while True:
        try:
            line = input("» ") if is_asked else stream.readline()
        except EOFError:
            print(file=sys.stderr)
            return
        except KeyboardInterrupt:
            if not is_asked:
                raise
            print(file=sys.stderr)
            continue
        if not is_asked and not line:
            return
        yield line


@dataclass(slots=True)
class Loop:
    """One chat: takes lines, answers on `out`; what is no answer goes to stderr."""

    talk: Conversation
    lang: str
    out: TextIO
    as_json: bool = False
    is_asked: bool = False
    answer: Answer | None = None

    def take(self, line: str) -> bool:
        """Answer a question or obey a command; tell whether to go on."""
        text = line.strip()
        if not text:
            return True
        first, _, rest = text.partition(" ")
        name = strip(normalise(first[1:]).lower())
        if not text.startswith("/") or not name.isalpha():
            self._ask(text)
            return True
        action = _NAMED.get(name, "")
        if action == "quit":
            return False
        self._obey(action, rest.strip())
        return True

    def tell(self, text: str) -> None:
        """Say something that is no answer."""
        print(text, file=sys.stderr)

    def _ask(self, question: str) -> None:
        """Answer; what goes wrong ends the answer and not the chat."""
        try:
            self.answer = self._answered(question)
        except KeyboardInterrupt:
            if not self.is_asked:
                raise
            self.tell("\n" + translate("stopped", self.lang))
        except AskvnError as error:
            text, hint = messages.of_error(error, self.lang)
            if self.as_json:
                self._put(json.dumps({"error": text, "hint": hint}, ensure_ascii=False))
            self.tell(f"error: {text}\nhint: {hint}" if hint else f"error: {text}")

    def _answered(self, question: str) -> Answer:
        """Put the answer: on one line as JSON; else, where somebody waits for it, as it comes."""
        if self.as_json:
            reply = self.talk.ask(question)
            values = {**reply.to_json(), "conversation": self.talk.id, "id": self.talk.last}
            self._put(json.dumps(values, ensure_ascii=False))
            return reply
        is_live = self.is_asked and self.out.isatty()
        notice = show.Reading(self.lang, sys.stderr) if is_live else unnoticed
        flows = is_live and self.talk.engine.style == "compose"
        reply = live.shown(
            self.talk.stream(question, notice=notice), self.out, self.lang, flows=flows
        )
        self._put("")
        return reply

    def _put(self, text: str) -> None:
        print(text, file=self.out, flush=True)

    def _obey(self, action: str, rest: str) -> None:
        if action == "new":
            self.talk = Conversation(self.talk.engine, self.talk.log, self.talk.origin)
            self.answer = None
            self.tell(translate("A new conversation.", self.lang))
        elif action == "sources":
            self._show_sources(rest)
        elif action in RATINGS:
            self._rate(action, rest)
        else:
            self.tell(_help(self.lang))

    def _show_sources(self, number: str) -> None:
        if self.answer is None:
            self.tell(translate("Nothing was answered yet.", self.lang))
            return
        screen = show.terminal(self.out)
        self._put(quotes.quoted(self.answer.citations, number, screen, self.lang))

    def _rate(self, rating: str, reason: str) -> None:
        try:
            is_kept = self.talk.rate(rating, reason)
        except LogError as error:
            self.tell(f"error: {messages.of_error(error, self.lang)[0]}")
            return
        text = "Noted." if is_kept else "This answer is not in the log."
        self.tell(translate(text, self.lang))


def _help(lang: str) -> str:
    """Return what can be typed, a line each."""
    place = 0 if lang == "vi" else 1
    told = {
        "new": "begin a new conversation",
        "sources": "show the sources of the last answer; with a number, that one with its words",
        "up": "the last answer was good; a reason may follow",
        "down": "the last answer was not good; a reason may follow",
        "quit": "leave (or Ctrl+D)",
    }
    return "\n".join(
        f"  /{COMMANDS[action][place]:8} {translate(text, lang)}" for action, text in told.items()
    )


def _recall(talk: Conversation) -> None:
    """Let the arrow keys bring back earlier questions, from the log: there is no other file."""
    try:
        import readline
    except ImportError:
        return
    with contextlib.suppress(LogError):
        for question in _asked(talk):
            readline.add_history(question)


def _asked(talk: Conversation) -> Sequence[str]:
    entries = talk.log.find(count=_RECALLED) if talk.log else []
    return [" ".join(one.question.split()) for one in entries if one.origin in ("ask", "chat")]

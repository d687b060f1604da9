"""A reply on the terminal: sentence by sentence as it is written, or whole, its sources behind."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TextIO

import regex

from askvn.cli import show
from askvn.cli.show import Terminal
from askvn.records import Answer

_PART = regex.compile(r"\n+|[^\S\n]+|\S+")


def shown(
    reply: Generator[str | Answer, None, None], out: TextIO, lang: str, *, flows: bool
) -> Answer:
    """Write a reply with its sources and return it; where it `flows`, as it comes.

    Whatever ends it early ends the work for it too.
    """
    page = Page(out, show.terminal(out))
    last: str | Answer = ""
    with closing(reply):
        try:
            for last in reply:
                if isinstance(last, str) and flows:
                    page.write(last)
        finally:
            page.end_line()
    assert isinstance(last, Answer)  # noqa: S101 - stream always ends with one
    whole = show.ending if flows else show.answer
    if text := whole(last, page.screen, lang):
        print(text, file=out, flush=True)
    return last


@dataclass(slots=True)
class Page:
    """A terminal on which text that comes in pieces is folded to the width."""

    out: TextIO
    screen: Terminal
    column: int = 0

    def write(self, piece: str) -> None:
        """Write a piece behind the ones before it; a word is never cut."""
        for part in _PART.findall(piece):
            if "\n" in part:
                self.out.write(part)
                self.column = 0
            elif part.isspace():
                self.column += bool(self.column)
            else:
                self._word(part)
        self.out.flush()

    def end_line(self) -> None:
        """Begin a new line unless one has begun."""
        if self.column:
            self.write("\n")

    def _word(self, word: str) -> None:
        if self.column and self.column + len(word) > self.screen.width:
            self.out.write("\n")
            self.column = 0
        elif self.column:
            self.out.write(" ")
        self.out.write(show.marked(word, self.screen))
        self.column += len(word)

"""What a person sees in the terminal."""

from __future__ import annotations

import os
import shutil
import textwrap
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import regex

from askvn.cite import NO_SOURCE
from askvn.ingested import Failure, IngestReport
from askvn.inspection import Check
from askvn.messages import translate
from askvn.records import Answer, Note
from askvn.understand import is_as_typed
from askvn.verify import explained

_MARKER = regex.compile(r"(\[\d+\])")
_MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Terminal:
    """How wide the terminal is and whether it takes colours."""

    columns: int
    coloured: bool

    @property
    def width(self) -> int:
        """How long a line of text may be."""
        return max(20, self.columns)

    def paint(self, text: str, code: str) -> str:
        """Return `text` in an ANSI style if colours are wanted."""
        return f"\033[{code}m{text}\033[0m" if self.coloured else text

    def fold(self, text: str, indent: str = "") -> str:
        """Return `text` folded to the width, each of its lines on its own."""
        return "\n".join(
            textwrap.fill(
                line, self.width, initial_indent=indent, subsequent_indent=indent,
                break_long_words=False, break_on_hyphens=False,
            )
            for line in text.splitlines()
        )  # fmt: skip


def terminal(stream: TextIO) -> Terminal:
    """Return what `stream` can show; `NO_COLOR` is obeyed."""
    coloured = stream.isatty() and not os.environ.get("NO_COLOR")
    return Terminal(min(shutil.get_terminal_size((88, 24)).columns, _MOST_COLUMNS), coloured)


def answer(reply: Answer, screen: Terminal, lang: str) -> str:
    """Return an answer with its sources below."""
    short, rest = ("", reply.text)
    if reply.short:
        short, _, rest = reply.text.partition("\n")
    lines = [marked(screen.fold(rest), screen)]
    if short:
        lines.insert(0, screen.paint(screen.fold(short), "1") + "\n")
    if meant := understood(reply.question, reply.understood_as, screen, lang):
        lines.insert(0, meant)
    return "\n".join([*lines, *_below(reply, screen, lang)])


def ending(reply: Answer, screen: Terminal, lang: str) -> str:
    """Return what stands below an answer's text that is there already, "" if nothing does."""
    lines = _below(reply, screen, lang)
    if meant := understood(reply.question, reply.understood_as, screen, lang):
        lines.insert(0, meant)
    return "\n".join(lines)


def marked(text: str, screen: Terminal) -> str:
    """Return a text with its markers coloured."""
    return _MARKER.sub(lambda match: screen.paint(match.group(), "1;36"), text)


def _note(note: Note, screen: Terminal, lang: str) -> str:
    """Return what askvn adds to an answer, with the numbers of what it is about."""
    numbers = "".join(f" [{number}]" for number in note.citations)
    return screen.paint(screen.fold(f"{translate('Note', lang)}: {note.text}{numbers}"), "2")


def _below(reply: Answer, screen: Terminal, lang: str) -> list[str]:
    lines = []
    if reply.style == "compose" and NO_SOURCE in reply.text:
        lines.append(f"{NO_SOURCE} {translate('no source supports this sentence', lang)}")
    lines += [_note(note, screen, lang) for note in reply.notes]
    if reply.citations:
        lines.append("\n" + screen.paint(translate("Sources", lang), "1"))
    for citation in reply.citations:
        place = place_of(citation.source, citation.page, lang)
        warning = "" if citation.supported else f" ⚠ {explained(citation.reasons, lang)}"
        lines.append(f"{screen.paint(f'[{citation.n}]', '1;36')} {citation.title}{warning}")
        lines.append(screen.paint(f"    {place} · {citation.start}–{citation.end}", "2"))
        if reply.style == "compose":
            lines.append(screen.fold(f"“{' '.join(citation.quote.split())}”", "    "))
    return lines


def understood(question: str, meant: str, screen: Terminal, lang: str) -> str:
    """Return the line that tells what a question was taken for, "" where it is what was typed."""
    if is_as_typed(question, meant):
        return ""
    return screen.paint(said("Understood as: {text}", lang, text=meant), "2")


def report(done: IngestReport, lang: str) -> str:
    """Return what an indexing run did, in one paragraph."""
    return said(
        "{added} added, {changed} changed, {unchanged} unchanged, {removed} removed,"
        " {failed} failed · {chunks} passages · {seconds} s · index: {index}",
        lang, added=done.added, changed=done.changed, unchanged=done.unchanged,
        removed=done.removed, failed=len(done.failures), chunks=done.chunks,
        seconds=f"{done.seconds:.1f}", index=done.index,
    )  # fmt: skip


def failure(one: Failure, lang: str) -> str:
    """Return one file that could not be read, with the reason and what to do."""
    head = f"✗ {one.source}: {one.error}"
    return f"{head}\n  {translate('hint', lang)}: {one.hint}" if one.hint else head


def left_out(done: IngestReport, lang: str) -> str:
    """Return how many documents a person took out that a run left alone, and how they come back."""
    template = (
        "{count} documents stay out since they were removed; naming its file brings one back:"
    )
    said_ = said(template, lang, count=done.left_out)
    return f"{said_}\n  askvn documents --index {done.index}   |   askvn index PATH"


def facts(values: Mapping[str, Any], lang: str) -> str:
    """Return facts as aligned lines."""
    named = {translate(name, lang): value for name, value in values.items()}
    width = max(map(len, named))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in named.items())


def checks(results: Sequence[Check], screen: Terminal, lang: str) -> str:
    """Return checks as lines, each failed one with its hint."""
    lines = []
    for check in results:
        sign = screen.paint("✓", "32") if check.passed else screen.paint("✗", "31")
        lines.append(f"{sign} {translate(check.name, lang)}: {check.detail}")
        if check.hint:
            lines.append(f"  {translate('hint', lang)}: {check.hint}")
    return "\n".join(lines)


@dataclass(slots=True)
class Progress:
    """Shows, on a terminal only, how far each stage is, its rate and the time left."""

    lang: str
    stream: TextIO
    _stage: str = ""
    _began: float = 0.0
    _shown: float = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done in a stage."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._shown = stage, now, 0.0
        finished = done >= total
        if not self.stream.isatty() or (now - self._shown < 0.1 and not finished):
            return
        self._shown = now
        spent = now - self._began
        rate = done / spent if spent > 0 else 0.0
        left = f"{(total - done) / rate:.0f}" if rate else "…"
        text = said(
            "{stage} {done}/{total} · {rate}/s · {left} s left", self.lang,
            stage=_stage(stage, self.lang), done=done, total=total,
            rate=f"{rate:.0f}", left=left,
        )  # fmt: skip
        self.stream.write("\r\033[K" + ("" if finished else text))
        self.stream.flush()


@dataclass(frozen=True, slots=True)
class Reading:
    """Says, on a terminal only, how many passages a model reads, as long as it does."""

    lang: str
    stream: TextIO

    def __call__(self, passages: int) -> None:
        """Say so; 0 takes it away."""
        if self.stream.isatty():
            text = said("Reading {count} passages …", self.lang, count=passages) if passages else ""
            self.stream.write(f"\r\033[K{text}")
            self.stream.flush()


_STAGES = {
    "read": "Reading files",
    "chunk": "Cutting passages",
    "embed": "Embedding",
    "publish": "Writing the index",
    "retrieval": "Searching",
    "answers": "Answering",
    "draft": "Drafting questions",
    "read_questions": "Reading the questions",
    "train": "Learning",
    "measure": "Measuring",
}


def _stage(name: str, lang: str) -> str:
    """Return the stage in the language, behind the name of what it is done for, if any."""
    head, colon, stage = name.rpartition(": ")
    return f"{head}{colon}{translate(_STAGES[stage], lang)}"


def said(template: str, lang: str, **values: object) -> str:
    """Return a message in the language, its values filled in."""
    return translate(template, lang).format(**values)


def place_of(source: str, page: int | None, lang: str) -> str:
    """Return a source, and its page where it has pages."""
    return source if page is None else f"{source}, {said('p. {page}', lang, page=page)}"

"""A conversation as it is written down: questions, paragraphs, and the notes they refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from askvn import markers
from askvn.log import Entry, Talk
from askvn.messages import translate
from askvn.records import Reason
from askvn.understand import is_as_typed
from askvn.verify import explained


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: where its words stand, and what is doubtful about them, "" if nothing."""

    number: int
    title: str
    place: str
    quote: str
    doubt: str = ""


Line = tuple[str | Note, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, a line a paragraph; `lead` is the short answer before the rest."""

    question: str
    understood: str
    lead: Line
    lines: tuple[Line, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole conversation; `about` says when it was and by what it was answered."""

    title: str
    about: str
    began_at: str
    turns: tuple[Turn, ...]

    @property
    def notes(self) -> list[Note]:
        """Return all footnotes in order, each once."""
        lines = (line for turn in self.turns for line in (turn.lead, *turn.lines))
        found = {part.number: part for line in lines for part in line if isinstance(part, Note)}
        return [found[number] for number in sorted(found)]


def paper(talk: Talk, entries: Sequence[Entry], lang: str) -> Paper:
    """Return a conversation with its footnotes numbered through, in the order of the text."""
    turns: list[Turn] = []
    count = 0
    for entry in entries:
        notes: dict[int, Note] = {}
        lines = [_line(text, entry, notes, count, lang) for text in entry.answer.splitlines()]
        count += len(notes)
        lines = [line for line in lines if line]
        lines += [(str(note["text"]),) for note in entry.notes]
        has_lead = bool(entry.short and lines)
        turns.append(
            Turn(
                question=" ".join(entry.question.split()),
                understood=_understood(entry, lang),
                lead=lines[0] if has_lead else (),
                lines=tuple(lines[1:] if has_lead else lines),
                refused=entry.refused,
            )
        )
    return Paper(talk.title, _about(entries, lang), talk.began_at, tuple(turns))


def _line(text: str, entry: Entry, notes: dict[int, Note], count: int, lang: str) -> Line:
    """Return a paragraph, its markers as notes; `notes` of the answer grows, by citation."""
    known = {int(one["n"]): one for one in entry.citations}
    line: list[str | Note] = []
    for part in markers.pieces(text, known, entry.style):
        if isinstance(part, str):
            line += [part] if part.strip() else []
        else:
            if part not in notes:
                notes[part] = _note(count + len(notes) + 1, known[part], lang)
            line.append(notes[part])
    return tuple(line)


def _note(number: int, citation: Mapping[str, Any], lang: str) -> Note:
    page = citation.get("page")
    place = str(citation["source"])
    if page is not None:
        place += f", {translate('p. {page}', lang).format(page=page)}"
    reasons = [Reason(one["code"], one["words"]) for one in citation.get("reasons") or ()]
    return Note(
        number=number,
        title=str(citation.get("title") or citation["source"]),
        place=place,
        quote=" ".join(str(citation["quote"]).split()),
        doubt="" if citation.get("supported", True) else explained(reasons, lang),
    )


def _understood(entry: Entry, lang: str) -> str:
    if is_as_typed(entry.question, entry.understood_as):
        return ""
    return translate("Understood as: {text}", lang).format(text=entry.understood_as)


def _about(entries: Sequence[Entry], lang: str) -> str:
    days = list(dict.fromkeys(day(entry.asked_at, lang) for entry in entries))
    when = " – ".join(dict.fromkeys((days[0], days[-1]))) if days else ""
    models = ", ".join(dict.fromkeys(entry.model for entry in entries))
    template = "{count} questions answered by askvn ({models}) · {when}"
    return translate(template, lang).format(count=len(entries), models=models, when=when)


def day(asked_at: str, lang: str) -> str:
    """Return the day of a time of the log, here, as it is written in the language."""
    local = datetime.fromisoformat(asked_at).astimezone()
    if lang == "vi":
        return f"{local.day}/{local.month}/{local.year}"
    return local.date().isoformat()

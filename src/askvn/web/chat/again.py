"""A conversation of the log as the page shows it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from askvn.chunk import headings_of, mask
from askvn.errors import AskvnError
from askvn.log import Entry
from askvn.messages import of_error
from askvn.records import Answer, Citation, Document, Hit, Note, Reason, ShortAnswer, Span
from askvn.web.chat.talk import Turn, Turns, with_cited_alone
from askvn.web.desk import Desk


def turns_of(desk: Desk, conversation: str, owner: str) -> Turns:
    """Return the turns of a logged conversation, none if it is not this owner's.

    Raises:
        AskvnError: if the log or the index cannot be read.
    """
    if desk.log is None or not conversation:
        return ()
    found = desk.log.find(conversation=conversation, owner=owner, current=True)
    return tuple(with_cited_alone(_turn(entry, desk)) for entry in found)


def in_words(error: AskvnError, lang: str) -> str:
    """Return what an error says and what to do about it, in one line."""
    text, hint = of_error(error, lang)
    return f"{text} ({hint})" if hint else text


def _turn(entry: Entry, desk: Desk) -> Turn:
    return Turn(
        entry.question,
        text=entry.answer,
        state="answered",
        answer=_answer(entry, desk),
        conversation=entry.conversation,
        logged=entry.id,
    )


def _answer(entry: Entry, desk: Desk) -> Answer:
    citations = tuple(_citation(one) for one in entry.citations)
    short = None
    if entry.short and citations:
        first = citations[0]
        short = ShortAnswer(entry.short, first.n, first.start, first.end)
    return Answer(
        question=entry.question,
        understood_as=entry.understood_as,
        text=entry.answer,
        refused=entry.refused,
        style="compose" if entry.style == "compose" else "quote",
        model=entry.model,
        confidence=entry.confidence,
        short=short,
        citations=citations,
        notes=tuple(Note(one["kind"], one["text"], tuple(one["citations"])) for one in entry.notes),
        hits=_hits(entry, desk),
        milliseconds=entry.milliseconds,
    )


def _citation(told: Any) -> Citation:  # noqa: ANN401 - as the log's JSON has it
    reasons = tuple(Reason(**one) for one in told["reasons"])
    return Citation(**{**told, "reasons": reasons})


def _hits(entry: Entry, desk: Desk) -> tuple[Hit, ...]:
    """Return the passages as they stand in the index now, without those that are gone from it."""
    found = [_hit(one, desk.engine().document(one["source"])) for one in entry.passages]
    there = [hit for hit in found if hit is not None]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(there, start=1))


def _hit(told: Mapping[str, Any], document: Document | None) -> Hit | None:
    span = Span(told["start"], told["end"])
    text = document.text[span.start : span.end] if document else ""
    if document is None or not text:
        return None
    return Hit(
        rank=0,
        text=text,
        visible=mask(document.text, document.hidden)[span.start : span.end],
        headings=headings_of(document, span),
        date=document.date,
        **told,
    )

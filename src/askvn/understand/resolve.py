"""A follow-up as a question that stands for itself: what it left out is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from askvn.understand import mentions as named
from askvn.understand.content import content_tokens
from askvn.understand.follow_up import NO_SUBJECT
from askvn.understand.phrasing import ASKED_BY, ASKING, ended, small, tidy
from askvn.understand.pointed import Turns, pointed, subject

_ANY_CASE = regex.IGNORECASE
# `thế còn năm 2023?`, `vậy Lào thì sao?`
_AND = regex.compile(
    r"\W*(?:(?:thế|thể|vậy|thì|rồi)\s+(?:thì\s+)?)?còn\s+(?:(?:đối )?với\s+|về\s+)?(?P<other>.+?)"
    r"(?:\s+(?:thì\s+(?:sao|thế nào)|thì|thế nào|ra sao|là sao))?\W*$"
    r"|\W*(?:(?:thế|vậy)\s+)?(?P<other>.+?)\s+thì\s+(?:sao|thế nào)\W*$",
    _ANY_CASE,
)
_PARTICLES = regex.compile(r"\s+(?:a|ạ|nhé|nhỉ|nha|vậy|hả)$", _ANY_CASE)
_LEADS = r"(?:(?:vào|từ|đến|tới|trong|ở|tại|lúc|hồi)\s+)?"
# What asks for a time, a place, a reason or a manner; the rest of its question is a statement.
_ADVERB = regex.compile(rf"\b{_LEADS}(?:{ASKED_BY})\b", _ANY_CASE)
_REASON = regex.compile(r"\b(?:vì|tại)\s+sao\b", _ANY_CASE)
_ALONE = regex.compile(rf"\b(?:{ASKED_BY}|ai|bao nhiêu|mấy|sao)\b", _ANY_CASE)
_LEAD = regex.compile(r"^(?:thế thì|vậy thì|thế|vậy|còn|rồi|thì)\s+", _ANY_CASE)
_OF_PERSONS = regex.compile(
    r"sinh|mất|qua đời|tốt nghiệp|công tác|quê|làm nghề|bao nhiêu tuổi", _ANY_CASE
)


class Filled(NamedTuple):
    """A follow-up filled in; `is_bare` if by itself it does not even say what is asked."""

    text: str
    is_bare: bool


def resolve(question: str, before: Turns) -> Filled:
    """Return a follow-up with what it leaves out filled in, "" where no rule knows how.

    `before` are the questions and answers before it, oldest first, those already filled in.
    """
    if not before:
        return Filled("", is_bare=False)
    last = before[-1][0]
    if match := _AND.match(question):
        other = _PARTICLES.sub("", match["other"].strip(" ,"))
        return Filled(_exchanged(other, last), is_bare=True)
    if _ALONE.search(question) and not content_tokens(_ADVERB.sub(" ", question)):
        return Filled(_asked_anew(question, last), is_bare=True)
    return Filled(_completed(question, before), is_bare=False)


def _completed(question: str, before: Turns) -> str:
    """Return the question with what it points to, or with its subject; "" if nothing is known."""
    texts = [text for turn in reversed(before) for text in turn if text]
    said = _LEAD.sub("", question)
    filled = pointed(said, before)
    if filled != tidy(said):
        return ended(filled)
    return _with_subject(said, before, texts) if NO_SUBJECT.match(said) else ""


def _exchanged(other: str, last: str) -> str:
    """Return the question before with the part exchanged that is of the kind of `other`."""
    if ASKING.search(other):
        return ""
    new = named.mentions(other)
    if not new and other[0].isupper():
        new = [named.Mention("name", other, 0)]
    old = named.mentions(last)
    for one in new:
        for kinds in ((one.kind,), named.NAMING if one.kind in named.NAMING else ()):
            same = [each for each in old if each.kind in kinds]
            if same:
                part = _widened(same[-1].text, other, last)
                return _replaced(last, part, other)
    noun, *rest = other.split()
    as_long = regex.search(
        rf"\b{regex.escape(noun)}(?:\s+\p{{L}}+){{{len(rest)}}}", last, _ANY_CASE
    )
    if rest and as_long:  # `bé trai` for `bé gái`
        return _replaced(last, as_long.group(), other)
    if new and new[0].kind == "year":
        return f"{last.rstrip(' ?.!')} {other}?"
    return ""


def _widened(part: str, other: str, last: str) -> str:
    """Return the part with the word before it where `other` has that word too: `năm 2022`."""
    first, *_ = other.split()
    wider = regex.search(rf"\b{regex.escape(first)}\s+{regex.escape(part)}", last, _ANY_CASE)
    return wider.group() if wider else part


def _replaced(text: str, part: str, other: str) -> str:
    place = text.rfind(part)
    if place < 0:  # blanks were put in order
        return ""
    return ended(tidy(f"{text[:place]}{other}{text[place + len(part) :]}"))


def _asked_anew(question: str, last: str) -> str:
    """Return the question before, asked for what `question` asks: `ở đâu?`, `tại sao?`."""
    asked = _LEAD.sub("", question.strip(" ?.!"))
    statement = last.strip(" ?.!")
    match = _ADVERB.search(statement)
    if match:
        rest = f"{statement[: match.start()].rstrip(' ,')} {statement[match.end() :].lstrip(' ,')}"
        rest = regex.sub(
            r"^(?:thì|mà)\s+|\s+(?:vậy|thế|vào|là|từ)$", "", rest.strip(), flags=_ANY_CASE
        )
        if content_tokens(rest):
            if _REASON.search(asked):
                return tidy(f"{asked} {small(rest)}?")
            return tidy(f"{rest} {small(asked)}?")
    return tidy(f"{statement}, {small(asked)}?")


def _with_subject(question: str, before: Turns, texts: Sequence[str]) -> str:
    """Return a question that has left out its subject with that of the question before."""
    left_out = named.latest(texts[:2], ("person",)) if _OF_PERSONS.match(question) else ""
    left_out = left_out or subject(before[-1][0])
    return ended(tidy(f"{left_out} {small(question)}")) if left_out else ""

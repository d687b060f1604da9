"""Questions that are a few words of a line, as people type them into a search box."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from askvn.evaluate.draft.candidate import Candidate, about
from askvn.evaluate.draft.known import Known, Line
from askvn.evaluate.draft.language import one_of
from askvn.evaluate.draft.leaning import leans
from askvn.evaluate.sets import Question
from askvn.understand import content_tokens
from askvn.vietnamese.words import FUNCTION_WORDS

_PHRASES = 3
# Words of grammar that are parts of words of content: thế giới, tự do, thiết bị, nước ngoài.
_IN_COMPOUNDS = {"thế", "do", "bị", "không", "ngoài", "gồm"}
_GRAMMAR = one_of(*sorted(FUNCTION_WORDS - _IN_COMPOUNDS), "đối_với nhưng tuy_nhiên")
_WORD = rf"""
    (?!(?i: {_GRAMMAR} | (?<=có\s)thể | (?<=một\s)số )\b)
    \p{{L}}[\w&-]*
"""
_PHRASE = regex.compile(rf"\b{_WORD}(?:\s{_WORD})+", regex.VERBOSE)


def candidates(known: Known, line: Line) -> Iterator[Candidate]:
    """Yield the three rarest runs of words between the words of grammar, in their order."""
    if not line.text.endswith(".") or leans(line.text):
        return
    phrases = list(dict.fromkeys(_PHRASE.findall(line.text)))
    rare = sorted(phrases, key=lambda phrase: _lines_with(known, phrase))[:_PHRASES]
    asked = " ".join(phrase for phrase in phrases if phrase in rare)
    if 6 <= len(asked.split()) <= 14:
        yield about(known, line, Question("", asked, kind="keywords", drafted="keywords"))


def _lines_with(known: Known, phrase: str) -> int:
    terms = content_tokens(phrase)
    return min((len(known.holders.get(term, ())) for term in terms), default=0)

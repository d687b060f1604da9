"""Short answers: the date or figure of a sentence that answers by itself, if one surely does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from askvn.evidence import Sentence
from askvn.reader import Reading
from askvn.records import ShortAnswer, Span
from askvn.vietnamese import words
from askvn.vietnamese.quantities import quantities

# How sure the sentence must be, and how much of it the words may be (docs/decisions/reader.md).
SURE = 0.9
PART = 0.75
_DATES = ("date", "year")
_FIGURES = ("number", "fraction", "money", "percent", "measure")


def short(
    question: str, expects: Sequence[str], sentence: Sentence, reading: Reading
) -> ShortAnswer | None:
    """Return the words of the best sentence that answer by themselves, None where none surely do.

    They are one of the sentence's dates or figures, whichever is asked for, and not the question's
    own: the one that the reader marks. A date is whole, a figure comes with its unit and with what
    it counts. Words that are most of the sentence say nothing that it does not.
    """
    hit, offset = sentence.hit, sentence.span.start
    kinds = _DATES * ("date" in expects) + _FIGURES * ("number" in expects)
    if not kinds or math.exp(sentence.score) < SURE:
        return None
    text = hit.visible[offset - hit.start : sentence.span.end - hit.start]
    known = quantities(question)
    parts = [
        Span(one.span.start + offset, one.span.end + offset)
        for one in quantities(text)
        if one.kind in kinds and not any(other.covers(one) for other in known)
    ]
    found = reading.likeliest(hit, sentence.span, parts)
    if found is None:
        return None
    start, end = found
    end = hit.start + _counted(question, hit.visible, end - hit.start)
    said = hit.visible[start - hit.start : end - hit.start]
    return ShortAnswer(said, 1, start, end) if len(said) <= PART * len(text) else None


def _counted(question: str, text: str, end: int) -> int:
    """Return the end of a figure with what it counts, as the question has it: `720 tủ rack`."""
    asked = words.syllables(question)
    best = end
    for place, word in enumerate(asked, start=1):
        if word in ("nhiêu", "mấy"):
            stop = end
            for counted in asked[place:]:
                if text[stop : stop + 1 + len(counted)].lower() != f" {counted}":
                    break
                stop += 1 + len(counted)
            best = max(best, stop)
    return best

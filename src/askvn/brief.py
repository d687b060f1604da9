"""Short answers: the few words of a sentence that answer by themselves, where they surely do."""

from __future__ import annotations

import math
from collections.abc import Sequence

from askvn.evidence import Sentence
from askvn.reader import Reading, Short
from askvn.records import ShortAnswer, Span
from askvn.understand import answer_fits
from askvn.vietnamese import words
from askvn.vietnamese.quantities import Quantity, quantities

# How sure sentence and words must be together, and how much of the sentence the words may be
# (docs/decisions/reader.md).
SURE = 0.3
PART = 0.75
_DATES = ("date", "year")
_FIGURES = ("number", "fraction", "money", "percent", "measure")
# Kinds of answers that no few words are.
_LONG = ("list", "reason", "yes_no")


def short(
    question: str, expects: Sequence[str], sentence: Sentence, reading: Reading
) -> ShortAnswer | None:
    """Return the words of the best sentence that answer by themselves, None where none surely do.

    Asked for a date or a number, one of the sentence's that the question does not have; a figure
    comes with its unit, a date whole. Else the words that the reader marks, if they are of the kind
    that is asked for. Words that are most of the sentence say nothing that it does not.
    """
    hit = sentence.hit
    text = hit.visible[sentence.span.start - hit.start : sentence.span.end - hit.start]
    held = [(one, _moved(one.span, sentence.span.start)) for one in quantities(text)]
    found = _marked(question, expects, sentence, reading, held)
    if found is None or math.exp(sentence.score) * found.chance < SURE:
        return None
    start, end = _whole(found.span, [span for _, span in held])
    end = hit.start + _counted(question, hit.visible, end - hit.start)
    said = hit.visible[start - hit.start : end - hit.start]
    if len(said) > PART * len(text) or not answer_fits(expects, said):
        return None
    return ShortAnswer(said, 1, start, end)


def _marked(
    question: str,
    expects: Sequence[str],
    sentence: Sentence,
    reading: Reading,
    held: Sequence[tuple[Quantity, Span]],
) -> Short | None:
    """Return the likeliest words of a sentence, or the likeliest of its quantities `held`."""
    if any(kind in expects for kind in _LONG):
        return None
    kinds = _DATES * ("date" in expects) + _FIGURES * ("number" in expects)
    if not kinds:
        return reading.short(sentence.hit, sentence.span)
    known = quantities(question)
    fitting = [
        span
        for one, span in held
        if one.kind in kinds and not any(other.covers(one) for other in known)
    ]
    return reading.likeliest(sentence.hit, sentence.span, fitting)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _whole(found: Span, held: Sequence[Span]) -> Span:
    """Return the span of words grown to the quantities that they cut into."""
    cut = [one for one in held if one.start < found.end and one.end > found.start]
    return Span(
        min([found.start, *(one.start for one in cut)]), max([found.end, *(one.end for one in cut)])
    )


def _counted(question: str, text: str, end: int) -> int:
    """Return the end of a figure with what it counts, as the question has it: `720 tủ rack`."""
    asked = words.syllables(question)
    places = [n + 1 for n, word in enumerate(asked) if word in ("nhiêu", "mấy", "nhieu", "may")]
    best = end
    for place in places:
        stop = end
        for word in asked[place:]:
            if text[stop : stop + 1 + len(word)].lower() != f" {word}":
                break
            stop += 1 + len(word)
        best = max(best, stop)
    return best

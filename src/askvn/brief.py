"""Short answers: the date or figure of a sentence that answers by itself, if one surely does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from askvn.evidence import Sentence
from askvn.reader import Reading
from askvn.records import Hit, ShortAnswer, Span
from askvn.understand import given_figures
from askvn.vietnamese import tables, words
from askvn.vietnamese.quantities import Quantity, quantities

# How sure the sentence must be, and how much of it the words may be (docs/decisions/reader.md).
SURE = 0.9
PART = 0.75
_JOINT = regex.compile(r"\s*(?:[-–—]|đến|tới)\s*")
_OPENED = regex.compile(r"\b[Tt]ừ\s+$")
# Questions for one end of a range.
_ONE_END = regex.compile(
    r"(?i)\btối (?:đa|thiểu)|\b(?:nhiều|ít|cao|thấp|lớn|nhỏ|sớm|muộn|chậm|lâu) nhất"
    r"|bắt đầu|kết thúc|\b(?:từ|đến|tới) (?:đâu|khi|bao|mấy|năm|ngày|tháng|lúc)\b"
)


def short(
    question: str, expects: Sequence[str], sentence: Sentence, reading: Reading
) -> ShortAnswer | None:
    """Return the words of the best sentence that answer by themselves, None where none surely do.

    They are one of the sentence's dates or figures, whichever is asked for, and not the question's
    own: the one that the reader marks. A date is whole, a figure comes with its unit and with what
    it counts. Words that are most of the sentence say nothing that it does not.
    """
    if math.exp(sentence.score) < SURE:
        return None
    told = figure(question, expects, sentence, reading)
    if told is None:
        return None
    answer = words_of(question, told, sentence.hit)
    whole = sentence.span.end - sentence.span.start
    return answer if len(answer.text) <= PART * whole else None


def words_of(question: str, told: Quantity, hit: Hit) -> ShortAnswer:
    """Return a date or figure as its document writes it, with what it counts: `720 tủ rack`.

    One end of a range is told with the other one, unless the question is for an end.
    """
    start, end = (place - hit.start for place in told.span)
    if not _ONE_END.search(question):
        start, end = _range(hit.visible, Span(start, end))
    end = _counted(question, hit.visible, end)
    return ShortAnswer(hit.visible[start:end], 1, hit.start + start, hit.start + end)


def figure(
    question: str, expects: Sequence[str], sentence: Sentence, reading: Reading
) -> Quantity | None:
    """Return the date or figure of a sentence that answers likeliest, its span in the document.

    None where neither is asked for, or all that it has are the question's own, or stand in columns
    of a table that it does not name.
    """
    hit, offset = sentence.hit, sentence.span.start
    text = hit.visible[offset - hit.start : sentence.span.end - hit.start]
    found = {
        Span(one.span.start + offset, one.span.end + offset): one
        for one in given_figures(question, expects, text)
    }
    among = [span for span in found if _is_asked(question, sentence, span)]
    span = reading.likeliest(hit, sentence.span, among)
    return replace(found[span], span=span) if span else None


def _is_asked(question: str, sentence: Sentence, span: Span) -> bool:
    """Tell whether a part of a table's row stands in a column that the question names.

    So does every part where the sentence is no row.
    """
    start = sentence.hit.start
    said = " ".join(sentence.hit.visible[span.start - start : span.end - start].split())
    columns = [name for name, cell in tables.fields(sentence.text) if said in cell]
    asked = set(map(words.bare, words.syllables(question)))
    return not columns or any(
        set(map(words.bare, words.syllables(name))) <= asked for name in columns
    )


def _range(text: str, told: Span) -> Span:
    """Return the span of the range that a figure is an end of, its own where it is none."""
    line = text.rfind("\n", 0, told.start) + 1
    ends = [
        Span(one.span.start + line, one.span.end + line)
        for one in quantities(text[line:].partition("\n")[0])
    ]
    for first, last in pairwise(ends):
        if told in (first, last) and _JOINT.fullmatch(text, first.end, last.start):
            opened = _OPENED.search(text[line : first.start])
            return Span(line + opened.start() if opened else first.start, last.end)
    return told


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

"""Documents that tell the same matter differently: each one's sentence, with what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from askvn import brief
from askvn.evidence import Sentence
from askvn.reader import Reading
from askvn.records import Span
from askvn.retrieve import Rarity
from askvn.understand import content_tokens
from askvn.vietnamese import mentions
from askvn.vietnamese.quantities import Quantity, quantities

# How far behind the best sentence another one may lie, as log-probability; which share of the
# question, by idf, both must be about; how much of what they say must be common to them
# (docs/decisions/answer-forms.md).
_MARGIN = 3.0
_ASKED = 0.6
_LIKE = 0.2
# From which likeness on two sentences that tell one other figure are one sentence of two versions.
_SAME = 0.8
_READ = 16


class Told(NamedTuple):
    """A sentence, the date or figure by which it answers, and this as its document writes it."""

    sentence: Sentence
    figure: Quantity
    words: str


def conflict(
    question: str,
    expects: Sequence[str],
    weighed: Sequence[Sentence],
    reading: Reading,
    idf: Rarity,
) -> list[Told]:
    """Return what documents tell that contradict the best sentence, it first; none where all agree.

    They are one sentence a document, say nearly the same otherwise, and tell another date or figure
    of the same kind and unit. Figures of other years do not contradict; those of a list may be of
    different things. Two versions of one sentence or list contradict whatever is asked.
    """
    found: list[Told] = []
    for sentence in weighed[:_READ]:
        known = {one.sentence.hit.document for one in found}
        if sentence.hit.document in known or sentence.score < weighed[0].score - _MARGIN:
            continue
        told = _told(question, expects, sentence, reading)
        if told and all(_contradicts(question, told, one, idf) for one in found):
            found.append(told)
        if not found:
            break
    return found if len(found) > 1 else _versions(question, weighed, idf)


def _versions(question: str, weighed: Sequence[Sentence], idf: Rarity) -> list[Told]:
    """Return the best sentence and another document's version of it that has one other figure.

    What stands around them is alike too: articles of a law have many sentences in common.
    """
    if not weighed:
        return []
    best, *others = weighed[:_READ]
    for other in others:
        if (
            other.hit.document == best.hit.document
            or likeness(best.text, other.text, idf) < _SAME
            or likeness(best.hit.visible, other.hit.visible, idf) < _SAME
        ):
            continue
        ours, theirs = _only(best, other), _only(other, best)
        if len(ours) == len(theirs) == 1 and ours[0].contradicts(theirs[0]):
            return [
                Told(one, figure, brief.words_of(question, figure, one.hit).text)
                for one, (figure,) in ((best, ours), (other, theirs))
            ]
    return []


def _only(sentence: Sentence, other: Sentence) -> list[Quantity]:
    """Return the dates and figures of a sentence that the other one lacks, as its document's."""
    known = Counter(map(str, _figures(other)))
    found = []
    for one in _figures(sentence):
        if known[str(one)]:
            known[str(one)] -= 1
        else:
            found.append(one)
    return found


def _figures(sentence: Sentence) -> list[Quantity]:
    hit, (start, end) = sentence.hit, sentence.span
    return [
        replace(one, span=Span(one.span.start + start, one.span.end + start))
        for one in quantities(hit.visible[start - hit.start : end - hit.start])
    ]


def _told(
    question: str, expects: Sequence[str], sentence: Sentence, reading: Reading
) -> Told | None:
    figure = brief.figure(question, expects, sentence, reading)
    if figure is None or "\n" in sentence.text:
        return None
    return Told(sentence, figure, brief.words_of(question, figure, sentence.hit).text)


def _contradicts(question: str, told: Told, best: Told, idf: Rarity) -> bool:
    """Tell whether two sentences speak of what is asked for, of the same years, and differ."""
    if not told.figure.contradicts(best.figure):
        return False
    alike = likeness(best.sentence.text, told.sentence.text, idf)
    if alike >= _SAME and _beside(told) == _beside(best):
        return True
    known = {*mentions.years(f"{question} {told.words} {best.words}")}
    ours, theirs = (set(mentions.years(one.sentence.text)) - known for one in (best, told))
    if ours and theirs and ours != theirs:
        return False
    asked = _content(question)
    held, also = (asked & _content(_under(one.sentence)) for one in (best, told))
    if not held <= also or sum(map(idf, held)) < _ASKED * sum(map(idf, asked)):
        return False
    return alike >= _LIKE


def _beside(told: Told) -> Counter[str]:
    """Return what else of dates and figures a sentence tells."""
    return Counter(map(str, quantities(told.sentence.text))) - Counter([str(told.figure)])


def likeness(left: str, right: str, idf: Rarity) -> float:
    """Return which share, by idf, of the content of either text both have, figures left out."""
    ours, theirs = map(_content, (left, right))
    whole = sum(map(idf, ours | theirs))
    return sum(map(idf, ours & theirs)) / whole if whole else 0.0


def _under(sentence: Sentence) -> str:
    """Return a sentence below its title and headings."""
    return f"{sentence.hit.title}\n{sentence.hit.headings}\n{sentence.text}"


@lru_cache(maxsize=1 << 6)  # the best sentence is compared with each of the others
def _content(text: str) -> frozenset[str]:
    return frozenset(
        token for token in content_tokens(text) if "_" not in token and not token[-1].isdigit()
    )

"""Choosing the sentences that answer: what ranker, reader and language model say, joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from askvn import prompt
from askvn.evidence import Sentence
from askvn.protocols import LLM
from askvn.reader import Reading
from askvn.records import ShortAnswer, Span
from askvn.understand import answer_fits
from askvn.vietnamese.quantities import quantities

# How sharp the ranker's log-probabilities are; the reader was trained on top of them
# (docs/decisions/choosing-sentences.md).
SHARPNESS = 2.0
# How far a further sentence may lie behind the best one to be quoted too.
_MARGIN = 2.0
_MOST_SENTENCES = 3
# How sure the words of a short answer must be, and how much of their sentence they may be.
_SURE = 0.3
_PART = 0.75


@dataclass(frozen=True, slots=True)
class Weighed:
    """Sentences, best first, scored by their log-probability to answer, and that of "none"."""

    sentences: list[Sentence]
    none: float


def weigh(ranked: Sequence[Sentence], reading: Reading) -> Weighed:
    """Return what ranker and reader say together of the ranked sentences."""
    best = max((sentence.score for sentence in ranked), default=0.0)
    scores = [
        SHARPNESS * (sentence.score - best) + reading.score(sentence.hit, sentence.span)
        for sentence in ranked
    ]
    *chances, none = _shares([*scores, reading.none])
    weighed = [
        replace(sentence, score=chance) for sentence, chance in zip(ranked, chances, strict=True)
    ]
    return Weighed(sorted(weighed, key=lambda one: (-one.score, one.hit.rank, one.span)), none)


def short(sentence: Sentence, reading: Reading, expects: Sequence[str] = ()) -> ShortAnswer | None:
    """Return the words of the best sentence that answer by themselves, None where none surely do.

    A figure comes with its unit, a date whole. Words of another kind than is expected (a date, a
    number, a person, a place) do not answer, and words that are most of the sentence say nothing
    that it does not.
    """
    found = reading.short(sentence.hit, sentence.span)
    if found is None or found.chance < _SURE:
        return None
    hit = sentence.hit
    start, end = _whole(hit.visible, sentence.span, found.span, hit.start)
    text = hit.visible[start - hit.start : end - hit.start]
    if len(text) > _PART * len(sentence.text) or not answer_fits(expects, text):
        return None
    return ShortAnswer(text, 1, start, end)


def _whole(visible: str, sentence: Span, words: Span, offset: int) -> Span:
    """Return the span of words grown to the quantities of their sentence that they cut into."""
    start, end = words
    text = visible[sentence.start - offset : sentence.end - offset]
    for quantity in quantities(text):
        first, last = quantity.span.start + sentence.start, quantity.span.end + sentence.start
        if first < words.end and last > words.start:
            start, end = min(start, first), max(end, last)
    return Span(start, end)


def choose(
    question: str, weighed: Weighed, llm: LLM, *, model_weight: float
) -> tuple[list[Sentence], float]:
    """Return the sentences that answer, best first, and the probability that none does.

    The best `len(LABELS)` sentences are shown in the order of their documents, so that position
    tells nothing. What the model says of them and of "none" counts `model_weight`, what ranker and
    reader say the rest, both as log-probabilities.
    """
    shown = weighed.sentences[: len(prompt.LABELS)]
    shown.sort(key=lambda one: (one.hit.rank, one.span))
    labels = [*prompt.LABELS[: len(shown)], prompt.NONE]
    said = llm.choose(prompt.quote(question, shown), labels)
    known = [*(sentence.score for sentence in shown), weighed.none]
    *scores, none = _shares(
        [model_weight * a + (1 - model_weight) * b for a, b in zip(said, known, strict=True)]
    )
    joined = sorted(
        zip(scores, shown, strict=True), key=lambda pair: (-pair[0], pair[1].hit.rank, pair[1].span)
    )
    likely = [sentence for score, sentence in joined if score >= joined[0][0] - _MARGIN]
    return likely[:_MOST_SENTENCES], math.exp(none)


def _shares(scores: Sequence[float]) -> list[float]:
    """Return log-probabilities of scores that are known up to a constant."""
    top = max(scores)
    whole = top + math.log(sum(math.exp(score - top) for score in scores))
    return [score - whole for score in scores]

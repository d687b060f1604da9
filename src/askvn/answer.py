"""Choosing the sentences that answer: what ranker, reader and language model say, joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from askvn import prompt
from askvn.evidence import Sentence
from askvn.protocols import LLM
from askvn.reader import Reading
from askvn.records import ShortAnswer

# How much the reader's log-probabilities count beside the ranker's, and how sharp the latter are
# (docs/decisions/reader.md, choosing-sentences.md).
READER_WEIGHT = 0.5
SHARPNESS = 2.0
# How far a further sentence may lie behind the best one to be quoted too.
_MARGIN = 2.0
_MOST_SENTENCES = 3
# How sure the words of a short answer must be, and how much of their sentence they may be.
_SURE = 0.3
_PART = 0.75


def weigh(ranked: Sequence[Sentence], reading: Reading) -> list[Sentence]:
    """Return ranked sentences, best first, scored by ranker and reader together."""
    weighed = [
        replace(
            sentence,
            score=READER_WEIGHT * reading.chance(sentence.hit, sentence.span)
            + (1 - READER_WEIGHT) * SHARPNESS * sentence.score,
        )
        for sentence in ranked
    ]
    return sorted(weighed, key=lambda one: (-one.score, one.hit.rank, one.span))


def short(sentence: Sentence, reading: Reading) -> ShortAnswer | None:
    """Return the words of the best sentence that answer by themselves, None where none surely do.

    Words that are most of the sentence say nothing that it does not.
    """
    found = reading.short(sentence.hit, sentence.span)
    if found is None or found.chance < _SURE or len(found.text) > _PART * len(sentence.text):
        return None
    return ShortAnswer(found.text, 1, *found.span)


def choose(
    question: str, weighed: Sequence[Sentence], llm: LLM, *, model_weight: float
) -> tuple[list[Sentence], float]:
    """Return the sentences that answer, best first, and the model's probability of "none".

    The best `len(LABELS)` sentences are shown in the order of their documents, so that position
    tells nothing. A sentence's joined score is `model_weight` · the log-probability of its label +
    the rest · its score.
    """
    shown = sorted(weighed[: len(prompt.LABELS)], key=lambda one: (one.hit.rank, one.span))
    labels = [*prompt.LABELS[: len(shown)], prompt.NONE]
    *chances, none = llm.choose(prompt.quote(question, shown), labels)
    joined = [
        (model_weight * chance + (1 - model_weight) * sentence.score, sentence)
        for chance, sentence in zip(chances, shown, strict=True)
    ]
    joined.sort(key=lambda pair: (-pair[0], pair[1].hit.rank, pair[1].span))
    likely = [sentence for score, sentence in joined if score >= joined[0][0] - _MARGIN]
    return likely[:_MOST_SENTENCES], math.exp(none)

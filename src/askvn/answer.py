"""Choosing the sentences that answer: the model's distribution and the ranker's, joined."""

from __future__ import annotations

import math
from collections.abc import Sequence

from askvn import prompt
from askvn.evidence import Sentence
from askvn.protocols import LLM

# How much the ranker's log-probabilities count beside the model's, and how far a further sentence
# may lie behind the best one to be quoted too (docs/decisions/choosing-sentences.md).
SHARPNESS = 2.0
_MARGIN = 2.0
_MOST_SENTENCES = 3


def choose(
    question: str, ranked: Sequence[Sentence], llm: LLM, *, model_weight: float
) -> tuple[list[Sentence], float]:
    """Return the sentences that answer, best first, and the model's probability of "none".

    The best `len(LABELS)` sentences are shown in the order of their documents, so that position
    tells nothing. A sentence's joined score is `model_weight` · the log-probability of its label +
    the rest · 2 · the ranker's score.
    """
    shown = sorted(ranked[: len(prompt.LABELS)], key=lambda one: (one.hit.rank, one.span))
    labels = [*prompt.LABELS[: len(shown)], prompt.NONE]
    *chances, none = llm.choose(prompt.quote(question, shown), labels)
    joined = [
        (model_weight * chance + (1 - model_weight) * SHARPNESS * sentence.score, sentence)
        for chance, sentence in zip(chances, shown, strict=True)
    ]
    joined.sort(key=lambda pair: (-pair[0], pair[1].hit.rank, pair[1].span))
    likely = [sentence for score, sentence in joined if score >= joined[0][0] - _MARGIN]
    return likely[:_MOST_SENTENCES], math.exp(none)

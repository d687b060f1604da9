"""Choosing the sentences that answer: the model's distribution and the retrieval score, joined."""

from __future__ import annotations

import math
from collections.abc import Sequence

from askvn import prompt
from askvn.evidence import Sentence
from askvn.protocols import LLM

# Share of the model in the joined score, and how sharply retrieval scores count
# (docs/decisions/choosing-sentences.md).
MODEL_WEIGHT = 0.5
_SHARPNESS = 8.0
# A further sentence is quoted if it is nearly as likely as the best one.
_NEARLY = 0.5
_MOST_SENTENCES = 3


def choose(question: str, ranked: Sequence[Sentence], llm: LLM) -> tuple[list[Sentence], float]:
    """Return the sentences that answer, best first, and the model's probability of "none".

    The best `len(LABELS)` sentences are shown in the order of their documents, so that position
    tells nothing; the model's log-probability of each label is joined with its retrieval score.
    """
    shown = sorted(ranked[: len(prompt.LABELS)], key=lambda one: (one.hit.rank, one.span))
    labels = [*prompt.LABELS[: len(shown)], prompt.NONE]
    *chances, none = llm.choose(prompt.quote(question, shown), labels)
    scores = [
        MODEL_WEIGHT * chance + (1 - MODEL_WEIGHT) * _SHARPNESS * sentence.score
        for chance, sentence in zip(chances, shown, strict=True)
    ]
    best = max(scores, default=0.0)
    likely = [
        (score, sentence)
        for score, sentence in zip(scores, shown, strict=True)
        if math.exp(score - best) >= _NEARLY
    ]
    likely.sort(key=lambda pair: (-pair[0], pair[1].hit.rank, pair[1].span))
    return [sentence for _, sentence in likely[:_MOST_SENTENCES]], math.exp(none)

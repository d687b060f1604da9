"""Sentences that may answer a question, and whether the passages tell enough to answer at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from askvn.records import Hit, Span
from askvn.understand import Understood, answer_fits, content_tokens
from askvn.vietnamese import sentences, words

Rarity = Callable[[str], float]
# Weights of a sentence's score, fitted by leave-one-set-out (docs/decisions/sentence-scores.md).
_PASSAGE_WEIGHT = 0.9
_TYPE_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: its span in the document, its text on one line, its score."""

    hit: Hit
    span: Span
    text: str
    score: float


def rarity(frequency: Callable[[str], int], total: int) -> Rarity:
    """Return the idf of tokens in an index of `total` passages (BM25's, never negative)."""
    known: dict[str, float] = {}

    def idf(token: str) -> float:
        if token not in known:
            count = frequency(token)
            known[token] = math.log1p((total - count + 0.5) / (count + 0.5))
        return known[token]

    return idf


def sentences_of(hit: Hit) -> Iterator[tuple[Span, str]]:
    """Yield the spans, in the document, and the one-line texts of a passage's sentences."""
    for start, end in sentences.split(hit.visible):
        yield Span(hit.start + start, hit.start + end), " ".join(hit.visible[start:end].split())


def rank(understood: Understood, hits: Sequence[Hit], *, idf: Rarity) -> list[Sentence]:
    """Return every sentence of `hits`, best first.

    The score adds the share of the question's idf weight that stands in the sentence, the score of
    its passage, and whether it holds the kind of thing that is asked for.
    """
    asked = set(understood.tokens)
    whole = sum(map(idf, asked)) or 1.0
    found = []
    for hit in hits:
        for span, text in sentences_of(hit):
            coverage = sum(idf(token) for token in asked.intersection(words.tokens(text))) / whole
            fits = answer_fits(understood.expects, text)
            score = coverage + _PASSAGE_WEIGHT * hit.score + _TYPE_WEIGHT * fits
            found.append(Sentence(hit, span, text, score))
    return sorted(found, key=lambda one: (-one.score, one.hit.rank, one.span))


def coverage(understood: Understood, hits: Sequence[Hit], *, idf: Rarity) -> float:
    """Return the best share, in [0, 1], of the question's content that one passage holds."""
    content = set(content_tokens(f"{understood.context} {understood.text}"))
    whole = sum(map(idf, content))
    if not whole:
        return 0.0
    return max(
        (sum(map(idf, content.intersection(words.tokens(_all_of(hit))))) / whole for hit in hits),
        default=0.0,
    )


def _all_of(hit: Hit) -> str:
    return f"{hit.title}\n{hit.headings}\n{hit.visible}"

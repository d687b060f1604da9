"""Whether a passage really says what a sentence claims, with no model's goodwill."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from askvn.records import Hit
from askvn.understand import content_tokens
from askvn.vietnamese import words
from askvn.vietnamese.diacritics import strip

_NUMBER = regex.compile(r"\d+(?:[.,/:\-]\d+)*")
_NAME = regex.compile(r"(?<=[\p{Ll}\d,;:]\s)\p{Lu}[\p{L}\p{N}&\-]*(?:\s+\p{Lu}[\p{L}\p{N}&\-]*)*")
_YEAR = regex.compile(r"(?<![\d./,])(?:1[5-9]|20)\d{2}(?![\d.,]\d)\b")
_NEGATION = regex.compile(r"\b(?:không|chưa|chẳng|đừng)\b", regex.IGNORECASE)
_ENOUGH_COVERAGE = 0.6


def supported(claim: str, quote: str) -> bool:
    """Tell whether `quote` supports `claim`.

    Every number, date and name of the claim must stand in the quote, the two must agree in
    whether they negate, and most of the claim's content must be found there.
    """
    held = _plain(quote)
    if any(_plain(number) not in held for number in numbers(claim)):
        return False
    if any(_plain(name) not in held for name in names(claim)):
        return False
    if _NEGATION.search(claim) and not _NEGATION.search(quote):
        return False
    return overlap(claim, quote) >= _ENOUGH_COVERAGE


def numbers(text: str) -> list[str]:
    """Return the figures and dates of `text`, in order."""
    return list(_NUMBER.findall(text))


def names(text: str) -> list[str]:
    """Return the names in `text` that begin no sentence, in order."""
    return list(_NAME.findall(text))


def missing_years(question: str, hits: Sequence[Hit]) -> list[str]:
    """Return the years a question names that none of the passages, titles or dates has."""
    known = " ".join(f"{hit.title} {hit.headings} {hit.date} {hit.visible}" for hit in hits)
    return [year for year in _YEAR.findall(question) if year not in known]


def overlap(claim: str, quote: str) -> float:
    """Return the share of the claim's content tokens that stand in the quote; 1 if it has none."""
    tokens = set(content_tokens(claim))
    if not tokens:
        return 1.0
    return len(tokens.intersection(words.tokens(quote))) / len(tokens)


def _plain(text: str) -> str:
    return " ".join(strip(text.lower()).split())

"""Figures and names as they stand in a text: runs of characters, not yet read."""

from __future__ import annotations

import regex

_NUMBER = regex.compile(r"\d+(?:[.,/:\-]\d+)*")
_NAME = regex.compile(r"(?<=[\p{Ll}\d,;:]\s)\p{Lu}[\p{L}\p{N}&\-]*(?:\s+\p{Lu}[\p{L}\p{N}&\-]*)*")
_YEAR = regex.compile(r"(?<![\d./,])(?:1[5-9]|20)\d{2}(?![\d.,]\d)\b")


def numbers(text: str) -> list[str]:
    """Return the figures and dates of `text`, in order."""
    return list(_NUMBER.findall(text))


def names(text: str) -> list[str]:
    """Return the names in `text` that begin no sentence, in order."""
    return list(_NAME.findall(text))


def years(text: str) -> list[str]:
    """Return the years that `text` names in four figures, in order."""
    return list(_YEAR.findall(text))

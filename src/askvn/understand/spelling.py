"""Read a question as it was meant: put back missing diacritics, mend slips of the fingers.

A noisy channel. What was meant is the likeliest sequence of syllables for the language (the
restorer's trigrams) and for the indexed documents (how often each pair of neighbours stands
there), times how likely it would be typed as it was. How carefully the question was typed is
itself read off: carefully, half of the marks missing, or without any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import regex

from askvn.records import Span
from askvn.understand.choices import PAUSE, Choice, Frequency, choices_of, fixed
from askvn.understand.lattice import Evidence, Reading, read
from askvn.understand.restorer import Restorer
from askvn.vietnamese.diacritics import has_marks

# A reading less probable than this is not searched.
_LEAST_CHANCE = 0.05

_PIECE = regex.compile(
    r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[&/.,:_@+\-–'][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*|[.?!;:\n]"
)
_PLAIN = regex.compile(r"[\p{L}\p{M}]+")


class Word(NamedTuple):
    """A word of the question: where it stands and what may have been meant."""

    start: int
    end: int
    choices: tuple[Choice, ...]


class Spelled(NamedTuple):
    """A text as it was meant, and the words of it that could have been others.

    `doubts` are pairs of a word's span and the probabilities of its possible tokens.
    """

    text: str
    doubts: tuple[tuple[Span, Mapping[str, float]], ...] = ()


def respell(
    text: str,
    restorer: Restorer,
    frequency: Frequency,
    near: Mapping[str, float] = MappingProxyType({}),
) -> Spelled:
    """Return normalised `text` as it was meant; `text` itself where nothing better is sure.

    `frequency` tells in how many passages a token stands, `near` what more it counts because
    passages that fit the text have it.
    """
    evidence = Evidence(restorer, frequency, near)
    words = list(_words(text, restorer, frequency))
    if all(len(word.choices) == 1 for word in words):
        return Spelled(text)
    pieces: list[str] = []
    doubts = []
    end = length = 0
    for word, reading in zip(words, read([one.choices for one in words], evidence), strict=True):
        typed = text[word.start : word.end]
        meant = typed if reading.choice.is_typed else _cased(reading.choice.form, typed)
        start = length + word.start - end
        length = start + len(meant)
        pieces += [text[end : word.start], meant]
        end = word.end
        if len(word.choices) > 1:
            doubts.append((Span(start, length), _tokens(word, reading)))
    return Spelled("".join([*pieces, text[end:]]), tuple(doubts))


def _tokens(word: Word, reading: Reading) -> dict[str, float]:
    """Return the tokens a word may stand for, the chosen one always among them."""
    return {
        choice.token: round(float(chance), 3)
        for choice, chance in zip(word.choices, reading.chances, strict=True)
        if chance >= _LEAST_CHANCE or choice is reading.choice
    }


def _words(text: str, restorer: Restorer, frequency: Frequency) -> Iterator[Word]:
    shouted, marked = text.isupper(), has_marks(text)
    for match in _PIECE.finditer(text):
        typed = match.group()
        if not typed[0].isalnum():
            yield Word(*match.span(), (PAUSE,))
        elif not _PLAIN.fullmatch(typed) or (_is_code(typed) and not shouted):
            yield Word(*match.span(), (fixed(typed.lower(), restorer),))
        else:
            is_name = marked and match.start() > 0 and typed[0].isupper() and not shouted
            choices = choices_of(typed.lower(), restorer, frequency, is_name=is_name)
            yield Word(*match.span(), choices)


def _is_code(typed: str) -> bool:
    """Tell whether a capital stands inside: TTTT, MobiFone."""
    return any(letter.isupper() for letter in typed[1:])


def _cased(form: str, typed: str) -> str:
    """Return `form` with capitals where the word had them when it was typed."""
    if len(typed) > 1 and typed.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if typed[0].isupper() else form

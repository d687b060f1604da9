"""Other names for what a question names: abbreviations, codes without their signs, split names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import regex

from askvn.records import Meaning
from askvn.vietnamese import abbreviations, words
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.syllables import is_syllable

_MOST_MEANINGS = 2
_LONGEST_NAME = 12
_SHORTEST_SPLIT = 2
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[&/.\-–][\p{L}\p{N}]+)*")
_COMPOUND = regex.compile(r"\p{L}+(?:[&/.\-–]\p{L}+)+")


def _silent(text: str) -> Sequence[str]:
    """Return no passages."""
    del text
    return ()


class Vocabulary(NamedTuple):
    """The documents' own words: how many passages have a token, how rare it is, short forms.

    `near` holds what more a token counts because passages that were already found have it; `about`
    returns some passages that share most with a text.
    """

    frequency: Callable[[str], int]
    idf: Callable[[str], float]
    meanings: Callable[[Sequence[str]], Sequence[Meaning]]
    near: Mapping[str, float] = MappingProxyType({})
    about: Callable[[str], Sequence[str]] = _silent


class Expansion(NamedTuple):
    """Another name for `typed`, a part of the question."""

    typed: str
    other: str


def expansions(text: str, vocabulary: Vocabulary) -> list[Expansion]:
    """Return the other names of what `text` names, as far as the documents use them."""
    found = [*_meanings(text, vocabulary), *_glued(text), *_split(text, vocabulary)]
    held = {strip(text.lower())}
    kept = []
    for one in dict.fromkeys(found):
        bare = strip(one.other.lower())
        if bare not in held and _is_used(one.other, vocabulary):
            held.add(bare)
            kept.append(one)
    return kept


def weigh(found: Sequence[Expansion], vocabulary: Vocabulary) -> dict[str, float]:
    """Return the tokens of expansions with weights under which they never outweigh what was typed.

    All expansions of one part of the question weigh together, in idf, at most what that part does.
    """
    weights: dict[str, float] = {}
    together = Counter(one.typed for one in found)
    for one in found:
        typed = sum(map(vocabulary.idf, set(words.tokens(one.typed))))
        tokens = set(words.tokens(one.other)) - set(words.tokens(one.typed))
        whole = sum(map(vocabulary.idf, tokens)) or 1.0
        share = min(1.0, typed / whole) / together[one.typed]
        for token in tokens:
            weights[token] = max(weights.get(token, 0.0), share)
    return weights


def _is_used(other: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the documents have every syllable of a name, with or without its marks."""
    bare = [token for token in words.tokens(other) if token[0] == "~" and "_" not in token]
    return all(vocabulary.frequency(token) > 0 for token in bare)


def _meanings(text: str, vocabulary: Vocabulary) -> Iterator[Expansion]:
    """Yield what an abbreviation stands for, and the abbreviation of what is written out."""
    spans = _names(text)
    usual = _usual()
    known = [
        *vocabulary.meanings(list(spans)),
        *(one for key in spans for one in usual.get(key, ())),
    ]
    given: Counter[str] = Counter()
    for meaning in known:
        for key, other in ((meaning.short, meaning.long), (meaning.long, meaning.short)):
            typed = spans.get(abbreviations.key(key))
            if typed and given[typed] < _MOST_MEANINGS and not _is_word(typed, other):
                given[typed] += 1
                yield Expansion(typed, other)


def _is_word(typed: str, other: str) -> bool:
    """Tell whether what looks like a short form is an ordinary word: ai is not AI."""
    return len(typed) < len(other) and typed.islower() and is_syllable(strip(typed))


@cache
def _usual() -> dict[str, list[Meaning]]:
    """Return the abbreviations every office knows, by the keys of both forms."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for short, long in abbreviations.BUILT_IN:
        for form in (short, long):
            found[abbreviations.key(form)].append(Meaning(short, long, 0))
    return found


def _names(text: str) -> dict[str, str]:
    """Return every run of neighbouring words that may be a name, by the key it is looked up by."""
    pieces = [(*match.span(), abbreviations.key(match.group())) for match in _WORD.finditer(text)]
    found: dict[str, str] = {}
    for first, (start, _, key) in enumerate(pieces):
        found.setdefault(key, text[start : pieces[first][1]])
        for _, end, further in pieces[first + 1 : first + _LONGEST_NAME]:
            key = f"{key} {further}"  # noqa: PLW2901 - the run grows word by word
            found.setdefault(key, text[start:end])
    return found


def _glued(text: str) -> Iterator[Expansion]:
    """Yield TTTT for TT&TT."""
    for match in _COMPOUND.finditer(text):
        yield Expansion(match.group(), "".join(filter(str.isalnum, match.group())))


def _split(text: str, vocabulary: Vocabulary) -> Iterator[Expansion]:
    """Yield Sam Sung for Samsung, and Samsung for Sam Sung, where the documents write it so."""
    pieces = [match.group() for match in _WORD.finditer(text)]
    for left, right in pairwise(pieces):
        joined = left + right
        if joined.isascii() and joined.isalpha() and _is_name(joined, vocabulary):
            yield Expansion(f"{left} {right}", joined)
    for word in pieces:
        for place in range(_SHORTEST_SPLIT, len(word) - _SHORTEST_SPLIT + 1):
            left, right = word[:place].lower(), word[place:].lower()
            if word.isascii() and vocabulary.frequency(f"{left}_{right}") > 0:
                yield Expansion(word, f"{word[:place]} {word[place:]}")


def _is_name(word: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.frequency(word.lower()) > 0

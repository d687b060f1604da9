"""Passages -> pairs of a query and what it should find: no person has to write a question."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from askvn.records import Passage
from askvn.retrieve import text_to_embed
from askvn.vietnamese import sentences

# Enough for every step to see new ones, and a bound on the time that a large library takes.
MOST = 60_000
_SENTENCES_A_PASSAGE = 4
_SHORTEST_CHARS, _LONGEST_CHARS = 30, 400
_FEWEST_WORDS, _MOST_WORDS = 5, 14
_HALF = 0.5
# Of the sentences: left in the passage that they should find.
_LEFT_IN = 0.3


class Pair(NamedTuple):
    """A query, the text that it should find, and what else would be right to find.

    That is: other texts of the same passage, and for a title (`named`) all below the same one.
    """

    query: str
    text: str
    passage: int
    title: str
    named: bool


def of(passages: Sequence[Passage], chance: random.Random) -> list[Pair]:
    """Return the pairs of these passages, at most `MOST` of them, the same for the same dice."""
    each = 1 + _SENTENCES_A_PASSAGE
    most = max(1, MOST // each)
    kept = passages if len(passages) <= most else chance.sample(passages, most)
    return [pair for passage in kept for pair in _of_one(passage, chance)]


def _of_one(passage: Passage, chance: random.Random) -> Iterator[Pair]:
    """Yield title and heading -> text, and some sentences -> the passage (mostly without them)."""
    text = " ".join(passage.visible.split())
    for heading in dict.fromkeys((passage.title, passage.headings)):
        if heading.strip() and text:
            query = " ".join(heading.split())[:_LONGEST_CHARS]
            yield Pair(query, text, passage.id, passage.title, named=True)
    pieces = [text[start:end] for start, end in sentences.split(text)]
    telling = [place for place, piece in enumerate(pieces) if len(piece) >= _SHORTEST_CHARS]
    if len(pieces) < 2:
        return
    for place in chance.sample(telling, min(len(telling), _SENTENCES_A_PASSAGE)):
        is_left = chance.random() < _LEFT_IN
        rest = " ".join(pieces if is_left else pieces[:place] + pieces[place + 1 :])
        if chance.random() < _HALF:
            rest = text_to_embed(passage.title, passage.headings, rest)
        yield Pair(_part(pieces[place], chance), rest, passage.id, passage.title, named=False)


def _part(sentence: str, chance: random.Random) -> str:
    """Return the whole sentence, or (half of the time) some words of it in a row."""
    words = sentence[:_LONGEST_CHARS].split()
    length = chance.randint(_FEWEST_WORDS, _MOST_WORDS)
    if len(words) <= length or chance.random() < _HALF:
        return " ".join(words)
    start = chance.randrange(len(words) - length + 1)
    return " ".join(words[start : start + length])

"""Texts as the reader sees them: words with the embedder's rows, and what can be counted."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from askvn.protocols import Pieces
from askvn.records import Span
from askvn.vietnamese.diacritics import canonical_syllable, strip
from askvn.vietnamese.words import FUNCTION_WORDS, WORD

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]

# What can be told of a word by its writing, one bit each.
MARKS = (
    "grammar",
    "digits",
    "year",
    "capital",
    "capitals",
    "opens_piece",
    "closes_piece",
    "after_sign",
    "before_sign",
    "percent",
    "joined",
    "opens_sentence",
    "heading",
)
# What is counted of a word of a passage beside a question, behind the marks.
COUNTS = (
    "same",
    "same_bare",
    "same_pair_before",
    "same_pair_after",
    "same_weight",
    "weight",
    "alike",
    "sentence_share",
    "sentence_alike",
    "share_before",
    "share_after",
    "passage_share",
    "share_of_best",
)
NOWHERE = -1
_LONGEST_QUESTION = 48
_LONGEST_HEADING = 24
_LONGEST_PASSAGE = 320
# Row lengths of the embedder lie between 0 and about this; they serve as weights of words.
_WEIGHT_SCALE = np.float32(10.0)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text of n words.

    `pieces` (n, 2): the first and last piece of the embedder that covers a word; `forms` and
    `bare` (n): its spelling and its spelling without diacritics as numbers; `marks` (n): bits of
    `MARKS`; `sentences` (n): which sentence it stands in, `NOWHERE` for none that can be quoted;
    `spans` (n, 2): where it stands in the text.
    """

    pieces: Integers
    forms: Integers
    bare: Integers
    marks: Integers
    sentences: Integers
    spans: Integers

    def __len__(self) -> int:
        return len(self.forms)

    def cut(self, most: int) -> Encoded:
        """Return the first `most` words."""
        return Encoded(*(getattr(self, name)[:most] for name in self.__slots__))


def encode(embedder: Pieces, text: str, sentences: Sequence[Span] = ()) -> Encoded:
    """Return the words of normalised `text`; `sentences` are those of it that can be quoted."""
    spans = [match.span() for match in WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    places = np.array(spans, dtype=np.int32).reshape(len(spans), 2)
    ids, piece_spans = embedder.pieces_of(text)
    pieces, marks = _covering(places, ids, piece_spans)
    keys = np.array([_keys(word) for word in words], dtype=np.int32).reshape(len(words), 3)
    marks |= keys[:, 2] | _signs(text, spans)
    owner = _owners(places, sentences)
    opens = (owner != NOWHERE) & (np.diff(owner, prepend=NOWHERE) != 0)
    marks |= opens.astype(np.int32) << MARKS.index("opens_sentence")
    return Encoded(pieces, keys[:, 0], keys[:, 1], marks, owner, places)


def question(embedder: Pieces, text: str) -> Encoded:
    """Return a question; of a long one its end, where it asks."""
    encoded = encode(embedder, text)
    return Encoded(*(getattr(encoded, name)[-_LONGEST_QUESTION:] for name in Encoded.__slots__))


def passage(embedder: Pieces, heading: str, text: str, sentences: Sequence[Span]) -> Encoded:
    """Return a passage behind its heading; spans and sentences are the passage's own."""
    first = encode(embedder, heading).cut(_LONGEST_HEADING)
    marks = first.marks | (1 << MARKS.index("heading"))
    spans = np.zeros_like(first.spans)  # not in the passage
    first = Encoded(first.pieces, first.forms, first.bare, marks, first.sentences, spans)
    second = encode(embedder, text, sentences).cut(_LONGEST_PASSAGE)
    return Encoded(
        *(
            np.concatenate([getattr(first, name), getattr(second, name)])
            for name in Encoded.__slots__
        )
    )


def marks_of(encoded: Encoded) -> Floats:
    """Return the marks as columns of zeros and ones, shape (n, len(MARKS))."""
    bits = np.arange(len(MARKS), dtype=np.int32)
    return ((encoded.marks[:, None] >> bits) & 1).astype(np.float32)


def weights_of(lengths: Floats, encoded: Encoded) -> Floats:
    """Return how much each word tells: the length of its row, nothing for grammar."""
    grammar = (encoded.marks >> MARKS.index("grammar")) & 1
    weights: Floats = np.where(grammar, 0, lengths / _WEIGHT_SCALE).astype(np.float32)
    return weights


def counts(asked: Encoded, held: Encoded, asked_rows: Floats, held_rows: Floats) -> Floats:
    """Return the columns `COUNTS` of the words of a passage, shape (n, len(COUNTS)).

    The rows are the embedder's for the first piece of each word, not normalised.
    """
    asked_lengths, held_lengths = lengths(asked_rows), lengths(held_rows)
    told, weights = weights_of(asked_lengths, asked), weights_of(held_lengths, held)
    alike = (held_rows / held_lengths[:, None]) @ (asked_rows / asked_lengths[:, None]).T
    same = np.isin(held.forms, asked.forms[told > 0])
    equal = held.bare[:, None] == asked.bare[None, :]
    bare = (equal & (told > 0)).any(axis=1)
    pairs = equal[:-1, :-1] & equal[1:, 1:]
    pair = pairs.any(axis=1)
    soft = np.where(told > 0, np.maximum(alike, equal), 0).astype(np.float32)
    hard = (equal & (told > 0)).astype(np.float32)
    owner, starts = _runs(held.sentences)
    scaled = told / max(float(told.sum()), 1e-6)
    share = _by_run(hard, starts) @ scaled
    near = _by_run(soft, starts) @ scaled
    quotable = held.sentences[starts] != NOWHERE if len(starts) else np.zeros(0, dtype=bool)
    best = max(float(share[quotable].max(initial=0.0)), 1e-6)
    return np.column_stack(
        [
            same,
            bare,
            np.concatenate([[False], pair]) if len(held) else pair,
            np.concatenate([pair, [False]]) if len(held) else pair,
            bare * weights,
            weights,
            soft.max(axis=1, initial=0.0),
            share[owner],
            near[owner],
            np.concatenate([[0.0], share[:-1]])[owner] if len(share) else share,
            np.concatenate([share[1:], [0.0]])[owner] if len(share) else share,
            np.full(len(held), (hard.max(axis=0, initial=0.0) * scaled).sum()),
            share[owner] / best,
        ]
    ).astype(np.float32)


def lengths(rows: Floats) -> Floats:
    """Return the length of each row; of an empty one nearly nothing."""
    found: Floats = np.maximum(np.linalg.norm(rows, axis=1), 1e-6).astype(np.float32)
    return found


def _runs(sentences: Integers) -> tuple[Integers, Integers]:
    """Return, for each word, the number of its run of one sentence, and where the runs start."""
    changes = np.diff(sentences, prepend=NOWHERE - 1) != 0
    return np.cumsum(changes).astype(np.int32) - 1, np.flatnonzero(changes).astype(np.int32)


def _by_run(values: Floats, starts: Integers) -> Floats:
    if not len(starts):
        return values[:0]
    found: Floats = np.maximum.reduceat(values, starts, axis=0)
    return found


def _covering(places: Integers, ids: Integers, spans: Integers) -> tuple[Integers, Integers]:
    """Return the first and last piece of each word, and marks of where it stands in them."""
    if not len(ids) or not len(places):
        return np.zeros((len(places), 2), np.int32), np.zeros(len(places), np.int32)
    first = np.searchsorted(spans[:, 1], places[:, 0], side="right").clip(0, len(ids) - 1)
    last = np.searchsorted(spans[:, 0], places[:, 1], side="left") - 1
    last = last.clip(first, len(ids) - 1)
    opens = np.diff(first, prepend=-1) != 0
    closes = np.diff(last, append=len(ids)) != 0
    marks = opens.astype(np.int32) << MARKS.index("opens_piece")
    marks |= closes.astype(np.int32) << MARKS.index("closes_piece")
    return np.column_stack([ids[first], ids[last]]).astype(np.int32), marks


def _owners(places: Integers, sentences: Sequence[Span]) -> Integers:
    owner = np.full(len(places), NOWHERE, dtype=np.int32)
    for number, (start, end) in enumerate(sentences):
        first, last = np.searchsorted(places[:, 0], (start, end))
        owner[first:last] = number
    return owner


def _signs(text: str, spans: Sequence[tuple[int, int]]) -> Integers:
    """Return the marks of what stands before and behind each word."""
    found = np.zeros(len(spans), dtype=np.int32)
    end_before = 0
    for number, (start, end) in enumerate(spans):
        between = text[end_before:start]
        if between.strip():
            found[number] |= 1 << MARKS.index("after_sign")
            if number:
                found[number - 1] |= 1 << MARKS.index("before_sign")
        if number and not any(map(str.isspace, between)):
            found[number] |= 1 << MARKS.index("joined")
        if text[end : end + 2].strip().startswith("%"):
            found[number] |= 1 << MARKS.index("percent")
        end_before = end
    return found


@lru_cache(maxsize=1 << 17)
def _keys(word: str) -> tuple[int, int, int]:
    """Return the numbers of a word's spellings and the marks of its own writing."""
    lower = word.lower()
    form = canonical_syllable(lower)
    marks = {
        "grammar": form in FUNCTION_WORDS,
        "digits": word.isdigit(),
        "year": word.isdigit() and len(word) == 4 and word[:2] in ("17", "18", "19", "20"),
        "capital": word[:1].isupper(),
        "capitals": len(word) > 1 and word.isupper(),
    }
    bits = sum(1 << MARKS.index(name) for name, is_so in marks.items() if is_so)
    return _number(form), _number(strip(form)), bits


def _number(text: str) -> int:
    return zlib.crc32(text.encode()) & 0x7FFFFFFF

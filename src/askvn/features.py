"""What a sentence has to do with a question, as the numbers that the trained ranker weighs."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from askvn.evidence import Sentence, sentences_of
from askvn.records import Hit, Span
from askvn.retrieve import Rarity
from askvn.understand import Understood, answer_fits
from askvn.vietnamese import mentions, words
from askvn.vietnamese.diacritics import strip

Table = NDArray[np.float64]

# The columns of a table. "share" is always a share of the idf weight of the question's tokens:
# every token, or its `bare` syllables without diacritics.
NAMES = (
    "all",  # share that stands in the sentence
    "all_squared",
    "of_best",  # the same as a share of the best sentence's
    "marked",  # of the syllables as they are written
    "bare",
    "own",  # of the question's own tokens: no other names, no question before it
    "rarest",  # whether the rarest syllable stands in it
    "in_heading",  # share that only the title or the headings have
    "around",  # share that only the sentences before and after have
    "before",  # share that only the sentence before has
    "nowhere",  # share that none of them has
    "passage",  # share that the whole passage has
    "passage_score",
    "rank",  # one through the rank of the passage
    "early",  # near 1 at the start of its document
    "length",
    "short",
    "fresh",  # how much it tells that the question does not say
    "density",  # share of its own weight that the question says
    "number",  # a number is asked for and given; so for dates and persons
    "date",
    "person",
    "not_given",  # nothing of an expected kind is given
    "list",  # several things are asked for and several are told
    "numbers_missing",  # share of the question's figures that it lacks; so for names
    "names_missing",
    "names_nowhere",
    "capitals",  # names in it
    "upper",  # whether it is written in capitals: a heading that was not marked as one
)
_KINDS = ("number", "date", "person", "place", "reason")


def table(understood: Understood, chosen: Sequence[Sentence], *, idf: Rarity) -> Table:
    """Return a row of `NAMES` for each chosen sentence, in their order."""
    asked = _asked(understood, idf)
    surroundings = _surroundings(chosen)
    rows = []
    for sentence in chosen:
        tokens = words.sentence_tokens(sentence.text)
        near = surroundings[sentence.hit.chunk, sentence.span]
        rows.append(
            [
                *_shared(asked, set(tokens), near),
                *_place(sentence),
                *_told(asked, tokens, idf),
                *_kinds(asked, sentence.text, near),
            ]
        )
    found = np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))
    best = found[:, NAMES.index("all")].max(initial=0.0) or 1.0
    found[:, NAMES.index("of_best")] = found[:, NAMES.index("all")] / best
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the weights of its tokens, by kind, and what it names."""

    weights: Mapping[str, float]
    marked: Mapping[str, float]
    bare: Mapping[str, float]
    own: Mapping[str, float]
    rarest: str
    numbers: frozenset[str]
    names: frozenset[str]
    expects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Near:
    """The tokens of what stands around a sentence."""

    before: Collection[str]
    after: Collection[str]
    heading: Collection[str]
    passage: Collection[str]


def _asked(understood: Understood, idf: Rarity) -> _Asked:
    weights = {token: weight * idf(token) for token, weight in understood.terms.items()}
    bare = {token: weight for token, weight in weights.items() if _is_bare(token)}
    return _Asked(
        weights=weights,
        marked={token: weight for token, weight in weights.items() if token[0] not in "~="},
        bare=bare,
        own={token: weight * idf(token) for token, weight in understood.own.items()},
        rarest=max(bare, key=lambda token: bare[token], default=""),
        numbers=frozenset(mentions.numbers(understood.text)),
        names=frozenset(map(_plain, mentions.names(understood.text))),
        expects=understood.expects,
    )


def _surroundings(chosen: Sequence[Sentence]) -> dict[tuple[int, Span], _Near]:
    """Return what stands around each chosen sentence, by its passage and span."""
    wanted = {(sentence.hit.chunk, sentence.span) for sentence in chosen}
    found = {}
    for hit in {sentence.hit.chunk: sentence.hit for sentence in chosen}.values():
        heading = set(words.tokens(f"{hit.title}\n{hit.headings}"))
        parts = list(sentences_of(hit))
        held = [set(words.sentence_tokens(text)) for _, text in parts]
        passage = set().union(*held)
        for place, (span, _) in enumerate(parts):
            if (hit.chunk, span) in wanted:
                before = held[place - 1] if place else set()
                after = held[place + 1] if place + 1 < len(held) else set()
                found[hit.chunk, span] = _Near(before, after, heading, passage)
    return found


def _shared(asked: _Asked, held: Collection[str], near: _Near) -> Iterator[float]:
    every = _share(asked.weights, held)
    lacking = {token: weight for token, weight in asked.bare.items() if token not in held}
    scale = (sum(lacking.values()) or 1.0) / (sum(asked.bare.values()) or 1.0)
    around = {*near.before, *near.after}
    yield every
    yield every**2
    yield 0.0  # of the best: known when all are
    yield _share(asked.marked, held)
    yield _share(asked.bare, held)
    yield _share(asked.own, held)
    yield float(asked.rarest in held)
    yield scale * _share(lacking, near.heading)
    yield scale * _share(lacking, around)
    yield scale * _share(lacking, near.before)
    yield scale * (1 - _share(lacking, around | set(near.heading))) if lacking else 0.0
    yield _share(asked.bare, near.passage)


def _place(sentence: Sentence) -> Iterator[float]:
    hit: Hit = sentence.hit
    yield hit.score
    yield 1 / hit.rank
    yield math.exp(-sentence.span.start / 500)


def _told(asked: _Asked, tokens: Sequence[str], idf: Rarity) -> Iterator[float]:
    bare = [token for token in tokens if _is_bare(token)]
    distinct = set(bare)
    new = sum(idf(token) for token in distinct if token not in asked.bare)
    said = sum(idf(token) for token in distinct if token in asked.bare)
    yield math.log1p(len(bare)) / 4
    yield float(len(bare) < 6)
    yield min(1.0, new / 30)
    yield said / ((said + new) or 1.0)


def gives_nothing_asked(expects: Collection[str], text: str) -> bool:
    """Tell whether a number, date, person, place or reason is asked for and `text` has none."""
    wanted = [kind for kind in _KINDS if kind in expects]
    return bool(wanted) and answer_fits(wanted, text) == 0


def _kinds(asked: _Asked, text: str, near: _Near) -> Iterator[float]:
    wanted = [kind for kind in _KINDS if kind in asked.expects]
    for kind in ("number", "date", "person"):
        yield float(kind in wanted and answer_fits((kind,), text) > 0)
    yield float(gives_nothing_asked(asked.expects, text))
    several = "\n" in text or ";" in text or text.count(",") > 2
    yield float("list" in asked.expects and several)
    plain = _plain(text)
    missing = [name for name in asked.names if name not in plain]
    around = {*near.before, *near.after, *near.heading}
    nowhere = [name for name in missing if not all(f"~{part}" in around for part in name.split())]
    letters = [letter for letter in text if letter.isalpha()]
    yield sum(number not in text for number in asked.numbers) / max(1, len(asked.numbers))
    yield len(missing) / max(1, len(asked.names))
    yield len(nowhere) / max(1, len(asked.names))
    yield min(1.0, len(mentions.names(text)) / 4)
    yield float(sum(map(str.isupper, letters)) > 0.6 * len(letters))


def _share(weights: Mapping[str, float], held: Collection[str]) -> float:
    whole = sum(weights.values())
    shared = sum(weight for token, weight in weights.items() if token in held)
    return shared / whole if whole else 0.0


def _is_bare(token: str) -> bool:
    return token[0] == "~" and "_" not in token


def _plain(text: str) -> str:
    return strip(" ".join(words.syllables(text)))

"""Cases as tokens: what prompts are put together from, tokenised once."""

import io
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training.answer import data

Integers = NDArray[np.int32]
READER, TEXT, HELD_OUT = "cases-reader.xz", "cases-text.xz", "cases-held-out.xz"
NOTHING = -1


@dataclass(frozen=True)
class Ragged:
    """Lists of numbers behind one another."""

    values: Integers
    ends: Integers

    def __getitem__(self, place: int) -> list[int]:
        begin = int(self.ends[place - 1]) if place else 0
        found: list[int] = self.values[begin : self.ends[place]].tolist()
        return found


@dataclass(frozen=True)
class Pool:
    """Cases by number; texts are numbers into `pieces`, `NOTHING` where there is none.

    `questions` has a column for each way of typing; `wrong` is the question with a figure or name
    changed so that nothing answers it.
    """

    pieces: Ragged
    questions: Integers
    wrong: Integers
    gold: Integers
    span: Integers
    near: Ragged
    far: Ragged
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.gold)


class _Builder:
    """Numbers texts in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers)) if text else NOTHING

    def sentences(self, texts: Sequence[str]) -> list[int]:
        return [self.add(data.sentence_piece(text)) for text in texts]


def build(
    cases: Sequence[data.Case], tokenizer: Tokenizer, path: Path, *, seed: int
) -> tuple[int, int]:
    """Write the pool of `cases`; return how many cases and tokens it holds."""
    source = random.Random(seed)
    texts = _Builder()
    questions, wrong, gold, span, weight = [], [], [], [], []
    near: list[list[int]] = []
    far: list[list[int]] = []
    for case in cases:
        typed = data.ways_of_typing(case.question, source)
        questions.append([texts.add(data.question_piece(one)) for one in typed])
        changed = data.changed(case, source)
        wrong.append(texts.add(data.question_piece(changed) if changed else ""))
        gold.append(texts.add(data.sentence_piece(case.gold) if case.gold else ""))
        span.append(texts.add(f" {case.span}" if case.span else ""))
        near.append(texts.sentences(case.near))
        far.append(texts.sentences(case.far))
        weight.append(data.KIND_WEIGHTS.get(case.kind, 1.0))
    encoded = tokenizer.encode_batch(list(texts.numbers), add_special_tokens=False)
    pieces = _ragged([one.ids for one in encoded])
    arrays = {
        "pieces": pieces.values.astype(np.uint16), "piece_ends": pieces.ends,
        "questions": np.array(questions, dtype=np.int32), "wrong": np.array(wrong, dtype=np.int32),
        "gold": np.array(gold, dtype=np.int32), "span": np.array(span, dtype=np.int32),
        "near": _ragged(near).values, "near_ends": _ragged(near).ends,
        "far": _ragged(far).values, "far_ends": _ragged(far).ends,
        "weight": np.array(weight),
    }  # fmt: skip
    partial = path.with_suffix(".partial")
    with lzma.open(partial, "wb", preset=6) as file:
        np.savez(file, **arrays)
    partial.replace(path)
    return len(gold), len(pieces.values)


def load(path: Path) -> Pool:
    """Return the pool that `build` wrote."""
    with lzma.open(path, "rb") as file, np.load(io.BytesIO(file.read())) as held:
        return Pool(
            pieces=Ragged(held["pieces"].astype(np.int32), held["piece_ends"]),
            questions=held["questions"],
            wrong=held["wrong"],
            gold=held["gold"],
            span=held["span"],
            near=Ragged(held["near"], held["near_ends"]),
            far=Ragged(held["far"], held["far_ends"]),
            weight=held["weight"],
        )


@dataclass(frozen=True)
class Drawn:
    """One prompt: a question, candidates in order, the place of the right one, the short answer."""

    question: int
    candidates: tuple[int, ...]
    answer: int | None
    span: int


def draw(pool: Pool, place: int, source: random.Random, *, most: int) -> Drawn:
    """Return one prompt of a case: how it is typed, which candidates and in what order is chance.

    The gold sentence is withheld at times, or stands beside a question that it almost answers.
    """
    gold, span = int(pool.gold[place]), int(pool.span[place])
    (way,) = source.choices(range(pool.questions.shape[1]), data.TYPING_WEIGHTS)
    question, shown = int(pool.questions[place, way]), [gold] if gold != NOTHING else []
    answers = bool(shown)
    if answers and pool.wrong[place] != NOTHING and source.random() < data.CHANGED_SHARE:
        question, answers = int(pool.wrong[place]), False
    elif answers and source.random() < data.WITHHELD_SHARE:
        shown, answers = [], False
    count = most if source.random() < 0.7 else source.randint(2, most)
    others = _others(pool, place, source, count - len(shown))
    candidates = [*shown, *others] or [source.randrange(len(pool.pieces.ends))]
    source.shuffle(candidates)
    answer = candidates.index(gold) if answers else None
    return Drawn(question, tuple(candidates), answer, span if answers else NOTHING)


def _others(pool: Pool, place: int, source: random.Random, room: int) -> list[int]:
    gold = int(pool.gold[place])
    near = [one for one in pool.near[place] if one != gold]
    far = [one for one in pool.far[place] if one != gold]
    first = source.sample(near, min(len(near), source.randint(0, room)))
    second = source.sample(far, min(len(far), room - len(first)))
    rest = [one for one in near if one not in first]
    more = source.sample(rest, min(len(rest), room - len(first) - len(second)))
    return list(dict.fromkeys([*first, *second, *more]))


def prompts(
    pools: Sequence[Pool], shares: Sequence[float], source: random.Random, *, most: int
) -> Iterator[tuple[Pool, Drawn]]:
    """Yield prompts for ever, each from one of `pools` by its share."""
    totals = [np.cumsum(pool.weight) for pool in pools]
    while True:
        (number,) = source.choices(range(len(pools)), shares)
        total = totals[number]
        place = int(np.searchsorted(total, source.random() * total[-1]))
        yield pools[number], draw(pools[number], place, source, most=most)


def _ragged(lists: Sequence[Sequence[int]]) -> Ragged:
    ends = np.cumsum([len(one) for one in lists], dtype=np.int64).astype(np.int32)
    flat = [value for one in lists for value in one]
    return Ragged(np.array(flat, dtype=np.int32), ends)

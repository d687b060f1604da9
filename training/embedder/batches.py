"""What the encoder reads in one step: queries in two spellings, documents, wrong documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from training.embedder.arrays import Bags, Material, Mined, Pairs

Texts = list[NDArray[np.int32]]


@dataclass(frozen=True)
class Sizes:
    """How many pairs a batch holds, how long its texts are, and how alike."""

    questions: int = 192
    others: int = 256
    near: int = 16
    document_pieces: int = 96
    question_document_pieces: int = 144
    query_pieces: int = 48
    question_batches: float = 0.4
    noisy: float = 0.4


@dataclass(frozen=True)
class Batch:
    """Texts as row numbers; `groups` of the documents, the right ones first, then wrong ones."""

    typed: Texts
    other: Texts
    documents: Texts
    groups: NDArray[np.int64]


def batches(material: Material, sizes: Sizes, *, seed: int, first: int) -> Iterator[Batch]:
    """Yield batches without end, from step `first` on: the same for the same seed and step."""
    chance = np.random.default_rng(seed)
    questions = _endless(_shuffled(len(material.mined.questions), sizes.questions, chance))
    others = _endless(_by_neighbourhood(material.mined, sizes, chance))
    make = {True: _questions, False: _others}
    for step in count():
        asks = bool(chance.random() < sizes.question_batches)
        numbers = next(questions if asks else others)
        if step >= first:
            yield make[asks](material, sizes, numbers, np.random.default_rng([seed, step]))


def _questions(
    material: Material, sizes: Sizes, numbers: NDArray[np.int64], chance: np.random.Generator
) -> Batch:
    rows, hard = material.mined.questions[numbers], material.mined.hard[numbers]
    column = (chance.random(len(numbers)) * (hard >= 0).sum(axis=1)).astype(int)
    wrong = hard[np.arange(len(numbers)), column]
    documents = np.concatenate([rows, wrong[wrong >= 0]])
    return _batch(material.pairs, rows, documents, sizes, chance)


def _others(
    material: Material, sizes: Sizes, numbers: NDArray[np.int64], chance: np.random.Generator
) -> Batch:
    rows = material.mined.others[numbers]
    return _batch(material.pairs, rows, rows, sizes, chance)


def _batch(
    pairs: Pairs,
    rows: NDArray[np.int64],
    documents: NDArray[np.int64],
    sizes: Sizes,
    chance: np.random.Generator,
) -> Batch:
    asked = pairs.are_questions[rows[0]]
    pieces = sizes.question_document_pieces if asked else sizes.document_pieces
    noisy = chance.random(len(rows)) < sizes.noisy
    typed, stripped, mistyped, held = (
        pairs.forms[form] for form in ("typed", "stripped", "noisy", "document")
    )
    return Batch(
        typed=[_cut(typed, row, sizes.query_pieces, chance) for row in rows],
        other=[
            _cut(mistyped if is_noisy else stripped, row, sizes.query_pieces, chance)
            for row, is_noisy in zip(rows, noisy, strict=True)
        ],
        documents=[_cut(held, row, pieces, chance) for row in documents],
        groups=pairs.groups[documents],
    )


def _cut(bags: Bags, row: int, most: int, chance: np.random.Generator) -> NDArray[np.int32]:
    """Return at most `most` pieces in a row of the text, from anywhere in it."""
    text = bags.ids[bags.starts[row] : bags.starts[row + 1]]
    start = int(chance.integers(0, len(text) - most + 1)) if len(text) > most else 0
    return text[start : start + most]


def _shuffled(
    count: int, batch: int, chance: np.random.Generator
) -> Iterator[Iterator[NDArray[np.int64]]]:
    while True:
        order = chance.permutation(count)
        yield (order[start : start + batch] for start in range(0, count - batch + 1, batch))


def _by_neighbourhood(
    mined: Mined, sizes: Sizes, chance: np.random.Generator
) -> Iterator[Iterator[NDArray[np.int64]]]:
    """Yield passes over the other pairs in batches of `near` neighbours from several places."""
    while True:
        shuffled = chance.permutation(len(mined.others))
        order = shuffled[np.argsort(mined.neighbourhoods[shuffled], kind="stable")]
        runs = order[: len(order) // sizes.near * sizes.near].reshape(-1, sizes.near)
        runs = chance.permutation(runs)
        held = sizes.others // sizes.near
        yield (runs[start : start + held].ravel() for start in range(0, len(runs) - held + 1, held))


def _endless(passes: Iterator[Iterator[NDArray[np.int64]]]) -> Iterator[NDArray[np.int64]]:
    for one in passes:
        yield from one

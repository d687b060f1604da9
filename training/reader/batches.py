"""Batches: groups drawn from the sources by their shares, as padded tensors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from training.reader.groups import NOTHING, Material
from training.reader.network import Batch
from training.reader.paraphrase import Paraphraser

from askvn.reader import encoding
from askvn.reader.encoding import Encoded
from askvn.reader.reading import passage_features, question_features

Rows = np.ndarray


@dataclass(frozen=True)
class Choice:
    """One group as it is shown: which texts, how many of the passages answer, and where."""

    question: Encoded
    passages: tuple[Encoded, ...]
    gold: int
    sentence: int
    first: int
    last: int


@dataclass(frozen=True)
class Shown:
    """Groups ready for the network, in parts of passages of like length.

    A part is a batch and the places of its passages among all of them.
    """

    parts: tuple[tuple[Batch, Tensor], ...]
    choices: tuple[Choice, ...]


# How often the question is shown as typed, carelessly typed, without diacritics.
_WAYS = (0.72, 0.18, 0.10)
_WITHHELD = 0.12
_WRONG = 0.12
# How many questions are put in other words, and how many of their pieces.
_VARIED = 0.5
_VARIED_SHARE = 0.3
_STEP = 32


class Source:
    """One file of groups: its training part or its held-out part."""

    def __init__(
        self, material: Material, *, held_out: bool, paraphraser: Paraphraser | None = None
    ) -> None:
        self.material = material
        self.paraphraser = paraphraser
        self.places = np.flatnonzero(material.held_out == held_out)

    def draw(self, place: int, chance: np.random.Generator, *, most: int) -> Choice:
        """Return one group: how it is typed and which passages stand in it is chance."""
        held = self.material
        gold = int(held.gold[place])
        way = int(chance.choice(len(_WAYS), p=_WAYS))
        question = int(held.questions[place, way])
        slots = [n for n, one in enumerate(held.passages[place]) if one != NOTHING]
        right, others = slots[:gold], slots[gold:]
        sentence = int(held.sentence[place])
        if gold and held.wrong[place] != NOTHING and chance.random() < _WRONG:
            question, gold = int(held.wrong[place]), 0
            shown = right + others
        elif gold and others and chance.random() < _WITHHELD:
            gold, shown = 0, others
        else:
            shown = right + [others[n] for n in chance.permutation(len(others))]
        shown = shown[: max(most, gold)]
        first, last = int(held.first[place]), int(held.last[place])
        asked = held.texts[question]
        if self.paraphraser and len(asked) and chance.random() < _VARIED:
            asked = self.paraphraser.vary(asked, chance, share=_VARIED_SHARE)
        return Choice(
            asked,
            tuple(held.texts[int(held.passages[place, slot])] for slot in shown),
            gold,
            sentence if gold else NOTHING,
            first if gold else NOTHING,
            last if gold else NOTHING,
        )

    def draw_plain(self, place: int) -> Choice:
        """Return one group as typed, with all its passages."""
        held = self.material
        passages = tuple(held.texts[int(one)] for one in held.passages[place] if one != NOTHING)
        return Choice(
            held.texts[int(held.questions[place, 0])],
            passages,
            int(held.gold[place]),
            int(held.sentence[place]),
            int(held.first[place]),
            int(held.last[place]),
        )


def choices(
    sources: Mapping[str, Source],
    shares: Mapping[str, float],
    chance: np.random.Generator,
    *,
    count: int,
    most: int,
) -> list[Choice]:
    """Return `count` groups from the sources."""
    names = [name for name in shares if len(sources[name].places)]
    share = np.array([shares[name] for name in names])
    found = []
    for number in chance.choice(len(names), size=count, p=share / share.sum()):
        source = sources[names[number]]
        place = int(source.places[chance.integers(len(source.places))])
        found.append(source.draw(place, chance, most=most))
    return [one for one in found if len(one.question) and all(map(len, one.passages))]


def show(chosen: Sequence[Choice], rows: Rows, *, words: int) -> Shown:
    """Return groups as tensors; `rows` are the embedder's, `words` how many fit into a part."""
    owners = [number for number, one in enumerate(chosen) for _ in one.passages]
    held = [passage for one in chosen for passage in one.passages]
    order = sorted(range(len(held)), key=lambda place: len(held[place]))
    parts = []
    for places in _parts(order, [len(one) for one in held], words):
        batch = _batch([(chosen[owners[p]].question, held[p]) for p in places], rows)
        parts.append((batch, torch.tensor(places)))
    return Shown(tuple(parts), tuple(chosen))


def _parts(order: Sequence[int], lengths: Sequence[int], words: int) -> Iterator[list[int]]:
    part: list[int] = []
    for place in order:
        if part and (len(part) + 1) * lengths[place] > words:
            yield part
            part = []
        part.append(place)
    if part:
        yield part


def _batch(pairs: Sequence[tuple[Encoded, Encoded]], rows: Rows) -> Batch:
    asked: dict[int, int] = {}
    questions: list[Encoded] = []
    for question, _ in pairs:
        if id(question) not in asked:
            asked[id(question)] = len(questions)
            questions.append(question)
    length = _round(max(len(passage) for _, passage in pairs))
    longest = _round(max(map(len, questions)), 8)
    width = len(encoding.MARKS) + len(encoding.COUNTS)
    pieces = np.zeros((len(pairs), length, 2), np.int64)
    features = np.zeros((len(pairs), length, width), np.float32)
    mask = np.zeros((len(pairs), length), bool)
    for place, (question, passage) in enumerate(pairs):
        n = len(passage)
        pieces[place, :n], mask[place, :n] = passage.pieces, True
        features[place, :n] = passage_features(
            question, passage, rows[question.pieces[:, 0]], rows[passage.pieces[:, 0]]
        )
    asked_pieces = np.zeros((len(questions), longest, 2), np.int64)
    asked_features = np.zeros((len(questions), longest, len(encoding.MARKS) + 1), np.float32)
    asked_mask = np.zeros((len(questions), longest), bool)
    for place, question in enumerate(questions):
        n = len(question)
        asked_pieces[place, :n], asked_mask[place, :n] = question.pieces, True
        asked_features[place, :n] = question_features(question, rows[question.pieces[:, 0]])
    return Batch(
        torch.from_numpy(pieces),
        torch.from_numpy(features),
        torch.from_numpy(mask),
        torch.from_numpy(asked_pieces),
        torch.from_numpy(asked_features),
        torch.from_numpy(asked_mask),
        torch.tensor([asked[id(question)] for question, _ in pairs]),
    )


def _round(length: int, step: int = _STEP) -> int:
    return -(-length // step) * step

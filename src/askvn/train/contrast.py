"""In-batch contrast on the rows of the built-in embedder, pulled back towards where they began."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.train import table
from askvn.train.pairs import Pair
from askvn.train.table import Rows
from askvn.vietnamese.diacritics import strip

if TYPE_CHECKING:
    from torch import Tensor

# How often each pair is seen; more steps than that cost time and teach no more.
BATCH = 512
_EPOCHS, _MOST_STEPS = 6, 300
Ids = NDArray[np.int64]
_SHOWN_EVERY = 10


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the rows depend on, beside the pairs."""

    steps: int
    seed: int = 0
    batch: int = BATCH
    rate: float = 0.01
    warm_up: int = 20
    temperature: float = 0.05
    pull: float = 1.0
    keep: float = 0.7


def recipe_for(pairs: int, seed: int) -> Recipe:
    """Return the recipe for so many pairs."""
    return Recipe(min(_MOST_STEPS, -(-_EPOCHS * pairs // BATCH)), seed)


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as row numbers, one after the other: text `n` is `ids[starts[n]:starts[n + 1]]`."""

    ids: Ids
    starts: Ids

    def select(self, numbers: Ids, *, keep: float, dice: np.random.Generator) -> Bags:
        """Return these texts, each row kept with probability `keep`, the first one always."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        kept = (dice.random(len(within)) < keep) | (within == 0)
        ids = self.ids[(np.repeat(self.starts[numbers], lengths) + within)[kept]]
        return Bags(ids, np.concatenate([[0], np.cumsum(kept)])[starts])


@dataclass(frozen=True, slots=True)
class Lesson:
    """The pairs as rows, and which of them may not stand against each other."""

    texts: Bags
    spellings: tuple[Bags, Bags]
    passages: Ids
    titles: Ids
    named: NDArray[np.bool_]

    def batch(self, numbers: Ids, recipe: Recipe, dice: np.random.Generator) -> tuple[Bags, ...]:
        """Return the texts, with gaps, and the queries as typed and without diacritics."""
        queries = (bags.select(numbers, keep=1.0, dice=dice) for bags in self.spellings)
        return (self.texts.select(numbers, keep=recipe.keep, dice=dice), *queries)

    def alike(self, numbers: Ids) -> NDArray[np.bool_]:
        """Return, for query and text, whether another pair's text would be right to find too."""
        passages, titles, named = (
            part[numbers] for part in (self.passages, self.titles, self.named)
        )
        same: NDArray[np.bool_] = passages[:, None] == passages[None, :]
        same |= (titles[:, None] == titles[None, :]) & named[:, None]
        np.fill_diagonal(same, val=False)
        return same


def learn(
    start: BuiltinEmbedder,
    pairs: Sequence[Pair],
    recipe: Recipe,
    progress: Callable[[str, int, int], None],
) -> Rows:
    """Return the rows that the pairs' pieces have, as learnt; `start` is not changed."""
    texts = [
        start.rows_of(texts)
        for texts in (
            [pair.text for pair in pairs],
            [pair.query for pair in pairs],
            [strip(pair.query) for pair in pairs],
        )
    ]
    # A text without a letter or digit has nothing to learn from.
    sound = [number for number, all_ in enumerate(zip(*texts, strict=True)) if all(map(len, all_))]
    used = np.unique(np.concatenate([one[number] for one in texts for number in sound]))
    bags = [_bags([one[number] for number in sound], used) for one in texts]
    titles = {title: number for number, title in enumerate({pair.title: 0 for pair in pairs})}
    lesson = Lesson(
        texts=bags[0],
        spellings=(bags[1], bags[2]),
        passages=np.array([pairs[number].passage for number in sound]),
        titles=np.array([titles[pairs[number].title] for number in sound]),
        named=np.array([pairs[number].named for number in sound]),
    )
    rows = table.read(used)
    return Rows(used, _descend(rows.values, lesson, recipe, progress))


def _bags(texts: Sequence[NDArray[np.int32]], used: Ids) -> Bags:
    starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
    return Bags(np.searchsorted(used, np.concatenate(texts)), starts)


def _descend(
    start: NDArray[np.float32],
    lesson: Lesson,
    recipe: Recipe,
    progress: Callable[[str, int, int], None],
) -> NDArray[np.float32]:
    import torch

    dice = np.random.default_rng(recipe.seed)
    origin = torch.from_numpy(start)
    rows = torch.nn.Parameter(origin.clone())
    optimiser = torch.optim.Adam([rows], betas=(0.9, 0.99))
    for step, numbers in enumerate(_batches(len(lesson.passages), recipe, dice), start=1):
        rate = recipe.rate * _schedule(step, recipe)
        optimiser.param_groups[0]["lr"] = rate
        optimiser.zero_grad(set_to_none=True)
        _loss(rows, lesson, numbers, recipe, dice).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        with torch.no_grad():
            rows.lerp_(origin, recipe.pull * rate)
        if step % _SHOWN_EVERY == 0 or step == recipe.steps:
            progress("train", step, recipe.steps)
    learnt: NDArray[np.float32] = rows.detach().numpy()
    return learnt


def _schedule(step: int, recipe: Recipe) -> float:
    """Return the share of the learning rate at a step: it rises, then falls to nothing."""
    rising = min(recipe.warm_up, recipe.steps)
    return min(step / rising, (recipe.steps - step + 1) / (recipe.steps - rising + 1))


def _batches(size: int, recipe: Recipe, dice: np.random.Generator) -> Iterator[Ids]:
    """Yield the pairs of each step; each is seen once before any is seen again."""
    length = min(recipe.batch, size)
    waiting = dice.permutation(size)
    for _ in range(recipe.steps):
        if len(waiting) < length:
            waiting = dice.permutation(size)
        yield waiting[:length]
        waiting = waiting[length:]


def _loss(
    rows: Tensor, lesson: Lesson, numbers: Ids, recipe: Recipe, dice: np.random.Generator
) -> Tensor:
    """Return the mean cross entropy of finding the text by either spelling, and back."""
    import torch
    from torch.nn import functional

    bags = lesson.batch(numbers, recipe, dice)
    ids = torch.from_numpy(np.concatenate([bag.ids for bag in bags]))
    lengths = np.concatenate([[0], *(np.diff(bag.starts) for bag in bags)])
    means = functional.embedding_bag(
        ids, rows, torch.from_numpy(np.cumsum(lengths)), mode="mean", include_last_offset=True
    )
    texts, *spellings = functional.normalize(means, dim=-1).chunk(len(bags))
    alike = torch.from_numpy(lesson.alike(numbers))
    right = torch.arange(len(numbers))
    losses = []
    for queries in spellings:
        logits = (queries @ texts.T / recipe.temperature).masked_fill(alike, -1e4)
        losses += [functional.cross_entropy(logits, right)]
        losses += [functional.cross_entropy(logits.T, right)]
    return torch.stack(losses).mean()

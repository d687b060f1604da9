"""Stage `train`: in-batch contrast of questions and passages, as typed and without diacritics."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from training.embedder.arrays import Bags, Pairs
from training.embedder.files import Log

LOG_EVERY = 100


@dataclass(frozen=True)
class Recipe:
    """What the weights depend on, beside the pairs and the pieces."""

    dim: int = 384
    steps: int = 2000
    batch: int = 1024
    learning_rate: float = 0.02
    warm_up: int = 100
    temperature: float = 0.05
    question_batches: float = 0.25
    keep_document: float = 0.7
    noisy: float = 0.3
    seed: int = 1


def train(pairs: Pairs, work: Path, log: Log, *, pieces: int, recipe: Recipe) -> Path:
    """Write `weights.npy`, one float32 row per piece, and return its path."""
    target = work / "weights.npy"
    if not target.exists():
        log("train", **asdict(recipe))
        np.save(target, descend(pairs, log, pieces, recipe))
    return target


def descend(pairs: Pairs, log: Log, pieces: int, recipe: Recipe) -> NDArray[np.float32]:
    """Return the trained rows."""
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    table = torch.nn.Parameter(_start(pairs, pieces, recipe))
    optimiser = torch.optim.Adam([table], lr=recipe.learning_rate, betas=(0.9, 0.99), fused=True)
    total = 0.0
    for step, rows in enumerate(_batches(pairs, recipe, chance), start=1):
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * _schedule(step, recipe)
        loss = _loss(table, pairs, rows, recipe, chance)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        total += loss.item()
        if step % LOG_EVERY == 0:
            log("step", step=step, loss=round(total / LOG_EVERY, 4))
            total = 0.0
    rows_learnt: NDArray[np.float32] = table.detach().numpy()
    return rows_learnt


def _start(pairs: Pairs, pieces: int, recipe: Recipe) -> Tensor:
    """Return random rows, shorter for frequent pieces: the SIF weight, which training refines."""
    seen = pairs.count_pieces(pieces) + 1.0
    weight = 1e-3 / (1e-3 + seen / seen.sum())
    rows = torch.randn(pieces, recipe.dim) / recipe.dim**0.5
    return rows * torch.from_numpy(weight).float()[:, None]


def _schedule(step: int, recipe: Recipe) -> float:
    return min(step / recipe.warm_up, (recipe.steps - step) / (recipe.steps - recipe.warm_up))


def _batches(
    pairs: Pairs, recipe: Recipe, chance: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield the pairs of each step: all questions, or all of other text."""
    questions = _endless(np.flatnonzero(pairs.are_questions), recipe.batch, chance)
    others = _endless(np.flatnonzero(~pairs.are_questions), recipe.batch, chance)
    for _ in range(recipe.steps):
        yield next(questions if chance.random() < recipe.question_batches else others)


def _endless(
    rows: NDArray[np.int64], batch: int, chance: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    while True:
        shuffled = chance.permutation(rows)
        for start in range(0, len(rows) - batch + 1, batch):
            yield shuffled[start : start + batch]


def _loss(
    table: Tensor,
    pairs: Pairs,
    rows: NDArray[np.int64],
    recipe: Recipe,
    chance: np.random.Generator,
) -> Tensor:
    """Return the mean cross entropy of finding the document by either spelling, and back.

    Documents of one group (questions about the same context) are no negatives for each other.
    """
    other = "noisy" if chance.random() < recipe.noisy else "stripped"
    bags = [
        pairs.forms["document"].select(rows, keep=recipe.keep_document, chance=chance),
        pairs.forms["typed"].select(rows, keep=1.0, chance=chance),
        pairs.forms[other].select(rows, keep=1.0, chance=chance),
    ]
    documents, *spellings = _embed(table, bags).chunk(len(bags))
    groups = torch.from_numpy(pairs.groups[rows])
    same = (groups[:, None] == groups[None, :]).fill_diagonal_(False)
    right = torch.arange(len(rows))
    losses = []
    for queries in spellings:
        logits = (queries @ documents.T / recipe.temperature).masked_fill(same, -1e4)
        losses.append(functional.cross_entropy(logits, right))
        losses.append(functional.cross_entropy(logits.T, right))
    return torch.stack(losses).mean()


def _embed(table: Tensor, bags: Sequence[Bags]) -> Tensor:
    """Return one unit row per bag; a single lookup, because its gradient is as big as the table."""
    ids = torch.from_numpy(np.concatenate([bag.ids for bag in bags])).long()
    lengths = np.concatenate([[0], *(np.diff(bag.starts) for bag in bags)])
    starts = torch.from_numpy(np.cumsum(lengths))
    means = functional.embedding_bag(ids, table, starts, mode="mean", include_last_offset=True)
    return functional.normalize(means, dim=-1)

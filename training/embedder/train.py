"""Stage `train`: in-batch contrast between questions and passages, as typed and without diacritics."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from training.embedder.encoded import Bags, Pairs
from training.embedder.files import Log

LOG_EVERY = 100


@dataclass(frozen=True)
class Recipe:
    """What the weights depend on, beside the pairs and the pieces."""

    dim: int = 256
    steps: int = 3000
    batch: int = 1024
    learning_rate: float = 0.01
    warm_up: int = 100
    temperature: float = 0.05
    question_batches: float = 0.25
    keep_query: float = 1.0
    keep_document: float = 0.7
    noisy: float = 0.3
    random_share: float = 0.5
    neighbours: int = 128
    clusters: int = 1000
    seed: int = 1


def train(pairs: Pairs, work: Path, log: Log, *, pieces: int, recipe: Recipe) -> Path:
    """Write `weights.npy`, one float32 row per piece, and return its path."""
    target = work / "weights.npy"
    if not target.exists():
        log("train", **asdict(recipe))
        np.save(target, _descend(pairs, log, pieces, recipe))
    return target


def _descend(pairs: Pairs, log: Log, pieces: int, recipe: Recipe) -> NDArray[np.float32]:
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    import os

    table = torch.nn.Parameter(
        torch.from_numpy(np.load(os.environ["START"]).astype(np.float32))
        if "START" in os.environ
        else _start(pairs, pieces, recipe)
    )
    optimiser = torch.optim.Adam([table], lr=recipe.learning_rate, betas=(0.9, 0.99), fused=True)
    total = 0.0
    questions = _Order(np.flatnonzero(pairs.are_questions), recipe.batch, chance)
    others = _Order(np.flatnonzero(~pairs.are_questions), recipe.batch, chance)
    for step in range(1, recipe.steps + 1):
        if step == int(recipe.steps * recipe.random_share) + 1:
            clusters = _cluster(table, pairs, recipe)
            questions.regroup(clusters, recipe.neighbours)
            others.regroup(clusters, recipe.neighbours)
            log("regroup", step=step)
        rows = (questions if chance.random() < recipe.question_batches else others).next()
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
    return table.detach().numpy()


def _start(pairs: Pairs, pieces: int, recipe: Recipe) -> Tensor:
    """Return random rows, shorter for frequent pieces (the SIF weight, which training then refines)."""
    seen = np.bincount(pairs.forms["document"].ids, minlength=pieces) + 1.0
    weight = 1e-3 / (1e-3 + seen / seen.sum())
    rows = torch.randn(pieces, recipe.dim) / recipe.dim**0.5
    return rows * torch.from_numpy(weight).float()[:, None]


def _schedule(step: int, recipe: Recipe) -> float:
    return min(step / recipe.warm_up, (recipe.steps - step) / (recipe.steps - recipe.warm_up))


class _Order:
    """The order in which pairs are met: at random first, then in blocks of near neighbours.

    A block's documents are about the same thing, so each is a hard negative for the others.
    """

    def __init__(self, rows: NDArray[np.int64], batch: int, chance: np.random.Generator) -> None:
        self.rows = rows
        self.batch = batch
        self.chance = chance
        self.clusters: NDArray[np.int64] | None = None
        self.block = 1
        self.queue: list[NDArray[np.int64]] = []

    def regroup(self, clusters: NDArray[np.int64], block: int) -> None:
        """From now on, let blocks of `block` pairs come from one cluster; `clusters` has one number a pair."""
        self.clusters, self.block, self.queue = clusters[self.rows], block, []

    def next(self) -> NDArray[np.int64]:
        """Return the pairs of one batch."""
        if not self.queue:
            order = self.chance.permutation(len(self.rows))
            if self.clusters is not None:
                order = order[np.argsort(self.clusters[order], kind="stable")]
            blocks = order[: len(order) // self.block * self.block].reshape(-1, self.block)
            shuffled = self.rows[self.chance.permutation(blocks)].ravel()
            last = len(shuffled) // self.batch * self.batch
            self.queue = list(shuffled[:last].reshape(-1, self.batch))
        return self.queue.pop()


def _cluster(table: Tensor, pairs: Pairs, recipe: Recipe) -> NDArray[np.int64]:
    """Return the number of each pair's document's cluster, by the half-trained embedder itself."""
    import faiss

    bags = pairs.forms["document"]
    chance = np.random.default_rng(recipe.seed)
    vectors = np.empty((len(pairs.groups), recipe.dim), dtype=np.float32)
    for start in range(0, len(vectors), 8192):
        rows = np.arange(start, min(start + 8192, len(vectors)))
        with torch.no_grad():
            vectors[rows] = _embed(table, [bags.select(rows, keep=1.0, chance=chance)]).numpy()
    means = faiss.Kmeans(
        recipe.dim,
        recipe.clusters,
        niter=6,
        spherical=True,
        seed=recipe.seed,
        max_points_per_centroid=100,
    )
    means.train(vectors)
    numbers: NDArray[np.int64] = means.index.search(vectors, 1)[1].ravel()
    return numbers


def _loss(
    table: Tensor,
    pairs: Pairs,
    rows: NDArray[np.int64],
    recipe: Recipe,
    chance: np.random.Generator,
) -> Tensor:
    """Return the mean cross entropy of finding the document by either spelling, and of the way back."""
    other = pairs.forms["noisy" if chance.random() < recipe.noisy else "stripped"]
    bags = [
        pairs.forms["document"].select(rows, keep=recipe.keep_document, chance=chance),
        pairs.forms["typed"].select(rows, keep=recipe.keep_query, chance=chance),
        other.select(rows, keep=recipe.keep_query, chance=chance),
    ]
    documents, *spellings = _embed(table, bags).chunk(len(bags))
    groups = torch.from_numpy(pairs.groups[rows])
    same = (groups[:, None] == groups[None, :]).fill_diagonal_(False)
    right = torch.arange(len(rows))
    losses = []
    for queries in spellings:
        logits = (queries @ documents.T / recipe.temperature).masked_fill(same, -1e4)
        losses += [
            functional.cross_entropy(logits, right),
            functional.cross_entropy(logits.T, right),
        ]
    return torch.stack(losses).mean()


def _embed(table: Tensor, bags: Sequence[Bags]) -> Tensor:
    """Return one unit row per bag; a single lookup, because its gradient is as big as the table."""
    ids = torch.from_numpy(np.concatenate([bag.ids for bag in bags]))
    starts = torch.from_numpy(
        np.cumsum(np.concatenate([[0], *(np.diff(bag.starts) for bag in bags)]))
    )
    means = functional.embedding_bag(
        ids.long(), table, starts, mode="mean", include_last_offset=True
    )
    return functional.normalize(means, dim=-1)

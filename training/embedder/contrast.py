"""Stage `encoder`: contrast of questions and passages for the encoder, resumable."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from training.embedder.arrays import Material
from training.embedder.batches import Batch, Sizes, batches
from training.embedder.encoder import Encoder, Shape
from training.embedder.files import Log
from training.embedder.trained import Trained

LOG_EVERY = 20
COPIES = 0.95


@dataclass(frozen=True)
class Plan:
    """What the encoder's weights depend on, beside the start and the pairs.

    The rate warms up, stays, and falls in a line to 0 over the last `cooling` steps. As many
    earlier documents as are `remembered` are negatives, too: none, because the model can flee from
    them by moving everything.
    """

    shape: Shape = field(default_factory=Shape)
    sizes: Sizes = field(default_factory=Sizes)
    steps: int = 1500
    cooling: int = 1300
    warm_up: int = 40
    rate: float = 3e-4
    row_rate: float = 8e-3
    decay: float = 0.01
    temperature: float = 0.05
    remembered: int = 0
    towards_typed: float = 0.5
    seed: int = 1
    save_every_s: float = 240.0
    group: int = 64


def learn(material: Material, work: Path, log: Log, *, plan: Plan, until_s: float) -> Path:
    """Train to the last step, or for `until_s` seconds, and return the path of `trained.npz`.

    It goes on from `encoder.pt` where that is there, else from the weights of `trained.npz`.
    """
    checkpoint, target = work / "encoder.pt", work / "trained.npz"
    run = Run(material.rows, plan)
    if checkpoint.exists():
        run.restore(checkpoint)
    elif target.exists():
        run.take(Trained.load(target))
    if run.step < plan.steps:
        log("encoder", step=run.step, device=run.device.type, **asdict(plan))
    began = saved = time.monotonic()
    for losses in run.steps(batches(material, plan.sizes, seed=plan.seed, first=run.step)):
        if run.step % LOG_EVERY == 0:
            log("encoder_step", step=run.step, loss=round(float(np.mean(losses)), 4))
            losses.clear()
        now = time.monotonic()
        if now - began > until_s:
            break
        if now - saved > plan.save_every_s:
            run.save(checkpoint)
            saved = now
    run.save(checkpoint)
    run.trained().save(target)
    return target


class Run:
    """A model, its optimisers, the documents it remembers and the step it is at."""

    def __init__(self, rows: NDArray[np.float32], plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = Encoder(plan.shape, rows).to(self.device)
        table = self.model.table
        others = [one for one in self.model.parameters() if one is not table]
        self.optimisers = [
            torch.optim.AdamW(others, lr=plan.rate, betas=(0.9, 0.98), weight_decay=plan.decay),
            torch.optim.SparseAdam([table], lr=plan.row_rate, betas=(0.9, 0.98)),
        ]
        self.step = 0
        self.memory = torch.empty(0, plan.shape.dim, device=self.device)
        self.remembered = torch.empty(0, dtype=torch.long, device=self.device)

    def steps(self, stream: Iterator[Batch]) -> Iterator[list[float]]:
        """Take the steps that are left; yield the losses after each, for the caller to clear."""
        losses: list[float] = []
        while self.step < self.plan.steps:
            share = _share(self.step, self.plan)
            for optimiser, rate in zip(
                self.optimisers, (self.plan.rate, self.plan.row_rate), strict=True
            ):
                optimiser.param_groups[0]["lr"] = rate * share
            loss = self._loss(next(stream))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.blocks.parameters(), 1.0)
            for optimiser in self.optimisers:
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
            self.step += 1
            yield losses

    def _loss(self, batch: Batch) -> Tensor:
        """Return the loss of finding each document by either spelling, and back."""
        count = len(batch.typed)
        texts = [*batch.documents, *batch.typed, *batch.other]
        with torch.autocast(self.device.type, torch.bfloat16):
            vectors = self.model(texts, group=self.plan.group)
        documents, typed, other = vectors.split([len(batch.documents), count, count])
        groups = torch.from_numpy(batch.groups).to(self.device)
        candidates = torch.cat([documents, self.memory])
        barred = self._barred(documents[:count], candidates, groups)
        right = torch.arange(count, device=self.device)
        losses = []
        for queries in (typed, other):
            logits = (queries @ candidates.T / self.plan.temperature).masked_fill(barred, -1e4)
            losses.append(functional.cross_entropy(logits, right))
            back = logits[:, :count].T
            losses.append(functional.cross_entropy(back, right))
        apart = 1 - (other * typed.detach()).sum(-1).mean()
        self._remember(documents.detach(), groups)
        return torch.stack(losses).mean() + self.plan.towards_typed * apart

    def _barred(self, own: Tensor, candidates: Tensor, groups: Tensor) -> Tensor:
        """Return which candidates are no negatives: of one group, or near copies of the right."""
        every = torch.cat([groups, self.remembered])
        barred = groups[: len(own), None] == every[None, :]
        barred |= (own.detach() @ candidates.detach().T) > COPIES
        barred[:, : len(own)].fill_diagonal_(False)
        return barred

    def _remember(self, documents: Tensor, groups: Tensor) -> None:
        most = self.plan.remembered
        self.memory = torch.cat([documents, self.memory])[:most]
        self.remembered = torch.cat([groups, self.remembered])[:most]

    def trained(self) -> Trained:
        """Return what was learnt so far."""
        return Trained(self.plan.shape, self.step, self.model.state_dict())

    def take(self, trained: Trained) -> None:
        """Go on from weights alone, with optimisers that have seen nothing."""
        self.step = trained.step
        self.model.load_state_dict(trained.state)

    def save(self, path: Path) -> None:
        """Write everything that going on needs, whole or not at all."""
        partial = path.with_suffix(".partial")
        torch.save(
            {
                "step": self.step,
                "model": self.model.state_dict(),
                "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
                "memory": self.memory,
                "remembered": self.remembered,
            },
            partial,
        )
        partial.replace(path)

    def restore(self, path: Path) -> None:
        """Go on where `save` wrote `path`."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        for optimiser, held in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(held)
        self.memory, self.remembered = state["memory"], state["remembered"]


def _share(step: int, plan: Plan) -> float:
    """Return the part of the full rate that is due at `step`."""
    return min(1.0, (step + 1) / plan.warm_up, (plan.steps - step) / max(plan.cooling, 1))

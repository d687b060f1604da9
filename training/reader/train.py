"""Training of the reader: drawn groups, one step after the other, checkpoints and a log."""

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from training.reader import batches, groups
from training.reader.batches import Choice, Source
from training.reader.loss import loss_of
from training.reader.network import ReaderNetwork
from training.reader.paraphrase import Paraphraser

from askvn.reader.network import Shape

HELD_OUT_GROUPS = 400
LOG_STEPS = 25
# What the network is judged on.
JUDGED = ("people", "near_miss")
_SEED = 1
_JUDGED_AT_ONCE = 64

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Plan:
    """How a stage goes: minutes of it, groups a step, passages a group, words a part.

    `shares` says how often a group comes from each source, `varied` which sources' questions are
    put in other words.
    """

    name: str
    minutes: float
    shares: Mapping[str, float]
    varied: tuple[str, ...] = ()
    groups: int = 32
    most: int = 3
    words: int = 6_000
    rate: float = 3e-3
    warm_up: float = 0.03
    decay: float = 0.6
    span_weight: float = 0.5
    save_minutes: float = 4.0
    weight_decay: float = 0.02

    def rate_at(self, progress: float) -> float:
        """Return the learning rate: it rises, stays, and falls along a cosine."""
        if progress < self.warm_up:
            return self.rate * (progress / self.warm_up + 0.01)
        falling = max(0.0, progress - 1 + self.decay) / (self.decay or 1.0)
        return self.rate * max(0.02, 0.5 + 0.5 * math.cos(math.pi * falling))


LEARN = Plan(
    "learn",
    minutes=40,
    shares={"people": 0.40, "pairs": 0.18, "near_miss": 0.08, "reviews": 0.06, "text": 0.28},
    varied=("people", "pairs", "text"),
    decay=0.0,
)
COOL = Plan(
    "cool",
    minutes=18,
    shares={"people": 0.36, "pairs": 0.20, "near_miss": 0.10, "reviews": 0.04, "text": 0.30},
    varied=("people", "pairs", "text"),
    most=4,
    rate=1.8e-3,
    warm_up=0.01,
    decay=1.0,
)
PLANS = (LEARN, COOL)


class Run:
    """A stage of training that goes on from its checkpoint; time counts over all its commands."""

    def __init__(
        self,
        work: Path,
        rows: Rows,
        names: Sequence[str],
        plan: Plan,
        shape: Shape,
        *,
        start: Path | None = None,
    ) -> None:
        """Take the groups under `work`, the embedder's rows and the names of its pieces.

        Without a checkpoint of its own it begins with the weights of the checkpoint `start`.
        """
        torch.manual_seed(_SEED)
        found = {name for name in plan.shares if (work / f"{name}.npz").exists()}
        materials = {name: groups.load(work / f"{name}.npz") for name in sorted(found)}
        paraphraser = Paraphraser(rows, names)
        self.sources = {
            name: Source(
                one, held_out=False, paraphraser=paraphraser if name in plan.varied else None
            )
            for name, one in materials.items()
        }
        self.judged = {name: held_out(materials[name]) for name in JUDGED if name in found}
        self.shares = {name: share for name, share in plan.shares.items() if name in found}
        self.work, self.rows, self.plan, self.shape = work, rows, plan, shape
        self.network = ReaderNetwork(shape, torch.from_numpy(rows))
        self.optimizers = _optimizers(self.network, plan)
        self.step, self.seconds = 0, 0.0
        if start:
            held = torch.load(start, weights_only=True)
            self.network.load_state_dict(held["network"])
        self._resume()

    @property
    def checkpoint(self) -> Path:
        """The file that holds the weights."""
        return self.work / f"{self.plan.name}.pt"

    @property
    def log(self) -> Path:
        """The file that tells how it went."""
        return self.work / f"{self.plan.name}.jsonl"

    def train(self) -> None:
        """Take steps until the plan's minutes are over."""
        whole = 60 * self.plan.minutes
        saved = self.seconds
        recent: list[dict[str, float]] = []
        while self.seconds < whole:
            began = time.perf_counter()
            rate = self.plan.rate_at(self.seconds / whole)
            recent.append(self._step(rate))
            self.step += 1
            self.seconds += time.perf_counter() - began
            if self.step % LOG_STEPS == 0:
                self._log(_mean(recent) | {"rate": rate})
                recent = []
            if self.seconds - saved > 60 * self.plan.save_minutes or self.seconds >= whole:
                saved = self.seconds
                self._save()
                self._log(self.judge())

    def judge(self) -> dict[str, float]:
        """Return what is right and the losses on held-out groups, by source."""
        self.network.eval()
        found: dict[str, float] = {}
        with torch.no_grad():
            for name, chosen in self.judged.items():
                told = []
                for begin in range(0, len(chosen), _JUDGED_AT_ONCE):
                    part = chosen[begin : begin + _JUDGED_AT_ONCE]
                    shown = batches.show(part, self.rows, words=self.plan.words)
                    told.append(loss_of(self.network, shown, span_weight=0)[1])
                found |= {f"held_out_{name}_{key}": value for key, value in _mean(told).items()}
        return found

    def _step(self, rate: float) -> dict[str, float]:
        chance = np.random.default_rng((_SEED, self.step))
        chosen = batches.choices(
            self.sources, self.shares, chance, count=self.plan.groups, most=self.plan.most
        )
        shown = batches.show(chosen, self.rows, words=self.plan.words)
        self.network.train()
        loss, told = loss_of(self.network, shown, span_weight=self.plan.span_weight)
        self.network.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        return told

    def _save(self) -> None:
        content = {
            "network": self.network.state_dict(),
            "optimizers": [one.state_dict() for one in self.optimizers],
            "shape": asdict(self.shape),
            "step": self.step,
            "spent": self.seconds,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(content, partial)
        partial.replace(self.checkpoint)

    def _resume(self) -> None:
        if self.checkpoint.exists():
            held = torch.load(self.checkpoint, weights_only=True)
            self.network.load_state_dict(held["network"])
            for optimizer, state in zip(self.optimizers, held["optimizers"], strict=True):
                optimizer.load_state_dict(state)
            self.step, self.seconds = held["step"], held["spent"]

    def _log(self, told: Mapping[str, float]) -> None:
        line = {"step": self.step, "seconds": round(self.seconds, 1)}
        line |= {name: round(value, 6) for name, value in told.items()}
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def held_out(material: groups.Material) -> list[Choice]:
    """Return some of the groups that are not trained on."""
    source = Source(material, held_out=True)
    places = np.random.default_rng(_SEED).permutation(source.places)[:HELD_OUT_GROUPS]
    return [source.draw_plain(int(place)) for place in places]


def _optimizers(network: ReaderNetwork, plan: Plan) -> tuple[torch.optim.Optimizer, ...]:
    """Return Muon for the blocks' matrices, AdamW for everything else."""
    named = list(network.named_parameters())
    matrices = [one for name, one in named if "blocks" in name and name.endswith(".weight")]
    matrices = [one for one in matrices if one.dim() == 2]
    chosen = {id(one) for one in matrices}
    others = [one for _, one in named if id(one) not in chosen]
    decay = plan.weight_decay
    return (
        torch.optim.Muon(
            matrices, lr=plan.rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(others, lr=plan.rate, betas=(0.9, 0.98), weight_decay=decay),
    )


def _mean(recent: Sequence[Mapping[str, float]]) -> dict[str, float]:
    def share(kind: str) -> float:
        known = sum(one[f"{kind}known"] for one in recent)
        return sum(one[f"{kind}right"] for one in recent) / max(1, known)

    return {
        "evidence": float(np.mean([one["evidence"] for one in recent])),
        "span": float(np.mean([one["span"] for one in recent])),
        "right": share(""),
        "none_right": share("none_"),
    }

"""What every stage of training shares: the clock, the optimizer, checkpoints and the log."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import torch
from training.answer import model
from training.answer.recipes import Plan


@dataclass
class State:
    """What a resumed run goes on from."""

    step: int = 0
    tokens: int = 0
    prompts: int = 0
    seconds: float = 0.0


@dataclass
class Progress:
    """The share of the plan's minutes that is used; this command may be told to stop earlier."""

    plan: Plan
    state: State
    stop_minutes: float
    began: float = field(default_factory=time.monotonic)
    clock: float = field(default_factory=time.monotonic)

    def advance(self) -> None:
        """Count the time since the last call as training."""
        now = time.monotonic()
        self.state.seconds += now - self.clock
        self.clock = now

    def skip(self) -> None:
        """Leave the time since the last call out: compiling, judging and saving are no training."""
        self.clock = time.monotonic()

    @property
    def value(self) -> float:
        """The share used, from 0 to 1."""
        return min(1.0, self.state.seconds / (60 * self.plan.minutes))

    @property
    def is_over(self) -> bool:
        """Whether the plan is fulfilled, or this command has had its time."""
        stopped = time.monotonic() - self.began > 60 * self.stop_minutes
        return self.value >= 1.0 or stopped

    @property
    def rate(self) -> float:
        """The learning rate: it rises, stays, and falls to nothing over the last part."""
        rising = min(1.0, (self.state.step + 1) / 60, self.value / self.plan.warm_up + 0.05)
        falling = min(1.0, (1 - self.value) / self.plan.decay)
        return self.plan.rate * rising * max(0.01, falling)


class Optimizer:
    """Muon for the matrices of the blocks, AdamW for everything else."""

    def __init__(self, network: model.AnswerModel) -> None:
        matrices = [
            p for n, p in network.named_parameters() if n.startswith("blocks") and p.ndim == 2
        ]
        chosen = {id(p) for p in matrices}
        others = [p for p in network.parameters() if id(p) not in chosen]
        self.network = network
        self.parts: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(matrices, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.01, fused=True),
        )

    def step(self, rate: float) -> None:
        """Change the weights by what was learnt since the last step."""
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for part, scale in zip(self.parts, (1.0, 0.5), strict=True):
            for group in part.param_groups:
                group["lr"] = rate * scale
            part.step()
            part.zero_grad(set_to_none=True)

    def state(self) -> list[dict[str, Any]]:
        """Return what `restore` takes."""
        return [part.state_dict() for part in self.parts]

    def restore(self, states: Sequence[dict[str, Any]]) -> None:
        """Go on as the optimizer whose state this was."""
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


@dataclass
class Run:
    """One stage at work in a folder: its network, optimizer, clock and log."""

    path: Path
    network: model.AnswerModel
    optimizer: Optimizer
    progress: Progress
    log: TextIO
    device: torch.device
    saved: float = 0.0

    @property
    def is_due(self) -> bool:
        """Whether it is time to save."""
        return self.progress.state.seconds - self.saved > 60 * self.progress.plan.save_minutes

    def save(self) -> None:
        """Write the checkpoint, optimizer included."""
        state = self.progress.state
        extra = {"optimizer": self.optimizer.state(), "state": vars(state)}
        model.save(self.path, self.network, extra)
        self.saved = state.seconds

    def note(self, **values: float) -> None:
        """Write a line into the log."""
        state = self.progress.state
        about = {"step": state.step, "tokens": state.tokens, "seconds": state.seconds}
        line = {name: round(value, 5) for name, value in (about | values).items()}
        self.log.write(json.dumps(line) + "\n")
        self.log.flush()


def start(path: Path, plan: Plan, network: model.AnswerModel, *, stop_minutes: float) -> Run:
    """Return the run whose checkpoint is at `path`, or a new one that begins with `network`.

    With a checkpoint the given network is only its mould.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    state, states = State(), None
    if path.exists():
        network, extra = model.load(path)
        state, states = State(**extra["state"]), extra["optimizer"]
    network = network.to(device)
    optimizer = Optimizer(network)
    if states:
        optimizer.restore(states)
    progress = Progress(plan, state, stop_minutes)
    log = path.with_suffix(".jsonl").open("a", encoding="utf-8")
    return Run(path, network, optimizer, progress, log, device, saved=state.seconds)


def compile_blocks(network: model.AnswerModel) -> None:
    """Compile the blocks, which have one code for all layers, rather than the whole network."""
    torch._dynamo.config.recompile_limit = 64
    torch.set_float32_matmul_precision("high")
    for block in network.blocks:
        block.compile(dynamic=False)

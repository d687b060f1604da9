"""Pre-training: the next token of raw text, sequences cut anywhere from one long stream."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint
from training.answer import loop, model, shards
from training.answer.recipes import Recipe

CHECKPOINT = "pretrain.pt"
_SLICE = 8_192


def run(work: Path, recipe: Recipe, *, seed: int, compiled: bool, stop_minutes: float) -> None:
    """Pre-train until the plan's minutes are used or the command's; go on from the checkpoint."""
    torch.manual_seed(seed)
    plan = recipe.pretrain
    network = model.AnswerModel(recipe.shape)
    current = loop.start(work / CHECKPOINT, plan, network, stop_minutes=stop_minutes)
    stream, kept = shards.read(work)
    if compiled:
        loop.compile_blocks(current.network)
    progress, state = current.progress, current.progress.state
    rows, began = max(1, plan.tokens_per_pass // plan.length), state.step
    while not progress.is_over:
        loss = _step(current, stream, rows, seed)
        if state.step == began:
            progress.skip()  # the first pass compiles
        progress.advance()
        state.step += 1
        state.tokens += plan.tokens_per_step
        if state.step % plan.log_steps == 0:
            current.note(progress=progress.value, loss=float(loss), rate=progress.rate)
        if current.is_due:
            _save(current, kept, rows)
            progress.skip()
    _save(current, kept, rows)


def _step(current: loop.Run, stream: shards.Tokens, rows: int, seed: int) -> Tensor:
    """Learn from one batch of sequences drawn by the step's own dice; return the mean loss."""
    plan, state = current.progress.plan, current.progress.state
    passes = max(1, plan.tokens_per_step // (rows * plan.length))
    total = torch.zeros((), device=current.device)
    for batch in _batches(stream, rows, passes, plan.length, (seed, state.step)):
        loss = language_loss(current.network, batch.to(current.device)) / passes
        loss.backward()
        total += loss.detach()
    current.optimizer.step(current.progress.rate)
    return total


def _batches(
    stream: shards.Tokens, rows: int, passes: int, length: int, seed: tuple[int, int]
) -> Iterator[Tensor]:
    dice = np.random.default_rng(seed)
    for _ in range(passes):
        begins = dice.integers(0, len(stream) - length - 1, size=rows)
        drawn = stream[begins[:, None] + np.arange(length + 1)]
        yield torch.from_numpy(drawn.astype(np.int64))


def language_loss(network: model.AnswerModel, tokens: Tensor) -> Tensor:
    """Return the mean cross-entropy of each token after those before it.

    Logits are made slice by slice and again for the gradient: all at once they fill a GPU.
    """
    with torch.autocast(tokens.device.type, dtype=torch.bfloat16):
        hidden = network(tokens[:, :-1]).flatten(0, 1)
    wanted = tokens[:, 1:].flatten()
    total = torch.zeros((), device=tokens.device)
    for part, target in zip(hidden.split(_SLICE), wanted.split(_SLICE), strict=True):
        loss = checkpoint(_slice_loss, network.embedding, part, target, use_reentrant=False)
        total = total + loss
    return total / len(wanted)


def _slice_loss(embedding: nn.Embedding, hidden: Tensor, wanted: Tensor) -> Tensor:
    with torch.autocast(hidden.device.type, dtype=torch.bfloat16):
        scores = functional.linear(hidden, embedding.weight)
    return functional.cross_entropy(scores.float(), wanted, reduction="sum")


def judge(network: model.AnswerModel, kept: shards.Tokens, rows: int, length: int) -> float:
    """Return the loss on text that is not trained on.

    With as many rows as in training and gradients on, so that its compiled blocks are used again.
    """
    rows = min(rows, (len(kept) - 1) // length)
    device = network.embedding.weight.device
    whole = torch.from_numpy(kept[: rows * length + 1].astype(np.int64)).to(device)
    batch = torch.stack([whole[row * length : (row + 1) * length + 1] for row in range(rows)])
    return float(language_loss(network, batch).detach())


def _save(current: loop.Run, kept: shards.Tokens, rows: int) -> None:
    current.save()
    loss = judge(current.network, kept, rows, current.progress.plan.length)
    current.note(held_out_loss=loss, held_out_perplexity=math.exp(min(20.0, loss)))

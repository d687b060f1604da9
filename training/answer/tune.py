"""Fine-tuning: choose the sentence that answers, or none, and give the short answer."""

import math
import queue
import random
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from training.answer import batches, data, loop, model, pool, pretrain
from training.answer.batches import Batch
from training.answer.recipes import Recipe

CHECKPOINT = "model.pt"
RELEVANCE_WEIGHT = 0.5
MATCHED_WEIGHT = 1.0
SPAN_WEIGHT = 0.3
LANGUAGE_WEIGHT = 0.3
LANGUAGE_STRIDE = 16
# Early, prompts are short and mostly made by rule: matching comes first.
EARLY = 0.25
TEXT_SHARE_EARLY = 0.8
TEXT_SHARE_LATE = 0.4
FEW_CANDIDATES = 6
_READY_BATCHES = 16


def run(work: Path, recipe: Recipe, *, seed: int, compiled: bool, stop_minutes: float) -> None:
    """Teach until the plan's minutes are used or the command's; go on from the checkpoint.

    A new run begins with the pre-trained weights, or where there are none with the statistics of
    words.
    """
    torch.manual_seed(seed)
    plan = recipe.tune
    encoder = batches.Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    held_out = batches.fixed(pool.load(work / pool.HELD_OUT), encoder, plan.tokens_per_pass, seed=7)
    mould = _beginning(work, recipe)
    current = loop.start(work / CHECKPOINT, plan, mould, stop_minutes=stop_minutes)
    network, progress, state = current.network, current.progress, current.progress.state
    ids = torch.tensor(encoder.label_ids, device=current.device)
    if compiled:
        loop.compile_blocks(network)
    held_out = [group.to(current.device) for group in held_out]
    seen: set[tuple[int, ...]] = set()
    passes = max(1, plan.tokens_per_step // plan.tokens_per_pass)
    groups = _ahead(_groups(work, encoder, progress, random.Random(seed + state.step)))
    while not progress.is_over:
        losses: dict[str, float] = {}
        for group in (next(groups).to(current.device) for _ in range(passes)):
            losses = _learn(network, group, ids, progress, passes)
            state.tokens += group.tokens.numel()
            state.prompts += len(group.tokens)
            if tuple(group.tokens.shape) not in seen:
                seen.add(tuple(group.tokens.shape))
                progress.skip()  # the first of a shape compiles
        current.optimizer.step(progress.rate)
        progress.advance()
        state.step += 1
        if state.step % plan.log_steps == 0:
            current.note(progress=progress.value, prompts=state.prompts, **losses)
        if current.is_due:
            _save(current, held_out, ids)
            progress.skip()
    _save(current, held_out, ids)


def _beginning(work: Path, recipe: Recipe) -> model.AnswerModel:
    network = model.AnswerModel(recipe.shape)
    if (work / pretrain.CHECKPOINT).exists():
        network, _ = model.load(work / pretrain.CHECKPOINT)
    elif (work / "embedding.pt").exists():
        model.prime(network, torch.load(work / "embedding.pt", weights_only=True))
    return network


def _groups(
    work: Path, encoder: batches.Encoder, progress: loop.Progress, source: random.Random
) -> Iterator[Batch]:
    """Yield batches for ever: made by rule at first, then human questions more and more."""
    pools = [pool.load(work / name) for name in (pool.TEXT, pool.READER)]
    size = progress.plan.tokens_per_pass
    while True:
        early = progress.value < EARLY
        share = TEXT_SHARE_EARLY if early else TEXT_SHARE_LATE
        most = FEW_CANDIDATES if early else len(data.LABELS)
        drawn = pool.prompts(pools, (share, 1 - share), source, most=most)
        for group in batches.stream(drawn, encoder, size):
            yield group
            if early and progress.value >= EARLY:
                break


def _ahead(groups: Iterator[Batch]) -> Iterator[Batch]:
    """Yield what `groups` yields, made by a thread of its own while the network computes."""
    ready: queue.Queue[Batch] = queue.Queue(_READY_BATCHES)

    def fill() -> None:
        for group in groups:
            ready.put(group)

    threading.Thread(target=fill, daemon=True).start()
    while True:
        yield ready.get()


def _learn(
    network: model.AnswerModel, group: Batch, ids: Tensor, progress: loop.Progress, passes: int
) -> dict[str, float]:
    with torch.autocast(group.tokens.device.type, dtype=torch.bfloat16):
        streams = network.layers(group.tokens)
        hidden = network.norm(streams[-1])
        losses = {
            "answer": answer_loss(network, hidden, group, ids),
            "span": span_loss(network, hidden, group),
            "language": language_loss(network, hidden, group, progress.state.step),
            "relevance": relevance_loss(network, streams[-2], group),
            "matched": matched_loss(network, streams[min(1, len(streams) - 1)], group),
        }
    fading = 1 - progress.value
    weights = {
        "answer": 1.0,
        "span": SPAN_WEIGHT,
        "language": LANGUAGE_WEIGHT * fading,
        "relevance": RELEVANCE_WEIGHT,
        "matched": MATCHED_WEIGHT * fading,
    }
    total = torch.stack([weights[name] * loss for name, loss in losses.items()]).sum()
    (total / passes).backward()
    if (progress.state.step + 1) % progress.plan.log_steps:
        return {}
    return {name: loss.item() for name, loss in losses.items()}


def answer_loss(network: model.AnswerModel, hidden: Tensor, group: Batch, ids: Tensor) -> Tensor:
    """Return the cross-entropy of the label at the answer's place, over the whole vocabulary."""
    last = hidden[torch.arange(len(hidden), device=hidden.device), group.last]
    return functional.cross_entropy(network.logits(last).float(), ids[group.answer])


def span_loss(network: model.AnswerModel, hidden: Tensor, group: Batch) -> Tensor:
    """Return the cross-entropy of the short answer's tokens and the end behind it."""
    known = group.following != batches.UNSEEN
    return functional.cross_entropy(network.logits(hidden[known]).float(), group.following[known])


def matched_loss(network: model.AnswerModel, stream: Tensor, group: Batch) -> Tensor:
    """Return the cross-entropy of telling, at each sentence token, whether the question has it."""
    known = group.matched >= 0
    scores = network.auxiliary_score("matched", stream[known])
    return functional.binary_cross_entropy_with_logits(scores, group.matched[known])


def relevance_loss(network: model.AnswerModel, stream: Tensor, group: Batch) -> Tensor:
    """Return the cross-entropy of choosing by a score at each label, with zero for none.

    It reads the stream before the last block, where the answer's place looks for the labels.
    """
    rows = torch.arange(len(stream), device=stream.device)[:, None]
    scores = network.auxiliary_score("relevance", stream[rows, group.labels])
    scores = scores.masked_fill(~group.is_label, -math.inf)
    scores = torch.cat([scores, scores.new_zeros(len(scores), 1)], dim=1)
    return functional.cross_entropy(scores, group.answer)


def language_loss(network: model.AnswerModel, hidden: Tensor, group: Batch, step: int) -> Tensor:
    """Return the next-token loss at every sixteenth place: what was learnt before stays."""
    begin = step % LANGUAGE_STRIDE
    following = group.tokens[:, begin + 1 :: LANGUAGE_STRIDE]
    before = hidden[:, begin:-1:LANGUAGE_STRIDE][:, : following.shape[1]]
    wanted = following.flatten().masked_fill(following.flatten() == 0, batches.UNSEEN)
    scores = network.logits(before).flatten(0, 1)
    return functional.cross_entropy(scores.float(), wanted)


def judge(network: model.AnswerModel, held_out: Sequence[Batch], ids: Tensor) -> dict[str, float]:
    """Return held-out figures: the share of right labels among the labels, and the loss."""
    right = answered = chosen = total = 0
    loss = 0.0
    # With gradients on, so that the compiled blocks of the training are used again.
    for group in held_out:
        with torch.autocast(group.tokens.device.type, dtype=torch.bfloat16):
            hidden = network(group.tokens).detach()
            last = hidden[torch.arange(len(hidden), device=hidden.device), group.last]
            scores = network.logits(last).detach().float()[:, ids]
        scores[:, :-1] = scores[:, :-1].masked_fill(~group.is_label, -math.inf)
        correct = scores.argmax(-1) == group.answer
        has_answer = group.answer < len(data.LABELS)
        right += int(correct.sum())
        total += len(correct)
        chosen += int((scores[:, :-1].argmax(-1) == group.answer)[has_answer].sum())
        answered += int(has_answer.sum())
        loss += float(functional.cross_entropy(scores, group.answer, reduction="sum"))
    return {
        "held_out_accuracy": right / max(1, total),
        "held_out_choice": chosen / max(1, answered),
        "held_out_loss": loss / max(1, total),
    }


def _save(current: loop.Run, held_out: Sequence[Batch], ids: Tensor) -> None:
    current.save()
    current.note(**judge(current.network, held_out, ids))

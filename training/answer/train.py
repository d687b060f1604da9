"""Training: matching learnt from raw text first, human questions more and more."""

import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from training.answer import batches, data, model

KIND_WEIGHTS = {
    "vire4mrc": 0.4,
    "none": 0.7,
    "vinewsqa_dev": 1.5,
    "uit_wiki": 2.0,
    "mailong25_train": 1.5,
}
RELEVANCE_WEIGHT = 0.5
MATCHED_WEIGHT = 1.0
MATCHED_LAYER = 1
LANGUAGE_WEIGHT = 0.3
LANGUAGE_STRIDE = 16
TEXT_FIRST = 0.25
TEXT_SHARE_EARLY = 0.8
TEXT_SHARE_LATE = 0.4
FEW_CANDIDATES = 6
HELD_OUT_CASES = 450
WARM_UP = 0.02
LOG_STEPS = 20


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train; progress is counted in minutes of this machine."""

    minutes: float
    rate: float = 2e-3
    save_minutes: float = 3.0
    seed: int = 1
    threads: int = 2
    compiled: bool = True


@dataclass
class State:
    """What a resumed run goes on from."""

    step: int = 0
    tokens: int = 0
    prompts: int = 0
    seconds: float = 0.0


class Optimizer:
    """Muon for the matrices of the blocks, AdamW for everything else."""

    def __init__(self, network: model.AnswerModel) -> None:
        matrices = [
            p for n, p in network.named_parameters() if n.startswith("blocks") and p.ndim == 2
        ]
        chosen = {id(p) for p in matrices}
        others = [p for p in network.parameters() if id(p) not in chosen]
        self.parts: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(matrices, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.01, fused=True),
        )

    def step(self, rate: float) -> None:
        for part, scale in zip(self.parts, (1.0, 0.5), strict=True):
            for group in part.param_groups:
                group["lr"] = rate * scale
            part.step()
            part.zero_grad()

    def state(self) -> list[dict[str, Any]]:
        return [part.state_dict() for part in self.parts]

    def restore(self, states: Sequence[dict[str, Any]]) -> None:
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


def run(work: Path, plan: Plan, shape: model.Shape) -> None:
    """Train until the plan's minutes are used; go on from `work/model.pt` if it is there."""
    torch.set_num_threads(plan.threads)
    torch._dynamo.config.recompile_limit = 64
    encoder = batches.Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    held_out = batches.fixed(
        data.read_cases(work / "held_out.jsonl")[:HELD_OUT_CASES], encoder, seed=7
    )
    network, optimizer, state = _start(work, plan, shape)
    network.register_buffer("label_ids", torch.tensor(encoder.label_ids), persistent=False)
    if plan.compiled:
        for block in network.blocks:
            block.compile(dynamic=False)
    share = Progress(plan, state)
    prompts = _prompts(work, share, random.Random(plan.seed + state.step))
    saved = state.seconds
    log = (work / "train.jsonl").open("a", encoding="utf-8")
    for group in batches.stream(prompts, encoder):
        share.advance()
        if share.done:
            break
        losses = _step(network, optimizer, group, share)
        state.step += 1
        state.tokens += group.tokens.numel()
        state.prompts += len(group.tokens)
        if state.step % LOG_STEPS == 0:
            _write(log, step=state.step, progress=share.value, tokens=state.tokens, **losses)
        if state.seconds - saved > plan.save_minutes * 60:
            saved = state.seconds
            _checkpoint(work, network, optimizer, state)
            _write(
                log,
                step=state.step,
                seconds=state.seconds,
                prompts=state.prompts,
                **judge(network, held_out),
            )
    _checkpoint(work, network, optimizer, state)
    _write(
        log,
        step=state.step,
        seconds=state.seconds,
        prompts=state.prompts,
        **judge(network, held_out),
    )


class Progress:
    """The share of the planned time that is used, from 0 to 1."""

    def __init__(self, plan: Plan, state: State) -> None:
        self.plan, self.state, self.clock = plan, state, time.monotonic()

    def advance(self) -> None:
        now = time.monotonic()
        self.state.seconds += now - self.clock
        self.clock = now

    @property
    def value(self) -> float:
        return min(1.0, self.state.seconds / (60 * self.plan.minutes))

    @property
    def done(self) -> bool:
        return self.value >= 1.0

    @property
    def rate(self) -> float:
        rising = min(1.0, self.state.step / 60, self.value / WARM_UP + 0.05)
        return self.plan.rate * rising * max(0.01, 1 - self.value) ** 1.0


def _start(
    work: Path, plan: Plan, shape: model.Shape
) -> tuple[model.AnswerModel, Optimizer, State]:
    torch.manual_seed(plan.seed)
    path = work / "model.pt"
    if path.exists():
        network, extra = model.load(path)
        optimizer = Optimizer(network)
        optimizer.restore(extra["optimizer"])
        return network, optimizer, State(**extra["state"])
    network = model.AnswerModel(shape)
    model.prime(network, torch.load(work / "embedding.pt", weights_only=True))
    return network, Optimizer(network), State()


def _checkpoint(work: Path, network: model.AnswerModel, optimizer: Optimizer, state: State) -> None:
    extra = {"optimizer": optimizer.state(), "state": vars(state)}
    model.save(work / "model.pt", network, extra)


def _prompts(work: Path, share: Progress, source: random.Random) -> Iterator[data.Prompt]:
    """Yield prompts for ever: raw text at first, then mostly human questions."""
    text = data.read_cases(work / "text.jsonl")
    reader = data.read_cases(work / "reader.jsonl")
    weights = [KIND_WEIGHTS.get(case.kind, 1.0) for case in reader]
    while True:
        chosen = iter(source.choices(reader, weights, k=256))
        for _ in range(256):
            early = share.value < TEXT_FIRST
            from_text = source.random() < (TEXT_SHARE_EARLY if early else TEXT_SHARE_LATE)
            case = source.choice(text) if from_text else next(chosen)
            yield data.compose(
                case, source, text, most=FEW_CANDIDATES if early else len(data.LABELS)
            )


def _step(
    network: model.AnswerModel, optimizer: Optimizer, group: batches.Batch, share: Progress
) -> dict[str, float]:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        streams = network.layers(group.tokens)
        hidden = network.norm(streams[-1])
        answer = answer_loss(network, hidden, group)
        language = language_loss(network, hidden, group, share.state.step)
        relevance = relevance_loss(network, streams[-2], group)
        matched = matched_loss(network, streams[MATCHED_LAYER], group)
    helping = LANGUAGE_WEIGHT * language + MATCHED_WEIGHT * matched
    (answer + RELEVANCE_WEIGHT * relevance + (1 - share.value) * helping).backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step(share.rate)
    return {
        "answer": round(answer.item(), 4),
        "relevance": round(relevance.item(), 4),
        "matched": round(matched.item(), 4),
        "language": round(language.item(), 4),
    }


def label_ids(network: model.AnswerModel) -> Tensor:
    """Return the token ids of the labels and of "none", in order."""
    ids: Tensor = network.get_buffer("label_ids")
    return ids


def answer_loss(network: model.AnswerModel, hidden: Tensor, group: batches.Batch) -> Tensor:
    """Return the cross-entropy of the label at the answer's place, over the whole vocabulary."""
    last = hidden[torch.arange(len(hidden)), group.last]
    wanted = label_ids(network)[group.answer]
    return functional.cross_entropy(network.logits(last).float(), wanted)


def matched_loss(network: model.AnswerModel, stream: Tensor, group: batches.Batch) -> Tensor:
    """Return the cross-entropy of telling, at each sentence token, whether the question has it."""
    known = group.matched >= 0
    scores = network.auxiliary_score("matched", stream[known])
    return functional.binary_cross_entropy_with_logits(scores, group.matched[known])


def relevance_loss(network: model.AnswerModel, stream: Tensor, group: batches.Batch) -> Tensor:
    """Return the cross-entropy of choosing by a score at each label, with zero for none.

    It reads the stream before the last block, where the answer's place looks for the labels.
    """
    rows = torch.arange(len(stream))[:, None]
    scores = network.auxiliary_score("relevance", stream[rows, group.labels])
    scores = scores.masked_fill(~group.is_label, -math.inf)
    scores = torch.cat([scores, torch.zeros(len(scores), 1)], dim=1)
    return functional.cross_entropy(scores, group.answer)


def language_loss(
    network: model.AnswerModel, hidden: Tensor, group: batches.Batch, step: int
) -> Tensor:
    """Return the next-token loss at every sixteenth place: meaning for the embeddings, cheaply."""
    begin = step % LANGUAGE_STRIDE
    following = group.tokens[:, begin + 1 :: LANGUAGE_STRIDE]
    before = hidden[:, begin:-1:LANGUAGE_STRIDE][:, : following.shape[1]]
    scores = network.logits(before).flatten(0, 1)
    wanted = following.flatten().masked_fill(following.flatten() == 0, -100)
    return functional.cross_entropy(scores.float(), wanted)


def judge(network: model.AnswerModel, held_out: Sequence[batches.Batch]) -> dict[str, float]:
    """Return held-out figures: the share of right labels among the labels, and the loss."""
    right = answered = chosen = total = 0
    loss = 0.0
    # With gradients on, so that the compiled blocks of the training are used again.
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for group in held_out:
            hidden = network(group.tokens).detach()
            last = hidden[torch.arange(len(hidden)), group.last]
            scores = network.logits(last).detach().float()[:, label_ids(network)]
            scores[:, :-1] = scores[:, :-1].masked_fill(~group.is_label, -math.inf)
            correct = scores.argmax(-1) == group.answer
            has_answer = group.answer < len(data.LABELS)
            right += int(correct.sum())
            total += len(correct)
            chosen += int((scores[:, :-1].argmax(-1) == group.answer)[has_answer].sum())
            answered += int(has_answer.sum())
            loss += float(functional.cross_entropy(scores, group.answer, reduction="sum"))
    return {
        "held_out_accuracy": round(right / total, 4),
        "held_out_choice": round(chosen / answered, 4),
        "held_out_loss": round(loss / total, 4),
    }


def _write(log: TextIO, **values: float) -> None:
    log.write(json.dumps({k: round(v, 5) for k, v in values.items()}) + "\n")
    log.flush()

"""The loss: one probability for all sentences of a group and "none"; the short answer's ends."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from training.reader import groups
from training.reader.batches import Choice, Shown
from training.reader.network import ReaderNetwork

from askvn.reader.encoding import NOWHERE

# The score of what cannot be chosen.
LOW = -1e4


def loss_of(
    network: ReaderNetwork, shown: Shown, *, span_weight: float
) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of the groups shown, and what there is to log."""
    scores, none = _scored(network, shown)
    evidence, spans = [], []
    seen = dict.fromkeys(("right", "known", "none_right", "none_known"), 0)
    place = 0
    for choice in shown.choices:
        size = len(choice.passages)
        logits, wanted = _sentences(choice, scores[place : place + size])
        every = torch.cat([logits, none[place : place + size].mean()[None]])
        wanted = torch.cat([wanted, torch.tensor([choice.gold == 0])])
        if wanted.any():
            evidence.append(_surprise(every, wanted))
            kind = "none_" if choice.gold == 0 else ""
            if choice.gold == 0 or choice.sentence != groups.NOTHING:
                seen[f"{kind}known"] += 1
                seen[f"{kind}right"] += bool(wanted[int(every.argmax())])
        spans += _span_losses(choice, scores[place])
        place += size
    told = torch.stack(evidence).mean()
    span = torch.stack(spans).mean() if spans else torch.zeros(())
    return told + span_weight * span, {"evidence": told.item(), "span": span.item(), **seen}


def _scored(network: ReaderNetwork, shown: Shown) -> tuple[Tensor, Tensor]:
    """Return the scores of all passages' words, padded, and of "none", in the groups' order."""
    count = sum(len(choice.passages) for choice in shown.choices)
    longest = max(part.mask.shape[1] for part, _ in shown.parts)
    scores, none = torch.full((count, longest, 3), LOW), torch.zeros(count)
    for part, places in shown.parts:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found, nothing = network(part)
        padded = functional.pad(found.float(), (0, 0, 0, longest - found.shape[1]), value=LOW)
        scores = scores.index_copy(0, places, padded)
        none = none.index_copy(0, places, nothing.float())
    return scores, none


def _sentences(choice: Choice, scores: Tensor) -> tuple[Tensor, Tensor]:
    """Return the scores of a group's sentences, and which of them answer."""
    logits, wanted = [], []
    for number, passage in enumerate(choice.passages):
        owner = torch.from_numpy(passage.sentences.astype(np.int64))
        places = torch.nonzero(owner != NOWHERE).squeeze(1)
        if not len(places):
            continue
        count = int(owner.max()) + 1
        grouped = torch.full((count, len(passage)), LOW)
        grouped[owner[places], places] = scores[number, places, 0]
        logits.append(torch.logsumexp(grouped, dim=1))
        if choice.sentence == groups.NOTHING:
            wanted.append(torch.full((count,), number < choice.gold))
        else:
            wanted.append((torch.arange(count) == choice.sentence) & (number == 0))
    if not logits:
        return torch.zeros(0), torch.zeros(0, dtype=torch.bool)
    return torch.cat(logits), torch.cat(wanted)


def _span_losses(choice: Choice, scores: Tensor) -> list[Tensor]:
    """Return the losses of the first and last word of the short answer, where they are known."""
    if choice.first == groups.NOTHING or not choice.gold:
        return []
    outside = torch.from_numpy(choice.passages[0].sentences == NOWHERE)
    lines = scores[: len(outside), 1:].masked_fill(outside[:, None], LOW)
    return [
        torch.logsumexp(lines[:, column], 0) - lines[spot, column]
        for column, spot in enumerate((choice.first, choice.last))
    ]


def _surprise(scores: Tensor, wanted: Tensor) -> Tensor:
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[wanted], 0)

"""Stage `mine`: what the encoder learns from, with its wrong documents and near neighbours."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from training.embedder.arrays import Bags, Material, Mined, Pairs
from training.embedder.files import Log, Record, read_records
from training.embedder.lexical import Lexical
from training.embedder.text import fold

LEXICAL_WEIGHT = 0.6
TOO_ALIKE = 0.93
DEPTH = 8
NEIGHBOURHOODS = 1024


def mine(
    records: Path, pairs: Pairs, rows: NDArray[np.float32], work: Path, log: Log, *, others: int
) -> Path:
    """Write `material.npz`, with all questions and `others` other pairs, and return its path."""
    target = work / "material.npz"
    if not target.exists():
        chance = np.random.default_rng(0)
        questions = np.flatnonzero(pairs.are_questions)
        rest = np.flatnonzero(~pairs.are_questions)
        rest = np.sort(chance.choice(rest, size=min(others, len(rest)), replace=False))
        kept = pairs.select(np.concatenate([questions, rest]))
        texts = list(takewhile(is_question, read_records(records)))
        hard = _hard_negatives(texts, kept, rows)
        log("mine", questions=len(questions), negatives=int((hard >= 0).sum()))
        numbers = len(questions) + np.arange(len(rest))
        near = _neighbourhoods(static_vectors(rows, kept.forms["document"], numbers))
        log("neighbourhoods", pairs=len(rest))
        Material(rows, kept, Mined(np.arange(len(questions)), hard, numbers, near)).save(target)
    return target


def is_question(record: Record) -> bool:
    """Return whether a pair's query was asked, not cut from a text."""
    return record["source"] not in {"title", "cloze"}


def static_vectors(
    rows: NDArray[np.float32], bags: Bags, numbers: NDArray[np.int64]
) -> torch.Tensor:
    """Return the static model's unit vectors of the given bags, in half precision."""
    table = torch.from_numpy(rows)
    chance = np.random.default_rng(0)
    parts = []
    for start in range(0, len(numbers), 4096):
        picked = bags.select(numbers[start : start + 4096], keep=1.0, chance=chance)
        ids, starts = torch.from_numpy(picked.ids).long(), torch.from_numpy(picked.starts)
        means = functional.embedding_bag(ids, table, starts, mode="mean", include_last_offset=True)
        parts.append(functional.normalize(means, dim=-1).to(torch.bfloat16))
    return torch.cat(parts)


def _hard_negatives(
    texts: Sequence[Record], pairs: Pairs, rows: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Return for each question the passages ranked first that do not hold its answer.

    The questions are the first pairs, in the order of `texts`.
    """
    passages: dict[str, int] = {}
    own = np.array([passages.setdefault(text["document"], len(passages)) for text in texts])
    first_pair = np.unique(own, return_index=True)[1]
    folded = [fold(passage) for passage in passages]
    lexical = Lexical(list(passages))
    asked = static_vectors(rows, pairs.forms["typed"], np.arange(len(texts)))
    held = static_vectors(rows, pairs.forms["document"], first_pair)
    hard = np.full((len(texts), DEPTH), -1, dtype=np.int64)
    for start in range(0, len(texts), 512):
        batch = texts[start : start + 512]
        stop = start + len(batch)
        scores = _fused(
            lexical.scores([text["query"] for text in batch]),
            (asked[start:stop] @ held.T).float().numpy(),
        )
        alike = (held[own[start:stop]] @ held.T).float().numpy() > TOO_ALIKE
        alike |= pairs.groups[first_pair][None, :] == pairs.groups[start:stop, None]
        scores[alike] = -1.0
        order = np.argsort(-scores, axis=1)[:, : 4 * DEPTH]
        for number, (text, ranked) in enumerate(zip(batch, order, strict=True), start=start):
            answer = fold(text.get("answer", ""))
            wrong = [
                first_pair[place]
                for place in ranked
                if scores[number - start, place] >= 0 and not (answer and answer in folded[place])
            ]
            hard[number, : len(wrong[:DEPTH])] = wrong[:DEPTH]
    return hard


def _fused(lexical: NDArray[np.float32], dense: NDArray[np.float32]) -> NDArray[np.float32]:
    relevance = lexical / np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)
    low, high = dense.min(axis=1, keepdims=True), dense.max(axis=1, keepdims=True)
    closeness = (dense - low) / np.maximum(high - low, 1e-9)
    fused: NDArray[np.float32] = LEXICAL_WEIGHT * relevance + (1 - LEXICAL_WEIGHT) * closeness
    return fused


def _neighbourhoods(vectors: torch.Tensor) -> NDArray[np.int64]:
    """Return the number of the k-means centre that each vector is nearest to."""
    chance = torch.Generator().manual_seed(0)
    sample = vectors[torch.randperm(len(vectors), generator=chance)[: 48 * NEIGHBOURHOODS]]
    centres = sample[:NEIGHBOURHOODS]
    for _ in range(6):
        nearest = _nearest(sample, centres)
        sums = torch.zeros(len(centres), vectors.shape[1])
        sums.index_add_(0, nearest, sample.float())
        centres = functional.normalize(sums, dim=-1).to(vectors.dtype)
    numbers: NDArray[np.int64] = _nearest(vectors, centres).numpy()
    return numbers


def _nearest(vectors: torch.Tensor, centres: torch.Tensor) -> torch.Tensor:
    return torch.cat([(part @ centres.T).argmax(1) for part in vectors.split(8192)])

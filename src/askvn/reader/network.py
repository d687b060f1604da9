"""The reader's network in numpy: evidence, start and end of the short answer for each word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# How far apart two words are, in steps: each of the first eight, then eight that grow, both ways.
DISTANCES = 33
_EXACT = 8
_FARTHEST = 128


@dataclass(frozen=True)
class Shape:
    """Sizes of the network; the dropouts matter in training only."""

    width: int = 128
    layers: int = 3
    asked_layers: int = 1
    heads: int = 4
    hidden: int = 384
    dropout: float = 0.1
    word_dropout: float = 0.1


@lru_cache(maxsize=64)
def distances(length: int) -> NDArray[np.int64]:
    """Return the step, 0 to `DISTANCES` - 1, from each word to each, shape (length, length)."""
    apart = np.arange(length)[None, :] - np.arange(length)[:, None]
    size = np.abs(apart)
    grown = np.log(np.maximum(size, 1) / _EXACT) / np.log(_FARTHEST / _EXACT) * _EXACT
    steps = np.where(size < _EXACT, size, _EXACT + np.clip(grown, 0, _EXACT).astype(np.int64))
    middle = DISTANCES // 2
    found: NDArray[np.int64] = middle + np.sign(apart) * np.minimum(steps, middle)
    return found


class Network:
    """Scores for every word of some passages beside one question.

    `tensors` are those of `training.reader.network.ReaderNetwork` under their names; `rows` are
    not among them, the embedder has them.
    """

    def __init__(self, shape: Shape, tensors: Mapping[str, NDArray[np.generic]]) -> None:
        self.shape = shape
        self._held = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}

    def score(
        self,
        asked: tuple[Floats, Floats],
        passages: Sequence[tuple[Floats, Floats]],
    ) -> tuple[list[Floats], Floats]:
        """Return, for each passage, scores of shape (words, 3), and the scores of "none".

        A text is given as its words' rows, of unit length, the first and last piece's side by side,
        and its features. The columns are evidence, start and end of the short answer.
        """
        ends = np.cumsum([len(features) for _, features in passages])
        question = self._linear("words", asked[0]) + self._linear("asked_features", asked[1])
        for number in range(self.shape.asked_layers):
            question = self._block(f"asked_blocks.{number}", question, [len(question)], None)
        question = self._normed("asked_norm", question)
        rows = np.concatenate([rows for rows, _ in passages])
        features = np.concatenate([features for _, features in passages])
        x = self._linear("words", rows) + self._linear("features", features)
        for number in range(self.shape.layers):
            x = self._block(f"blocks.{number}", x, ends, question)
        judged = np.maximum(self._linear("judge", self._normed("norm", x)), 0)
        parts = np.split(judged, ends[:-1])
        pooled = np.stack([np.concatenate([one.mean(0), one.max(0)]) for one in parts])
        none = self._linear("none", pooled)[:, 0]
        return np.split(self._linear("scores", judged), ends[:-1]), none

    def _block(
        self, name: str, x: Floats, ends: Sequence[int] | NDArray[np.int64], asked: Floats | None
    ) -> Floats:
        h = self._normed(f"{name}.near_norm", x)
        before, after = np.zeros_like(h), np.zeros_like(h)
        before[1:], after[:-1] = h[:-1], h[1:]
        before[ends[:-1]] = 0
        after[np.asarray(ends) - 1] = 0
        h = np.maximum(self._linear(f"{name}.near", np.concatenate([before, h, after], 1)), 0)
        x = x + self._linear(f"{name}.near_output", h)
        h = self._normed(f"{name}.self_norm", x)
        x = x + self._attend(f"{name}.self_attention", h, ends, None)
        if asked is not None:
            h = self._normed(f"{name}.cross_norm", x)
            x = x + self._attend(f"{name}.cross_attention", h, [len(h)], asked)
        h = np.maximum(self._linear(f"{name}.wide", self._normed(f"{name}.wide_norm", x)), 0)
        return x + self._linear(f"{name}.narrow", h)

    def _attend(
        self, name: str, x: Floats, ends: Sequence[int] | NDArray[np.int64], held: Floats | None
    ) -> Floats:
        """Return what each word takes from the words of its own passage, or from `held`."""
        heads, width = self.shape.heads, self.shape.width
        queries = self._linear(f"{name}.query", x) * np.float32((width // heads) ** -0.5)
        keys = self._linear(f"{name}.key_value", x if held is None else held)
        bias = self._held.get(f"{name}.bias")
        mixed = np.empty_like(x)
        start = 0
        for end in ends:
            query = _by_head(queries[start:end], heads)
            both = _by_head(keys[start:end] if held is None else keys, 2 * heads)
            scores = query @ both[:heads].transpose(0, 2, 1)
            if bias is not None:
                scores += bias[:, distances(end - start)]
            scores -= scores.max(-1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(-1, keepdims=True)
            mixed[start:end] = (scores @ both[heads:]).transpose(1, 0, 2).reshape(-1, width)
            start = end
        return self._linear(f"{name}.output", mixed)

    def _linear(self, name: str, x: Floats) -> Floats:
        found: Floats = x @ self._held[f"{name}.weight"].T
        bias = self._held.get(f"{name}.bias")
        return found if bias is None else found + bias

    def _normed(self, name: str, x: Floats) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + np.float32(1e-5))
        found: Floats = centred / spread * self._held[f"{name}.weight"]
        return found + self._held[f"{name}.bias"]


def _by_head(x: Floats, heads: int) -> Floats:
    found: Floats = x.reshape(len(x), heads, -1).transpose(1, 0, 2)
    return found

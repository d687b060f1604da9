"""A T5 encoder read and run with numpy alone: pieces in, one unit vector a text out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from askvn.tensors import map_tensors

Vectors = NDArray[np.float32]

# 8-bit floats (E4M3: sign, 4 bits of exponent, 3 of fraction) are read through a table.
_CODES = np.arange(256)
_EXPONENTS = (_CODES >> 3) & 15
_SIZES = np.where(
    _EXPONENTS > 0,
    (8 + (_CODES & 7)) * 2.0 ** (_EXPONENTS - 10),
    (_CODES & 7) * 2.0**-9,
)
_FLOATS: Vectors = np.where(_CODES < 128, _SIZES, -_SIZES).astype(np.float32)


@dataclass(frozen=True)
class _Block:
    """One block's weights, as `stream @ weight` takes them; the norms' scales are in them."""

    attend_in: Vectors
    attend_out: Vectors
    think_in: Vectors
    think_out: Vectors


class T5Encoder:
    """The mean of the last layer's rows, at length 1, as sentence-transformers computes it.

    A norm's division is by one number a row, so it is done after the product that follows it.
    """

    def __init__(self, folder: Path) -> None:
        """Map the weights in `folder` into memory and read its configuration."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        tensors = map_tensors(folder / "model.safetensors")
        self.dim = int(config["d_model"])
        self._heads, self._head_dim = int(config["num_heads"]), int(config["d_kv"])
        self._epsilon = float(config["layer_norm_epsilon"])
        self._buckets = int(config["relative_attention_num_buckets"])
        self._far = int(config["relative_attention_max_distance"])
        self._table = tensors["shared.weight"].reshape(-1, self.dim)
        self._last = tensors["encoder.final_layer_norm.weight"].astype(np.float32)
        first = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        self._near: Vectors = tensors[first].astype(np.float32).T.copy()
        self._blocks = [_block(tensors, number) for number in range(int(config["num_layers"]))]

    def embed(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """Return one unit row per text; a text must have a piece at least."""
        lengths = np.array([len(text) for text in texts])
        longest = int(lengths.max())
        held = np.arange(longest) < lengths[:, None]
        pieces = np.zeros(held.shape, dtype=np.int64)
        pieces[held] = np.fromiter((piece for text in texts for piece in text), dtype=np.int64)
        bias = self._bias(longest)[None]
        if not held.all():
            bias = np.where(held[:, None, None, :], bias, np.float32(-1e9))
        stream = self._rows(pieces)
        for block in self._blocks:
            stream = self._pass(stream, bias, block)
        shares = self._shrink(stream).reshape(held.shape) * held
        summed: Vectors = (shares[:, None, :] @ stream.reshape(*held.shape, self.dim))[:, 0]
        summed *= self._last
        norms = np.sqrt(np.einsum("nd,nd->n", summed, summed))
        return summed / np.maximum(norms, np.float32(1e-12))[:, None]

    def _rows(self, pieces: NDArray[np.int64]) -> Vectors:
        found = self._table[pieces.ravel()]
        return _FLOATS[found] if found.dtype == np.uint8 else found.astype(np.float32)

    def _pass(self, stream: Vectors, bias: Vectors, block: _Block) -> Vectors:
        """Return the stream, one row a piece, after one block."""
        texts, longest = len(stream) // bias.shape[-1], bias.shape[-1]
        shape = (texts, longest, 3, self._heads, self._head_dim)
        inner = (stream @ block.attend_in) * self._shrink(stream)
        query, key, value = inner.reshape(shape).transpose(2, 0, 3, 1, 4)
        shares = query @ key.swapaxes(-1, -2)
        shares += bias
        shares -= shares.max(axis=-1, keepdims=True)
        np.exp(shares, out=shares)
        mixed = (shares @ value) / shares.sum(axis=-1, keepdims=True)
        stream = stream + mixed.swapaxes(1, 2).reshape(len(stream), -1) @ block.attend_out
        hidden = stream @ block.think_in
        np.maximum(hidden, 0.0, out=hidden)
        hidden *= self._shrink(stream)
        stream += hidden @ block.think_out
        return stream

    def _shrink(self, stream: Vectors) -> Vectors:
        """Return what each row is multiplied by in a norm, as a column."""
        square = np.einsum("nd,nd->n", stream, stream) / np.float32(self.dim)
        shrink: Vectors = 1 / np.sqrt(square + np.float32(self._epsilon))
        return shrink[:, None]

    def _bias(self, length: int) -> Vectors:
        """Return what attention adds by distance, shape (heads, length, length)."""
        offset = np.arange(length)[None, :] - np.arange(length)[:, None]
        half, exact = self._buckets // 2, self._buckets // 4
        steps = np.log(np.maximum(np.abs(offset), 1).astype(np.float32) / exact)  # as T5: 32 bits
        wide = steps / np.float32(np.log(self._far / exact)) * np.float32(half - exact)
        wide = np.minimum(exact + wide.astype(np.int64), half - 1)
        bucket = np.where(np.abs(offset) < exact, np.abs(offset), wide) + half * (offset > 0)
        return self._near[:, bucket]


def _block(tensors: dict[str, NDArray[Any]], number: int) -> _Block:
    def weight(name: str) -> Vectors:
        return tensors[f"encoder.block.{number}.layer.{name}.weight"].astype(np.float32)

    attend = np.concatenate([weight(f"0.SelfAttention.{part}") for part in "qkv"])
    return _Block(
        attend_in=np.ascontiguousarray((attend * weight("0.layer_norm")).T),
        attend_out=np.ascontiguousarray(weight("0.SelfAttention.o").T),
        think_in=np.ascontiguousarray((weight("1.DenseReluDense.wi") * weight("1.layer_norm")).T),
        think_out=np.ascontiguousarray(weight("1.DenseReluDense.wo").T),
    )

"""The encoder: T5's blocks with narrow heads over the static model's rows, and a mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

BUCKETS = 32
FAR = 128
# The row put before every text: something to look at where nothing else matters.
OPENING = 0


@dataclass(frozen=True)
class Shape:
    """The size of an encoder; `softness` is the epsilon of every norm.

    With an epsilon above the mean square of the residual stream a norm is nearly linear, so that
    the lengths of the rows, which say how much a piece matters, survive it.
    """

    dim: int = 384
    layers: int = 2
    heads: int = 4
    head_dim: int = 32
    hidden: int = 512
    softness: float = 4.0


class Norm(nn.Module):
    """T5's norm: divide by the root of the mean square (plus epsilon), then scale."""

    def __init__(self, shape: Shape, scale: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((shape.dim,), scale))
        self.softness = shape.softness

    def forward(self, stream: Tensor) -> Tensor:
        square = stream.pow(2).mean(-1, keepdim=True)
        return self.weight * (stream * torch.rsqrt(square + self.softness))


class Block(nn.Module):
    """Attention and two linear maps, each added to the stream; it begins as the identity."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        inner = shape.heads * shape.head_dim
        scale = (1.0 + shape.softness) ** 0.5
        self.heads, self.head_dim = shape.heads, shape.head_dim
        self.attend_norm = Norm(shape, scale)
        self.query = _linear(shape.dim, inner, std=(shape.dim * shape.head_dim) ** -0.5)
        self.key = _linear(shape.dim, inner, std=shape.dim**-0.5)
        self.value = _linear(shape.dim, inner, std=shape.dim**-0.5)
        self.attend_out = _linear(inner, shape.dim, std=0.0)
        self.think_norm = Norm(shape, scale)
        self.think_in = _linear(shape.dim, shape.hidden, std=shape.dim**-0.5)
        self.think_out = _linear(shape.hidden, shape.dim, std=0.0)

    def forward(self, stream: Tensor, bias: Tensor) -> Tensor:
        """Return the stream after this block; `bias` is added to the attention's logits."""
        rows, length, _ = stream.shape
        normed = self.attend_norm(stream)
        query, key, value = (
            part(normed).view(rows, length, self.heads, self.head_dim).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        shares = torch.softmax(query @ key.transpose(-1, -2) + bias, dim=-1)
        mixed = (shares.to(value.dtype) @ value).transpose(1, 2).reshape(rows, length, -1)
        stream = stream + self.attend_out(mixed)
        return stream + self.think_out(functional.relu(self.think_in(self.think_norm(stream))))


class Encoder(nn.Module):
    """Pieces to unit vectors; as it begins, the normalised mean of their rows."""

    def __init__(self, shape: Shape, rows: NDArray[np.float32]) -> None:
        """Start from static `rows`, whose mean square over a usual text should be about 1."""
        super().__init__()
        self.shape = shape
        self.table = nn.Parameter(torch.from_numpy(rows).clone())
        self.near = nn.Parameter(torch.zeros(BUCKETS, shape.heads))
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape, 1.0)

    def forward(self, texts: Sequence[NDArray[np.int32]], *, group: int = 64) -> Tensor:
        """Return one unit row per text; texts of like length are padded together."""
        order = np.argsort([len(text) for text in texts], kind="stable")
        parts = [
            self._pool([texts[number] for number in order[start:stop]])
            for start, stop in pairwise([*range(0, len(order), group), len(order)])
        ]
        back = torch.from_numpy(np.argsort(order, kind="stable"))
        return torch.cat(parts)[back.to(self.table.device)]

    def _pool(self, texts: Sequence[NDArray[np.int32]]) -> Tensor:
        device = self.table.device
        lengths = torch.tensor([1 + len(text) for text in texts])
        longest = int(lengths.max())
        held = torch.arange(longest)[None] < lengths[:, None]
        pieces = torch.full(held.shape, OPENING)
        pieces[:, 1:][held[:, 1:]] = torch.from_numpy(np.concatenate(texts)).long()
        pieces, held = pieces.to(device), held.to(device)
        stream = functional.embedding(pieces, self.table, sparse=self.table.requires_grad)
        bias = self.near[distance_buckets(longest).to(device)].permute(2, 0, 1)[None]
        bias = bias.masked_fill(~held[:, None, None, :], -1e9)
        for block in self.blocks:
            stream = block(stream, bias)
        summed = (self.norm(stream) * held[..., None]).sum(1)
        return functional.normalize(summed.float(), dim=-1)


def distance_buckets(length: int) -> Tensor:
    """Return T5's bucket of each pair of places: 8 near ones a side, then ever wider."""
    places = torch.arange(length)
    offset = places[None, :] - places[:, None]
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = offset.abs().clamp(min=1)
    wide = exact + (torch.log(far / exact) / np.log(FAR / exact) * (half - exact)).long()
    bucket = torch.where(far < exact, offset.abs(), wide.clamp(max=half - 1))
    return bucket + half * (offset > 0)


def _linear(inputs: int, outputs: int, *, std: float) -> nn.Linear:
    layer = nn.Linear(inputs, outputs, bias=False)
    nn.init.normal_(layer.weight, std=std)
    return layer

"""The reader in torch: `askvn.reader.network` computes the same with numpy."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from askvn.reader.encoding import COUNTS, MARKS
from askvn.reader.network import DISTANCES, Shape, distances


@dataclass(frozen=True)
class Batch:
    """Passages and questions, padded; `owner[i]` is the question of passage i.

    Pieces (…, words, 2) int64, features (…, words, width), masks (…, words) bool.
    """

    pieces: Tensor
    features: Tensor
    mask: Tensor
    asked_pieces: Tensor
    asked_features: Tensor
    asked_mask: Tensor
    owner: Tensor


class Attention(nn.Module):
    """Multi-head attention; with `relative`, a bias by the distance of two words."""

    def __init__(self, shape: Shape, *, relative: bool) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.width, shape.width)
        self.key_value = nn.Linear(shape.width, 2 * shape.width)
        self.output = nn.Linear(shape.width, shape.width)
        self.bias = nn.Parameter(torch.zeros(shape.heads, DISTANCES)) if relative else None

    def forward(self, x: Tensor, held: Tensor, mask: Tensor) -> Tensor:
        count, length, width = x.shape
        query = self._split(self.query(x))
        key, value = map(self._split, self.key_value(held).chunk(2, dim=-1))
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
        if self.bias is not None:
            scores = scores + self.bias[:, torch.from_numpy(distances(length))]
        scores = scores.masked_fill(~mask[:, None, None, :], -1e4)
        mixed = torch.softmax(scores, dim=-1).to(value.dtype) @ value
        return self.output(mixed.transpose(1, 2).reshape(count, length, width))

    def _split(self, x: Tensor) -> Tensor:
        count, length, _ = x.shape
        return x.view(count, length, self.heads, -1).transpose(1, 2)


class Block(nn.Module):
    """Neighbours, the text itself, the question, and a layer for each word."""

    def __init__(self, shape: Shape, *, asks: bool) -> None:
        super().__init__()
        width = shape.width
        self.near_norm = nn.LayerNorm(width)
        self.near = nn.Linear(3 * width, width)
        self.near_output = nn.Linear(width, width)
        self.self_norm = nn.LayerNorm(width)
        self.self_attention = Attention(shape, relative=True)
        if asks:
            self.cross_norm = nn.LayerNorm(width)
            self.cross_attention = Attention(shape, relative=False)
        self.asks = asks
        self.wide_norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, shape.hidden)
        self.narrow = nn.Linear(shape.hidden, width)

    def forward(
        self, x: Tensor, mask: Tensor, asked: Tensor | None, asked_mask: Tensor | None
    ) -> Tensor:
        h = self.near_norm(x) * mask[..., None]
        sides = torch.cat(
            [functional.pad(h, (0, 0, 1, 0))[:, :-1], h, functional.pad(h, (0, 0, 0, 1))[:, 1:]], -1
        )
        x = x + self.near_output(functional.relu(self.near(sides)))
        h = self.self_norm(x)
        x = x + self.self_attention(h, h, mask)
        if asked is not None and asked_mask is not None:
            x = x + self.cross_attention(self.cross_norm(x), asked, asked_mask)
        return x + self.narrow(functional.relu(self.wide(self.wide_norm(x))))


class ReaderNetwork(nn.Module):
    """Scores each word of a passage: evidence, start and end of the short answer; and "none"."""

    def __init__(self, shape: Shape, rows: Tensor) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("rows", functional.normalize(rows, dim=-1), persistent=False)
        self.words = nn.Linear(2 * rows.shape[1], shape.width, bias=False)
        self.features = nn.Linear(len(MARKS) + len(COUNTS), shape.width)
        self.asked_features = nn.Linear(len(MARKS) + 1, shape.width)
        self.asked_blocks = nn.ModuleList(
            Block(shape, asks=False) for _ in range(shape.asked_layers)
        )
        self.asked_norm = nn.LayerNorm(shape.width)
        self.blocks = nn.ModuleList(Block(shape, asks=True) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.judge = nn.Linear(shape.width, shape.width)
        self.scores = nn.Linear(shape.width, 3)
        self.none = nn.Linear(2 * shape.width, 1)
        self.dropout = shape.dropout

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return scores (passages, words, 3) and the score of "none" (passages)."""
        asked = self._embed(batch.asked_pieces) + self.asked_features(batch.asked_features)
        for block in self.asked_blocks:
            asked = block(asked, batch.asked_mask, None, None)
        asked = self.asked_norm(asked)[batch.owner]
        asked_mask = batch.asked_mask[batch.owner]
        x = self._embed(batch.pieces) + self.features(batch.features)
        x = functional.dropout(x, self.dropout, self.training)
        for block in self.blocks:
            x = block(x, batch.mask, asked, asked_mask)
        judged = functional.relu(self.judge(self.norm(x)))
        judged = functional.dropout(judged, self.dropout, self.training)
        mask = batch.mask[..., None]
        mean = (judged * mask).sum(1) / mask.sum(1).clamp(min=1)
        most = (judged * mask).max(1).values
        return self.scores(judged), self.none(torch.cat([mean, most], dim=-1)).squeeze(-1)

    def _embed(self, pieces: Tensor) -> Tensor:
        rows = self.rows[pieces]
        if self.training:
            kept = torch.rand(pieces.shape[:-1]) > self.shape.word_dropout
            rows = rows * kept[..., None, None]
        return self.words(rows.flatten(-2))

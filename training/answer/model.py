"""The answer model: a small Qwen3-architecture decoder that llama.cpp can run."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

INITIAL_STD = 0.02


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, as they are written into the GGUF."""

    vocabulary: int
    width: int = 256
    layers: int = 5
    heads: int = 4
    head_width: int = 64
    feed_forward: int = 768
    context: int = 2048
    rope_base: float = 1_000_000.0
    epsilon: float = 1e-6


class Norm(nn.Module):
    """Root-mean-square normalisation over the last dimension, in float32."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, values: Tensor) -> Tensor:
        values = values.float()
        scale = torch.rsqrt(values.pow(2).mean(-1, keepdim=True) + self.epsilon)
        return self.weight * (values * scale)


class Attention(nn.Module):
    """Causal self-attention with normalised queries and keys and rotary positions."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.head_width = shape.heads, shape.head_width
        inner = shape.heads * shape.head_width
        self.query = nn.Linear(shape.width, inner, bias=False)
        self.key = nn.Linear(shape.width, inner, bias=False)
        self.value = nn.Linear(shape.width, inner, bias=False)
        self.output = nn.Linear(inner, shape.width, bias=False)
        self.query_norm = Norm(shape.head_width, shape.epsilon)
        self.key_norm = Norm(shape.head_width, shape.epsilon)

    def forward(self, hidden: Tensor, cosine: Tensor, sine: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = hidden.shape
        split = (batch, length, self.heads, self.head_width)
        query = rotate(self.query_norm(self.query(hidden).view(split)), cosine, sine)
        key = rotate(self.key_norm(self.key(hidden).view(split)), cosine, sine)
        value = self.value(hidden).view(split)
        mixed = _attend(query, key, value, mask).reshape(batch, length, -1)
        out: Tensor = self.output(mixed)
        return out


def _attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return what each place reads from those before it, `(batch, length, heads, width)`.

    A GPU has a kernel for this; on a CPU two products and a softmax train faster.
    """
    kind = torch.bfloat16 if torch.is_autocast_enabled(query.device.type) else query.dtype
    query, key, value = (part.to(kind).transpose(1, 2) for part in (query, key, value))
    if query.is_cuda:
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
    else:
        scores = query * query.shape[-1] ** -0.5 @ key.transpose(2, 3) + mask.to(kind)
        mixed = scores.softmax(-1, dtype=torch.float32).to(kind) @ value
    return mixed.transpose(1, 2)


class Block(nn.Module):
    """One layer: attention, then a gated feed-forward network, each on a residual path."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = Norm(shape.width, shape.epsilon)
        self.attention = Attention(shape)
        self.feed_norm = Norm(shape.width, shape.epsilon)
        self.gate = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.up = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.down = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, hidden: Tensor, cosine: Tensor, sine: Tensor, mask: Tensor) -> Tensor:
        hidden = hidden + self.attention(self.attention_norm(hidden), cosine, sine, mask)
        normed = self.feed_norm(hidden)
        return hidden + self.down(functional.silu(self.gate(normed)) * self.up(normed))


class AnswerModel(nn.Module):
    """Tokens to hidden states; `logits` ties the output to the token embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.epsilon)
        self.auxiliary = nn.ModuleDict(
            {"matched": nn.Linear(shape.width, 1), "relevance": nn.Linear(shape.width, 1)}
        )
        self.apply(_initialise)
        for block in self.blocks:
            for projection in (block.attention.output, block.down):
                nn.init.normal_(projection.weight, std=INITIAL_STD / math.sqrt(2 * shape.layers))
        cosine, sine = rotary(shape)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        mask = torch.full((shape.context, shape.context), -1e4).triu(1)
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the final hidden states, shape `(batch, length, width)`."""
        hidden: Tensor = self.norm(self.layers(tokens)[-1])
        return hidden

    def layers(self, tokens: Tensor) -> list[Tensor]:
        """Return the residual stream after each block."""
        length = tokens.shape[1]
        cosine = self.get_buffer("cosine")[:length]
        sine = self.get_buffer("sine")[:length]
        mask = self.get_buffer("mask")[:length, :length]
        hidden = self.embedding(tokens)
        streams: list[Tensor] = []
        for block in self.blocks:
            hidden = block(hidden, cosine, sine, mask)
            streams.append(hidden)
        return streams

    def auxiliary_score(self, name: str, stream: Tensor) -> Tensor:
        """Return one score a place from a residual stream; a help in training, not exported."""
        normed = functional.rms_norm(stream, (self.shape.width,), eps=self.shape.epsilon)
        score: Tensor = self.auxiliary[name](normed)
        return score.squeeze(-1).float()

    def logits(self, hidden: Tensor) -> Tensor:
        """Return a score for each token of the vocabulary."""
        return functional.linear(hidden, self.embedding.weight)

    def parameters_shipped(self) -> int:
        """Return how many parameters the GGUF holds (the auxiliary heads are dropped)."""
        return sum(p.numel() for n, p in self.named_parameters() if not n.startswith("auxiliary"))


def rotary(shape: Shape) -> tuple[Tensor, Tensor]:
    """Return the cosines and sines of the rotary positions, `(context, 1, head_width)`."""
    half = torch.arange(0, shape.head_width, 2, dtype=torch.float64) / shape.head_width
    angles = torch.arange(shape.context, dtype=torch.float64)[:, None] * shape.rope_base**-half
    doubled = torch.cat([angles, angles], dim=-1).unsqueeze(1)
    return doubled.cos().float(), doubled.sin().float()


def rotate(values: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Return `values`, shape `(batch, length, heads, width)`, turned by their positions."""
    first, second = values.chunk(2, dim=-1)
    return values * cosine + torch.cat([-second, first], dim=-1) * sine


def prime(model: AnswerModel, embedding: Tensor | None, *, matching_layers: int = 2) -> None:
    """Start the model where it already sees which tokens are alike.

    Token embeddings come from word statistics, and in the first layers queries and keys
    share their slowly turning dimensions, so that a token attends to its like at any distance.
    """
    shape = model.shape
    with torch.no_grad():
        if embedding is not None:
            model.embedding.weight.copy_(embedding)
        half = torch.arange(0, shape.head_width, 2) / shape.head_width
        slow = 2 * math.pi * shape.rope_base**half > shape.context
        rows = torch.cat([slow, slow]).repeat(shape.heads)
        for block in list(model.blocks)[:matching_layers]:
            block.attention.key.weight[rows] = block.attention.query.weight[rows]


def save(path: Path, model: AnswerModel, extra: dict[str, Any]) -> None:
    """Write a checkpoint in one step, so that an interrupted write leaves the old one."""
    partial = path.with_suffix(".partial")
    torch.save({"shape": asdict(model.shape), "model": model.state_dict()} | extra, partial)
    partial.replace(path)


def load(path: Path) -> tuple[AnswerModel, dict[str, Any]]:
    """Return the model of a checkpoint and the checkpoint's other entries."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model = AnswerModel(Shape(**checkpoint.pop("shape")))
    model.load_state_dict(checkpoint.pop("model"))
    return model, checkpoint


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=INITIAL_STD)

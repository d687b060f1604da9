"""A byte-level BPE in the Qwen2 manner, and token embeddings from word statistics."""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import Tensor
from training.answer import data

from askvn.vietnamese import diacritics

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
UNMARKED_SHARE = 0.08
WINDOW = 5


def train(folder: Path, *, vocabulary: int, documents: int, seed: int) -> Tokenizer:
    """Return a tokenizer trained on raw text, a small part of it bare of diacritics."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(folder, documents, seed), trainer)
    return tokenizer


def _texts(folder: Path, documents: int, seed: int) -> Iterator[str]:
    source = random.Random(seed)
    for record in islice(data.read(folder / "text-0.jsonl.zst"), documents):
        text = data.clean(record["text"])
        yield diacritics.strip(text) if source.random() < UNMARKED_SHARE else text
    for _ in range(2_000):
        yield data.user_content("Ai?", ["a."] * len(data.LABELS)) + "user\nassistant\n"


def embed(folder: Path, tokenizer: Tokenizer, *, documents: int, width: int, seed: int) -> Tensor:
    """Return token embeddings: singular vectors of the positive pointwise mutual information."""
    encodings = tokenizer.encode_batch(list(_texts(folder, documents, seed)))
    stream = np.concatenate([np.asarray(e.ids, dtype=np.int64) for e in encodings])
    size = tokenizer.get_vocab_size()
    counts = np.zeros(size * size, dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        pairs = stream[:-distance] * size + stream[distance:]
        counts += np.bincount(pairs, minlength=size * size).astype(np.float32) / distance
    table = torch.from_numpy(counts.reshape(size, size))
    table = table + table.T
    context = table.sum(0).clamp(min=1).pow(0.75)
    information = table / table.sum(1, keepdim=True).clamp(min=1) / (context / context.sum())
    information = information.clamp(min=1).log()
    torch.manual_seed(seed)
    left, singular, _ = torch.svd_lowrank(information, q=width, niter=3)
    vectors = left * singular.sqrt()
    vectors = vectors - vectors.mean(0)
    noise = torch.randn_like(vectors) * 0.1
    vectors = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-6)
    mixed = vectors @ torch.linalg.qr(torch.randn(width, width)).Q + noise * width**-0.5
    return 0.04 * width**0.5 * mixed / mixed.norm(dim=1, keepdim=True)

"""A byte-level BPE in the Qwen2 manner."""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from training.answer import data

from askvn.vietnamese import diacritics

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
UNMARKED_SHARE = 0.08


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

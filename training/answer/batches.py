"""Prompts as token batches of a few fixed lengths."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from training.answer import data

LENGTHS = (176, 288, 448, 768)
TOKENS_PER_BATCH = 8_192


@dataclass(frozen=True)
class Encoded:
    """One prompt as tokens; `labels` are the places of the label tokens after each sentence.

    The question ends before place `begin`, the first sentence's.
    """

    tokens: list[int]
    begin: int
    labels: list[int]
    answer: int | None


@dataclass(frozen=True)
class Batch:
    """Right-padded prompts; `last` is the place whose next token is the answer.

    `matched` is 1 where a sentence's token stands in the question too, 0 where not, -1 elsewhere.
    """

    tokens: Tensor
    matched: Tensor
    last: Tensor
    labels: Tensor
    is_label: Tensor
    answer: Tensor


class Encoder:
    """Turns prompts into tokens piece by piece, exactly as the whole prompt would be split."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        names = (*data.LABELS, data.NONE)
        self.label_ids = [self._single(name) for name in names]
        self.opening = tokenizer.encode(data.OPENING).ids
        self.closing = tokenizer.encode(data.CLOSING).ids
        self.newline = tokenizer.encode(")\n").ids
        self.bracket = tokenizer.encode(")").ids

    def _single(self, name: str) -> int:
        (token,) = self.tokenizer.encode(name).ids
        return int(token)

    def encode(self, prompts: Sequence[data.Prompt]) -> list[Encoded]:
        """Return the token lists of `prompts`; candidates that do not fit are left out."""
        texts: list[str] = []
        for prompt in prompts:
            texts.append(f"Câu hỏi: {prompt.question}\n\n")
            texts.extend(f"{text} (" for text in prompt.candidates)
        pieces = iter(e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False))
        return [self._join(prompt, pieces) for prompt in prompts]

    def _join(self, prompt: data.Prompt, pieces: Iterator[list[int]]) -> Encoded:
        tokens = [*self.opening, *next(pieces)]
        begin = len(tokens)
        answer = prompt.answer
        labels: list[int] = []
        room = LENGTHS[-1] - len(tokens) - len(self.closing)
        sentences = [next(pieces) for _ in prompt.candidates]
        while sum(len(s) + 2 for s in sentences) > room:
            victim = max(
                (i for i in range(len(sentences)) if i != answer), key=lambda i: len(sentences[i])
            )
            del sentences[victim]
            answer = answer - 1 if answer is not None and victim < answer else answer
        for number, sentence in enumerate(sentences):
            tokens += sentence
            labels.append(len(tokens))
            tokens.append(self.label_ids[number])
            tokens += self.newline if number < len(sentences) - 1 else self.bracket
        return Encoded(tokens + self.closing, begin, labels, answer)


def batch(items: Sequence[Encoded], length: int) -> Batch:
    """Return `items` padded on the right to `length` tokens."""
    count, most = len(items), len(data.LABELS)
    tokens = torch.zeros(count, length, dtype=torch.long)
    labels = torch.zeros(count, most, dtype=torch.long)
    is_label = torch.zeros(count, most, dtype=torch.bool)
    matched = torch.full((count, length), -1.0)
    for row, item in enumerate(items):
        tokens[row, : len(item.tokens)] = torch.tensor(item.tokens)
        asked = set(item.tokens[: item.begin])
        found = [float(token in asked) for token in item.tokens[item.begin : item.labels[-1]]]
        matched[row, item.begin : item.labels[-1]] = torch.tensor(found)
        labels[row, : len(item.labels)] = torch.tensor(item.labels)
        is_label[row, : len(item.labels)] = True
    last = torch.tensor([len(item.tokens) - 1 for item in items])
    answer = torch.tensor([most if item.answer is None else item.answer for item in items])
    return Batch(tokens, matched, last, labels, is_label, answer)


def bucket(encoded: Encoded) -> int:
    """Return the smallest batch length that holds the prompt."""
    return next(length for length in LENGTHS if len(encoded.tokens) <= length)


def stream(prompts: Iterator[data.Prompt], encoder: Encoder) -> Iterator[Batch]:
    """Yield full batches as soon as enough prompts of a length have come."""
    waiting: dict[int, list[Encoded]] = defaultdict(list)
    while True:
        for item in encoder.encode([next(prompts) for _ in range(64)]):
            length = bucket(item)
            waiting[length].append(item)
            if len(waiting[length]) == TOKENS_PER_BATCH // length:
                yield batch(waiting.pop(length), length)


def fixed(cases: Sequence[data.Case], encoder: Encoder, *, seed: int) -> list[Batch]:
    """Return the same few full batches every time, for the figure that chooses."""
    source = random.Random(seed)
    items = encoder.encode([data.compose(case, source, cases) for case in cases])
    groups: dict[int, list[Encoded]] = defaultdict(list)
    for item in items:
        groups[bucket(item)].append(item)
    out = []
    for length, group in sorted(groups.items()):
        size = TOKENS_PER_BATCH // length
        for begin in range(0, len(group) - size + 1, size):
            out.append(batch(group[begin : begin + size], length))
    return out

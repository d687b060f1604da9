"""Drawn prompts as batches of a few fixed lengths."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from training.answer import data, pool
from training.answer.pool import NOTHING, Drawn, Pool

LENGTHS = (320, 768)
# A place that no loss looks at.
UNSEEN = -100


@dataclass(frozen=True)
class Encoded:
    """One prompt and its reply as tokens; `labels` are the places of the labels of the sentences.

    The question ends before place `begin`; the prompt before `reply`, where the answer's label is.
    """

    tokens: list[int]
    begin: int
    labels: list[int]
    reply: int
    answer: int | None


@dataclass(frozen=True)
class Batch:
    """Right-padded prompts; `last` is the place whose next token is the answer's label.

    `matched` is 1 where a sentence's token stands in the question too, 0 where not, -1 elsewhere.
    `following` has the next token of the short answer, `UNSEEN` elsewhere.
    """

    tokens: Tensor
    matched: Tensor
    following: Tensor
    last: Tensor
    labels: Tensor
    is_label: Tensor
    answer: Tensor

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on `device`."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


class Encoder:
    """Puts the tokens of prompts together, exactly as the whole prompt would be split."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.label_ids = [self._single(name) for name in (*data.LABELS, data.NONE)]
        self.opening = tokenizer.encode(data.OPENING).ids
        self.closing = tokenizer.encode(data.CLOSING).ids
        self.newline = tokenizer.encode(")\n").ids
        self.bracket = tokenizer.encode(")").ids
        self.end = self._single(data.END)

    def _single(self, name: str) -> int:
        (token,) = self.tokenizer.encode(name).ids
        return int(token)

    def encode(self, source: Pool, drawn: Drawn) -> Encoded:
        """Return the tokens of one prompt; the longest wrong candidates go where room is short."""
        head = [*self.opening, *source.pieces[drawn.question]]
        span = [] if drawn.span == NOTHING else source.pieces[drawn.span]
        sentences, answer = [source.pieces[one] for one in drawn.candidates], drawn.answer
        room = LENGTHS[-1] - len(head) - len(self.closing) - len(span) - 2
        while sum(len(one) + 1 + len(self.newline) for one in sentences) > room:
            wrong = [place for place in range(len(sentences)) if place != answer]
            victim = max(wrong, key=lambda place: len(sentences[place]))
            del sentences[victim]
            answer = answer - 1 if answer is not None and victim < answer else answer
        tokens, labels = list(head), []
        for number, sentence in enumerate(sentences):
            tokens += sentence
            labels.append(len(tokens))
            tokens.append(self.label_ids[number])
            tokens += self.newline if number < len(sentences) - 1 else self.bracket
        tokens += self.closing
        label = self.label_ids[-1 if answer is None else answer]
        return Encoded([*tokens, label, *span, self.end], len(head), labels, len(tokens), answer)


def batch(items: Sequence[Encoded], length: int) -> Batch:
    """Return `items` padded on the right to `length` tokens."""
    count, most = len(items), len(data.LABELS)
    tokens = torch.zeros(count, length, dtype=torch.long)
    following = torch.full((count, length), UNSEEN)
    labels = torch.zeros(count, most, dtype=torch.long)
    is_label = torch.zeros(count, most, dtype=torch.bool)
    matched = torch.full((count, length), -1.0)
    for row, item in enumerate(items):
        tokens[row, : len(item.tokens)] = torch.tensor(item.tokens)
        asked = set(item.tokens[: item.begin])
        found = [float(token in asked) for token in item.tokens[item.begin : item.labels[-1]]]
        matched[row, item.begin : item.labels[-1]] = torch.tensor(found)
        rest = torch.tensor(item.tokens[item.reply + 1 :])
        following[row, item.reply : item.reply + len(rest)] = rest
        labels[row, : len(item.labels)] = torch.tensor(item.labels)
        is_label[row, : len(item.labels)] = True
    last = torch.tensor([item.reply - 1 for item in items])
    answer = torch.tensor([most if item.answer is None else item.answer for item in items])
    return Batch(tokens, matched, following, last, labels, is_label, answer)


def bucket(encoded: Encoded) -> int:
    """Return the smallest batch length that holds the prompt."""
    return next(length for length in LENGTHS if len(encoded.tokens) <= length)


def stream(
    prompts: Iterator[tuple[Pool, Drawn]], encoder: Encoder, tokens_per_batch: int
) -> Iterator[Batch]:
    """Yield full batches as soon as enough prompts of a length have come."""
    waiting: dict[int, list[Encoded]] = defaultdict(list)
    for source, drawn in prompts:
        item = encoder.encode(source, drawn)
        length = bucket(item)
        waiting[length].append(item)
        if len(waiting[length]) == max(1, tokens_per_batch // length):
            yield batch(waiting.pop(length), length)


def fixed(cases: Pool, encoder: Encoder, tokens_per_batch: int, *, seed: int) -> list[Batch]:
    """Return the same batches every time, for the figures that tell how training goes."""
    source = random.Random(seed)
    most = len(data.LABELS)
    drawn = ((cases, pool.draw(cases, place, source, most=most)) for place in range(len(cases)))
    return list(stream(drawn, encoder, tokens_per_batch))

"""Raw text as token files: 16 bits a token, compressed with what every Python has (xz)."""

import io
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training.answer import data

Tokens = NDArray[np.uint16]
PATTERN = "tokens-*.xz"
_BATCH = 256
END = "<|endoftext|>"


def build(folder: Path, work: Path, tokenizer: Tokenizer, *, shards: int, size: int) -> int:
    """Write `shards` files of `size` tokens each from the raw text, those that are not there.

    Documents stand behind one another, each closed by `<|endoftext|>`; files are filled in order,
    so that a run that was stopped goes on with the file it was at.
    """
    stream = _documents(folder, tokenizer)
    rest = np.zeros(0, dtype=np.uint16)
    written = 0
    for number in range(shards):
        parts, count = [rest], len(rest)
        while count < size and (part := next(stream, None)) is not None:
            parts.append(part)
            count += len(part)
        whole = np.concatenate(parts)
        rest = whole[size:]
        written += len(whole[:size])
        save(work / f"tokens-{number:03d}.xz", whole[:size])
    return written


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array, compressed, in one step; a file that is there stays."""
    if not path.exists():
        partial = path.with_suffix(".partial")
        with lzma.open(partial, "wb", preset=6) as file:
            np.save(file, array)
        partial.replace(path)


def load(path: Path) -> NDArray[Any]:
    """Return the array that `save` wrote."""
    with lzma.open(path, "rb") as file:
        found: NDArray[Any] = np.load(io.BytesIO(file.read()))
    return found


def read(work: Path) -> tuple[Tokens, Tokens]:
    """Return the tokens of every shard that is there, and the last hundredth kept for judging.

    Raises:
        FileNotFoundError: if there is none.
    """
    paths = sorted(work.glob(PATTERN))
    if not paths:
        raise FileNotFoundError(f"no {PATTERN} in {work}: run the stage `tokens` first")
    arrays = [load(path) for path in paths]
    cut = len(arrays[0]) - max(2_048, len(arrays[0]) // 100)
    return np.concatenate([arrays[0][:cut], *arrays[1:]]), arrays[0][cut:]


def _documents(folder: Path, tokenizer: Tokenizer) -> Iterator[Tokens]:
    end = tokenizer.token_to_id(END)
    for batch in _batches(folder):
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            yield np.array([*encoding.ids, end], dtype=np.uint16)


def _batches(folder: Path) -> Iterator[Sequence[str]]:
    batch: list[str] = []
    for path in sorted(folder.glob("text-*.jsonl.zst")):
        for record in data.read(path):
            batch.append(data.clean(f"{record['title']}\n{record['text']}".strip()))
            if len(batch) == _BATCH:
                yield batch
                batch = []
    yield batch

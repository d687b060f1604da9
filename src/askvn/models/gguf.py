"""What a GGUF file says of itself, read from its head alone, without llama.cpp."""

from __future__ import annotations

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

from askvn.errors import ModelUnfitError

MAGIC = b"GGUF"
_ALIGNMENT = 32
# Formats of the values by their number in the file; 8 is a text and 9 a list.
_FORMATS = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
}  # fmt: skip
_TEXT, _LIST = 8, 9
_LONGEST_TEXT = 1 << 24
_MOST_DIMENSIONS = 8
_VERSIONS = (2, 3)

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Head:
    """A model's own facts: "" and 0 where the file does not tell."""

    name: str
    architecture: str
    licence: str
    context: int
    parameters: int
    has_template: bool
    parts: int


class _Reader:
    """Takes values off a mapped file, one after the other."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self.place = 0

    def number(self, kind: str) -> int | float | bool:
        (value,) = struct.unpack_from(f"<{kind}", self._content, self.place)
        self.place += struct.calcsize(f"<{kind}")
        return value  # type: ignore[no-any-return]

    def count(self) -> int:
        return int(self.number("Q"))

    def text(self) -> str:
        length = self.count()
        if length > min(_LONGEST_TEXT, len(self._content) - self.place):
            raise ValueError(length)
        self.place += length
        return self._content[self.place - length : self.place].decode("utf-8", "replace")

    def value(self, kind: int) -> Value:
        """Return a text or a number; a list is passed over, for it may hold a whole vocabulary."""
        if kind == _TEXT:
            return self.text()
        if kind != _LIST:
            return self.number(_FORMATS[kind])
        inner, length = int(self.number("I")), self.count()
        if inner in _FORMATS:
            self.place += length * struct.calcsize(f"<{_FORMATS[inner]}")
        elif inner == _TEXT:
            for _ in range(length):
                step = self.count()
                self.place += step
        else:
            raise ValueError(inner)
        return None


def is_gguf(path: Path) -> bool:
    """Tell whether a file begins as GGUF files do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read(path: Path) -> Head:
    """Return what the file tells of the model in it.

    Raises:
        ModelUnfitError: if it is damaged, or ends before its last tensor begins.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            return _head(_Reader(content), len(content))
    except (struct.error, OverflowError, ValueError, KeyError, OSError) as error:
        raise ModelUnfitError(
            "'{path}' is no complete GGUF file",
            hint="download the file again",
            path=path,
        ) from error


def _head(reader: _Reader, size: int) -> Head:
    reader.place = len(MAGIC)
    if reader.number("I") not in _VERSIONS:
        raise ValueError
    tensors, pairs = reader.count(), reader.count()
    values = {}
    for _ in range(pairs):
        key = reader.text()
        values[key] = reader.value(int(reader.number("I")))
    parameters, last = _tensors(reader, tensors)
    alignment = _whole(values.get("general.alignment")) or _ALIGNMENT
    data = math.ceil(reader.place / alignment) * alignment
    if tensors and data + last >= size:
        raise ValueError(last)
    architecture = _text(values.get("general.architecture"))
    return Head(
        name=_text(values.get("general.name")),
        architecture=architecture,
        licence=_text(values.get("general.license")),
        context=_whole(values.get(f"{architecture}.context_length")),
        parameters=parameters,
        has_template=bool(values.get("tokenizer.chat_template")),
        parts=_whole(values.get("split.count")),
    )


def _tensors(reader: _Reader, count: int) -> tuple[int, int]:
    """Return how many parameters the tensors have, and where the last of them begins."""
    parameters = last = 0
    for _ in range(count):
        reader.text()
        dimensions = int(reader.number("I"))
        if dimensions > _MOST_DIMENSIONS:
            raise ValueError(dimensions)
        parameters += math.prod(reader.count() for _ in range(dimensions))
        reader.number("I")
        last = max(last, reader.count())
    return parameters, last


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0

"""The exported encoder with numpy and tokenizers alone: askvn's embedder once it is shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training.embedder.t5_numpy import T5Encoder

from askvn.errors import ModelDamagedError, ModelNotFoundError

Vectors = NDArray[np.float32]

FILES = ("model.safetensors", "tokenizer.json", "config.json")
# What is read of a text, as sentence-transformers reads it: a passage has about 140 pieces.
MAX_PIECES = 512
_BATCH_PIECES = 2048


class LightEncoder:
    """The same vectors as `SentenceTransformer(folder)` gives, to 1e-4.

    A piece is a syllable, two of them or a part of one; its row has 8 bits a value and is mapped
    into memory, not read. Nothing changes after opening, so several threads may embed at once.
    """

    name = "builtin"

    def __init__(self, folder: Path) -> None:
        """Open the model in `folder`.

        Raises:
            ModelNotFoundError: if a file of the model is missing.
            ModelDamagedError: if a file cannot be read as what its name says.
        """
        self._files = tuple(folder / name for name in FILES)
        for file in self._files:
            if not file.is_file():
                raise ModelNotFoundError(
                    "the built-in embedder has no file '{file}'",
                    hint="pip install --force-reinstall askvn",
                    file=file,
                )
        try:
            self._encoder = T5Encoder(folder)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelDamagedError(
                "the built-in embedder in '{folder}' cannot be read: {error}",
                hint="pip install --force-reinstall askvn",
                folder=folder,
                error=error,
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)
        self.dim = self._encoder.dim

    @cached_property
    def fingerprint(self) -> str:
        """The name and the start of the SHA-256 of the model's files."""
        digest = hashlib.sha256()
        for file in self._files:
            digest.update(file.read_bytes())
        return f"{self.name}-{digest.hexdigest()[:12]}"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows, shape `(len(texts), dim)`, in the order of `texts`."""
        pieces = self.tokenize(texts)
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for numbers in _batches([len(text) for text in pieces]):
            vectors[numbers] = self._encoder.embed([pieces[number] for number in numbers])
        return vectors

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the pieces of each text as the encoder reads them: the opening one first."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector, shape `(dim,)`."""
        return self._encoder.embed(self.tokenize([text]))[0]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of texts of like length, shortest first, a few thousand pieces at once."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch

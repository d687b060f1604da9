"""The built-in static embedder: a piece table and a mean, with numpy and tokenizers alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from askvn.errors import ModelDamagedError, ModelNotFoundError
from askvn.tensors import map_tensors

Vectors = NDArray[np.float32]

FOLDER = Path(__file__).parent.parent / "models" / "embedder"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
_BATCH = 256
_MODULES, _ABOUT = "modules.json", "config_sentence_transformers.json"
_TENSORS = {"embeddings": np.int8, "mapping": np.int32, "weights": np.float32}
_NONE: NDArray[np.int32] = np.zeros(0, dtype=np.int32)


class BuiltinEmbedder:
    """The same vectors as `SentenceTransformer(folder)` gives, to 1e-5.

    A piece is a syllable, two of them or a part of one; its row has 8 bits a value and a scale, and
    several spellings of a piece share a row. The rows are mapped into memory, not read. A text
    without a letter or digit has no piece: its vector is all zeros, as in sentence-transformers.
    """

    def __init__(self, folder: Path = FOLDER, *, name: str = "builtin") -> None:
        """Open the model in `folder`: the shipped one, or one of its format (`is_light`).

        Raises:
            ModelNotFoundError: if a file of the model is missing.
            ModelDamagedError: if a file cannot be read as what its name says.
        """
        self.name = name
        for file in (folder / WEIGHTS, folder / TOKENIZER):
            if not file.is_file():
                raise ModelNotFoundError(
                    "the built-in embedder has no file '{file}'",
                    hint="pip install --force-reinstall askvn",
                    file=file,
                )
        try:
            tensors = map_tensors(folder / WEIGHTS)
            self._rows, self._scales = tensors["embeddings"], tensors["weights"]
            self._row_of_piece = tensors["mapping"]
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:
            raise ModelDamagedError(
                "the built-in embedder in '{folder}' cannot be read: {error}",
                hint="pip install --force-reinstall askvn",
                folder=folder,
                error=error,
            ) from error
        self.dim = int(self._rows.shape[1])
        self._files = (folder / WEIGHTS, folder / TOKENIZER)

    @cached_property
    def fingerprint(self) -> str:
        """The name and the start of the SHA-256 of the weights and the tokenizer."""
        return f"{self.name}-{_digest(*self._files)[:12]}"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows, shape `(len(texts), dim)`, in the order of `texts`."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            encoded = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for number, encoding in enumerate(encoded, start=start):
                vectors[number] = self._pool(encoding.ids)
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector, shape `(dim,)`."""
        return self._pool(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def rows_of(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Return, for each text, the numbers of the rows whose sum has its vector's direction."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.asarray(self._row_of_piece[one.ids]) if one.ids else _NONE for one in encoded]

    @property
    def pieces(self) -> int:
        """How many pieces the tokenizer knows."""
        return len(self._row_of_piece)

    def piece_names(self) -> list[str]:
        """Return the pieces by their numbers, a blank written as ▁."""
        numbers = self._tokenizer.get_vocab()
        return sorted(numbers, key=lambda name: numbers[name])

    def pieces_of(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the numbers of the pieces of `text` and where they stand, shape (n, 2)."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        spans = np.array(encoded.offsets, dtype=np.int32).reshape(len(encoded.ids), 2)
        return np.array(encoded.ids, dtype=np.int32), spans

    def vectors_of(self, pieces: NDArray[np.int32]) -> Vectors:
        """Return the rows of pieces, not normalised, shape `(len(pieces), dim)`."""
        rows = self._rows[self._row_of_piece[pieces]].astype(np.float32)
        scaled: Vectors = rows * self._scales[pieces][:, None]
        return scaled

    def _pool(self, pieces: list[int]) -> Vectors:
        """Return the normalised sum of the pieces' rows: the mean has the same direction."""
        if not pieces:
            return np.zeros(self.dim, dtype=np.float32)
        rows = self._rows[self._row_of_piece[pieces]].astype(np.float32)
        total: Vectors = self._scales[pieces] @ rows
        return total / np.float32(max(float(np.linalg.norm(total)), 1e-12))


def is_light(folder: Path) -> bool:
    """Tell whether the model in `folder` has the built-in one's format: same vectors, no torch."""
    try:
        modules = json.loads((folder / _MODULES).read_text(encoding="utf-8"))
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        kinds = {name: tensor.dtype for name, tensor in map_tensors(folder / WEIGHTS).items()}
        steps = [str(module["type"]).rpartition(".")[2] for module in modules]
        plain = not any((about.get("prompts") or {}).values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return plain and steps == ["StaticEmbedding", "Normalize"] and kinds == _TENSORS


def _digest(*files: Path) -> str:
    """Return the SHA-256 of the files' contents, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()

"""Any sentence-transformers model as an embedder, with the prompts it was trained on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from askvn.errors import ModelNotFoundError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

_E5 = re.compile(r"(^|[/_-])(multilingual-)?e5-(small|base|large)(?!.*instruct)", re.IGNORECASE)
_DOCUMENT_PROMPTS = ("document", "passage")


class SentenceTransformersEmbedder:
    """One model, by hub id or by path; files that are on disk are preferred to the network."""

    def __init__(self, model: str) -> None:
        """Load `model`.

        Raises:
            ModelNotFoundError: if `model` is neither a folder nor in a hub that can be reached.
        """
        self.name = f"st:{model}"
        self._model = _load(model)
        self._question_prompt, self._document_prompt = prompts(model, self._model.prompts)
        self.dim = len(self.embed_question("a"))
        self.fingerprint = f"{self.name}-{self._digest()}"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows, shape `(len(texts), dim)`, in the order of `texts`."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return self._encode(list(texts), self._document_prompt)

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector, shape `(dim,)`."""
        vector: Vectors = self._encode([text], self._question_prompt)[0]
        return vector

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        vectors = self._model.encode(
            texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _digest(self) -> str:
        """Return 12 hex digits over the prompts and each weight's name, shape and some values."""
        digest = hashlib.sha256(f"{self._question_prompt}\0{self._document_prompt}".encode())
        for name, weight in self._model.state_dict().items():
            digest.update(f"{name}{tuple(weight.shape)}".encode())
            sample = weight.flatten()[:: max(1, weight.numel() // 4096)]
            digest.update(sample.float().cpu().numpy().tobytes())
        return digest.hexdigest()[:12]


def prompts(model: str, declared: Mapping[str, str | None]) -> tuple[str, str]:
    """Return what goes before a question and before a document: as declared, else E5's own."""
    question = declared.get("query") or ""
    document = next((found for key in _DOCUMENT_PROMPTS if (found := declared.get(key))), "")
    if not question and not document and _E5.search(model):
        return "query: ", "passage: "
    return question, document


def _load(model: str) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    options: list[dict[str, Any]] = [{"local_files_only": True}]
    if not Path(model).is_dir():
        options.append({})
    failure: Exception | None = None
    for option in options:
        try:
            return SentenceTransformer(model, **option)
        except (OSError, ValueError) as error:
            failure = error
    raise ModelNotFoundError(
        "model '{model}' is neither a folder here nor in a hub that can be reached",
        hint="askvn ask … --embedder builtin",
        model=model,
    ) from failure

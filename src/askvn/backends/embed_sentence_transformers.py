"""Any sentence-transformers model as an embedder, used the way it was trained.

What `backends/rerank_sentence_transformers.py` needs too stands here: loading a model, its longest
input, and words joined by "_" for the models made from PhoBERT.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from askvn.errors import MissingExtraError, ModelDamagedError, ModelError, ModelNotFoundError
from askvn.vietnamese import sentences

Vectors = NDArray[np.float32]

_QUESTION_PROMPTS = ("query", "question", "search_query", "retrieval.query", "s2p_query")
_DOCUMENT_PROMPTS = (
    "document",
    "passage",
    "corpus",
    "search_document",
    "retrieval.passage",
    "text",
)
# What the cards of these families demand and their configurations do not declare (all of them, or
# some of their versions): before a question, before a document. The first that fits is taken.
_FAMILIES = (
    (
        r"e5-.*instruct",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
        "Query: ",
        "",
    ),
    (r"(multilingual-)?e5-(small|base|large)", "query: ", "passage: "),
    (r"nomic-embed-text", "search_query: ", "search_document: "),
    (r"snowflake-arctic-embed-[a-z]+-v2", "query: ", ""),
    (
        r"snowflake-arctic-embed",
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
)
_segmenting = threading.Lock()


class SentenceTransformersEmbedder:
    """One model, by hub id or by path; files that are on disk are preferred to the network.

    The library batches by length and cuts each text at the model's longest input. Safe to use from
    several threads: one embeds at a time.
    """

    def __init__(self, model: str, *, name: str = "", family: str = "") -> None:
        """Load `model`, known as `name` and judged by `family` where its path tells neither.

        Raises:
            ModelNotFoundError: if `model` is neither a folder nor in a hub that can be reached.
            ModelDamagedError: if it is there and cannot be loaded.
            ModelError: if it needs program code of its own.
            MissingExtraError: if it needs a package that is not installed.
        """
        from sentence_transformers import SentenceTransformer

        self.name = f"st:{name or model}"
        self._lock = threading.Lock()
        self._model = load(SentenceTransformer, model, hint="askvn ask … --embedder builtin")
        limit_length(self._model)
        self._words = segmenter(self._model.tokenizer)
        self._question_prompt, self._document_prompt = prompts(family or model, self._model.prompts)
        self.dim: int = self._model.get_embedding_dimension() or len(self.embed_question("a"))
        self.fingerprint = f"{self.name}-{self._digest()}"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows, shape `(len(texts), dim)`, in the order of `texts`."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return self._encode(self._model.encode_document, texts, self._document_prompt)

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector, shape `(dim,)`."""
        vector: Vectors = self._encode(self._model.encode_query, [text], self._question_prompt)[0]
        return vector

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str], prompt: str) -> Vectors:
        words = [self._words(text) for text in texts]
        with self._lock:
            rows = encode(words, prompt=prompt, show_progress_bar=False)
        # Here and not in the library: a model held in 16 bits would get lengths off by 0.002.
        vectors = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, 1e-12)
        return unit

    def _digest(self) -> str:
        """Return 12 hex digits over how texts are read and over some values of every weight."""
        reading = (
            self._question_prompt,
            self._document_prompt,
            str(self._model.max_seq_length),
            self._words.__name__,
        )
        digest = hashlib.sha256("\0".join(reading).encode())
        for name, weight in self._model.state_dict().items():
            digest.update(f"{name}{tuple(weight.shape)}".encode())
            sample = weight.flatten()[:: max(1, weight.numel() // 4096)]
            digest.update(sample.float().cpu().numpy().tobytes())
        return digest.hexdigest()[:12]


def prompts(model: str, declared: Mapping[str, str | None]) -> tuple[str, str]:
    """Return what goes before a question and before a document: as declared, else by family.

    Found by name here because the library's `encode_document` never looks past an empty "document"
    prompt, which every model has: what a model declares as "passage" would be left out.
    """
    question = next((found for key in _QUESTION_PROMPTS if (found := declared.get(key))), "")
    document = next((found for key in _DOCUMENT_PROMPTS if (found := declared.get(key))), "")
    if question or document:
        return question, document
    for family, *both in _FAMILIES:
        if re.search(rf"(^|[/_-]){family}", model, re.IGNORECASE):
            return both[0], both[1]
    return "", ""


def load(
    kind: Callable[..., Any], model: str, *, hint: str, options: Mapping[str, object] | None = None
) -> Any:
    """Return the model called `model`: a `kind` of sentence-transformers, made with `options`.

    On a processor the weights are held in 32 bits whatever the file has: in 16 bits a result would
    depend on what stands beside it in the batch.

    Raises:
        ModelNotFoundError: if it is neither a folder nor in a hub that can be reached.
        ModelDamagedError: if it is there and cannot be loaded.
        ModelError: if it needs program code of its own.
    """
    from sentence_transformers.util import get_device_name

    precision = {"model_kwargs": {"dtype": "float32"}} if get_device_name() == "cpu" else {}
    failure: Exception | None = None
    for only_here in _places(model):
        try:
            return kind(model, local_files_only=only_here, **precision, **(options or {}))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's files cause is told below
            failure = error
            if not isinstance(error, OSError | ValueError) or "trust_remote_code" in str(error):
                break
    raise _explained(failure, model, hint) from failure


def limit_length(model: Any) -> None:
    """Lower the longest input of `model` to what its table of positions has room for.

    The tables of the RoBERTa family (XLM-R, PhoBERT) begin behind the padding index; the library
    counts them whole, so a long text would end in an IndexError.
    """
    for module in model.modules():
        rows = getattr(getattr(module, "position_embeddings", None), "num_embeddings", None)
        if isinstance(rows, int):
            padding = getattr(module, "padding_idx", None)
            room = rows - (padding + 1 if isinstance(padding, int) else 0)
            model.max_seq_length = min(model.max_seq_length or room, room)


def segmenter(tokenizer: Any) -> Callable[[str], str]:
    """Return what a text goes through before it meets `tokenizer`: for PhoBERT, `segmented`.

    Raises:
        MissingExtraError: if words are needed and underthesea is not installed.
    """
    name = type(tokenizer).__name__.lower()
    if not name.startswith("phobert") and "Việt_Nam" not in _vocabulary(tokenizer):
        return as_it_is
    segmented("Việt Nam")
    return segmented


def as_it_is(text: str) -> str:
    """Return `text`."""
    return text


def segmented(text: str) -> str:
    """Return `text` with the syllables of each word joined by "_", sentence by sentence.

    One thread at a time: underthesea loads its model at the first call, and fails where a second
    thread calls meanwhile.
    """
    try:
        from underthesea import word_tokenize
    except ImportError as error:
        raise MissingExtraError("underthesea", extra="") from error
    words = []
    for start, end in sentences.split(text):
        with _segmenting:
            words.append(word_tokenize(text[start:end], format="text"))
    return " ".join(words)


def _vocabulary(tokenizer: Any) -> Mapping[str, int]:
    vocabulary: Mapping[str, int] = getattr(tokenizer, "get_vocab", dict)()
    return vocabulary


def _places(model: str) -> tuple[bool, ...]:
    """Return, in order, where to look for `model`: on this disk only (True), or in the hub too."""
    if Path(model).is_dir():
        return (True,)
    if model.count("/") == 1 and _fetched_by_others(model):
        return (False, True)
    return (True, False)


def _fetched_by_others(model: str) -> bool:
    """Tell whether the cache has the weights but not the file that names the model's parts.

    Another program put it there; by itself it would load, with the mean of all tokens for whatever
    pooling the model was trained with, and nobody would notice.
    """
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    folder = os.getenv("SENTENCE_TRANSFORMERS_HOME")
    try:
        config, parts = (
            try_to_load_from_cache(model, file, cache_dir=folder)
            for file in ("config.json", "modules.json")
        )
    except HFValidationError:
        return False
    return isinstance(config, str) and parts is None


def _explained(failure: Exception | None, model: str, hint: str) -> ModelError:
    if "trust_remote_code" in str(failure):
        return ModelError(
            "model '{model}' needs program code of its own, which askvn does not run",
            hint=hint,
            model=model,
        )
    if isinstance(failure, OSError) and not Path(model).is_dir():
        return ModelNotFoundError(
            "model '{model}' is neither a folder here nor in a hub that can be reached",
            hint=hint,
            model=model,
        )
    return ModelDamagedError(
        "the model file '{path}' cannot be loaded: {reason}",
        hint=hint,
        path=model,
        reason=str(failure).strip().partition("\n")[0],
    )

"""Settings -> Engine. The only module that knows which backends exist."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from askvn import resources
from askvn.engine import Engine
from askvn.errors import SettingsError
from askvn.gate import Gate
from askvn.ingest import Ingest, Progress
from askvn.judge import Judge
from askvn.library import Library
from askvn.log import FILE_NAME, Log
from askvn.models import card, machine
from askvn.models.address import locate
from askvn.models.home import open_home
from askvn.protocols import LLM, Embedder, Pieces, Reranker
from askvn.ranker import Ranker
from askvn.reader import Reader
from askvn.records import Style, Unsupported
from askvn.retrieve import TITLE_WEIGHT, LexicalIndex, VectorIndex
from askvn.settings import KEY, Settings
from askvn.shelf import Shelf
from askvn.understand import Restorer
from askvn.verify import Verifier

BUILTIN = "builtin"
# What the built-in answer model was trained for: its prompts are far shorter.
_BUILTIN_CONTEXT = 2048
_LLMS = "builtin | llama-cpp:<name or path.gguf> | openai:http://host:8000/v1[#model]"


def open_engine(settings: Settings, *, create: bool = False) -> Engine:
    """Return the engine for `settings`; models are loaded when a question or document needs them.

    Raises:
        IndexMissingError: if there is no index and `create` is not set.
        SettingsError: if a backend is unknown.
        ModelNotFoundError: if a model is not there.
        ModelDamagedError: if a built-in model's file is not the one that its card names.
    """
    embedder = open_embedder(settings.embedder, settings.models)
    builtin = _pieces(embedder)
    open_dense = partial(_open_dense, settings.store, embedder.dim)
    library = Library(Path(settings.index), create=create)
    shelf = Shelf(settings, embedder, open_dense, open_lexical)

    def ingester(progress: Progress) -> Ingest:
        # Of its own: who reads never waits for who writes.
        written = Library(Path(settings.index), create=True)
        return Ingest(written, embedder, open_dense, open_lexical, settings, progress)

    return Engine(
        settings=settings,
        library=library,
        embedder=embedder,
        restorer=Restorer(card.checked(resources.model("restorer"))),
        reranker=open_reranker(settings.reranker, settings.models),
        judge=Judge(
            Ranker(card.checked(resources.model("ranker")), builtin),
            Reader(card.checked(resources.model("reader")), builtin),
            Gate(card.checked(resources.model("gate")), builtin),
        ),
        llm=open_llm(settings),
        verifier=open_verifier(builtin),
        shelf=shelf,
        style=style_of(settings),
        unsupported=unsupported_of(settings),
        ingester=ingester,
    )


def open_log(settings: Settings) -> Log | None:
    """Return the conversation log of the index, None where it is turned off."""
    return Log(Path(settings.index) / FILE_NAME) if settings.log == "on" else None


def open_embedder(address: str, models: str = "") -> Embedder:
    """Return the embedder called `builtin` or `st:<name, id or path>`; `models` is the setting."""
    scheme, _, rest = address.partition(":")
    if scheme == BUILTIN and not rest:
        from askvn.backends.embed_builtin import BuiltinEmbedder

        return BuiltinEmbedder(card.checked(resources.model("embedder")))
    if scheme == "st" and rest:
        from askvn.backends.embed_builtin import BuiltinEmbedder, is_light

        found = locate(rest, "embedder", open_home(models))
        folder = Path(rest) if found is None else found.path
        if is_light(folder):  # one of ours: as fast as the built-in one
            return BuiltinEmbedder(folder, name=address)
        from askvn.backends.embed_sentence_transformers import SentenceTransformersEmbedder

        if found is None:
            return SentenceTransformersEmbedder(rest)
        return SentenceTransformersEmbedder(
            str(found.path), name=rest, family=found.manifest.source
        )
    raise _unknown("embedder", address, "builtin | st:<name, id or path>")


def open_verifier(embedder: Pieces | None = None) -> Verifier:
    """Return the built-in verifier, upon the built-in embedder if that is open already."""
    folder = card.checked(resources.model("verifier"))
    return Verifier(folder, _pieces(None) if embedder is None else embedder)


def _pieces(embedder: Embedder | None) -> Pieces:
    """Return the built-in embedder, whichever one searches: what reads stands upon it."""
    from askvn.backends.embed_builtin import BuiltinEmbedder

    if isinstance(embedder, BuiltinEmbedder) and embedder.name == BUILTIN:
        return embedder
    return BuiltinEmbedder(card.checked(resources.model("embedder")))


def open_reranker(address: str, models: str = "") -> Reranker | None:
    """Return the reranker called `st:<name, id or path>`, None for `none`."""
    scheme, _, rest = address.partition(":")
    if address == "none":
        return None
    if scheme == "st" and rest:
        from askvn.backends.rerank_sentence_transformers import SentenceTransformersReranker

        found = locate(rest, "reranker", open_home(models))
        return SentenceTransformersReranker(rest if found is None else str(found.path))
    raise _unknown("reranker", address, "none | st:<name, id or path>")


def open_llm(settings: Settings) -> LLM:
    """Return the language model called `builtin`, `llama-cpp:<…>` or `openai:<address>`.

    The key of a server is what `ASKVN_LLM_KEY` holds in the environment.
    """
    scheme, _, rest = settings.llm.partition(":")
    if scheme == "openai" and rest:
        return _open_service(rest, settings)
    if scheme == BUILTIN and not rest:
        path = card.checked(resources.model("answer")) / "answer.gguf"
        name, context = BUILTIN, _BUILTIN_CONTEXT
    elif scheme == "llama-cpp" and rest:
        found = locate(rest, "chat", open_home(settings.models))
        path = Path(rest).expanduser() if found is None else found.path
        name = path.stem if found is None else rest
        context = (
            settings.context_tokens if found is None else found.context(settings.context_tokens)
        )
    else:
        raise _unknown("llm", settings.llm, _LLMS)
    from askvn.backends.llm_llama_cpp import LlamaCppLLM

    threads = settings.threads or machine.cores()
    return LlamaCppLLM(path, name=name, context_size=context, threads=threads)


def _open_service(rest: str, settings: Settings) -> LLM:
    from askvn.backends.http_exchange import addresses
    from askvn.backends.http_service import Key, Service
    from askvn.backends.llm_openai import OpenAILLM

    places, _, model = rest.partition("#")
    return OpenAILLM(
        Service(addresses(places), Key(os.environ.get(KEY, ""))),
        name=settings.llm,
        model=model,
        context_size=settings.context_tokens,
    )


def open_lexical(folder: Path) -> LexicalIndex:
    """Return the lexical index in `folder`, made empty if there is none."""
    from askvn.backends.index_tantivy import TantivyIndex

    return TantivyIndex(folder, title_weight=TITLE_WEIGHT)


def style_of(settings: Settings) -> Style:
    """Return the style to answer in: our own small model quotes, a chat model composes.

    Raises:
        SettingsError: if the built-in model is to compose.
    """
    if settings.style == "auto":
        return "quote" if settings.llm == BUILTIN else "compose"
    if settings.style == "compose" and settings.llm == BUILTIN:
        raise SettingsError(
            "the built-in model chooses sentences, it cannot write any",
            hint="askvn ask … --style compose --llm llama-cpp:MODEL.gguf",
        )
    return settings.style


def unsupported_of(settings: Settings) -> Unsupported:
    """Return what becomes of a sentence that nothing supports: by default marked where composed."""
    if settings.unsupported == "auto":
        return "drop" if style_of(settings) == "quote" else "mark"
    return settings.unsupported


def _open_dense(store: str, dim: int, folder: Path) -> VectorIndex:
    if store == "faiss":
        from askvn.backends.index_faiss import FaissIndex

        return FaissIndex(folder, dim=dim)
    raise _unknown("store", store, "faiss")


def _unknown(setting: str, value: str, known: str) -> SettingsError:
    return SettingsError(
        "setting '{name}' has the value '{value}'",
        hint="it takes: {wanted}",
        name=setting,
        value=value,
        wanted=known,
    )

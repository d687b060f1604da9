"""What the index and the installation are like: for `askvn info` and `askvn doctor`."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from askvn import generation, messages, resources
from askvn.errors import AskvnError, IndexDamagedError, ModelDamagedError
from askvn.library import Library
from askvn.settings import Settings
from askvn.wiring import open_engine

MODELS = ("embedder", "answer", "restorer", "ranker")
_PACKAGES = {
    "faiss": "", "llama_cpp": "", "tantivy": "", "tokenizers": "", "gradio": "",
    "sentence_transformers": "", "underthesea": "",
    "pypdfium2": "docs", "docx": "docs", "openpyxl": "docs", "trafilatura": "docs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined."""

    name: str
    passed: bool
    detail: str
    hint: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the check as a JSON object."""
        return asdict(self)


def describe(settings: Settings) -> dict[str, Any]:
    """Return what the index holds and how it was made.

    Raises:
        IndexMissingError: if there is none.
    """
    folder = Path(settings.index)
    library = Library(folder)
    name = generation.current(folder)
    manifest = generation.read_manifest(folder, name)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "index": str(folder),
        "documents": library.counts()[0],
        "passages": library.counts()[1],
        "megabytes": round(size / 1e6, 1),
        "generation": name,
        "embedder": manifest.embedder,
        "dimensions": manifest.dim,
        "passage length": manifest.chunk_chars,
        "language model": settings.llm,
        "folders": ", ".join(library.roots()),
    }


def examine(settings: Settings) -> list[Check]:
    """Return the results of every check, in the order in which a user would mend things."""
    return [*_packages(), *_models(settings.lang), *_index(settings)]


def check_model(folder: Path) -> str:
    """Return a model's name and version after comparing its files with the card's hashes.

    Raises:
        ModelDamagedError: if a file is missing or is not the one that the card names.
    """
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_the_model(folder / "card.json") from error
    for file, checksum in card["sha256"].items():
        path = folder / file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
            raise _not_the_model(path)
    return f"{card['name']} {card['version']}"


def _packages() -> Iterator[Check]:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    extras = {_PACKAGES[name] for name in missing}
    hint = " && ".join(
        f"pip install 'askvn[{extra}]'" if extra else "pip install --force-reinstall askvn"
        for extra in sorted(extras)
    )
    yield Check("packages", not missing, ", ".join(missing) or "OK", hint)


def _models(lang: str) -> Iterator[Check]:
    for name in MODELS:
        yield _try(f"model {name}", lang, lambda name=name: check_model(resources.model(name)))  # type: ignore[misc]


def _index(settings: Settings) -> Iterator[Check]:
    folder = Path(settings.index)
    if not folder.exists() or not generation.current(folder):
        yield Check("index", True, f"{folder}: –", f"askvn index PATH --index {folder}")
        return
    yield _try("index files", settings.lang, lambda: _verify_files(folder))
    yield _try("library", settings.lang, lambda: _verify_library(folder))
    yield _try("index and settings", settings.lang, lambda: _verify_engine(settings))


def _verify_files(folder: Path) -> str:
    name = generation.current(folder)
    generation.verify(folder, name)
    return name


def _verify_library(folder: Path) -> str:
    library = Library(folder)
    try:
        problem = library.problem()
    except sqlite3.DatabaseError as error:
        problem = str(error)
    if problem:
        raise IndexDamagedError(
            "{path} is not a library of askvn: {reason}",
            hint="mv {path} {path}.bad && askvn index PATH",
            path=library.path,
            reason=problem,
        )
    documents, chunks = library.counts()
    return f"{documents} / {chunks}"


def _verify_engine(settings: Settings) -> str:
    opened = open_engine(settings).shelf.current()
    return f"{len(opened.dense)} / {len(opened.lexical)}"


def _try(name: str, lang: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except AskvnError as error:
        return Check(name, False, *messages.of_error(error, lang))


def _not_the_model(path: Path) -> ModelDamagedError:
    return ModelDamagedError(
        "the model file '{path}' is missing or is not the one its card names",
        hint="pip install --force-reinstall --no-deps askvn",
        path=path,
    )

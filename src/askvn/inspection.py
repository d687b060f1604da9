"""What the index and the installation are like: for `askvn info` and `askvn doctor`."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from askvn import census, generation, messages, resources
from askvn.errors import AskvnError, IndexDamagedError, ModelDamagedError
from askvn.library import Library
from askvn.models import card, digest, machine
from askvn.models.home import Home, open_home
from askvn.models.machine import readable
from askvn.models.progress import Progress, meter
from askvn.records import Pace
from askvn.settings import Settings
from askvn.wiring import open_engine, open_llm, style_of

_PACKAGES = {
    "faiss": "", "llama_cpp": "", "tantivy": "", "tokenizers": "", "gradio": "",
    "sentence_transformers": "", "underthesea": "",
    "pypdfium2": "docs", "docx": "docs", "openpyxl": "docs", "trafilatura": "docs",
}  # fmt: skip

# How many tokens a trial reads; an eighth of them are written.
_TRIAL_TOKENS = 128
# A passage of 1,000 characters in the vocabularies of today's models (1.3 tokens a syllable), and
# the longest that nobody minds waiting.
_TOKENS_OF_A_PASSAGE = 330
_LONG_WAIT_S = 30

_PROBLEMS = {
    "missing": "the file '{file}' of the model '{name}' is missing",
    "size": "the file '{file}' of the model '{name}' has another size than it had",
    "content": "the file '{file}' of the model '{name}' has other content than it had",
}


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
    counted = census.count(library)
    return {
        "index": str(folder),
        "documents": counted.documents,
        "passages": counted.passages,
        "megabytes": round(size / 1e6, 1),
        "generation": name,
        "embedder": manifest.embedder,
        "dimensions": manifest.dim,
        "passage length": manifest.chunk_chars,
        "language model": settings.llm,
        "installed models": ", ".join(open_home(settings.models).names()) or "–",
        "folders": ", ".join(library.roots()),
        "documents by year": ", ".join(f"{name}: {many}" for name, many in counted.years.items())
        or "–",
        "without a date": counted.undated,
        "formats": ", ".join(f"{name}: {many}" for name, many in counted.formats.items()) or "–",
        "abbreviations": len(counted.abbreviations),
    }


def examine(settings: Settings) -> list[Check]:
    """Return the results of every check, in the order in which a user would mend things."""
    return [*_packages(), *_models(settings), *_language_model(settings), *_index(settings)]


def verify_models(settings: Settings, progress: Progress) -> list[Check]:
    """Return one check for each model, built in or installed, every byte of it read."""
    home = open_home(settings.models)
    folders = {name: resources.model(name) for name in card.BUILTIN}
    total = sum(card.size(folder) for folder in folders.values())
    total += sum(manifest.size for manifest in home.installed())
    report = meter(progress, "check", total)
    return [
        *(
            _try(f"model {name}", settings.lang, partial(card.verify, folder, report))
            for name, folder in folders.items()
        ),
        *(
            _try(name, settings.lang, partial(_verify_model, home, name, report))
            for name in home.names()
        ),
    ]


def _packages() -> Iterator[Check]:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    extras = {_PACKAGES[name] for name in missing}
    hint = " && ".join(
        f"pip install 'askvn[{extra}]'" if extra else "pip install --force-reinstall askvn"
        for extra in sorted(extras)
    )
    yield Check("packages", not missing, ", ".join(missing) or "OK", hint)


def _models(settings: Settings) -> Iterator[Check]:
    for name in card.BUILTIN:
        folder = resources.model(name)
        yield _try(f"model {name}", settings.lang, partial(card.verify, folder))
    home = open_home(settings.models)
    for name in home.names():
        yield _try(name, settings.lang, partial(_verify_model, home, name))


def _verify_model(home: Home, name: str, report: digest.Report | None = None) -> str:
    """Return the size of an installed model that is whole; content is read only for a `report`."""
    from askvn.models import catalogue

    manifest = home.read(name)
    for file, problem in home.problems(manifest, report).items():
        again = name if catalogue.is_preset(name, manifest.source) else manifest.source
        raise ModelDamagedError(
            _PROBLEMS[problem],
            hint="askvn models pull {again}"
            if manifest.revision
            else "askvn models remove {name} && askvn models add PATH --name {name}",
            file=file,
            name=name,
            again=again,
        )
    return readable(manifest.size)


def _language_model(settings: Settings) -> Iterator[Check]:
    """Measure the language model that answers: how fast, with what, and what that means."""
    if settings.llm.startswith("openai:"):
        yield _try("language model", settings.lang, lambda: _served(settings))
        return
    try:
        pace, facts = _measured(settings)
    except AskvnError as error:
        yield Check("language model", False, *messages.of_error(error, settings.lang))
        return
    yield Check("language model", True, facts)
    if style_of(settings) == "compose":
        wait = settings.top_k * _TOKENS_OF_A_PASSAGE / pace.read
        told = messages.translate("{count} passages are read in about {seconds} s", settings.lang)
        yield Check(
            "time to the first words",
            True,
            told.format(count=settings.top_k, seconds=f"{wait:.0f}"),
            "ASKVN_TOP_K=3 askvn ask …   |   askvn models" if wait > _LONG_WAIT_S else "",
        )


def _measured(settings: Settings) -> tuple[Pace, str]:
    from askvn.backends.llm_llama_cpp import LlamaCppLLM

    before = machine.resident()
    llm = open_llm(settings)
    assert isinstance(llm, LlamaCppLLM)  # noqa: S101 - all but those behind a server are
    pace = llm.pace(read=_TRIAL_TOKENS, written=_TRIAL_TOKENS // 8)
    told = messages.translate(
        "{name} · reads {read}, writes {written} tokens/s · {threads} threads · context {context}"
        " · {memory}",
        settings.lang,
    )
    facts = told.format(
        name=llm.name, read=f"{pace.read:.0f}", written=f"{pace.written:.0f}",
        threads=llm.threads, context=llm.context_size,
        memory=readable(max(0, machine.resident() - before)),
    )  # fmt: skip
    return pace, facts


def _served(settings: Settings) -> str:
    from askvn.backends.llm_openai import OpenAILLM

    llm = open_llm(settings)
    assert isinstance(llm, OpenAILLM)  # noqa: S101 - the scheme says so
    return llm.check()


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

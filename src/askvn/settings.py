"""One flat record of settings: defaults that work offline, then file, environment, options."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from askvn.errors import SettingsError

FILE_NAME = "askvn.toml"
PREFIX = "ASKVN_"
# The key of a language model's server is no setting: it stands in no file and is never shown.
KEY = "ASKVN_LLM_KEY"
# No document is longer: a passage is then a whole document.
LONGEST_CHUNK_CHARS = 100_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen. Backends are `scheme:address` strings."""

    index: str = "index"
    """Folder of the index."""
    embedder: str = "builtin"
    """`builtin` or `st:<name, id or path>` of a sentence-transformers model."""
    store: str = "faiss"
    """Vector store of the index: `faiss`."""
    reranker: str = "none"
    """`none` or `st:<name, id or path>` of a cross-encoder that judges the best passages again."""
    rerank_candidates: int = 20
    """How many passages the reranker judges."""
    respell: Literal["on", "off"] = "on"
    """Whether missing diacritics are put back, slips mended and other names searched too."""
    llm: str = "builtin"
    """`builtin`, `llama-cpp:<name or path.gguf>` or `openai:http://host:8000/v1[#model]`."""
    models: str = ""
    """Folder of the installed models; empty means `askvn/models` among the user's data."""
    style: Literal["auto", "quote", "compose"] = "auto"
    """`quote` answers in the documents' own sentences, `compose` in the model's words."""
    unsupported: Literal["auto", "drop", "mark", "keep"] = "auto"
    """What becomes of a sentence that no passage supports; `auto` drops in quote, else marks."""
    log: Literal["on", "off"] = "on"
    """Whether questions and answers are kept, in `conversations.db` beside the index."""
    lang: Literal["vi", "en"] = "vi"
    """Language of messages."""
    top_k: int = 5
    """How many passages are shown and read for an answer."""
    candidates: int = 50
    """How many passages each part of the retrieval proposes before fusion."""
    lexical_weight: float = 0.65
    """Share of the lexical score in the fused one; the rest is the dense score's."""
    model_weight: float = 0.1
    """How much the model's choice of a sentence counts beside the retrieval score, 0 to 1."""
    chunk_chars: int = 1000
    """Longest passage, in characters."""
    strictness: float = 0.5
    """From 0 (answer whatever was found) to 1 (refuse unless everything asked is found)."""
    max_answer_tokens: int = 512
    """Longest composed answer, in the model's tokens."""
    context_tokens: int = 4096
    """Longest prompt and answer together, in the model's tokens."""
    answer_timeout_s: float = 300.0
    """Seconds after which a composed answer ends with its last whole sentence; 0 means never."""
    threads: int = 0
    """Processor threads for the language model; 0 means one a core."""


def read(
    options: Mapping[str, Any] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Return the settings of `file`, overridden by `ASKVN_…` variables, then by `options`.

    Options whose value is None are not set. Pass `os.environ` as `environment`.

    Raises:
        SettingsError: if a key is unknown or a value cannot be used.
    """
    values: dict[str, Any] = {}
    if file is not None and file.is_file():
        values |= _checked(_parse(file), str(file))
    for name, text in (environment or {}).items():
        if name.startswith(PREFIX) and name != KEY:
            values |= _checked({name.removeprefix(PREFIX).lower(): text}, name)
    chosen = {name: value for name, value in (options or {}).items() if value is not None}
    return Settings(**values | _checked(chosen, "options"))


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            "{file} is not valid TOML: {reason}",
            hint="askvn doctor",
            file=file,
            reason=error,
        ) from error


def _checked(values: Mapping[str, Any], origin: str) -> dict[str, Any]:
    known = get_type_hints(Settings)
    checked = {}
    for name, value in values.items():
        if name not in known:
            raise SettingsError(
                "unknown setting '{name}' in {origin}",
                hint="known settings: {known}",
                name=name,
                origin=origin,
                known=", ".join(field.name for field in fields(Settings)),
            )
        checked[name] = _convert(name, value, known[name])
    _check_ranges(checked)
    return checked


def _convert(name: str, value: object, kind: object) -> object:
    try:
        if get_origin(kind) is Literal:
            if value not in get_args(kind):
                raise ValueError
            return value
        return (
            int(str(value)) if kind is int else float(str(value)) if kind is float else str(value)
        )
    except ValueError as error:
        wanted = " | ".join(get_args(kind)) if get_origin(kind) is Literal else str(kind)[8:-2]
        raise SettingsError(
            "setting '{name}' has the value '{value}'",
            hint="it takes: {wanted}",
            name=name,
            value=value,
            wanted=wanted,
        ) from error


_RANGES = {
    "top_k": (1, 100),
    "candidates": (1, 1000),
    "rerank_candidates": (1, 1000),
    "lexical_weight": (0, 1),
    "model_weight": (0, 1),
    "chunk_chars": (200, LONGEST_CHUNK_CHARS),
    "strictness": (0, 1),
    "max_answer_tokens": (1, 100_000),
    "context_tokens": (256, 1_000_000),
    "answer_timeout_s": (0, 86_400),
    "threads": (0, 1024),
}


def _check_ranges(values: Mapping[str, Any]) -> None:
    for name, (low, high) in _RANGES.items():
        if name in values and not low <= values[name] <= high:
            raise SettingsError(
                "setting '{name}' has the value '{value}'",
                hint="it takes: {wanted}",
                name=name,
                value=values[name],
                wanted=f"{low} … {high}",
            )

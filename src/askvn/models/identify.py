"""What a file or folder is as a model, and which of its files askvn needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from askvn.errors import ModelNotFoundError, ModelUnfitError
from askvn.models import gguf
from askvn.models.manifest import Kind, is_safe

_MODULES, _CONFIG = "modules.json", "config.json"
_LIBRARY = "config_sentence_transformers.json"
_CARD = "README.md"
_LICENCE = re.compile(r"^license:\s*[\"']?([\w.+-]+)", re.MULTILINE)
# Never program code (.py): askvn runs none of a model's own.
_SUFFIXES = {".json", ".txt", ".model", ".safetensors", ".codes"}
_NAMES = re.compile(r"README\.md|LICENSE.*|NOTICE.*|pytorch_model.*\.bin", re.IGNORECASE)
_OTHER_FORMATS = {"onnx", "openvino", "coreml", "gguf", "flax"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What was found: the kind of model, its files by their path inside it, what they tell."""

    kind: Kind
    files: Mapping[str, Path]
    licence: str = ""
    about: Mapping[str, str | int] = field(default_factory=dict)


def identify(path: Path) -> Identity:
    """Return what the model at `path` is.

    Raises:
        ModelNotFoundError: if there is nothing.
        ModelUnfitError: if it is no model that askvn can use, or not all of one.
    """
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise ModelNotFoundError("there is no model file '{path}'", hint="ls", path=path)
    if gguf.is_gguf(path):
        return _chat_model(path)
    raise _unfit(path)


def needed(paths: Iterable[str]) -> list[str]:
    """Return, sorted, the paths that sentence-transformers reads, the card and the licence.

    Weights in pickles are left out where the same folder has them as safetensors.
    """
    kept = sorted(path for path in paths if is_safe(path) and _is_needed(PurePosixPath(path)))
    modern = {str(PurePosixPath(path).parent) for path in kept if path.endswith(".safetensors")}
    return [
        path
        for path in kept
        if not (path.endswith(".bin") and str(PurePosixPath(path).parent) in modern)
    ]


def _is_needed(path: PurePosixPath) -> bool:
    if path.parts[0].lower() in _OTHER_FORMATS:
        return False
    return path.suffix in _SUFFIXES or _NAMES.fullmatch(path.name) is not None


def _chat_model(path: Path) -> Identity:
    head = gguf.read(path)
    if head.parts > 1:
        raise ModelUnfitError(
            "'{path}' is one of {parts} parts of a model",
            hint="llama-gguf-split --merge FIRST_PART WHOLE.gguf",
            path=path,
            parts=head.parts,
        )
    if not head.has_template:
        raise ModelUnfitError(
            "the model file '{path}' has no chat template",
            hint="use an instruct or chat model, not a base model",
            path=path,
        )
    about: dict[str, str | int] = {
        "title": head.name,
        "architecture": head.architecture,
        "context": head.context,
        "parameters": head.parameters,
    }
    known = {name: value for name, value in about.items() if value}
    return Identity("chat", {path.name: path}, head.licence, known)


def _folder(folder: Path) -> Identity:
    kind = _kind(folder)
    if kind is None:
        raise _unfit(folder)
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    files = {name: found[name] for name in needed(found) if found[name].is_file()}
    if not any(name.endswith((".safetensors", ".bin")) for name in files):
        raise ModelUnfitError(
            "the folder '{path}' has a model's description but not its weights",
            hint="download the folder again",
            path=folder,
        )
    architecture = _json(folder / _CONFIG).get("model_type")
    about: dict[str, str | int] = {}
    if isinstance(architecture, str):
        about["architecture"] = architecture
    return Identity(kind, files, _licence(folder / _CARD), about)


def _kind(folder: Path) -> Kind | None:
    """Tell a cross-encoder from a model that embeds: both may lie in parts or in one."""
    if _json(folder / _LIBRARY).get("model_type") == "CrossEncoder":
        return "reranker"
    if (folder / _MODULES).is_file():
        return "embedder"
    architectures = _json(folder / _CONFIG).get("architectures") or [""]
    return "reranker" if str(architectures[0]).endswith("ForSequenceClassification") else None


def _json(path: Path) -> Mapping[str, Any]:
    """Return the object in a file, an empty one where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _licence(card: Path) -> str:
    """Return the licence that a model card's front matter names, "" where it names none."""
    try:
        text = card.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    front = text.split("\n---", 1)[0] if text.startswith("---") else ""
    found = _LICENCE.search(front)
    return found.group(1) if found else ""


def _unfit(path: Path) -> ModelUnfitError:
    return ModelUnfitError(
        "'{path}' is neither a GGUF file nor the folder of a sentence-transformers model",
        hint="askvn models list",
        path=path,
    )

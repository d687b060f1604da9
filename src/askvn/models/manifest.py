"""What is written down about an installed model: where it is from, and each file's hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal, get_args

from askvn.errors import ModelDamagedError

Kind = Literal["chat", "embedder", "reranker"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The setting that takes a model of each kind, and the scheme in front of the model's name.
_USES: dict[Kind, tuple[str, str]] = {
    "chat": ("llm", "llama-cpp"),
    "embedder": ("embedder", "st"),
    "reranker": ("reranker", "st"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r'[^\\/:*?"<>|\x00-\x1f\x7f]{1,200}')


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model: its path inside the model's folder, with slashes, and its content."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """An installed model; `about` holds what the model's own files tell."""

    name: str
    kind: Kind
    source: str
    revision: str
    licence: str
    files: tuple[ModelFile, ...]
    about: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many bytes the model's files take together."""
        return sum(file.size for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as it is written beside the model."""
        return asdict(self) | {"files": [asdict(file) for file in self.files]}


def setting_of(kind: Kind) -> str:
    """Return the setting that takes a model of this kind."""
    return _USES[kind][0]


def address_of(kind: Kind, name: str) -> str:
    """Return the value of that setting that chooses the model: `llama-cpp:qwen3-4b`."""
    return f"{_USES[kind][1]}:{name}"


def is_name(text: str) -> bool:
    """Tell whether an installed model may be called `text`: lower case, no path."""
    return _NAME.fullmatch(text) is not None


def is_safe(path: str) -> bool:
    """Tell whether `path` is relative, stays inside its folder and means the same everywhere."""
    return path == str(PurePosixPath(path)) and all(
        _PART.fullmatch(part) and part == part.strip(" .") for part in path.split("/")
    )


def from_json(content: object, origin: object) -> Manifest:
    """Return the manifest that `content` is; `origin` names where it was read, for the error.

    Raises:
        ModelDamagedError: if a field is missing or of another kind, or a path is not safe.
    """
    try:
        if not isinstance(content, Mapping):
            raise TypeError
        files = tuple(ModelFile(**file) for file in content["files"])
        found = Manifest(**{**content, "files": files})
        if not _is_sound(found):
            raise ValueError
    except (TypeError, ValueError, KeyError) as error:
        raise ModelDamagedError(
            "'{path}' does not describe a model",
            hint="askvn models remove NAME && askvn models pull NAME",
            path=origin,
        ) from error
    return found


def _is_sound(manifest: Manifest) -> bool:
    texts = (manifest.source, manifest.revision, manifest.licence)
    about = manifest.about.values() if isinstance(manifest.about, Mapping) else [None]
    paths = [file.path for file in manifest.files]
    return (
        is_name(manifest.name)
        and manifest.kind in KINDS
        and all(isinstance(text, str) and text.isprintable() for text in texts)
        and all(isinstance(value, str | int) and str(value).isprintable() for value in about)
        and 0 < len(paths) == len({path.casefold() for path in paths})
        and all(_is_sound_file(file) for file in manifest.files)
    )


def _is_sound_file(file: ModelFile) -> bool:
    return (
        is_safe(file.path)
        and type(file.size) is int
        and file.size >= 0
        and _HASH.fullmatch(file.sha256) is not None
    )

"""The built-in models: each lies beside a card that names its files' hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from askvn.errors import ModelDamagedError
from askvn.models import digest

BUILTIN = ("embedder", "answer", "restorer", "ranker", "reader", "gate", "verifier")
_CARD = "card.json"


def checked(folder: Path) -> Path:
    """Return the folder of a model whose files are the ones that its card names.

    Raises:
        ModelDamagedError: if one is missing or is another.
    """
    _compare(folder, digest.remembered)
    return folder


def verify(folder: Path, report: digest.Report = digest.ignore) -> str:
    """Return a model's name and version after reading all its files.

    Raises:
        ModelDamagedError: if one is missing or is not the one that the card names.
    """
    card = _compare(folder, lambda path: digest.of_file(path, report))
    return f"{card['name']} {card['version']}"


def size(folder: Path) -> int:
    """Return how many bytes the files take that the card names; what is missing takes none."""
    try:
        paths = [folder / name for name in _read(folder)["sha256"]]
    except ModelDamagedError:
        return 0
    return sum(path.stat().st_size for path in paths if path.is_file())


def _compare(folder: Path, checksum: Callable[[Path], str]) -> dict[str, Any]:
    card = _read(folder)
    for name, expected in card["sha256"].items():
        path = folder / name
        if not path.is_file() or checksum(path) != expected:
            raise _not_the_model(path)
    return card


def _read(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        return {"name": card["name"], "version": card["version"], "sha256": dict(card["sha256"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_the_model(folder / _CARD) from error


def _not_the_model(path: Path) -> ModelDamagedError:
    return ModelDamagedError(
        "the model file '{path}' is missing or is not the one its card names",
        hint="pip install --force-reinstall --no-deps askvn",
        path=path,
    )

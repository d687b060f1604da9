"""Where the files that travel with askvn lie: prompts, sample corpus, built-in models."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def prompts() -> Path:
    """Return the folder of the prompts: inside the installed package, else the checkout's."""
    return _folder("prompts")


def corpus() -> Path:
    """Return the folder of the sample corpus."""
    return _folder("corpus")


def model(name: str) -> Path:
    """Return the folder of the built-in model called `name`."""
    return _PACKAGE / "models" / name


def _folder(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / name

"""Weights by name, as the small trained models keep them in a JSON file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from askvn.errors import ModelDamagedError


def read_weights(
    path: Path, names: Sequence[str], *beside: str
) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """Return the numbers under `weights` in the order of `names`, and those `beside` them.

    Raises:
        ModelDamagedError: if the file is missing or is not what it should be.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        weights = np.array([float(content["weights"][name]) for name in names])
        return weights, tuple(float(content[name]) for name in beside)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelDamagedError(
            "the model file '{path}' cannot be loaded: {reason}",
            hint="pip install --force-reinstall askvn",
            path=path,
            reason=error,
        ) from error

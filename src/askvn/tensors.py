"""Tensors of safetensors files, mapped into memory: no package needed but numpy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

_KINDS: dict[str, type[Any]] = {
    "I8": np.int8,
    "I32": np.int32,
    "F8_E4M3": np.uint8,
    "F16": np.float16,
    "F32": np.float32,
}


def map_tensors(path: Path, mode: Literal["r", "r+"] = "r") -> dict[str, NDArray[Any]]:
    """Return the tensors of a safetensors file, mapped into memory; `r+` writes through.

    8-bit floats, which numpy has not, come as their codes.
    """
    content = np.memmap(path, dtype=np.uint8, mode=mode)
    start = 8 + int(content[:8].view("<u8")[0])
    header = json.loads(bytes(content[8:start]))
    tensors: dict[str, NDArray[Any]] = {}
    for name, about in header.items():
        if name != "__metadata__":
            first, last = about["data_offsets"]
            values = content[start + first : start + last].view(_KINDS[about["dtype"]])
            tensors[name] = values.reshape(about["shape"])
    return tensors

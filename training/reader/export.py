"""Stage `export`: the network's tensors in 16 bits, its shape, a card with their hashes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.numpy import save_file
from training.reader.train import CHECKPOINT

from askvn.reader.reading import ABOUT, WEIGHTS

NAME = "askvn-reader"
VERSION = "1"


def export(work: Path, folder: Path) -> Path:
    """Write the files that `askvn.reader.Reader` loads and return their folder."""
    held = torch.load(work / CHECKPOINT, weights_only=True)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.half().numpy() for name, tensor in held["network"].items()}
    save_file(tensors, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)
    _write(folder / ABOUT, held["shape"])
    return folder


def write_card(folder: Path, figures: dict[str, Any]) -> None:
    """Write `card.json`: name, version, the files' SHA-256 and the figures."""
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (WEIGHTS, ABOUT)
    }
    card = {"name": NAME, "version": VERSION, "sha256": hashes, "figures": figures}
    _write(folder / "card.json", card)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

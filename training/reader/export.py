"""Stage `export`: the network's tensors in 16 bits, its shape, a card with their hashes."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.numpy import save_file

from askvn.reader.reading import ABOUT, WEIGHTS

NAME = "askvn-reader"
VERSION = "1"


def export(checkpoint: Path, folder: Path) -> Path:
    """Write the files that `askvn.reader.Reader` loads and return their folder."""
    held = torch.load(checkpoint, weights_only=True)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.half().numpy() for name, tensor in held["network"].items()}
    save_file(tensors, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)
    _write(folder / ABOUT, held["shape"])
    return folder


def install(work: Path, target: Path, *, embedder: str) -> None:
    """Put the model of `work` into the package with `card.json`: hashes, figures, its embedder."""
    target.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS, ABOUT):
        (target / name).write_bytes((work / "model" / name).read_bytes())
    card = {
        "name": NAME,
        "version": VERSION,
        "embedder": embedder,
        "sha256": {
            name: hashlib.sha256((target / name).read_bytes()).hexdigest()
            for name in (WEIGHTS, ABOUT)
        },
        "figures": json.loads((work / "figures.json").read_text(encoding="utf-8")),
    }
    _write(target / "card.json", card)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

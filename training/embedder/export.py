"""Stage `export`: 8-bit rows with a scale each, as a folder that sentence-transformers loads."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from training.embedder.files import Log
from training.embedder.spelling import tie

NAME = "askvn-static-embedder"
VERSION = "2"
MODULES = {
    "": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    "1_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
}
CONFIGURATION = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}
NORMALIZE = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}


def export(
    weights: Path, tokenizer: Path, folder: Path, log: Log, *, seen: NDArray[np.int64]
) -> Path:
    """Write the model's files, without the card, to `folder` and return it.

    `seen` says how often the training documents hold each piece.
    """
    if not (folder / "modules.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        content, shared = tie(json.loads(tokenizer.read_text(encoding="utf-8")), seen)
        used, mapping = np.unique(shared, return_inverse=True)
        rows, scales = quantise(np.load(weights)[used])
        tensors = {
            "embeddings": rows,
            "mapping": mapping.astype(np.int32),
            "weights": scales[mapping],
        }
        save_file(tensors, folder / "model.safetensors")
        (folder / "model.safetensors").chmod(0o644)
        _write(folder / "tokenizer.json", content, indent=None)
        _write(folder / "config_sentence_transformers.json", CONFIGURATION)
        _write(folder / "1_Normalize" / "config.json", NORMALIZE)
        modules = [
            {"idx": number, "name": str(number), "path": path, "type": kind}
            for number, (path, kind) in enumerate(MODULES.items())
        ]
        _write(folder / "modules.json", modules)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        log(
            "export",
            pieces=len(mapping),
            rows=len(rows),
            dim=rows.shape[1],
            megabytes=round(size / 1e6, 2),
        )
    return folder


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return 8-bit rows and the scale that turns each back into its float row."""
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    rows = np.rint(table / scales[:, None]).astype(np.int8)
    return rows, scales.astype(np.float32)


def write_card(folder: Path, figures: Path) -> Path:
    """Write `card.json`: name, version, dimension, the files' SHA-256 and the mean figures."""
    target = folder / "card.json"
    rows = np.load(figures.with_name("weights.npy"), mmap_mode="r")
    files = ("model.safetensors", "tokenizer.json")
    card = {
        "name": NAME,
        "version": VERSION,
        "dim": rows.shape[1],
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files
        },
        "figures": json.loads(figures.read_text(encoding="utf-8"))["mean"],
    }
    _write(target, card)
    return target


def _write(path: Path, content: object, *, indent: int | None = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")

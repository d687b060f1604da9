"""The embedder's table of rows: read as floats, written as a model that askvn and others open."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from askvn.backends.embed_builtin import FOLDER, WEIGHTS
from askvn.protocols import Vectors
from askvn.tensors import map_tensors
from askvn.train.trial import Verdict

# Its card and its hashes are the shipped model's own.
_LEFT_BEHIND = shutil.ignore_patterns("card.json", "CARD.md")
_MOST = 127


class Rows(NamedTuple):
    """Rows of the table by their number, as floats; numbers are sorted, each once."""

    numbers: NDArray[np.int64]
    values: Vectors


def read(numbers: NDArray[np.int64]) -> Rows:
    """Return these rows of the shipped table."""
    tensors = map_tensors(FOLDER / WEIGHTS)
    scales = np.zeros(len(tensors["embeddings"]), dtype=np.float32)
    scales[tensors["mapping"]] = tensors["weights"]
    values = tensors["embeddings"][numbers].astype(np.float32) * scales[numbers, None]
    return Rows(numbers, values)


def write(folder: Path, rows: Rows) -> None:
    """Write the shipped model to `folder`, with these rows for its own; the others stay."""
    shutil.copytree(FOLDER, folder, ignore=_LEFT_BEHIND)
    tensors = map_tensors(folder / WEIGHTS, mode="r+")
    scales = np.maximum(np.abs(rows.values).max(axis=1), 1e-12) / _MOST
    tensors["embeddings"][rows.numbers] = np.rint(rows.values / scales[:, None]).astype(np.int8)
    row_of_piece = tensors["mapping"]
    by_row = np.full(len(tensors["embeddings"]), np.nan, dtype=np.float32)
    by_row[rows.numbers] = scales
    learnt = ~np.isnan(by_row[row_of_piece])
    tensors["weights"][learnt] = by_row[row_of_piece[learnt]]


def describe(folder: Path, verdict: Verdict) -> None:
    """Write the model's card, in the form that hubs know."""
    lines = [
        "---\nlicense: apache-2.0\n---",
        "# An embedder fitted to one index's documents by `askvn train embedder`",
        "",
        "It begins as askvn's built-in embedder. Measured on questions drafted from the documents,",
        "none of whose passages it learnt from; nDCG@10 of the passage, before → after:",
        "",
        *(f"- {way}, {typing}: {before:.3f} → {after:.3f}"
          for way, typing, before, after in verdict.rows("ndcg@10")),
    ]  # fmt: skip
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")

"""Stage `start`: the static model, its spellings tied, as what the encoder begins with."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.embedder.arrays import Bags, Pairs
from training.embedder.encoder import OPENING
from training.embedder.files import Log
from training.embedder.spelling import tie


@dataclass(frozen=True)
class Start:
    """A tokenizer, the row that each of its pieces shares, and the rows."""

    tokenizer: Path
    row_of_piece: NDArray[np.int32]
    rows: NDArray[np.float32]

    def mapped(self, pairs: Pairs) -> Pairs:
        """Return `pairs` with row numbers in place of piece numbers."""
        forms = {
            form: Bags(self.row_of_piece[bags.ids], bags.starts)
            for form, bags in pairs.forms.items()
        }
        return Pairs(forms, pairs.groups, pairs.are_questions)


def make_start(weights: Path, tokenizer: Path, pairs: Pairs, work: Path, log: Log) -> Start:
    """Write `start.npz` and `start-tokenizer.json` and return what they hold.

    The rows are scaled so that their mean square over the training documents is 1. The row of the
    unknown piece, which no text has, is empty and opens every text.
    """
    target, tied = work / "start.npz", work / "start-tokenizer.json"
    if not target.exists():
        rows = np.load(weights)
        seen = pairs.count_pieces(len(rows))
        content, shared = tie(json.loads(tokenizer.read_text(encoding="utf-8")), seen)
        used, row_of_piece = np.unique(shared, return_inverse=True)
        scale = float((seen @ (rows**2).mean(axis=1)) / seen.sum()) ** 0.5
        tied.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        rows = rows[used] / np.float32(scale)
        rows[OPENING] = 0.0
        np.savez(target, row_of_piece=row_of_piece.astype(np.int32), rows=rows)
        log("start", pieces=len(row_of_piece), rows=len(rows), scale=scale)
    stored = np.load(target)
    return Start(tied, stored["row_of_piece"], stored["rows"])

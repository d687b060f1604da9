"""What training reads, as arrays of piece ids: numpy alone, so that any machine can train."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMS = ("typed", "stripped", "noisy", "document")


@dataclass(frozen=True)
class Bags:
    """Rows of piece ids, one after the other: row `n` is `ids[starts[n]:starts[n + 1]]`."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]

    def select(
        self, rows: NDArray[np.int64], *, keep: float, chance: np.random.Generator
    ) -> "Bags":
        """Return the given rows, each piece kept with probability `keep` (at least one a row)."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        ids = self.ids[np.repeat(self.starts[rows], lengths) + within]
        if keep == 1.0:
            return Bags(ids, starts)
        kept = (chance.random(len(ids)) < keep) | (within == 0)
        return Bags(ids[kept], np.concatenate([[0], np.cumsum(kept)])[starts])


@dataclass(frozen=True)
class Pairs:
    """Every pair: the query in three spellings, the document, and which pairs belong together."""

    forms: dict[str, Bags]
    groups: NDArray[np.int64]
    are_questions: NDArray[np.bool_]

    def count_pieces(self, pieces: int) -> NDArray[np.int64]:
        """Return how often the documents hold each of `pieces` pieces."""
        return np.bincount(self.forms["document"].ids, minlength=pieces)

    def select(self, numbers: NDArray[np.int64]) -> "Pairs":
        """Return the pairs of the given numbers."""
        chance = np.random.default_rng(0)
        forms = {
            form: bags.select(numbers, keep=1.0, chance=chance) for form, bags in self.forms.items()
        }
        return Pairs(forms, self.groups[numbers], self.are_questions[numbers])


@dataclass(frozen=True)
class Mined:
    """Pair numbers: `hard[n]` are wrong documents for question `questions[n]`, -1 where none is.

    `neighbourhoods[n]` is the neighbourhood of the document of pair `others[n]`.
    """

    questions: NDArray[np.int64]
    hard: NDArray[np.int64]
    others: NDArray[np.int64]
    neighbourhoods: NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """All that the encoder's training reads: its first rows, the pairs, and what was mined.

    The pairs hold row numbers.
    """

    rows: NDArray[np.float32]
    pairs: Pairs
    mined: Mined

    def save(self, path: Path) -> None:
        """Write it as one file, as small as it is without loss in the pairs; rows in 16 bits."""
        arrays: dict[str, NDArray[Any]] = {
            "rows": self.rows.astype(np.float16),
            "groups": self.pairs.groups,
            "are_questions": self.pairs.are_questions,
            **asdict(self.mined),
        }
        small = np.uint16 if len(self.rows) <= 1 << 16 else np.int32
        for form, bags in self.pairs.forms.items():
            arrays[f"{form}_ids"] = bags.ids.astype(small)
            arrays[f"{form}_lengths"] = np.diff(bags.starts).astype(np.int32)
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(partial, **arrays)
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Material":
        """Return what `save` wrote."""
        stored = np.load(path)
        forms = {
            form: Bags(
                stored[f"{form}_ids"].astype(np.int32),
                np.concatenate([[0], np.cumsum(stored[f"{form}_lengths"], dtype=np.int64)]),
            )
            for form in FORMS
        }
        return cls(
            stored["rows"].astype(np.float32),
            Pairs(forms, stored["groups"], stored["are_questions"]),
            Mined(*(stored[field.name] for field in fields(Mined))),
        )

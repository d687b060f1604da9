"""What the product's own verifier measures of each claim, as one table."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.verifier import data

from askvn.protocols import Pieces
from askvn.verify.checks import check
from askvn.verify.verifier import Verifier, paired


@dataclass(frozen=True)
class Table:
    """A row of measures for each claim; `refuted` by a figure, name or denial."""

    rows: NDArray[np.float64]
    true: NDArray[np.bool_]
    refuted: NDArray[np.bool_]
    held_out: NDArray[np.bool_]
    kinds: NDArray[np.str_]

    def counts(self, table: dict[tuple[bool, str], float]) -> NDArray[np.float64]:
        """Return how much each claim counts, by whether it is true and its kind."""
        keys = zip(self.true.tolist(), self.kinds.tolist(), strict=True)
        return np.array([table.get(key, 1.0) for key in keys])

    def only(self, chosen: NDArray[np.bool_]) -> "Table":
        """Return the chosen claims."""
        return Table(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def build(cases: Path, target: Path, embedder: Pieces, *, most: int, seed: int) -> None:
    """Write the table of `most` of the claims in `cases`, drawn by chance."""
    chosen = list(data.read(cases))
    random.Random(seed).shuffle(chosen)
    verifier = Verifier(cases.parent, embedder)
    rows, facts, kinds = [], [], []
    for case in chosen[:most]:
        pair = paired(case.claim, case.evidence, case.context)
        reasons = check(pair)
        rows.append(verifier.measure(pair, reasons))
        facts.append((case.true, bool(reasons), case.held_out))
        kinds.append(case.kind)
    true, refuted, held_out = np.array(facts, dtype=bool).T
    np.savez(
        target,
        rows=np.array(rows, dtype=np.float64),
        true=true,
        refuted=refuted,
        held_out=held_out,
        kinds=np.array(kinds),
    )


def read(path: Path) -> Table:
    """Return the table that `build` wrote."""
    with np.load(path) as file:
        return Table(*(file[name] for name in Table.__dataclass_fields__))

"""Reading figures out of a result, where any block and any figure may be missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]


def find(block: Block, path: str) -> Any:  # noqa: ANN401 - whatever the result holds there
    """Return what stands at a dotted path; None where the path ends early."""
    found: Any = block
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def number(block: Block, path: str) -> float | None:
    """Return the finite number at a dotted path, or None."""
    return finite(find(block, path))


def finite(value: Any) -> float | None:  # noqa: ANN401 - whatever the result holds
    """Return `value` as a float if it is a finite number, else None."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def interval(block: Block, path: str) -> tuple[float, float] | None:
    """Return the two ends of a figure's interval, if it has one with some width.

    Without width (all questions alike) it would promise a certainty that nobody has.
    """
    ends = (find(block, "intervals") or {}).get(path)
    if not isinstance(ends, Sequence) or len(ends) != 2:
        return None
    low, high = finite(ends[0]), finite(ends[1])
    return None if low is None or high is None or low == high else (low, high)


def sets(result: Block) -> list[Block]:
    """Return the blocks of the sets, in the order of the result."""
    return list(result.get("sets") or ())


def records(result: Block) -> list[Block]:
    """Return the records of all sets."""
    return [record for block in sets(result) for record in block.get("records") or ()]

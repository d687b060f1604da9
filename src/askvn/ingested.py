"""What an indexing run did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed, why, and what to do about it."""

    source: str
    error: str
    hint: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one indexing run did; the figures of `askvn index --json`."""

    added: int
    changed: int
    unchanged: int
    removed: int
    failures: tuple[Failure, ...]
    chunks: int
    seconds: float
    index: str
    left_out: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the report as the JSON contract of `askvn index --json` has it."""
        return {
            "documents": {
                "added": self.added,
                "changed": self.changed,
                "unchanged": self.unchanged,
                "removed": self.removed,
                "failed": len(self.failures),
                "left_out": self.left_out,
            },
            "chunks": self.chunks,
            "failed": [asdict(failure) for failure in self.failures],
            "seconds": round(self.seconds, 2),
            "index": self.index,
        }

"""How long the parts of an answer take."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """Milliseconds since the question came, by the name of what was reached first."""

    began: float = field(default_factory=time.perf_counter)
    marks: dict[str, float] = field(default_factory=dict)

    def mark(self, name: str) -> None:
        """Note the time of `name` unless it is noted already."""
        self.marks.setdefault(name, (time.perf_counter() - self.began) * 1000)

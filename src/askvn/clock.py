"""How long the parts of an answer take."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class Clock:
    """Milliseconds since the question came, by the name of what was reached first."""

    began: float = field(default_factory=time.perf_counter)
    marks: dict[str, float] = field(default_factory=dict)

    def mark(self, name: str) -> None:
        """Note the time of `name` unless it is noted already."""
        self.marks.setdefault(name, (time.perf_counter() - self.began) * 1000)


def within(
    work: Generator[str, None, Result],
    seconds: float,
    *,
    now: Callable[[], float] = time.monotonic,
) -> Generator[str, None, Result]:
    """Yield what work yields, for so many seconds, 0 is for ever; return what comes of it.

    Closing it, or the end of the time, closes the work.

    Raises:
        TimeoutError: when the time is over.
    """
    end = now() + seconds
    with closing(work):
        while True:
            try:
                piece = next(work)
            except StopIteration as done:
                result: Result = done.value
                return result
            if seconds and now() >= end:
                raise TimeoutError
            yield piece


def finished(work: Generator[str, None, Result]) -> Result:
    """Return what comes of work for which somebody waits to the end."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: Result = done.value
            return result

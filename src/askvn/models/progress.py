"""How far a long work with bytes is."""

from __future__ import annotations

from collections.abc import Callable

# Told the stage (fetch, check, copy, pack or unpack), how many bytes are done, and of how many.
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""


def meter(progress: Progress, stage: str, total: int) -> Callable[[int], None]:
    """Return what adds up the bytes it is told of and passes the sum on."""
    done = 0

    def report(more: int) -> None:
        nonlocal done
        done += more
        progress(stage, done, total)

    return report

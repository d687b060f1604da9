"""A queue in front of what only so many callers at a time can use."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Line:
    """Lets callers in, `width` at a time, in the order in which they came."""

    def __init__(self, width: int = 1) -> None:
        self.width = width
        self._moved = threading.Condition()
        self._places: deque[object] = deque()

    def __len__(self) -> int:
        """Return how many stand in line, those whose turn it is included."""
        return len(self._places)

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Stand in line as long as the context lasts; whoever leaves lets the next one in."""
        place = Place(self)
        with self._moved:
            self._places.append(place)
        try:
            yield place
        finally:
            with self._moved:
                self._places.remove(place)
                self._moved.notify_all()

    def ahead_of(self, place: object) -> int:
        """Return how many must leave before it is the place's turn."""
        with self._moved:
            return self._ahead_of(place)

    def wait_for(self, place: object, seconds: float | None) -> bool:
        """Return whether it is the place's turn, after so many seconds at most."""
        with self._moved:
            return self._moved.wait_for(lambda: not self._ahead_of(place), seconds)

    def _ahead_of(self, place: object) -> int:
        return max(0, self._places.index(place) + 1 - self.width)


class Place:
    """A place in a line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def ahead(self) -> int:
        """How many must leave before it is this place's turn."""
        return self._line.ahead_of(self)

    def wait(self, seconds: float | None = None) -> bool:
        """Return whether it is this place's turn, after so many seconds at most; None waits."""
        return self._line.wait_for(self, seconds)

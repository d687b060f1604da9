"""A queue in front of what only one caller at a time can use."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Line:
    """Lets callers in one at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._places: deque[object] = deque()

    def __len__(self) -> int:
        """Return how many stand in line, the one whose turn it is included."""
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

    def wait_for(self, place: object, seconds: float | None) -> bool:
        """Return whether the place has come to the front, after so many seconds at most."""
        with self._moved:
            return self._moved.wait_for(lambda: self._places[0] is place, seconds)


class Place:
    """A place in a line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def wait(self, seconds: float | None = None) -> bool:
        """Return whether it is this place's turn, after so many seconds at most; None waits."""
        return self._line.wait_for(self, seconds)

"""What the page works with: the engine, opened once there is an index, its log, and examples."""

from __future__ import annotations

import threading
from collections.abc import Callable

from askvn.engine import Engine
from askvn.errors import AskvnError
from askvn.log import Log
from askvn.web import examples
from askvn.web.examples import Tagger


class Desk:
    """Opens the engine at first need and keeps it; may be used from several threads."""

    def __init__(
        self, open_engine: Callable[[], Engine], tag: Tagger, log: Log | None = None
    ) -> None:
        self.log = log
        self._open_engine = open_engine
        self._tag = tag
        self._opening = threading.Lock()
        self._choosing = threading.Lock()
        self._engine: Engine | None = None
        self._chosen: tuple[int, list[str]] = (0, [])

    def engine(self) -> Engine:
        """Return the engine.

        Raises:
            AskvnError: if it cannot be opened, an IndexMissingError if there is no index yet.
        """
        with self._opening:
            if self._engine is None:
                self._engine = self._open_engine()
            return self._engine

    def documents(self) -> int:
        """Return how many documents can be asked now.

        Raises:
            AskvnError: if the index cannot be opened, an IndexMissingError if there is none yet.
        """
        engine = self.engine()
        engine.shelf.current()
        return engine.library.counts()[0]

    def examples(self) -> list[str]:
        """Return up to four questions that the documents answer, made once for each generation.

        Whoever comes while they are being made waits for them.
        """
        with self._choosing:
            try:
                engine = self.engine()
                number = engine.shelf.current().manifest.number
                if number != self._chosen[0]:
                    self._chosen = (number, examples.choose(engine, self._tag))
            except AskvnError:
                return []
            return self._chosen[1]

    def prepare(self) -> threading.Thread:
        """Begin to make the examples in the background."""
        thread = threading.Thread(target=self.examples, name="askvn-examples", daemon=True)
        thread.start()
        return thread

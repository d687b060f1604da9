"""Writing to the index at the page's wish: in the background, one piece of work after another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from askvn.engine import Engine
from askvn.errors import AskvnError, IndexLockedError, IndexMissingError
from askvn.ingest import Progress
from askvn.ingested import IngestReport
from askvn.library import Library
from askvn.line import Line

logger = logging.getLogger(__name__)

# How long another process that writes is waited for, and how often it is looked at.
_PATIENCE_S = 60.0
_PAUSE_S = 0.5
# How many pieces of work that are over are remembered, of all visitors.
_MOST_OVER = 200
# How often whoever follows a piece of work is told how it stands, at most.
_GLANCE_S = 0.2

Stage = Literal["waiting", "locked", "read", "chunk", "embed", "publish", "done", "failed"]
Act = Callable[[Engine, Progress], IngestReport]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a piece of work stands; `ahead` are those before it, `error` None where it was a bug."""

    stage: Stage = "waiting"
    ahead: int = 0
    done: int = 0
    total: int = 0
    report: IngestReport | None = None
    error: AskvnError | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more comes of it."""
        return self.stage in ("done", "failed")


@dataclass(slots=True)
class Work:
    """One piece of work, and whose it is."""

    owner: str
    act: Act
    standing: Standing = field(default_factory=Standing)


class Works:
    """Does one piece of work at a time, whether or not anybody looks on."""

    def __init__(self, index: Path, open_engine: Callable[[], Engine]) -> None:
        self._index = index
        self._open_engine = open_engine
        self._line = Line()
        self._changed = threading.Condition()
        self._works: list[Work] = []

    def begin(self, owner: str, act: Act) -> None:
        """Begin a piece of work; what this owner saw finished is put away."""
        work = Work(owner, act)
        with self._changed:
            over = [one for one in self._works if one.standing.is_over and one.owner != owner]
            open_ = [one for one in self._works if not one.standing.is_over]
            self._works = [*over[-_MOST_OVER:], *open_, work]
        threading.Thread(target=self._do, args=(work,), name="askvn-index", daemon=True).start()

    def of(self, owner: str) -> list[Standing]:
        """Return how this owner's work stands, the oldest first, what is just finished included."""
        with self._changed:  # a condition's lock may be held twice by one thread
            return [one.standing for one in self._works if one.owner == owner]

    def follow(self, owner: str) -> Iterator[list[Standing]]:
        """Yield how this owner's work stands whenever that changes, until all of it is over."""
        while True:
            standings = self.of(owner)
            yield standings
            if all(one.is_over for one in standings):
                return
            with self._changed:
                self._changed.wait_for(partial(self._has_moved, owner, standings), _PATIENCE_S)
            time.sleep(_GLANCE_S)

    def _has_moved(self, owner: str, before: list[Standing]) -> bool:
        return self.of(owner) != before

    def _do(self, work: Work) -> None:
        try:
            with self._line.place() as place:
                while not place.wait(_PAUSE_S):
                    self._tell(work, Standing("waiting", ahead=place.ahead))
                report = self._patiently(work)
            self._tell(work, Standing("done", report=report))
        except AskvnError as error:
            self._tell(work, Standing("failed", error=error))
        except Exception:
            logger.exception("the index could not be written")
            self._tell(work, Standing("failed"))

    def _patiently(self, work: Work) -> IngestReport:
        """Do the work as soon as no other process writes.

        Raises:
            IndexLockedError: if one does for too long.
        """
        until = time.monotonic() + _PATIENCE_S

        def progress(stage: Stage, done: int, total: int) -> None:
            self._tell(work, Standing(stage, done=done, total=total))

        while True:
            try:
                return work.act(self._engine(), progress)
            except IndexLockedError:
                if time.monotonic() > until:
                    raise
                self._tell(work, Standing("locked"))
                time.sleep(_PAUSE_S)

    def _engine(self) -> Engine:
        """Return the engine; where there is no index yet, an empty one is made."""
        try:
            return self._open_engine()
        except IndexMissingError:
            Library(self._index, create=True).close()
            return self._open_engine()

    def _tell(self, work: Work, standing: Standing) -> None:
        with self._changed:
            work.standing = standing
            self._changed.notify_all()

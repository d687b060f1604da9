"""What the page works with: engine, models, log, examples; opened behind the page's back."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from askvn.engine import Engine
from askvn.errors import AskvnError
from askvn.ingest import UPLOADS
from askvn.line import Line
from askvn.log import Log
from askvn.models.catalogue import PRESETS
from askvn.models.home import open_home
from askvn.models.manifest import address_of
from askvn.protocols import LLM
from askvn.records import Answer, Where
from askvn.settings import Settings
from askvn.web import examples
from askvn.web.rooms import Rooms
from askvn.web.visit import Visit
from askvn.web.works import Works
from askvn.wiring import BUILTIN, open_llm, style_of, unsupported_of

logger = logging.getLogger(__name__)

# Models that visitors chose beside the page's own; one more puts the oldest away.
_MOST_MODELS = 2
# How many answers are made at once where other machines do the work.
_ELSEWHERE = 8
# Loads whatever a question needs.
_WARM_UP = "Ai, ở đâu, khi nào?"


class Desk:
    """Opens the engine at first need and keeps it; may be used from several threads.

    `line` is where questions wait for their turn, `works` what is written to the index, `rooms`
    where uploads lie and who sees them.
    """

    def __init__(
        self, settings: Settings, open_engine: Callable[[], Engine], log: Log | None = None
    ) -> None:
        self.settings = settings
        self.log = log
        self.line = Line(_ELSEWHERE if "://" in settings.llm else 1)
        self.rooms = Rooms(Path(settings.index).resolve() / UPLOADS)
        self.works = Works(Path(settings.index), self.engine)
        self._open_engine = open_engine
        self._opening = threading.Lock()
        self._choosing = threading.Lock()
        self._warm = threading.Event()
        self._engine: Engine | None = None
        self._models: OrderedDict[str, LLM] = OrderedDict()
        self._chosen: tuple[int, list[str]] = (0, [])

    def prepare(self) -> threading.Thread:
        """Begin to open the engine, to load its models and to make examples in the background."""
        thread = threading.Thread(target=self._prepare, name="askvn-desk", daemon=True)
        thread.start()
        return thread

    def wait(self) -> None:
        """Wait until everything is loaded, or cannot be."""
        self._warm.wait()

    def engine(self) -> Engine:
        """Return the engine as it was set up.

        Raises:
            AskvnError: if it cannot be opened, an IndexMissingError if there is no index yet.
        """
        with self._opening:
            if self._engine is None:
                self._engine = self._open_engine()
            return self._engine

    def engine_for(self, visit: Visit) -> Engine:
        """Return the engine as a visitor has chosen it to be.

        Raises:
            AskvnError: if it, or the chosen model, cannot be opened.
        """
        engine, chosen = self.engine(), visit.settings
        return replace(
            engine,
            settings=chosen,
            llm=engine.llm if chosen.llm == self.settings.llm else self._model(chosen),
            style=style_of(chosen),
            unsupported=unsupported_of(chosen),
        )

    def models(self) -> list[tuple[str, str]]:
        """Return the addresses of the language models to choose from, each with its name.

        The page's own, the built-in one, whose name is "", and those installed.
        """
        installed = [
            (address_of("chat", one.name), one.name)
            for one in open_home(self.settings.models).installed()
            if one.kind == "chat"
        ]
        own = self.settings.llm
        name = own.partition(":")[2] or own
        known = {BUILTIN: ""} | ({} if own == BUILTIN else {own: name}) | dict(installed)
        return list(known.items())

    def models_to_pull(self) -> list[str]:
        """Return the names of the catalogue's language models that are not here yet."""
        known = {name for _, name in self.models()}
        return [one.name for one in PRESETS if one.kind == "chat" and one.name not in known]

    def allowed(self, visit: Visit, choices: Mapping[str, Any]) -> Visit:
        """Return the visit with these choices as far as they are offered here.

        The built-in model writes nothing: with it, that style is passed over.
        """
        offered = {address for address, _ in self.models()}
        known = {
            name: value for name, value in choices.items() if name != "llm" or value in offered
        }
        chosen = visit.choose(known)
        if chosen.settings.llm == BUILTIN and chosen.settings.style == "compose":
            return replace(chosen, settings=replace(chosen.settings, style="auto"))
        return chosen

    def generation(self) -> int:
        """Return the number of the live generation, 0 where there is none yet."""
        try:
            return self.engine().shelf.current().manifest.number
        except AskvnError:
            return 0

    def where(self, visit: Visit) -> Where:
        """Return the documents that a visitor asks: those chosen, without others' uploads."""
        return replace(visit.where, outside=self.rooms.of_others(visit.owner))

    def may_see(self, owner: str, source: str) -> bool:
        """Tell whether a visitor may see this document; one that there is not may be looked for.

        Raises:
            AskvnError: if the index cannot be opened.
        """
        path = self.engine().library.file_of(source)
        return not path or self.rooms.may_see(owner, path)

    def documents(self) -> int:
        """Return how many documents can be asked now.

        Raises:
            AskvnError: if the index cannot be opened, an IndexMissingError if there is none yet.
        """
        engine = self.engine()
        engine.shelf.current()
        return engine.library.counts()[0]

    def is_ready(self) -> bool:
        """Tell whether everything is loaded, or cannot be."""
        return self._warm.is_set()

    def known_examples(self) -> list[str]:
        """Return the example questions as far as they are made."""
        return self._chosen[1]

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> list[str]:
        """Return a few questions that the passages of an answer answer and nobody asked yet."""
        try:
            return examples.following(self.engine(), answer, asked)
        except AskvnError:  # the answer stands; what cannot be read now is told with the next one
            return []

    def examples(self) -> list[str]:
        """Return up to four questions that the documents answer, made once for each generation.

        Whoever comes while they are being made waits for them.
        """
        with self._choosing:
            try:
                engine = self.engine()
                number = engine.shelf.current().manifest.number
                if number != self._chosen[0]:
                    self._chosen = (number, examples.choose(engine, self._everybodys()))
            except AskvnError:
                return []
            return self._chosen[1]

    def _everybodys(self) -> Where:
        """Return the documents that all visitors see."""
        return Where(outside=(str(self.rooms.uploads),) if self.rooms.are_private else ())

    def _prepare(self) -> None:
        try:
            engine = self.engine()
            engine.ask(_WARM_UP)
            if self.line.width == 1:  # the model is on this machine: asked for its size, it loads
                logger.info("ready, with %d tokens of context", engine.llm.context_size)
        except AskvnError as error:
            logger.info("not ready: %s", error)
        finally:
            self._warm.set()
        self.examples()

    def _model(self, chosen: Settings) -> LLM:
        with self._opening:
            if chosen.llm not in self._models:
                self._models[chosen.llm] = open_llm(chosen)
            self._models.move_to_end(chosen.llm)
            while len(self._models) > _MOST_MODELS:
                self._models.popitem(last=False)
            return self._models[chosen.llm]

"""What happens to the documents: they are listed, read again, taken out, chosen for the chat.

What comes from the browser is checked: only documents that the visitor may see, or change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from askvn.engine import Engine
from askvn.errors import AskvnError, IndexMissingError
from askvn.holdings import Holding
from askvn.ingest import Progress
from askvn.ingested import IngestReport
from askvn.log.store import wanted
from askvn.vietnamese import words
from askvn.vietnamese.normalise import normalise
from askvn.web.desk import Desk
from askvn.web.documents import table
from askvn.web.documents.texts import TEXTS
from askvn.web.view import Changes, new
from askvn.web.visit import Visit


class Parts(NamedTuple):
    """The components of the view."""

    head: Any
    works: Any
    table: Any


@dataclass(frozen=True, slots=True)
class Events:
    """The handlers of the view; `visit` is the gr.State of the visitor."""

    desk: Desk
    visit: Any
    parts: Parts

    def head(self, visit: Visit) -> str:
        """Return what stands above the table."""
        return table.head(TEXTS[visit.lang])

    def shown(self, visit: Visit, text: str = "") -> Changes:
        """Return the table as it is now, and how the visitor's work stands."""
        texts = TEXTS[visit.lang]
        try:
            found = self._seen(visit)
        except AskvnError as error:
            return {self.parts.table: new(table.failed(error, texts)), **self._works(visit)}
        if text:
            found = [one for one in found if _holds(one, text)]
        may_change = self.desk.rooms.may_change
        rows = table.table(found, visit.sources, lambda path: may_change(visit.owner, path), texts)
        return {self.parts.table: new(rows), **self._works(visit)}

    def find(self, event: gr.EventData, visit: Visit) -> Changes:
        """Show the documents that hold some words in name or source."""
        return self.shown(visit, _text(event, "text"))

    def only(self, event: gr.EventData, visit: Visit) -> Changes:
        """Ask only these documents from now on."""
        sources = tuple(one.source for one in self._chosen(event, visit) if one.passages)
        visit = replace(visit, sources=sources)
        return {self.visit: visit} | self.shown(visit)

    def every(self, visit: Visit) -> Changes:
        """Ask all documents again."""
        visit = replace(visit, sources=())
        return {self.visit: visit} | self.shown(visit)

    def refresh(self, visit: Visit) -> Iterator[Changes]:
        """Look at everything again that was ever indexed and may be changed by this visitor."""
        room = self.desk.rooms.own(visit.owner)
        private = self.desk.rooms.are_private
        room.mkdir(parents=True, exist_ok=True)

        def act(engine: Engine, progress: Progress) -> IngestReport:
            is_all = not private and bool(engine.library.roots())
            return engine.ingest([] if is_all else [room], progress=progress)

        self.desk.works.begin(visit.owner, act)
        yield from self.follow(visit)

    def again(self, event: gr.EventData, visit: Visit) -> Iterator[Changes]:
        """Read some documents' files again, also those that were taken out."""
        paths = [Path(one.path) for one in self._own(event, visit)]
        if paths:
            self.desk.works.begin(
                visit.owner, lambda engine, progress: engine.ingest(paths, progress=progress)
            )
        yield from self.follow(visit)

    def remove(self, event: gr.EventData, visit: Visit) -> Iterator[Changes]:
        """Take some documents out of the index."""
        sources = [one.source for one in self._own(event, visit)]
        if sources:
            self.desk.works.begin(visit.owner, lambda engine, _: engine.remove(sources))
            kept = tuple(one for one in visit.sources if one not in sources)
            if kept != visit.sources:
                visit = replace(visit, sources=kept)
                yield {self.visit: visit}
        yield from self.follow(visit)

    def follow(self, visit: Visit) -> Iterator[Changes]:
        """Show how the visitor's work stands until it is done, then what has come of it."""
        for _ in self.desk.works.follow(visit.owner):
            yield self._works(visit)
        yield self.shown(visit)

    def _works(self, visit: Visit) -> Changes:
        standings = self.desk.works.of(visit.owner)
        return {self.parts.works: new(table.works(standings, (), TEXTS[visit.lang]))}

    def _seen(self, visit: Visit) -> list[Holding]:
        """Return the documents that the visitor may see, none where there is no index yet."""
        try:
            found = self.desk.engine_for(visit).documents()
        except IndexMissingError:
            return []
        may_see = self.desk.rooms.may_see
        return [one for one in found if may_see(visit.owner, one.path)]

    def _chosen(self, event: gr.EventData, visit: Visit) -> list[Holding]:
        data = event._data if isinstance(event._data, dict) else {}
        asked = data.get("sources")
        sources = {one for one in asked if isinstance(one, str)} if isinstance(asked, list) else ()
        return [one for one in self._seen(visit) if one.source in sources]

    def _own(self, event: gr.EventData, visit: Visit) -> list[Holding]:
        """Return the chosen documents that the visitor may change; say so if some are not."""
        chosen = self._chosen(event, visit)
        may_change = self.desk.rooms.may_change
        own = [one for one in chosen if may_change(visit.owner, one.path)]
        if len(own) < len(chosen):
            gr.Info(TEXTS[visit.lang].not_yours, title="askvn")
        return own


def _text(event: gr.EventData, name: str) -> str:
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value[:200] if isinstance(value, str) else ""


def _holds(one: Holding, text: str) -> bool:
    """Tell whether a document's name or source holds all words of `text`, accents or not."""
    said = normalise(f"{one.title} {one.source}".replace("-", " ").replace("_", " "))
    tokens = {token for word in words.syllables(said) for token in words.tokens(word)[:2]}
    return set(wanted(text)) <= tokens

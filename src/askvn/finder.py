"""Finding: a question understood, searched, read; the passages that tell of it, best first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from askvn import duplicates, recall, retrieve
from askvn.judge import READ, Found, Judge
from askvn.library import Library
from askvn.protocols import Embedder, Reranker
from askvn.recall import Earlier, History, turns
from askvn.records import Hit, Where
from askvn.retrieve import Candidates
from askvn.settings import Settings
from askvn.shelf import Opened, Shelf
from askvn.understand import Restorer, Understood, Vocabulary, near, understand

# How many passages more than are wanted are looked at, since some repeat others.
_SPARE = 8
EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds passages in one index. The parts are passed in; `askvn.wiring` chooses them."""

    settings: Settings
    library: Library
    embedder: Embedder
    restorer: Restorer
    reranker: Reranker | None
    judge: Judge
    shelf: Shelf

    def find(
        self, question: str, *, k: int, history: History = (), where: Where = EVERYWHERE,
        as_typed: bool = False,
    ) -> Found:  # fmt: skip
        """Return the `k` best passages together with how they were found.

        The first `READ` of those that the indexes rank best stand in the order of the reranker, or
        without one in that of their best sentences (docs/decisions/passage-order.md). With
        `as_typed` the question is searched word for word, whatever was said before.
        """
        found = self.retrieve(
            question, k=max(k, READ), history=history, where=where, as_typed=as_typed
        )
        found = self.judge.rank(found, reorder=self.reranker is None)
        return replace(found, hits=found.hits[:k])

    def retrieve(
        self, question: str, *, k: int, history: History = (), where: Where = EVERYWHERE,
        as_typed: bool = False,
    ) -> Found:  # fmt: skip
        """Return the `k` passages that the indexes and the reranker hold to be best.

        A question that was read otherwise than it was typed is read once more by the passages that
        this reading finds, and searched again if they say something else.
        """
        opened = self.shelf.current()
        vocabulary = Vocabulary(
            opened.frequency,
            opened.idf,
            self.library.meanings,
            about=partial(recall.passages_about, lexical=opened.lexical, library=self.library),
        )
        said = [] if as_typed else turns(history)
        told = recall.earlier(said, opened.lexical, self.library, opened.idf)
        respells = self.settings.respell == "on" and not as_typed
        restorer = self.restorer if respells else None
        read = partial(understand, question, said, restorer=restorer)
        found = self._search(read(vocabulary=vocabulary), opened, k, where, told)
        if found.understood.is_doubtful:
            best = near(f"{hit.title}\n{hit.headings}\n{hit.visible}" for hit in found.hits[:READ])
            understood = read(vocabulary=vocabulary._replace(near=best))
            if understood != found.understood:
                found = self._search(understood, opened, k, where, told)
        hits = found.hits
        if self.reranker:
            hits = retrieve.rerank(self.reranker, found.understood.text, hits)
        return replace(found, hits=hits[:k], told=told)

    def _search(
        self, understood: Understood, opened: Opened, k: int, where: Where, told: Earlier | None
    ) -> Found:
        """Return what one reading finds: `k` passages, or as many as the reranker is to judge."""
        sources = retrieve.Sources(
            opened.lexical,
            opened.dense,
            partial(self.library.vectors_of, self.embedder.fingerprint),
        )
        query = retrieve.Query(
            understood.terms,
            retrieve.mean_vector(
                [self.embedder.embed_question(one) for one in understood.to_embed]
            ),
            None if where == EVERYWHERE else self.library.among(where),
            understood.leans,
        )
        width, weight = max(self.settings.candidates, k), self.settings.lexical_weight
        while True:
            candidates = retrieve.find(query, sources, candidates=width, lexical_weight=weight)
            if told:
                candidates = recall.join(candidates, told, query, sources, weight)
            hits = self._distinct(candidates, k)
            if len(hits) >= k or candidates.is_all:
                break
            width *= 4
        best = candidates.best_lexical
        strength = retrieve.strength(understood.own, best, opened.frequency, opened.idf)
        return Found(understood, hits, opened, candidates, strength)

    def _distinct(self, candidates: Candidates, k: int) -> list[Hit]:
        """Return the best of the candidates that do not repeat each other."""
        depth = max(k, self.settings.rerank_candidates) if self.reranker else k
        chunks = dict(list(candidates.fused.items())[: 2 * depth + _SPARE])
        return duplicates.collapse(self.library.hits(chunks), depth)

"""The story, top to bottom: understand, search, weigh the evidence, choose or compose, cite."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from askvn import answer, brief, cite, compose, duplicates, recall, refuse, retrieve
from askvn.clock import Clock
from askvn.compose import Notice, unnoticed
from askvn.ingest import Ingest, Progress
from askvn.judge import READ, Found, Judge, Judged, confidence
from askvn.library import Library
from askvn.prompt import Asked
from askvn.protocols import LLM, Embedder, Reranker
from askvn.recall import Earlier, History, turns
from askvn.records import (
    Answer,
    Citation,
    Document,
    Hit,
    IngestReport,
    ShortAnswer,
    Style,
    Unsupported,
    Where,
)  # fmt: skip
from askvn.retrieve import Candidates
from askvn.settings import Settings
from askvn.shelf import Opened, Shelf
from askvn.understand import Restorer, Understood, Vocabulary, near, understand
from askvn.verify import Verifier

# How many passages more than are wanted are looked at, since some repeat others.
_SPARE = 8
EVERYWHERE = Where()


class Reply(NamedTuple):
    """What an answer says, and the highest strictness at which it is still said."""

    text: str
    citations: tuple[Citation, ...]
    confidence: float = 1.0
    short: ShortAnswer | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers questions from one index. The parts are passed in; `askvn.wiring` chooses them."""

    settings: Settings
    library: Library
    embedder: Embedder
    restorer: Restorer
    reranker: Reranker | None
    judge: Judge
    llm: LLM
    verifier: Verifier
    shelf: Shelf
    style: Style
    unsupported: Unsupported
    ingester: Callable[[Progress], Ingest]

    def ingest(
        self,
        paths: Sequence[str | Path] = (),
        *,
        rebuild: bool = False,
        progress: Progress = lambda stage, done, total: None,
    ) -> IngestReport:
        """Bring the index up to date with `paths`; with none, with all that was ever indexed.

        Raises:
            DocumentError: if a path does not exist.
            IndexLockedError: if another process writes to the index.
        """
        return self.ingester(progress).run([Path(path) for path in paths], rebuild=rebuild)

    def search(
        self, question: str, *, k: int = 0, history: History = (), where: Where = EVERYWHERE
    ) -> list[Hit]:
        """Return the `k` best passages (by default the setting `top_k`), best first.

        Only of documents that fit `where`; never fewer than `k` where there are so many.
        """
        k = k or self.settings.top_k
        return self.find(question, k=k, history=history, where=where).hits

    def find(
        self, question: str, *, k: int, history: History = (), where: Where = EVERYWHERE
    ) -> Found:
        """Return the `k` best passages together with how they were found.

        The first `READ` of those that the indexes rank best stand in the order of the reranker, or
        without one in that of their best sentences (docs/decisions/passage-order.md).
        """
        found = self.retrieve(question, k=max(k, READ), history=history, where=where)
        found = self.judge.rank(found, reorder=self.reranker is None)
        return replace(found, hits=found.hits[:k])

    def retrieve(
        self, question: str, *, k: int, history: History = (), where: Where = EVERYWHERE
    ) -> Found:
        """Return the `k` passages that the indexes and the reranker hold to be best.

        A question that was read otherwise than it was typed is read once more by the passages that
        this reading finds, and searched again if they say something else.
        """
        opened = self.shelf.current()
        vocabulary = Vocabulary(opened.frequency, opened.idf, self.library.meanings)
        said = turns(history)
        told = recall.earlier(said, opened.lexical, self.library)
        restorer = self.restorer if self.settings.respell == "on" else None
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

    def ask(
        self, question: str, *, k: int = 0, history: History = (), where: Where = EVERYWHERE,
        notice: Notice = unnoticed,
    ) -> Answer:  # fmt: skip
        """Return the answer to `question`: `stream`, drained."""
        *_, last = self.stream(question, k=k, history=history, where=where, notice=notice)
        assert isinstance(last, Answer)  # noqa: S101 - stream always ends with one
        return last

    def stream(
        self, question: str, *, k: int = 0, history: History = (), where: Where = EVERYWHERE,
        notice: Notice = unnoticed,
    ) -> Iterator[str | Answer]:  # fmt: skip
        """Yield the reply piece by piece, then one `Answer` as the last item.

        The pieces together are its text, some empty while a model works: closing the stream ends
        the work. `notice` is told how many passages a model begins to read, then 0.
        """
        clock = Clock()
        k = k or self.settings.top_k
        found = self.find(question, k=max(k, READ), history=history, where=where)
        clock.mark("retrieve")
        draft = Answer(
            question=question,
            understood_as=found.understood.text,
            text="",
            refused=True,
            style=self.style,
            model=self.llm.name,
            hits=tuple(found.hits[:k]),
        )
        judged = self.judge.weigh(found)
        reply = Reply("", (), confidence(judged.none))
        if judged.none < 1 and reply.confidence >= self.settings.strictness:
            if draft.style == "quote":
                reply = yield from self._quoted(found, judged, clock)
            else:
                told = partial(compose.noted, clock, notice)
                reply = yield from self._composed(found, history, where, told)
        if not reply.citations:
            draft = self._refused(draft, found)
            reply = reply._replace(text=draft.text)
            clock.mark("first_token")
            yield draft.text
        clock.mark("total")
        yield replace(
            draft,
            text=reply.text,
            refused=not reply.citations,
            confidence=min(reply.confidence, confidence(judged.none)),
            short=reply.short,
            citations=reply.citations,
            milliseconds=clock.marks,
        )

    def document(self, source: str) -> Document | None:
        """Return the indexed document with this source, None if there is none."""
        identifier = self.library.document_id(source)
        return None if identifier is None else self.library.document(identifier)

    def close(self) -> None:
        """Close the library; the engine cannot be used any more."""
        self.library.close()

    def _refused(self, draft: Answer, found: Found) -> Answer:
        """Return the answer that the documents do not tell, and what is known beside."""
        absent = refuse.unmentioned(found.understood.text, found.hits)
        lines = refuse.explain(absent, found.hits, found.sentences, self.settings.lang)
        return replace(draft, text="\n".join(lines), unmentioned=absent)

    def _quoted(self, found: Found, judged: Judged, clock: Clock) -> Generator[str, None, Reply]:
        """Answer in the documents' own sentences; the model may only choose among them."""
        chosen, none = answer.choose(
            found.understood.asked,
            judged.sentences,
            judged.none,
            self.llm,
            model_weight=self.settings.model_weight,
        )
        clock.mark("first_token")
        sureness = confidence(none)
        if not chosen or sureness < self.settings.strictness:
            return Reply("", (), sureness)
        expects = found.understood.expects
        short = brief.short(found.understood.text, expects, chosen[0], judged.reading)
        text, citations = cite.verbatim(chosen, short.text if short else "")
        yield text
        return Reply(text, citations, sureness, short)

    def _composed(
        self, found: Found, history: History, where: Where, notice: Notice
    ) -> Generator[str, None, Reply]:
        """Answer in the model's words; each sentence is checked before it is shown."""
        before = compose.before(history, partial(self._read, where))
        most = min(self.settings.max_answer_tokens, self.llm.context_size // 2)
        asked = Asked(found.understood.text, found.hits[: self.settings.top_k])
        told = compose.task(asked, before, self.llm, answer_tokens=most)
        limits = compose.Limits(most, self.settings.answer_timeout_s)
        checked = cite.Checked(told.hits, self.verifier, self.unsupported, [])
        text, citations = yield from compose.write(told, self.llm, limits, checked, notice)
        return Reply(text, citations, confidence=float(bool(citations)))

    def _read(self, where: Where, question: str, history: History) -> tuple[str, list[Hit]]:
        """Return what a question was understood as, and what a model is shown for it."""
        found = self.find(question, k=READ, history=history, where=where)
        return found.understood.text, found.hits[: self.settings.top_k]

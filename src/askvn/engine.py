"""The story, top to bottom: understand, search, weigh the evidence, choose or compose, cite."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from askvn import answer, cite, compose, echo, forms, holdings, notes, refuse
from askvn.clock import Clock
from askvn.compose import Notice, Written, unnoticed
from askvn.echo import Heard
from askvn.finder import EVERYWHERE, Finder
from askvn.forms import Judgement
from askvn.holdings import Holding
from askvn.ingest import Ingest, Progress
from askvn.ingested import IngestReport
from askvn.judge import READ, Found, Judged, confidence
from askvn.prompt import Asked
from askvn.protocols import LLM
from askvn.recall import History
from askvn.records import (
    Answer,
    Citation,
    Document,
    Hit,
    Note,
    ShortAnswer,
    Style,
    Unsupported,
    Where,
)  # fmt: skip
from askvn.verify import Verifier


class Reply(NamedTuple):
    """What an answer says, and the highest strictness at which it is still said."""

    text: str
    citations: tuple[Citation, ...]
    confidence: float = 1.0
    short: ShortAnswer | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Engine(Finder):
    """Answers questions from one index. The parts are passed in; `askvn.wiring` chooses them."""

    llm: LLM
    verifier: Verifier
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
        with closing(self.ingester(progress)) as ingest:
            return ingest.run([Path(path) for path in paths], rebuild=rebuild)

    def remove(self, sources: Sequence[str]) -> IngestReport:
        """Take these documents out of the index; only indexing their own file brings them back.

        Raises:
            DocumentError: if one of them is not there; then none is taken out.
            IndexLockedError: if another process writes to the index.
        """
        with closing(self.ingester(lambda stage, done, total: None)) as ingest:
            return ingest.remove(sources)

    def documents(self) -> list[Holding]:
        """Return what the index holds, lacks or leaves out, by source."""
        return holdings.of(self.library, self.settings)

    def search(
        self, question: str, *, k: int = 0, history: History = (), where: Where = EVERYWHERE,
        as_typed: bool = False,
    ) -> list[Hit]:  # fmt: skip
        """Return the `k` best passages (by default the setting `top_k`), best first.

        Only of documents that fit `where`; never fewer than `k` where there are so many.
        """
        k = k or self.settings.top_k
        return self.find(question, k=k, history=history, where=where, as_typed=as_typed).hits

    def ask(
        self, question: str, *, k: int = 0, history: History = (), where: Where = EVERYWHERE,
        as_typed: bool = False, notice: Notice = unnoticed,
    ) -> Answer:  # fmt: skip
        """Return the answer to `question`: `stream`, drained."""
        *_, last = self.stream(
            question, k=k, history=history, where=where, as_typed=as_typed, notice=notice
        )
        assert isinstance(last, Answer)  # noqa: S101 - stream always ends with one
        return last

    def stream(
        self, question: str, *, k: int = 0, history: History = (), where: Where = EVERYWHERE,
        as_typed: bool = False, notice: Notice = unnoticed,
    ) -> Generator[str | Answer, None, None]:  # fmt: skip
        """Yield the reply piece by piece, then one `Answer` as the last item.

        The pieces together are its text, some empty while a model works: closing the stream ends
        the work. `notice` is told how many passages a model begins to read, then 0.
        """
        clock = Clock()
        k = k or self.settings.top_k
        found = self.find(question, k=max(k, READ), history=history, where=where, as_typed=as_typed)
        clock.mark("retrieve")
        draft = self._draft(question, found, k)
        judged = self.judge.weigh(found)
        reply = Reply("", (), confidence(judged.none))
        told = partial(compose.noted, clock, notice)
        if self.style == "quote":
            reply = yield from self._quoted(found, judged, where, told)
        elif self._is_sure(judged):
            heard = echo.heard(question, found.understood, judged.sentences)
            text, citations = yield from self._composed(found, heard, history, where, told)
            reply = Reply(text, citations, reply.confidence if citations else 0.0)
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
            confidence=reply.confidence,
            short=reply.short,
            citations=reply.citations,
            notes=(*reply.notes, *self._days(reply, found)),
            milliseconds=clock.marks,
        )

    def document(self, source: str) -> Document | None:
        """Return the indexed document with this source, None if there is none."""
        identifier = self.library.document_id(source)
        return None if identifier is None else self.library.document(identifier)

    def close(self) -> None:
        """Close the library; the engine cannot be used any more."""
        self.library.close()

    def _draft(self, question: str, found: Found, k: int) -> Answer:
        """Return what is known of an answer before there is one."""
        return Answer(
            question=question,
            understood_as=found.understood.text,
            text="",
            refused=True,
            style=self.style,
            model=self.llm.name,
            hits=tuple(found.hits[:k]),
        )

    def _refused(self, draft: Answer, found: Found) -> Answer:
        """Return the answer that the documents do not tell, and what is known beside."""
        absent = refuse.unmentioned(found.understood.text, found.hits)
        lines = refuse.explain(absent, found.hits, found.sentences, self.settings.lang)
        return replace(draft, text="\n".join(lines), unmentioned=absent)

    def _quoted(
        self, found: Found, judged: Judged, where: Where, notice: Notice
    ) -> Generator[str, None, Reply]:
        """Answer in the documents' own sentences; the model may only choose among them."""
        notice(len({one.hit.chunk for one in answer.shown(judged.sentences)}))
        try:
            chosen = yield from self._chosen(found, judged)
        finally:
            notice(0)
        form = forms.form(found, judged, chosen, partial(self._judged, where))
        if not form.sentences:
            return Reply("", (), form.sureness)
        text, citations = cite.verbatim(form.sentences, form.short.text if form.short else "")
        yield text
        told = tuple(form.notes(citations, self.settings.lang))
        return Reply(text, citations, form.sureness, form.short, told)

    def _chosen(self, found: Found, judged: Judged) -> Generator[str, None, Judgement]:
        """Return the sentences that answer, as far as the model agrees; none where none surely do.

        The model is not asked where that is clear without it.
        """
        sureness = confidence(judged.none)
        if not self._is_sure(judged):
            return Judgement((), sureness, found.hits)
        chosen, none = yield from answer.choose(
            found.understood.asked,
            judged.sentences,
            judged.none,
            self.llm,
            model_weight=self.settings.model_weight,
            seconds=self.settings.answer_timeout_s,
        )
        sureness = min(sureness, confidence(none))
        sentences = chosen if sureness >= self.settings.strictness else ()
        return Judgement(sentences, sureness, found.hits)

    def _judged(self, where: Where, question: str) -> Judgement:
        """Return the sentences that answer a part of a question, none where it would be refused."""
        found = self.find(question, k=READ, where=where)
        judged = self.judge.weigh(found)
        sentences = judged.sentences if self._is_sure(judged) else ()
        return Judgement(sentences, confidence(judged.none), found.hits)

    def _is_sure(self, judged: Judged) -> bool:
        return judged.none < 1 and confidence(judged.none) >= self.settings.strictness

    def _days(self, reply: Reply, found: Found) -> Iterator[Note]:
        """Yield what `hôm qua` and the like mean in an answer."""
        asks_when = "date" in found.understood.expects
        lang = self.settings.lang
        return notes.days(reply.text, reply.citations, found.hits, asks_when=asks_when, lang=lang)

    def _composed(
        self, found: Found, heard: Heard, history: History, where: Where, notice: Notice
    ) -> Generator[str, None, Written]:
        """Answer in the model's words; each sentence is checked before it is shown."""
        before = compose.before(history, partial(self._read, where))
        most = min(self.settings.max_answer_tokens, self.llm.context_size // 2)
        asked = Asked(found.understood.text, found.hits[: self.settings.top_k])
        told = compose.task(asked, before, self.llm, answer_tokens=most)
        limits = compose.Limits(most, self.settings.answer_timeout_s)
        checked = cite.Checked(told.hits, self.verifier, self.unsupported, [], heard)
        return (yield from compose.write(told, self.llm, limits, checked, notice))

    def _read(self, where: Where, question: str, history: History) -> tuple[str, list[Hit]]:
        """Return what a question was understood as, and what a model is shown for it."""
        found = self.find(question, k=READ, history=history, where=where)
        return found.understood.text, found.hits[: self.settings.top_k]

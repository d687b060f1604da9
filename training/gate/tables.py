"""What was found for questions that are answered and for some that are not, as rows of the gate."""

import json
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from training.answer.evaluate import labelled
from training.answer.reader import held_out

from askvn import resources, retrieve
from askvn.engine import Engine
from askvn.evaluate import score, sets
from askvn.evaluate.sets import Question
from askvn.gate import Gate
from askvn.judge import READ, Found
from askvn.ranker import Ranker
from askvn.records import Hit, Where
from askvn.settings import Settings
from askvn.vietnamese import mentions
from askvn.wiring import open_engine

# Answered here; asked of another collection; asked where its document is missing; asked of the one
# document that it was labelled on; asked with another figure or name; asked of a name with what
# another question asks; asked of the one passage that answers, of another one of its document, of
# the nearest one of another document.
KINDS = ("own", "off", "gone", "near", "changed", "premise", "alone", "beside", "elsewhere")
# Those that are asked of one passage or document.
ALONE = ("near", "alone", "beside", "elsewhere")
_DEEP = 32
_SEED = 1
_LONGEST_QUESTION = 160
_One = TypeVar("_One")


@dataclass(frozen=True)
class Table:
    """A row of `gate.NAMES` a question, and what is known of it.

    `against` are the log-odds by hand, `silent` says that nothing answers, `kinds` which of `KINDS`
    it is, `sets` which set it is of.
    """

    rows: NDArray[np.float64]
    against: NDArray[np.float64]
    silent: NDArray[np.bool_]
    kinds: NDArray[np.int64]
    sets: NDArray[np.str_]

    def of(self, *kinds: str) -> "Table":
        """Return the questions of these kinds."""
        return self.where(np.isin(self.kinds, [KINDS.index(kind) for kind in kinds]))

    def where(self, chosen: NDArray[np.bool_]) -> "Table":
        """Return the chosen questions."""
        return Table(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def with_rows(self, rows: NDArray[np.float64]) -> "Table":
        """Return the same questions with other rows."""
        return replace(self, rows=rows)


class Row(NamedTuple):
    """One question of a table."""

    row: Sequence[float]
    against: float
    silent: bool
    kind: str


def table(rows: Iterator[tuple[str, Row]]) -> Table:
    """Return rows, each with the name of its set, as arrays."""
    names, found = zip(*rows, strict=True)
    return Table(
        np.array([one.row for one in found]),
        np.array([one.against for one in found]),
        np.array([one.silent for one in found], dtype=bool),
        np.array([KINDS.index(one.kind) for one in found]),
        np.array(names),
    )


def opened(folder: Path, indexes: Path, embedder: str) -> Engine:
    """Return an engine over the documents of a set, indexed if they are not yet.

    Ranker and gate measure with the embedder that searches: the shipped one knows the training
    questions by heart.
    """
    index = str(indexes / folder.name)
    engine = open_engine(Settings(index=index, embedder=embedder), create=True)
    corpus = sets.read(folder).corpus
    engine.ingest([corpus] if corpus else [])
    if embedder == Settings().embedder:
        return engine
    judge = replace(
        engine.judge,
        ranker=Ranker(resources.model("ranker"), engine.embedder),
        gate=Gate(resources.model("gate"), engine.embedder),
    )
    return replace(engine, judge=judge)


def asked(
    engine: Engine, questions: Collection[Question], strangers: Collection[str]
) -> Iterator[Row]:
    """Yield each question as it is, with its document gone, and the questions of other sets."""
    for question in questions:
        found = engine.retrieve(question.question, k=_DEEP, history=question.history)
        if question.unanswerable:
            yield from _row(engine, found, True, "off")
        else:
            yield from _row(engine, found, False, "own")
            yield from _row(engine, _without(found, question.documents), True, "gone")
    for stranger in strangers:
        yield from _row(engine, engine.retrieve(stranger, k=READ), True, "off")


def single(engine: Engine, questions: Collection[Question]) -> Iterator[Row]:
    """Yield each answered question as if one passage were all that there is.

    It is the best one that holds the answer, one of the same document that does not, and the best
    one of another document.
    """
    for question in questions:
        if question.unanswerable:
            continue
        found = engine.retrieve(question.question, k=_DEEP, history=question.history)
        kinds = set()
        for hit in found.hits:
            own, holds = hit.source in question.documents, score.holds_gold(question, hit.visible)
            kind = ("alone" if holds else "beside") if own else "elsewhere"
            if kind not in kinds and (own or not holds):
                kinds.add(kind)
                yield from _row(engine, _only(found, hit), kind != "alone", kind)


def presumed(
    engine: Engine, names: Sequence[str], strangers: Sequence[str], count: int
) -> Iterator[Row]:
    """Yield questions of other sets with one of `names` in place of theirs."""
    source = random.Random(_SEED)
    named = [
        (text, max(held, key=len))
        for text in strangers
        if len(text) < _LONGEST_QUESTION and (held := compound_names([text]))
    ]
    for text, name in source.sample(named, min(count, len(named))):
        other = text.replace(name, source.choice(names), 1)
        yield from _row(engine, engine.retrieve(other, k=READ), True, "premise")


def compound_names(texts: Collection[str]) -> list[str]:
    """Return the names of more than one word in some texts, sorted."""
    return sorted({name for text in texts for name in mentions.names(text) if " " in name})


def altered(engine: Engine, questions: Collection[Question]) -> Iterator[Row]:
    """Yield the answered questions that have a figure or a name with another one in its place."""
    source = random.Random(_SEED)
    names = sorted({name for one in questions for name in mentions.names(one.question)})
    for question in questions:
        if not question.unanswerable:
            for text in changed(question.question, names, source):
                found = engine.retrieve(text, k=READ, history=question.history)
                yield from _row(engine, found, True, "changed")


def changed(question: str, names: Sequence[str], source: random.Random) -> Iterator[str]:
    """Yield a question with one figure changed, and one with one name changed, where it has any."""
    if figures := mentions.numbers(question):
        figure = source.choice(figures)
        yield question.replace(figure, _other_figure(figure, source), 1)
    if held := mentions.names(question):
        name = source.choice(held)
        others = [one for one in names if one not in question and one not in name]
        if others:
            yield question.replace(name, source.choice(others), 1)


def _other_figure(figure: str, source: random.Random) -> str:
    """Return a year some years off, or a figure with other digits."""
    if len(figure) == 4 and figure.isdigit():
        return str(int(figure) + source.choice([-4, -3, -2, -1, 1, 2, 3, 4]))
    digits = [
        str((int(one) + source.randint(1, 8)) % 10) if one.isdigit() else one for one in figure
    ]
    return "".join(digits)


def near(engine: Engine, folder: Path, *, only_held_out: bool) -> Iterator[Row]:
    """Yield the questions of a set, each asked of the one document that it was labelled on."""
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {one["id"]: one["text"] for one in map(json.loads, lines)}
    for question, document, tells in _labelled(folder):
        if only_held_out and not held_out(texts[document]):
            continue
        where = Where(sources=(document,))
        found = engine.retrieve(question.question, k=READ, where=where)
        yield from _row(engine, found, not tells, "near")


def some(items: Sequence[_One], count: int) -> list[_One]:
    """Return at most `count` of the items, drawn by lot."""
    return random.Random(_SEED).sample(items, min(count, len(items)))


def _labelled(folder: Path) -> Iterator[tuple[Question, str, bool]]:
    """Yield questions and their documents, also where the unanswered name theirs."""
    questions = sets.read(folder).questions
    if all(question.documents for question in questions):
        yield from ((one, one.documents[0], not one.unanswerable) for one in questions)
    else:
        yield from labelled(folder)


def _without(found: Found, documents: Collection[str]) -> Found:
    """Return what was found as if some documents were not there."""
    return _kept(found, [hit for hit in found.hits if hit.source not in documents])


def _only(found: Found, hit: Hit) -> Found:
    """Return what was found as if this were the only passage."""
    return _kept(found, [replace(hit, rank=1)])


def _kept(found: Found, hits: list[Hit]) -> Found:
    held = {hit.chunk for hit in hits}
    lexical = {one: value for one, value in found.candidates.lexical.items() if one in held}
    candidates = found.candidates._replace(lexical=lexical)
    strength = retrieve.strength(
        found.understood.own, candidates.best_lexical, found.opened.frequency, found.opened.idf
    )
    return replace(found, hits=hits, candidates=candidates, strength=strength)


def _row(engine: Engine, found: Found, silent: bool, kind: str) -> Iterator[Row]:
    read = engine.judge.rank(replace(found, hits=found.hits[:READ]), reorder=True)
    judged = engine.judge.weigh(read)
    if judged.row:
        yield Row(judged.row, judged.against, silent, kind)

"""What was found for questions that are answered and for some that are not, as rows of the gate."""

import json
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.answer.evaluate import labelled
from training.answer.reader import held_out

from askvn import retrieve
from askvn.engine import Engine
from askvn.evaluate import sets
from askvn.evaluate.sets import Question
from askvn.judge import READ, Found
from askvn.records import Where
from askvn.settings import Settings
from askvn.vietnamese import mentions
from askvn.wiring import open_engine

# Answered here; asked of another collection; asked where its document is missing; asked of the one
# document that it was labelled on; asked with another figure or name.
KINDS = ("own", "off", "gone", "near", "changed")
_DEEP = 32
_SEED = 1


@dataclass(frozen=True)
class Table:
    """A row of `gate.NAMES` a question, whether nothing answers it, and which of `KINDS` it is."""

    rows: NDArray[np.float64]
    silent: NDArray[np.bool_]
    kinds: NDArray[np.int64]

    def of(self, *kinds: str) -> "Table":
        """Return the questions of these kinds."""
        chosen = np.isin(self.kinds, [KINDS.index(kind) for kind in kinds])
        return Table(self.rows[chosen], self.silent[chosen], self.kinds[chosen])


Row = tuple[Sequence[float], bool, str]


def table(rows: Iterator[Row]) -> Table:
    """Return rows as arrays."""
    told, silent, kinds = zip(*rows, strict=True)
    numbers = [KINDS.index(kind) for kind in kinds]
    return Table(np.array(told), np.array(silent, dtype=bool), np.array(numbers))


def opened(folder: Path, indexes: Path, embedder: str) -> Engine:
    """Return an engine over the documents of a set, indexed if they are not yet."""
    index = str(indexes / folder.name)
    engine = open_engine(Settings(index=index, embedder=embedder), create=True)
    corpus = sets.read(folder).corpus
    engine.ingest([corpus] if corpus else [])
    return engine


def asked(
    engine: Engine, questions: Collection[Question], strangers: Collection[Question]
) -> Iterator[Row]:
    """Yield each question as it is, with its document gone, and the questions of other sets."""
    for question in questions:
        found = engine.retrieve(question.question, k=_DEEP, history=question.history)
        if question.unanswerable:
            yield from _row(engine, found, True, "off")
        else:
            yield from _row(engine, found, False, "own")
            yield from _row(engine, _without(found, question.documents), True, "gone")
    for question in strangers:
        yield from _row(engine, engine.retrieve(question.question, k=READ), True, "off")


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


def some(questions: list[Question], count: int) -> list[Question]:
    """Return at most `count` of the questions, drawn by lot."""
    return random.Random(_SEED).sample(questions, min(count, len(questions)))


def _labelled(folder: Path) -> Iterator[tuple[Question, str, bool]]:
    """Yield questions and their documents, also where the unanswered name theirs."""
    questions = sets.read(folder).questions
    if all(question.documents for question in questions):
        yield from ((one, one.documents[0], not one.unanswerable) for one in questions)
    else:
        yield from labelled(folder)


def _without(found: Found, documents: Collection[str]) -> Found:
    """Return what was found as if some documents were not there."""
    hits = [hit for hit in found.hits if hit.source not in documents]
    held = {hit.chunk for hit in hits}
    lexical = {one: score for one, score in found.candidates.lexical.items() if one in held}
    candidates = found.candidates._replace(lexical=lexical)
    strength = retrieve.strength(
        found.understood.own, candidates.best_lexical, found.opened.frequency, found.opened.idf
    )
    return replace(found, hits=hits, candidates=candidates, strength=strength)


def _row(engine: Engine, found: Found, silent: bool, kind: str) -> Iterator[Row]:
    read = engine.judge.rank(replace(found, hits=found.hits[:READ]), reorder=True)
    if row := engine.judge.weigh(read).row:
        yield row, silent, kind

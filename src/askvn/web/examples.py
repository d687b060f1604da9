"""Questions that the documents answer: to begin with, and to go on with.

They are drafted by the rules that draft evaluation questions: a sentence with a date, a number, a
name or a place taken out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from askvn.chunk import mask
from askvn.engine import Engine
from askvn.evaluate.draft import choice, cloze, known
from askvn.evaluate.draft.candidate import Candidate
from askvn.finder import EVERYWHERE
from askvn.records import Answer, Document, Hit, Where

_MOST_EXAMPLES = 4
_MOST_NEXT = 3
# How many documents are read, and how much of each.
_MOST_DOCUMENTS = 50
_MOST_CHARS = 20_000
# How many drafted questions are tried.
_MOST_TRIED = 20
# Longer ones are no fun to read on a button.
_MOST_QUESTION_CHARS = 90
_MOST_NEXT_CHARS = 120
# Among so many passages a search must find the one that a question to go on with is about.
_NEXT_DEPTH = 3


class Example(NamedTuple):
    """A question, and where the sentence that answers it begins."""

    question: str
    source: str
    start: int


def choose(engine: Engine, where: Where = EVERYWHERE) -> list[str]:
    """Return up to four questions that the engine answers from the very sentence they come from.

    A sample of the documents that fit is read, evenly spread over the library. Where the engine
    composes, no language model is asked: the sentence has to stand in the passage found first.
    """
    fitting = engine.library.fitting(where)
    sources = [one.source for one in engine.library.kept() if one.id in fitting]
    step = max(1, -(-len(sources) // _MOST_DOCUMENTS))
    documents = filter(None, map(engine.document, sources[::step]))
    read = _known([_beginning(document) for document in documents])
    pool = choice.choose(read, _drafted(read, _MOST_QUESTION_CHARS), count=_MOST_TRIED)
    kept: list[str] = []
    for example in (_example(read, one) for one in pool):
        if len(kept) < _MOST_EXAMPLES and _is_answered(engine, example):
            kept.append(example.question)
    return kept


def following(engine: Engine, answer: Answer, asked: Sequence[str]) -> list[str]:
    """Return up to three questions that the passages of an answer answer, nobody asked them yet.

    Those of the passages that were cited come first. What the answer cites already is left out, and
    so is what a search does not find there.

    Raises:
        AskvnError: if the index cannot be read.
    """
    hits = sorted(answer.hits, key=lambda hit: (not _is_cited(hit, answer), hit.rank))
    read = _known([Document(hit.source, hit.visible, hit.title) for hit in hits])
    told = {_folded(question) for question in asked}
    kept: list[str] = []
    lines = set()
    for one in list(_drafted(read, _MOST_NEXT_CHARS))[:_MOST_TRIED]:
        place = hits[one.line.document].start + one.line.place
        example = _example(read, one)._replace(start=place)
        if _folded(example.question) in told or one.line in lines or _is_told(example, answer):
            continue
        if _is_found(engine, example, _NEXT_DEPTH):
            lines.add(one.line)
            kept.append(example.question)
        if len(kept) == _MOST_NEXT:
            break
    return kept


def _known(documents: Sequence[Document]) -> known.Known:
    chance = random.Random(0)  # noqa: S311 - no secret
    return known.read(documents, most=len(documents), chance=chance)


def _beginning(document: Document) -> Document:
    visible = mask(document.text, document.hidden)
    return Document(document.source, visible[:_MOST_CHARS], document.title, marks=document.marks)


def _drafted(read: known.Known, most_chars: int) -> Iterator[Candidate]:
    found: Iterable[Candidate] = (
        one for line in read.lines for one in cloze.candidates(read, line)
    )
    return (one for one in found if len(one.question.question) <= most_chars)


def _example(read: known.Known, one: Candidate) -> Example:
    document = read.documents[one.line.document]
    return Example(one.question.question, document.source, one.line.place)


def _is_answered(engine: Engine, example: Example) -> bool:
    if engine.style == "quote":
        cited = engine.ask(example.question).citations[:1]
        return any(one.source == example.source and one.start == example.start for one in cited)
    return _is_found(engine, example, 1)


def _is_found(engine: Engine, example: Example, depth: int) -> bool:
    """Tell whether a search finds the passage that a question was drafted from among the first."""
    return any(
        hit.source == example.source and hit.start <= example.start < hit.end
        for hit in engine.search(example.question, k=depth)
    )


def _is_cited(hit: Hit, answer: Answer) -> bool:
    return any(
        one.source == hit.source and hit.start <= one.start < hit.end for one in answer.citations
    )


def _is_told(example: Example, answer: Answer) -> bool:
    return any(
        one.source == example.source and one.start <= example.start < one.end
        for one in answer.citations
    )


def _folded(question: str) -> str:
    return " ".join(question.casefold().rstrip(" ?").split())

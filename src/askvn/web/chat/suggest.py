"""Questions to ask next: made of the passages that were found, and not asked yet."""

from __future__ import annotations

from collections.abc import Sequence

from askvn.engine import Engine
from askvn.records import Answer, Hit
from askvn.web.chat import examples
from askvn.web.chat.examples import Example, Tagger

_MOST = 3
_MOST_CANDIDATES = 24


def following(engine: Engine, answer: Answer, asked: Sequence[str], tag: Tagger) -> list[str]:
    """Return up to three questions whose answers stand in the passages of `answer`.

    Those of the passages that were cited come first. What was asked, and what the answer cites, is
    left out, and so is what a search does not find there.

    Raises:
        AskvnError: if the index cannot be read.
    """
    hits = sorted(answer.hits, key=lambda hit: (not _is_cited(hit, answer), hit.rank))
    known = {_folded(question) for question in asked}
    drafted = [
        one
        for hit in hits
        for one in _within(engine, hit)
        if _folded(one.question) not in known and not _is_told(one, answer)
    ][:_MOST_CANDIDATES]
    kept: list[str] = []
    for example in examples.sensible(drafted, tag) if drafted else []:
        if example.question not in kept and examples.is_found(engine, example):
            kept.append(example.question)
        if len(kept) == _MOST:
            break
    return kept


def _within(engine: Engine, hit: Hit) -> list[Example]:
    document = engine.document(hit.source)
    if document is None or document.text[hit.start : hit.end] != hit.text:
        return []
    return [
        one
        for one in examples.candidates(document, hit.start, hit.end)
        if hit.start <= one.start and one.end <= hit.end
    ]


def _is_cited(hit: Hit, answer: Answer) -> bool:
    return any(
        one.source == hit.source and hit.start <= one.start < hit.end for one in answer.citations
    )


def _is_told(example: Example, answer: Answer) -> bool:
    return any(
        one.source == example.source and one.start < example.end and example.start < one.end
        for one in answer.citations
    )


def _folded(question: str) -> str:
    return " ".join(question.casefold().rstrip(" ?").split())

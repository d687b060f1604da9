"""The sentences of the passages that may answer a question, best first."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from askvn.records import PATH_SEPARATOR, Hit, Span
from askvn.retrieve import Rarity
from askvn.understand import Understood, answer_fits
from askvn.vietnamese import mentions, orders, sentences, tables, words

_ITEM = regex.compile(r"(?:[-–•*+]|\d{1,2}[.)]|[a-zđ]\))\s")
_LIST_CHARS = 900

# Weights of a sentence's score, fitted by leave-one-set-out (docs/decisions/sentence-scores.md).
_PASSAGE_WEIGHT = 0.9
# How much the best sentence of a passage counts for it (docs/decisions/passage-order.md).
_SENTENCE_WEIGHT = 0.1
_TYPE_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: its span in the document, its text on one line, its score."""

    hit: Hit
    span: Span
    text: str
    score: float


def rarity(frequency: Callable[[str], int], total: int) -> Rarity:
    """Return the idf of tokens in an index of `total` passages (BM25's, never negative)."""
    known: dict[str, float] = {}

    def idf(token: str) -> float:
        if token not in known:
            count = frequency(token)
            known[token] = math.log1p((total - count + 0.5) / (count + 0.5))
        return known[token]

    return idf


def sentences_of(hit: Hit) -> Iterator[tuple[Span, str]]:
    """Yield the spans, in the document, and the texts of what can be quoted from a passage.

    Sentences on one line each; a sentence that ends in a colon together with the list or the table
    below it; a row of a table with the names of its columns; no headings, no questions, and nothing
    that tells a machine what to say.
    """
    headings = set(hit.headings.split(PATH_SEPARATOR)) | {hit.title}
    ordered = set(orders.spans(hit.visible))
    lead: tuple[Span, str] | None = None
    for start, end in sentences.split(hit.visible):
        if (start, end) in ordered:
            continue
        cells = tables.cells(hit.text, start, end)
        text = " | ".join(cells) or " ".join(hit.visible[start:end].split())
        if lead and (cells or _ITEM.match(text)) and end - lead[0].start <= _LIST_CHARS:
            lead = Span(lead[0].start, end), f"{lead[1]}\n{text}"
            continue
        if lead:
            yield _in_document(hit, lead)
            lead = None
        if text.endswith(":"):
            lead = Span(start, end), text
        elif _can_be_quoted(text, headings) and not tables.is_head(hit.text, end):
            named = tables.named(cells, tables.head_above(hit.text, start)) if cells else text
            yield _in_document(hit, (Span(start, end), named))
    if lead:
        yield _in_document(hit, lead)


def _can_be_quoted(text: str, headings: Collection[str]) -> bool:
    return text not in headings and not text.endswith("?")


def around(sentence: Sentence) -> str:
    """Return a sentence together with the ones before and after it in its passage."""
    parts = list(sentences_of(sentence.hit))
    for place, (span, _) in enumerate(parts):
        if span == sentence.span:
            return " ".join(text for _, text in parts[max(0, place - 1) : place + 2])
    return sentence.text


def _in_document(hit: Hit, part: tuple[Span, str]) -> tuple[Span, str]:
    (start, end), text = part
    return Span(hit.start + start, hit.start + end), text


def reorder(
    hits: Sequence[Hit], judged: Sequence[Sentence], read: int
) -> tuple[list[Hit], list[Sentence]]:
    """Return the hits in a new order, and the judged sentences, which belong to the first `read`.

    A hit that was read loses `_SENTENCE_WEIGHT` for each step that the log-probability of its best
    sentence is behind that of the best of all; it does not fall behind a hit that was not read.
    """
    if not judged:
        return list(hits), list(judged)
    best: dict[int, float] = {}
    for sentence in judged:
        best.setdefault(sentence.hit.chunk, sentence.score)
    least = min(best.values())
    floor = hits[read].score if len(hits) > read else 0.0
    moved = [
        replace(
            hit,
            score=max(
                hit.score + _SENTENCE_WEIGHT * (best.get(hit.chunk, least) - judged[0].score), floor
            ),
        )
        for hit in hits[:read]
    ]
    moved.sort(key=lambda hit: (-hit.score, hit.rank))
    ordered = [replace(hit, rank=rank) for rank, hit in enumerate((*moved, *hits[read:]), start=1)]
    renewed = {hit.chunk: hit for hit in ordered}
    return ordered, [replace(sentence, hit=renewed[sentence.hit.chunk]) for sentence in judged]


def rank(understood: Understood, hits: Sequence[Hit], *, idf: Rarity) -> list[Sentence]:
    """Return every sentence of `hits`, best first.

    The score adds the share of the question's idf weight that stands in the sentence, the score of
    its passage, and whether it holds the kind of thing that is asked for.
    """
    weights = {token: weight * idf(token) for token, weight in understood.terms.items()}
    whole = sum(weights.values()) or 1.0
    found = []
    for hit in hits:
        for span, text in sentences_of(hit):
            held = set(words.sentence_tokens(text))
            coverage = sum(value for token, value in weights.items() if token in held) / whole
            fits = answer_fits(understood.expects, text)
            score = coverage + _PASSAGE_WEIGHT * hit.score + _TYPE_WEIGHT * fits
            found.append(Sentence(hit, span, text, score))
    return sorted(found, key=lambda one: (-one.score, one.hit.rank, one.span))


def missing_years(question: str, hits: Sequence[Hit]) -> list[str]:
    """Return the years a question names that none of the passages, titles or dates has."""
    known = " ".join(f"{hit.title} {hit.headings} {hit.date} {hit.visible}" for hit in hits)
    return [year for year in mentions.years(question) if year not in known]

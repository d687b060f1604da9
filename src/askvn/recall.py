"""Documents that earlier questions and answers of a conversation were about stay at hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from askvn import retrieve
from askvn.evidence import Sentence, sentences_of
from askvn.lookup import Lookup
from askvn.protocols import Ids, Scored
from askvn.records import Hit, Message, Span
from askvn.retrieve import Candidates, LexicalIndex, Query, Rarity, Sources
from askvn.understand.content import searched_tokens
from askvn.understand.follow_up import questions_before
from askvn.vietnamese import words

History = Sequence[tuple[str, str]]

# How much the document of the talk so far counts beside the scores in [0, 1] of a search: for any
# question, and for one that leans on what was said (docs/decisions/conversations.md).
WEIGHT = 0.15
LEANING_WEIGHT = 0.5
# How much its sentences gain, in log-probability, and how much more those behind the sentence that
# answered last: less and less, by how many characters they are behind it.
_SENTENCE_WEIGHT = 3.0
_NEXT_WEIGHT = 2.0
_NEXT_CHARS = 400
# In how many passages that sentence is looked for; what the question counts beside the answer.
_LOOKED_INTO = 5
_QUESTION_SHARE = 0.5
# What a question earlier counts beside the next one, how many are remembered, how many passages
# each brings back.
_DECAY = 0.8
_REMEMBERED = 4
_WIDTH = 30
# Only documents near the best one are what the talk is about.
_SHARPNESS = 2
_LEAST = 0.1


class Said(NamedTuple):
    """Where the sentence stands that answered last."""

    document: int
    span: Span


@dataclass(frozen=True, slots=True)
class Earlier:
    """The passages of the documents spoken of so far, and how much each is, the most 1.

    `last` is the sentence that answered last, None if none did.
    """

    chunks: Ids
    shares: Mapping[int, float]
    last: Said | None = None


def earlier(
    history: Sequence[Message], lexical: LexicalIndex, library: Lookup, idf: Rarity
) -> Earlier | None:
    """Return what a conversation was about, found again by its own words; None if nothing is.

    An answer in the documents' own sentences finds the passage that it was taken from.
    """
    found: dict[int, float] = {}
    newest: list[Scored] = []
    talk = questions_before(history)[-_REMEMBERED:]
    for age, (question, answer) in enumerate(reversed(talk)):
        hits = lexical.search(searched_tokens(f"{question}\n{answer}"), _WIDTH)
        newest = newest or hits
        top = max((one.score for one in hits), default=0.0) or 1.0
        for one in hits:
            found[one.id] = found.get(one.id, 0.0) + _DECAY**age * one.score / top
    documents: dict[int, float] = {}
    for chunk, document in library.documents_of_chunks(list(found)).items():
        documents[document] = max(documents.get(document, 0.0), found[chunk])
    top = max(documents.values(), default=0.0)
    shares = {one: (value / top) ** _SHARPNESS for one, value in documents.items() if top}
    kept = {one: share for one, share in shares.items() if share >= _LEAST}
    owners = library.chunks_of_documents(list(kept))
    if not owners:
        return None
    chunks = np.array(sorted(owners), dtype=np.int64)
    shares = {chunk: kept[document] for chunk, document in owners.items()}
    near = {one.id: one.score for one in newest if one.id in owners}
    read = library.hits(dict(list(near.items())[:_LOOKED_INTO]))
    return Earlier(chunks, shares, _said_last(*talk[-1], read, idf))


def _said_last(question: str, answer: str, read: Sequence[Hit], idf: Rarity) -> Said | None:
    """Return the sentence of some passages that an answer was most likely taken from."""
    told = {token: idf(token) for token in words.tokens(answer)}
    asked = {token: _QUESTION_SHARE * idf(token) for token in words.tokens(question)}
    if not told:
        return None
    best: tuple[float, Said | None] = 0.0, None
    for hit in read:
        for span, text in sentences_of(hit):
            held = set(words.sentence_tokens(text))
            shared = sum(one[token] for one in (told, asked) for token in one.keys() & held)
            if shared > best[0]:
                best = shared, Said(hit.document, span)
    return best[1]


def passages_about(text: str, *, lexical: LexicalIndex, library: Lookup) -> list[str]:
    """Return some passages that share most with a text, as they are written."""
    found = lexical.search(searched_tokens(text), _LOOKED_INTO)
    return [hit.visible for hit in library.hits({one.id: one.score for one in found})]


def join(
    candidates: Candidates,
    told: Earlier,
    query: Query,
    sources: Sources,
    lexical_weight: float,
) -> Candidates:
    """Return the candidates with the passages spoken of so far among them, which count more.

    Scores stay in [0, 1]; a passage that the question itself names much better stays before them.
    """
    among = told.chunks if query.among is None else np.intersect1d(told.chunks, query.among)
    lexical, dense = retrieve.propose(query._replace(among=among), sources, _WIDTH)
    missing = [one for one in lexical if one not in dense and one not in candidates.dense]
    vectors = sources.vectors_of(missing)
    dense |= {one: float(vector @ query.vector) for one, vector in vectors.items()}
    lexical |= candidates.lexical
    dense |= candidates.dense
    weight = LEANING_WEIGHT if query.leans else WEIGHT
    scores = {
        one: score + weight * told.shares.get(one, 0.0)
        for one, score in retrieve.fuse(lexical, dense, lexical_weight=lexical_weight).items()
    }
    top = max([*scores.values(), 1.0])
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    fused = {one: score / top for one, score in order}
    return Candidates(fused, lexical, dense, candidates.is_all)


def favour(sentences: Sequence[Sentence], told: Earlier | None) -> list[Sentence]:
    """Return sentences, best first, with more weight for those of what was spoken of."""
    if told is None:
        return list(sentences)
    weighed = [
        replace(one, score=one.score + told.shares.get(one.hit.chunk, 0.0) * _weight(one, told))
        for one in sentences
    ]
    return sorted(weighed, key=lambda one: -one.score)


def _weight(sentence: Sentence, told: Earlier) -> float:
    """Return how much a sentence gains if its document is all that was spoken of."""
    last = told.last
    if last is None or last.document != sentence.hit.document:
        return _SENTENCE_WEIGHT
    if sentence.span.start < last.span.end:
        return _SENTENCE_WEIGHT
    behind = sentence.span.start - last.span.start
    return _SENTENCE_WEIGHT + _NEXT_WEIGHT * math.exp(-behind / _NEXT_CHARS)


def turns(history: History) -> list[Message]:
    """Return pairs of question and answer as the turns of a conversation."""
    return [
        message
        for question, reply in history
        for message in (Message("user", question), Message("assistant", reply))
    ]

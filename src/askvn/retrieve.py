"""Find passages: BM25 and cosine similarity, fused by weighted normalised scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np

from askvn.protocols import Fields, Ids, Index, Reranker, Vectors
from askvn.records import Hit
from askvn.vietnamese import words

# A title also counts as a field of its own (docs/decisions/lexical-fields.md).
TITLE_WEIGHT = 0.3
# From so many passages on, a thread costs less than it saves (docs/decisions/vector-index.md).
_SEARCHED_AT_ONCE = 100_000


class LexicalIndex(Index[Sequence[Fields], Mapping[str, float]], Protocol):
    """A lexical index that also knows how rare a token is."""

    def document_frequency(self, token: str) -> int:
        """Return in how many passages `token` stands."""


VectorIndex = Index[Vectors, Vectors]
Rarity = Callable[[str], float]


def lexical_fields(title: str, headings: str, visible: str) -> Fields:
    """Return the tokens of one passage as the lexical index stores them."""
    whole = f"{title}\n{headings}\n{visible}"
    return Fields(
        title=" ".join(words.tokens(title)),
        body=" ".join(words.tokens(whole)),
        pairs=" ".join(words.pairs(whole)),
    )


def text_to_embed(title: str, headings: str, visible: str) -> str:
    """Return one passage as the embedder reads it: title, headings, text; blanks collapsed."""
    return "\n".join(" ".join(part.split()) for part in (title, headings, visible) if part.strip())


def fuse(
    lexical: dict[int, float], dense: dict[int, float], *, lexical_weight: float
) -> dict[int, float]:
    """Return a score in [0, 1] for each id, best first; equal scores by id.

    `lexical_weight` · BM25 ÷ best BM25 + the rest · cosine scaled from the worst candidate's to
    the best one's. An id that one side did not propose gets that side's zero. (Weighted normalised
    scores beat reciprocal ranks: docs/decisions/fusion.md.)
    """
    top = max(lexical.values(), default=0.0) or 1.0
    low = min(dense.values(), default=0.0)
    spread = (max(dense.values(), default=0.0) - low) or 1.0
    fused = {
        identifier: lexical_weight * lexical.get(identifier, 0.0) / top
        + (1 - lexical_weight) * (dense.get(identifier, low) - low) / spread
        for identifier in lexical.keys() | dense.keys()
    }
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))


def mean_vector(vectors: Sequence[Vectors]) -> Vectors:
    """Return the unit vector between unit vectors; of one, itself."""
    if len(vectors) == 1:
        return vectors[0]
    total: Vectors = np.stack(vectors).sum(axis=0)
    mean: Vectors = total / np.float32(max(float(np.linalg.norm(total)), 1e-12))
    return mean


class Candidates(NamedTuple):
    """Chunk ids with their fused scores, best first, and the scores these were made from."""

    fused: dict[int, float]
    lexical: dict[int, float]
    dense: dict[int, float]
    is_all: bool

    @property
    def best_lexical(self) -> float:
        """The best BM25 score, 0 if no word was found."""
        return max(self.lexical.values(), default=0.0)


class Sources(NamedTuple):
    """Where passages come from: two indexes, and the stored vectors by chunk id."""

    lexical: LexicalIndex
    dense: VectorIndex
    vectors_of: Callable[[Sequence[int]], dict[int, Vectors]]


class Query(NamedTuple):
    """What is looked for: tokens with weights, a vector, and the only ids that may be found.

    `leans` tells that it is about what was said before.
    """

    terms: Mapping[str, float]
    vector: Vectors
    among: Ids | None = None
    leans: bool = False


def find(query: Query, sources: Sources, *, candidates: int, lexical_weight: float) -> Candidates:
    """Return the passages that both indexes propose, `candidates` each, fused.

    What only the lexical index proposed gets its exact cosine too (docs/decisions/fusion.md).
    `is_all` tells that there are no further ones.
    """
    by_words, by_sense = propose(query, sources, candidates)
    is_all = len(by_sense) < candidates
    rest = [identifier for identifier in by_words if identifier not in by_sense]
    stored = sources.vectors_of(rest)
    by_sense |= {one: float(vector @ query.vector) for one, vector in stored.items()}
    fused = fuse(by_words, by_sense, lexical_weight=lexical_weight)
    return Candidates(fused, by_words, by_sense, is_all)


def propose(
    query: Query, sources: Sources, candidates: int
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the best passages by words and those by sense, with their scores.

    Both indexes let go of the interpreter while they search: large ones are searched at once.
    """
    terms, vector, among, _ = query
    if len(sources.lexical) < _SEARCHED_AT_ONCE:
        by_words = sources.lexical.search(terms, candidates, among=among)
        by_sense = sources.dense.search(vector, candidates, among=among)
    else:
        with ThreadPoolExecutor(1) as beside:
            sensed = beside.submit(sources.dense.search, vector, candidates, among=among)
            by_words = sources.lexical.search(terms, candidates, among=among)
            by_sense = sensed.result()
    return {one.id: one.score for one in by_words}, {one.id: one.score for one in by_sense}


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits in the reranker's order, its scores scaled to [0, 1] beside the fused ones.

    The two count alike: a small cross-encoder alone loses what the words had found
    (docs/decisions/reranking.md).
    """
    given = reranker.score(question, [f"{hit.title}\n{hit.visible}".strip() for hit in hits])
    low = min(given, default=0.0)
    spread = (max(given, default=0.0) - low) or 1.0
    scores = [
        (hit.score + (score - low) / spread) / 2 for hit, score in zip(hits, given, strict=True)
    ]
    order = sorted(range(len(hits)), key=lambda place: (-scores[place], place))
    return [
        replace(hits[place], rank=rank, score=scores[place])
        for rank, place in enumerate(order, start=1)
    ]


def strength(
    weights: Mapping[str, float], best: float, frequency: Callable[[str], int], idf: Rarity
) -> float:
    """Return the best BM25 score as a share of the question's idf weight, about 0 to 1.

    A syllable typed without diacritics that the documents have only with them is not held against
    the question. Of the questions whose answer is in the documents 97 in 100 reach 0.3, of those
    about something else 10 to 25 (docs/decisions/evidence-gate.md).
    """
    whole = sum(
        weight * idf(token)
        for token, weight in weights.items()
        if not _is_mere_spelling(token, frequency)
    )
    return best / whole if whole else 0.0


def _is_mere_spelling(token: str, frequency: Callable[[str], int]) -> bool:
    return (
        token.isascii()
        and token[0] not in "~="
        and frequency(token) == 0
        and frequency(f"~{token}") > 0
    )

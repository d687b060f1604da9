"""Find passages: BM25 and cosine similarity, fused by weighted normalised scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from askvn.protocols import Fields, Index, Vectors
from askvn.vietnamese import words

# A title also counts as a field of its own (docs/decisions/lexical-fields.md).
TITLE_WEIGHT = 0.3


class LexicalIndex(Index[Sequence[Fields], Sequence[str]], Protocol):
    """A lexical index that also knows how rare a token is."""

    def document_frequency(self, token: str) -> int:
        """Return in how many passages `token` stands."""


VectorIndex = Index[Vectors, Vectors]
Rarity = Callable[[str], float]


def lexical_fields(title: str, headings: str, visible: str) -> Fields:
    """Return the tokens of one passage as the lexical index stores them."""
    return Fields(
        title=" ".join(words.tokens(title)),
        body=" ".join(words.tokens(f"{title}\n{headings}\n{visible}")),
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


class Candidates(NamedTuple):
    """Chunk ids with their fused scores, best first, and the best BM25 score among them."""

    fused: dict[int, float]
    best_lexical: float


class Sources(NamedTuple):
    """Where passages come from: two indexes, and the stored vectors by chunk id."""

    lexical: LexicalIndex
    dense: VectorIndex
    vectors_of: Callable[[Sequence[int]], dict[int, Vectors]]


def find(
    tokens: Sequence[str],
    vector: Vectors,
    sources: Sources,
    *,
    candidates: int,
    lexical_weight: float,
) -> Candidates:
    """Return the passages that both indexes propose, `candidates` each, fused.

    What only the lexical index proposed gets its exact cosine too (docs/decisions/fusion.md).
    """
    by_words = {hit.id: hit.score for hit in sources.lexical.search(tokens, candidates)}
    by_sense = {hit.id: hit.score for hit in sources.dense.search(vector, candidates)}
    rest = [identifier for identifier in by_words if identifier not in by_sense]
    by_sense |= {one: float(stored @ vector) for one, stored in sources.vectors_of(rest).items()}
    fused = fuse(by_words, by_sense, lexical_weight=lexical_weight)
    return Candidates(fused, max(by_words.values(), default=0.0))


def strength(tokens: Sequence[str], best: float, lexical: LexicalIndex, idf: Rarity) -> float:
    """Return the best BM25 score as a share of the question's idf weight, about 0 to 1.

    A syllable typed without diacritics that the documents have only with them is not held against
    the question. Of the questions whose answer is in the documents 97 in 100 reach 0.3, of those
    about something else 10 to 25 (docs/decisions/evidence-gate.md).
    """
    weight = sum(idf(token) for token in tokens if not _is_mere_spelling(token, lexical))
    return best / weight if weight else 0.0


def _is_mere_spelling(token: str, lexical: LexicalIndex) -> bool:
    return (
        token.isascii()
        and token[0] not in "~="
        and lexical.document_frequency(token) == 0
        and lexical.document_frequency(f"~{token}") > 0
    )

"""Fakes and contract checks, shipped so that a backend written elsewhere can be tested too.

The checks compare values with a brute-force oracle and raise AssertionError where a promise of
`askvn.protocols` is broken.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from askvn.clock import finished
from askvn.protocols import LLM, Chances, Embedder, Fields, Ids, Reranker, Scored, Vectors
from askvn.records import Message
from askvn.retrieve import LexicalIndex, VectorIndex
from askvn.vietnamese import words


@dataclass(frozen=True, slots=True)
class HashEmbedder:
    """Embeds a text as the sum of pseudo-random vectors of its stripped syllables."""

    dim: int = 64
    name: str = "hash"
    fingerprint: str = "hash-1"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit rows, shape `(len(texts), dim)`."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        return np.stack([self.embed_question(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        """Return one float32 unit vector, shape `(dim,)`."""
        total = np.full(self.dim, 1e-3)
        for token in words.tokens(text):
            if token.startswith("~"):
                seed = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big")
                total += np.random.default_rng(seed).normal(size=self.dim)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


@dataclass(slots=True)
class ScriptedLLM:
    """Says what it was told to say and remembers what it was asked."""

    reply: str = "Không rõ."
    label: str = "A"
    name: str = "scripted"
    context_size: int = 4096
    calls: list[list[Message]] = field(default_factory=list)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the number of characters: never too few."""
        return sum(len(turn.content) for turn in messages)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply, word by word."""
        self.calls.append(list(messages))
        for position, word in enumerate(self.reply.split(" ")):
            yield word if position == 0 else f" {word}"

    def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> Chances:
        """Return nearly all of the probability for `label` if it is offered, else even shares."""
        self.calls.append(list(messages))
        yield ""
        weights = [1.0 if label == self.label else 1e-4 for label in labels]
        return [math.log(weight / sum(weights)) for weight in weights]


def check_embedder(embedder: Embedder, texts: Sequence[str]) -> None:
    """Check shapes, unit length, order and determinism of an embedder on some texts."""
    rows = embedder.embed_documents(texts)
    assert rows.shape == (len(texts), embedder.dim)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    alone = np.concatenate([embedder.embed_documents([text]) for text in texts])
    assert np.allclose(rows, alone, atol=1e-4), "a row depends on its neighbours"
    question = embedder.embed_question(texts[0])
    assert question.shape == (embedder.dim,)
    assert abs(float(np.linalg.norm(question)) - 1) < 1e-4
    assert embedder.embed_documents([]).shape == (0, embedder.dim)


def check_llm(llm: LLM) -> None:
    """Check that a language model counts, weighs labels, repeats itself and stops when told to."""
    messages = [Message("user", "Câu hỏi: ở đâu?\n\nHọp ở Huế. (A)\nTrời mưa. (B)")]
    longer = [*messages, Message("assistant", "Ở Huế."), Message("user", "Khi nào?")]
    assert llm.context_size > 0
    assert 1 <= llm.count_tokens(messages) < llm.count_tokens(longer)
    labels = ["A", "B", "0"]
    chances = finished(llm.choose(messages, labels))
    assert len(chances) == 3
    assert abs(sum(map(math.exp, chances)) - 1) < 1e-6
    assert finished(llm.choose(messages, labels)) == chances, "the same prompt, other chances"
    whole = "".join(llm.stream(messages, max_tokens=6))
    assert "".join(llm.stream(messages, max_tokens=6)) == whole, "the same prompt, another reply"
    assert whole.startswith("".join(llm.stream(messages, max_tokens=2)))
    for pieces in (0, 1, 3):
        for work in (llm.stream(messages, max_tokens=6), llm.choose(messages, labels)):
            for _ in range(pieces):
                next(work, "")
            work.close()
    assert "".join(llm.stream(messages, max_tokens=6)) == whole, "an abandoned stream left traces"
    assert finished(llm.choose(messages, labels)) == chances, "abandoned work left traces"


def check_vector_index(
    open_index: Callable[[], VectorIndex], dim: int, *, tolerance: float = 1e-3
) -> None:
    """Check a vector index against cosine similarity by brute force, across reopening.

    `tolerance` is how far a score may lie from the exact one (compressed vectors).
    """
    random = np.random.default_rng(0)
    vectors = random.normal(size=(300, dim)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    held = {number * 7 + 3: vectors[number] for number in range(200)}
    index = open_index()
    assert len(index) == 0
    assert index.search(vectors[0], 5) == []
    assert index.search(vectors[0], 5, among=np.array([3], dtype=np.int64)) == []
    index.upsert(list(held), np.stack(list(held.values())))
    index.flush()
    _same_as_cosine(open_index(), held, vectors[:6], tolerance)

    index = open_index()
    replaced = {number * 7 + 3: vectors[number + 100] for number in range(50, 150)}
    index.upsert(list(replaced), np.stack(list(replaced.values())))
    index.remove([3, 10, 999_999])
    index.flush()
    held |= replaced
    del held[3], held[10]
    _same_as_cosine(index, held, vectors[:6], tolerance)
    _same_as_cosine(open_index(), held, vectors[:6], tolerance)

    index = open_index()
    added = {5_000 + number: vectors[number] for number in range(280, 300)}
    index.upsert(list(added), np.stack(list(added.values())))
    index.flush()
    _same_as_cosine(open_index(), held | added, vectors[280:286], tolerance)


def _same_as_cosine(
    index: VectorIndex, held: dict[int, Vectors], queries: Vectors, tolerance: float
) -> None:
    assert len(index) == len(held)
    for query in queries:
        scores = {identifier: float(vector @ query) for identifier, vector in held.items()}
        for among in (None, *_selections(scores)):
            allowed = held if among is None else held.keys() & set(among.tolist())
            matching = {one: scores[one] for one in allowed}
            for k in (10, 50):
                _same(index.search(query, k, among=among), matching, k, tolerance)


def check_lexical_index(open_index: Callable[[], LexicalIndex], *, title_weight: float) -> None:
    """Check a lexical index against BM25 (k1 1.2, b 0.75) by brute force, across reopening.

    Texts are short enough for length quantisation to be exact (up to 40 tokens in Lucene's code).
    """
    random = np.random.default_rng(1)
    held = {number * 5: _sample(random) for number in range(300)}
    index = open_index()
    assert len(index) == 0
    assert index.search({"t1": 1.0}, 3) == []
    index.upsert(list(held), list(held.values()))
    index.flush()
    _same_as_bm25(open_index(), held, title_weight)
    changed = {number * 5: _sample(random) for number in range(200, 350)}
    index = open_index()
    index.upsert(list(changed), list(changed.values()))
    index.remove([0, 5, 777])
    index.flush()
    held |= changed
    del held[0], held[5]
    assert len(index) == len(held)
    matching = {
        identifier
        for identifier, fields in held.items()
        if {"t7", "t30"} & set(fields.body.split() + fields.title.split())
    }
    index = open_index()
    found = index.search({"t7": 1.0, "t30": 0.5}, len(held))
    assert {hit.id for hit in found} == matching
    for among in _selections(dict.fromkeys(held, 0.0)):
        found = index.search({"t7": 1.0, "t30": 0.5}, len(held), among=among)
        assert {hit.id for hit in found} == matching & set(among.tolist())


def _sample(random: np.random.Generator) -> Fields:
    body = [f"t{number}" for number in random.zipf(1.5, size=int(random.integers(3, 30))) % 40]
    pairs = [f"{one}_{other}" for one, other in pairwise(body)]
    title = "t1 t2" if random.random() < 0.3 else "t3"
    return Fields(title, " ".join(body), " ".join(pairs))


# One item, 2 %, 30 %, all.
_SHARES = (0.0, 0.02, 0.3, 1.0)


def _selections(scores: Mapping[int, float]) -> list[Ids]:
    """Return ids to search among: some of each share, the worse half, none, and strangers."""
    random = np.random.default_rng(2)
    ids = np.array(sorted(scores), dtype=np.int64)
    chosen = [random.choice(ids, max(1, int(len(ids) * s)), replace=False) for s in _SHARES]
    worse = np.array(sorted(scores, key=lambda one: scores[one])[: len(ids) // 2], dtype=np.int64)
    strangers = np.array([-8, 1_000_001], dtype=np.int64)
    mixed = np.concatenate([chosen[1], strangers])
    return [np.sort(one) for one in (*chosen, worse, ids[:0], strangers, mixed)]


_QUERIES: tuple[Mapping[str, float], ...] = (
    {"t1": 1.0, "t5": 1.0},
    {"t7": 1.0},
    {"t3": 2.0, "t9": 0.25, "t20": 1.0},
    {"t1": 0.5, "t1_t2": 3.0},
    {"absent": 1.0},
    {"t1": 0.0},
    {},
)


def _same_as_bm25(index: LexicalIndex, held: dict[int, Fields], title_weight: float) -> None:
    assert len(index) == len(held)
    for token in ("t1", "t9", "absent", "t1_t1", "t1_t9", "~t1_t1"):
        field = "pairs" if token[0] == "t" and "_" in token else "body"
        count = sum(token in getattr(fields, field).split() for fields in held.values())
        assert index.document_frequency(token) == count, token
    for query in _QUERIES:
        scores = dict.fromkeys(held, 0.0)
        for field, boost in (("title", title_weight), ("body", 1.0), ("pairs", 1.0)):
            texts = {identifier: getattr(held[identifier], field).split() for identifier in held}
            for identifier, score in bm25(query, texts, once=field == "pairs").items():
                scores[identifier] += boost * score
        for among in (None, *_selections(scores)):
            allowed = held if among is None else held.keys() & set(among.tolist())
            matching = {one: scores[one] for one in allowed if scores[one] > 0}
            for k in (10, 50):
                _same(index.search(query, k, among=among), matching, k)


def bm25(
    query: Mapping[str, float], texts: Mapping[int, list[str]], *, once: bool = False
) -> dict[int, float]:
    """Return every text's BM25 score as Lucene defines it (k1 1.2, b 0.75), tokens weighted.

    With `once` a token counts once in a text, however often it stands there.
    """
    total = len(texts)
    average = sum(map(len, texts.values())) / total
    rarity = {}
    for token in query:
        documents = sum(token in tokens for tokens in texts.values())
        rarity[token] = math.log1p((total - documents + 0.5) / (documents + 0.5))
    scores = {}
    for identifier, tokens in texts.items():
        counts = Counter(set(tokens) if once else tokens)
        length = 1.2 * (1 - 0.75 + 0.75 * len(tokens) / average)
        scores[identifier] = sum(
            weight * rarity[token] * 2.2 * counts[token] / (counts[token] + length)
            for token, weight in query.items()
        )
    return scores


def _same(
    found: Sequence[Scored], scores: Mapping[int, float], k: int, tolerance: float = 1e-3
) -> None:
    """Compare what was found with the `k` best of `scores`: how many, in which order, which."""
    best = sorted(scores.values(), reverse=True)[:k]
    assert len(found) == len(best), f"{len(found)} were found, not {len(best)}"
    assert len({hit.id for hit in found}) == len(found), "an item was found twice"
    assert np.allclose([hit.score for hit in found], best, atol=tolerance), f"{found} is not {best}"
    for hit in found:
        assert hit.id in scores, f"{hit} should not be found"
        assert abs(hit.score - scores[hit.id]) <= tolerance, f"{hit} should have {scores[hit.id]}"


def check_reranker(
    reranker: Reranker, question: str, texts: Sequence[str], *, tolerance: float = 1e-4
) -> None:
    """Check count, order, determinism and finiteness of a reranker's scores on some texts.

    `tolerance` is how far a score may move with what else is scored in the same call.
    """
    scores = reranker.score(question, texts)
    assert len(scores) == len(texts)
    assert all(isinstance(score, float) and math.isfinite(score) for score in scores), scores
    assert reranker.score(question, texts) == scores, "the same texts got other scores"
    assert reranker.score(question, texts[::-1]) == scores[::-1], "the order of the texts counts"
    alone = [score for text in texts for score in reranker.score(question, [text])]
    assert np.allclose(scores, alone, atol=tolerance), "a score depends on its neighbours"
    assert reranker.score(question, []) == []

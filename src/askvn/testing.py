"""Fakes and contract checks, shipped so that a backend written elsewhere can be tested too.

The checks compare values with a brute-force oracle and raise AssertionError where a promise of
`askvn.protocols` is broken.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from askvn.protocols import LLM, Embedder, Fields, Scored, Vectors
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

    def count_tokens(self, text: str) -> int:
        """Return the number of characters: never too few."""
        return len(text)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, grammar: str = ""
    ) -> Iterator[str]:
        """Yield the reply, word by word."""
        del max_tokens, grammar
        self.calls.append(list(messages))
        for position, word in enumerate(self.reply.split(" ")):
            yield word if position == 0 else f" {word}"

    def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> list[float]:
        """Return nearly all of the probability for `label` if it is offered, else even shares."""
        self.calls.append(list(messages))
        weights = [1.0 if label == self.label else 1e-4 for label in labels]
        return [math.log(weight / sum(weights)) for weight in weights]


def check_embedder(embedder: Embedder, texts: Sequence[str]) -> None:
    """Check shapes, unit length, order and determinism of an embedder on some texts."""
    rows = embedder.embed_documents(texts)
    assert rows.shape == (len(texts), embedder.dim)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    one_by_one = np.concatenate([embedder.embed_documents([text]) for text in texts])
    assert np.allclose(rows, one_by_one, atol=1e-4), "a row depends on its neighbours"
    question = embedder.embed_question(texts[0])
    assert question.shape == (embedder.dim,)
    assert abs(float(np.linalg.norm(question)) - 1) < 1e-4
    assert embedder.embed_documents([]).shape == (0, embedder.dim)


def check_llm(llm: LLM) -> None:
    """Check that a language model counts, obeys a grammar, weighs labels and repeats itself."""
    messages = [Message("user", "Câu hỏi: ở đâu?\n\nHọp ở Huế. (A)\nTrời mưa. (B)")]
    assert llm.context_size > 0
    assert llm.count_tokens("Hợp tác số") >= 1
    assert llm.count_tokens("Hợp tác số. " * 50) > llm.count_tokens("Hợp tác số. ")
    labels = ["A", "B", "0"]
    chances = llm.choose(messages, labels)
    assert len(chances) == len(labels)
    assert abs(sum(map(math.exp, chances)) - 1) < 1e-6
    assert llm.choose(messages, labels) == chances, "the same prompt gave another distribution"
    reply = "".join(llm.stream(messages, max_tokens=2, grammar='root ::= "A" | "B" | "0"'))
    assert reply in labels
    stream = llm.stream(messages, max_tokens=4)
    next(stream, "")
    stream.close()  # type: ignore[attr-defined]
    assert llm.choose(messages, labels) == chances, "an abandoned stream left something behind"


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
    index.upsert(list(held), np.stack(list(held.values())))
    index.flush()
    _same_as_oracle(open_index(), held, vectors[:20], tolerance)

    index = open_index()
    replaced = {number * 7 + 3: vectors[number + 100] for number in range(50, 150)}
    index.upsert(list(replaced), np.stack(list(replaced.values())))
    index.remove([3, 10, 999_999])
    index.flush()
    held |= replaced
    del held[3], held[10]
    _same_as_oracle(index, held, vectors[:20], tolerance)
    _same_as_oracle(open_index(), held, vectors[:20], tolerance)
    assert len(index.search(vectors[0], 50)) == 50


def _same_as_oracle(
    index: VectorIndex, held: dict[int, Vectors], queries: Vectors, tolerance: float
) -> None:
    assert len(index) == len(held)
    for query in queries:
        expected = sorted(
            (Scored(identifier, float(vector @ query)) for identifier, vector in held.items()),
            key=lambda hit: -hit.score,
        )[:10]
        _same(index.search(query, 10), expected, tolerance)


def check_lexical_index(open_index: Callable[[], LexicalIndex], *, title_weight: float) -> None:
    """Check a lexical index against BM25 (k1 1.2, b 0.75) by brute force, across reopening.

    Texts are short enough for length quantisation to be exact (up to 40 tokens in Lucene's code).
    """
    random = np.random.default_rng(1)
    vocabulary = [f"t{number}" for number in range(40)]

    def sample() -> Fields:
        body = random.zipf(1.5, size=int(random.integers(3, 30))) % 40
        return Fields(
            "t1 t2" if random.random() < 0.3 else "t3", " ".join(vocabulary[i] for i in body)
        )

    held = {number * 5: sample() for number in range(150)}
    index = open_index()
    assert len(index) == 0
    assert index.search(["t1"], 3) == []
    index.upsert(list(held), list(held.values()))
    index.flush()
    queries = [["t1", "t5"], ["t7"], ["t3", "t3", "t9", "t20"], ["absent"]]
    _same_as_bm25(open_index(), held, queries, title_weight)
    changed = {number * 5: sample() for number in range(100, 170)}
    index = open_index()
    index.upsert(list(changed), list(changed.values()))
    index.remove([0, 5, 777])
    index.flush()
    held |= changed
    del held[0], held[5]
    assert len(index) == len(held)
    found = open_index().search(["t7", "t30"], len(held))
    assert {hit.id for hit in found} == {
        identifier
        for identifier, fields in held.items()
        if {"t7", "t30"} & set(fields.body.split() + fields.title.split())
    }


def _same_as_bm25(
    index: LexicalIndex, held: dict[int, Fields], queries: Sequence[Sequence[str]], weight: float
) -> None:
    assert len(index) == len(held)
    for token in ("t1", "t9", "absent"):
        count = sum(token in fields.body.split() for fields in held.values())
        assert index.document_frequency(token) == count
    for query in queries:
        scores = {identifier: 0.0 for identifier in held}
        for part, boost in (("title", weight), ("body", 1.0)):
            texts = {
                identifier: getattr(fields, part).split() for identifier, fields in held.items()
            }
            for identifier, score in bm25(query, texts).items():
                scores[identifier] += boost * score
        expected = sorted(
            (Scored(identifier, score) for identifier, score in scores.items() if score > 0),
            key=lambda hit: -hit.score,
        )[:10]
        _same(index.search(query, 10), expected)


def bm25(query: Sequence[str], texts: dict[int, list[str]]) -> dict[int, float]:
    """Return the BM25 score of every text, as Lucene defines it (k1 1.2, b 0.75)."""
    total = len(texts)
    average = sum(map(len, texts.values())) / total
    scores = {}
    for identifier, tokens in texts.items():
        counts = Counter(tokens)
        score = 0.0
        for token in query:
            documents = sum(token in other for other in texts.values())
            idf = math.log1p((total - documents + 0.5) / (documents + 0.5))
            frequency = counts[token]
            length = 1.2 * (1 - 0.75 + 0.75 * len(tokens) / average)
            score += idf * 2.2 * frequency / (frequency + length)
        scores[identifier] = score
    return scores


def _same(found: Sequence[Scored], expected: Sequence[Scored], tolerance: float = 1e-3) -> None:
    """Compare scores by rank, and ids wherever the oracle's scores are not tied."""
    assert np.allclose(
        [hit.score for hit in found], [hit.score for hit in expected], atol=tolerance
    ), f"{found} is not {expected}"
    by_id = {hit.id: hit.score for hit in expected}
    floor = expected[-1].score + tolerance if expected else 0.0
    for hit in found:
        assert hit.id in by_id or hit.score <= floor, f"{hit} is not among {expected}"

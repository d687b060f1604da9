"""The seams: what a backend must promise. Nothing to inherit; `askvn.testing` checks by value."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from askvn.records import Message

Vectors = NDArray[np.float32]
# Sorted, each once.
Ids = NDArray[np.int64]
# Yields "" while it is worked at, then returns log-probabilities.
Chances = Generator[str, None, list[float]]
Item = TypeVar("Item", contravariant=True)
Query = TypeVar("Query", contravariant=True)


class Embedder(Protocol):
    """Turns text into vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """What a user would type to get this embedder again."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""

    @property
    def dim(self) -> int:
        """Length of every vector."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit rows, shape `(len(texts), dim)`, in the order of `texts`."""

    def embed_question(self, text: str) -> Vectors:
        """Return one float32 unit vector, shape `(dim,)`."""


class Pieces(Protocol):
    """What ranker and reader need of the built-in embedder: its pieces and their rows."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever a row changes."""

    def pieces_of(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the numbers of the pieces of `text` and where they stand, shape (n, 2)."""

    def vectors_of(self, pieces: NDArray[np.int32]) -> Vectors:
        """Return the rows of pieces, not normalised, shape `(len(pieces), dim)`."""


class Scored(NamedTuple):
    """One result of an index: the item's id and its score, higher is better."""

    id: int
    score: float


class Fields(NamedTuple):
    """What a lexical index knows of a chunk, as lists of tokens joined by one space.

    `pairs` are neighbours with their diacritics, `x_y`: they say how common a phrase is, and score
    only where a query asks for one, once a chunk.
    """

    title: str
    body: str
    pairs: str


class Index(Protocol[Item, Query]):
    """A searchable set of items by id. One generation on disk is one Index.

    `upsert` replaces an item that has the same id; what was upserted or removed can be found, or
    not, after the next `flush`, which also makes it survive reopening.
    """

    def upsert(self, ids: Sequence[int], items: Item) -> None:
        """Store `items` under `ids`, replacing what stood there."""

    def remove(self, ids: Sequence[int]) -> None:
        """Forget `ids`; unknown ones are no error."""

    def search(self, query: Query, k: int, *, among: Ids | None = None) -> list[Scored]:
        """Return at most `k` items, best first; dense scores are cosine similarity.

        With `among` only items with one of these ids, scored as without it, and never fewer than
        `k` where `k` of them match: in a vector index all do, in a lexical one those that share a
        token with the query.
        """

    def flush(self) -> None:
        """Write everything to disk."""

    def __len__(self) -> int:
        """Return how many items the flushed index holds."""


class Reranker(Protocol):
    """Judges texts against a question, more slowly and better than an index does."""

    @property
    def name(self) -> str:
        """What a user would type to get this reranker again."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one score per text, in the order of `texts`; higher is better."""


class LLM(Protocol):
    """A language model that chats."""

    @property
    def name(self) -> str:
        """What a user would call the model."""

    @property
    def context_size(self) -> int:
        """How many tokens fit into prompt and answer together."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens the prompt of these messages takes: too many, never too few.

        What the chat template writes around them is counted.
        """

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; pieces may be empty while it is still to come.

        The stream can be closed at every piece, and nothing is computed for it from then on.
        """

    def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> Chances:
        """Return log-probabilities, summing to one over `labels`, of each as the reply's start.

        "" is yielded while they are still to come; the work can be closed there, as a stream can.
        """

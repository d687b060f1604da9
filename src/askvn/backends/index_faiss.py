"""The vector index on FAISS: exact below a size, HNSW over 8-bit codes above it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from askvn.errors import IndexDamagedError
from askvn.protocols import Scored, Vectors

FILE_NAME = "dense.faiss"
# Exact search of 100,000 x 256 takes 7 ms on one core (docs/decisions/vector-index.md).
EXACT_LIMIT = 100_000
_HNSW_LINKS = 32
_HNSW_BUILD = 100
_HNSW_SEARCH = 64


class FaissIndex:
    """Cosine similarity of unit vectors; one file in the generation's folder."""

    def __init__(self, folder: Path, *, dim: int, exact_limit: int = EXACT_LIMIT) -> None:
        self._path = folder / FILE_NAME
        self._dim = dim
        self._exact_limit = exact_limit
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._removed: set[int] = set()
        self._index = self._read() if self._path.exists() else _exact(dim)

    def upsert(self, ids: Sequence[int], items: Vectors) -> None:
        """Store unit rows `items` under `ids`, replacing what stood there."""
        self._removed.update(ids)
        for identifier, vector in zip(ids, items, strict=True):
            self._vectors[identifier] = np.asarray(vector, dtype=np.float32)

    def remove(self, ids: Sequence[int]) -> None:
        """Forget `ids`; unknown ones are no error."""
        self._removed.update(ids)
        for identifier in ids:
            self._vectors.pop(identifier, None)

    def search(self, query: Vectors, k: int) -> list[Scored]:
        """Return at most `k` items, best first, with their cosine similarity."""
        k = min(k, len(self))
        if k < 1:
            return []
        faiss.omp_set_num_threads(1)  # one question: two threads took twice as long as one
        scores, ids = self._index.search(np.ascontiguousarray(query[None, :]), k)
        if self._index.metric_type == faiss.METRIC_L2:
            scores = 1 - scores / 2  # |a - b|² = 2 - 2 cos for unit vectors
        found = [
            Scored(int(identifier), float(score))
            for identifier, score in zip(ids[0], scores[0], strict=True)
            if identifier >= 0
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.id))

    def flush(self) -> None:
        """Write the index beside its old file, then replace that."""
        if self._removed or self._vectors or not self._path.exists():
            ids, vectors = self._merged()
            self._index = _build(ids, vectors, exact=len(ids) <= self._exact_limit)
            self._vectors, self._removed = {}, set()
            temporary = self._path.with_suffix(".tmp")
            faiss.write_index(self._index, str(temporary))
            _sync(temporary)
            temporary.replace(self._path)

    def __len__(self) -> int:
        """Return how many vectors the flushed index holds."""
        return int(self._index.ntotal)

    def _read(self) -> Any:
        try:
            index = faiss.read_index(str(self._path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexDamagedError(
                "the vector index {path} cannot be read: {reason}",
                hint="askvn index --rebuild",
                path=self._path,
                reason=str(error).splitlines()[0],
            ) from error
        if index.d != self._dim:
            raise IndexDamagedError(
                "the vector index {path} has {found} dimensions, {dim} were expected",
                hint="askvn index --rebuild",
                path=self._path,
                found=index.d,
                dim=self._dim,
            )
        return index

    def _merged(self) -> tuple[NDArray[np.int64], Vectors]:
        """Return the ids and vectors that stand after the pending changes, by id."""
        old_ids = faiss.vector_to_array(self._index.id_map) if len(self) else np.empty(0, np.int64)
        kept = np.array([i for i, number in enumerate(old_ids) if int(number) not in self._removed])
        rows = {int(number): vector for number, vector in self._vectors.items()}
        if len(kept):
            inner = faiss.downcast_index(self._index.index)
            rows |= {
                int(old_ids[position]): np.asarray(inner.reconstruct(int(position)))
                for position in kept
            }
        ids = np.array(sorted(rows), dtype=np.int64)
        vectors = np.zeros((len(ids), self._dim), dtype=np.float32)
        for row, identifier in enumerate(ids):
            vectors[row] = rows[int(identifier)]
        return ids, vectors


def _exact(dim: int) -> Any:
    return faiss.IndexIDMap2(faiss.IndexFlatIP(dim))


def _build(ids: NDArray[np.int64], vectors: Vectors, *, exact: bool) -> Any:
    dim = vectors.shape[1]
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    if exact:
        index = _exact(dim)
    else:
        # Over L2 of unit vectors: the order is cosine's, and the graph stays connected.
        make: Any = faiss.IndexHNSWSQ
        graph = make(dim, faiss.ScalarQuantizer.QT_8bit, _HNSW_LINKS, faiss.METRIC_L2)
        graph.hnsw.efConstruction = _HNSW_BUILD
        graph.hnsw.efSearch = _HNSW_SEARCH
        graph.train(vectors)
        index = faiss.IndexIDMap2(graph)
    if len(ids):
        index.add_with_ids(vectors, ids)
    return index


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())

"""The vector index on FAISS: rows in half precision, found by short codes where they are many."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from askvn.errors import IndexDamagedError
from askvn.protocols import Ids, Scored, Vectors

FILE_NAME = "dense.faiss"
# Up to here every row is compared: 10,000 x 384 take 0.8 ms (docs/decisions/vector-index.md).
EXACT_LIMIT = 10_000
# So many per result are chosen by their codes and compared by their rows.
_CANDIDATES = 8.0
_TRAINING_ROWS = 16_384
# Above this share of the items, the best of all less the unwanted are found faster than by rows.
_BROAD = 0.07
_BLOCK = 65_536

Halves = NDArray[np.float16]


class FaissIndex:
    """Cosine similarity of unit vectors; one memory-mapped file in the generation's folder.

    Items are kept in the order of their ids. Above `exact_limit` of them each has a code, 4 bits
    for two dimensions, and these are scanned; scores are those of the rows in either case.
    """

    def __init__(self, folder: Path, *, dim: int, exact_limit: int = EXACT_LIMIT) -> None:
        self._path = folder / FILE_NAME
        self._dim = dim
        self._exact_limit = exact_limit
        self._changes: list[tuple[Ids, Halves | None]] = []
        self._use(self._read() if self._path.exists() else _empty(dim, coded=False))

    def upsert(self, ids: Sequence[int], items: Vectors) -> None:
        """Store unit rows `items` under `ids`, replacing what stood there."""
        rows = items.reshape(len(ids), self._dim).astype(np.float16)
        self._changes.append((np.array(ids, dtype=np.int64), rows))

    def remove(self, ids: Sequence[int]) -> None:
        """Forget `ids`; unknown ones are no error."""
        self._changes.append((np.array(ids, dtype=np.int64), None))

    def search(self, query: Vectors, k: int, *, among: Ids | None = None) -> list[Scored]:
        """Return at most `k` items, best first, with their cosine similarity."""
        faiss.omp_set_num_threads(1)  # one question: two threads took twice as long as one
        question = np.ascontiguousarray(query[None, :], dtype=np.float32)
        if among is None:
            return self._best(question, k)
        if self._coded and len(among) > _BROAD * len(self):
            limit = k + int(1.2 * k * len(self) / len(among))
            found = self._best(question, limit)
            _, wanted = _places(among, np.array([hit.id for hit in found]))
            if wanted.sum() >= k:
                return [found[place] for place in np.flatnonzero(wanted)[:k]]
        return self._best_among(question, k, among)

    def flush(self) -> None:
        """Write the index beside its old file, then replace that."""
        if self._changes or not self._path.exists():
            index = self._changed()
            self._changes = []
            temporary = self._path.with_suffix(".tmp")
            faiss.write_index(index, str(temporary))
            _sync(temporary)
            temporary.replace(self._path)
            self._use(self._read())

    def __len__(self) -> int:
        """Return how many vectors the flushed index holds."""
        return len(self._ids)

    def _use(self, index: Any) -> None:
        inner: Any = faiss.downcast_index(index.index)
        self._coded = isinstance(inner, faiss.IndexRefine)
        self._index = index
        self._rows: Any = faiss.downcast_index(inner.refine_index) if self._coded else inner
        self._ids: Ids = faiss.vector_to_array(index.id_map)

    def _read(self) -> Any:
        try:
            index = faiss.read_index(str(self._path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise self._damaged(
                "the vector index {path} cannot be read: {reason}",
                reason=str(error).splitlines()[0],
            ) from error
        if index.d != self._dim:
            raise self._damaged(
                "the vector index {path} has {found} dimensions, {dim} were expected",
                found=index.d,
                dim=self._dim,
            )
        return index

    def _damaged(self, message: str, **values: object) -> IndexDamagedError:
        hint = "askvn index --rebuild"
        return IndexDamagedError(message, hint=hint, path=self._path, **values)

    def _best(self, question: Vectors, k: int) -> list[Scored]:
        k = min(k, len(self))
        if k < 1:
            return []
        scores, ids = self._index.search(question, k)
        return _hits(ids[0], scores[0])

    def _best_among(self, question: Vectors, k: int, among: Ids) -> list[Scored]:
        """Return the `k` best of the items in `among`, comparing the row of each."""
        places, held = _places(self._ids, among)
        k = min(k, int(held.sum()))
        if k < 1:
            return []
        wanted = np.zeros(len(self), dtype=bool)
        wanted[places[held]] = True
        # The stubs of faiss know the C++ constructors only.
        selector: Any = faiss.IDSelectorBitmap
        parameters: Any = faiss.SearchParameters
        chosen = parameters(sel=selector(np.packbits(wanted, bitorder="little")))
        scores, found = self._rows.search(question, k, params=chosen)
        return _hits(self._ids[found[0]], scores[0])

    def _changed(self) -> Any:
        """Return an index with the pending changes: grown where that will do, else built anew."""
        touched, ids, rows = _latest(self._changes, self._dim)
        stays = ~_places(touched, self._ids)[1]
        count = int(stays.sum()) + len(ids)
        coded = count > self._exact_limit
        is_growth = stays.all() and len(self) > 0 and bool((ids > self._ids[-1]).all())
        # Codes are trained anew whenever the count has another length in bits.
        if is_growth and coded == self._coded and count.bit_length() == len(self).bit_length():
            index = faiss.read_index(str(self._path))
        else:
            ids = np.concatenate([self._ids[stays], ids])
            rows = np.concatenate([self._stored()[stays], rows])
            order = np.argsort(ids)
            ids, rows = ids[order], rows[order]
            index = _empty(self._dim, coded=coded)
            if coded:
                sample = np.random.default_rng(0).permutation(count)[:_TRAINING_ROWS]
                faiss.omp_set_num_threads(1)  # small steps: threads would mostly wait
                index.train(rows[sample].astype(np.float32))
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        for start in range(0, len(ids), _BLOCK):
            part = slice(start, start + _BLOCK)
            index.add_with_ids(rows[part].astype(np.float32), ids[part])
        return index

    def _stored(self) -> Halves:
        """Return the rows as they are stored, not copied."""
        if not len(self):
            return np.empty((0, self._dim), dtype=np.float16)
        codes = faiss.rev_swig_ptr(self._rows.codes.data(), len(self) * self._dim * 2)
        return np.asarray(codes.view(np.float16).reshape(-1, self._dim))


def _empty(dim: int, *, coded: bool) -> Any:
    inner_product = faiss.METRIC_INNER_PRODUCT
    rows = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, inner_product)
    if not coded:
        return faiss.IndexIDMap(rows)
    codes = faiss.IndexPQFastScan(dim, dim // 2 if dim % 2 == 0 else dim, 4, inner_product)
    codes.pq.cp.min_points_per_centroid = 1  # says nothing of a small sample
    both = faiss.IndexRefine(codes, rows)
    both.k_factor = _CANDIDATES
    return faiss.IndexIDMap(both)


def _latest(changes: Sequence[tuple[Ids, Halves | None]], dim: int) -> tuple[Ids, Ids, Halves]:
    """Return all ids that were changed, those that have rows after the last change, and these."""
    none = np.empty(0, dtype=np.int64)
    ids = np.concatenate([none, *(changed for changed, _ in changes)])
    has_row = np.concatenate(
        [none, *(np.full(len(changed), rows is not None) for changed, rows in changes)]
    ).astype(bool)
    rows = np.concatenate(
        [np.empty((0, dim), np.float16), *(rows for _, rows in changes if rows is not None)]
    )
    touched, last = np.unique(ids[::-1], return_index=True)
    last = len(ids) - 1 - last
    kept = has_row[last]
    return touched, touched[kept], rows[(np.cumsum(has_row) - 1)[last[kept]]]


def _places(ids: Ids, wanted: Ids) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where in the sorted `ids` each of `wanted` would stand, and whether it does."""
    places = np.searchsorted(ids, wanted)
    held = places < len(ids)
    held[held] = ids[places[held]] == wanted[held]
    return places, held


def _hits(ids: Ids, scores: Vectors) -> list[Scored]:
    found = [
        Scored(int(identifier), float(score))
        for identifier, score in zip(ids, scores, strict=True)
        if identifier >= 0
    ]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())

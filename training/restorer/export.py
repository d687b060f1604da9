"""Stage `export`: keep the runs that tell most, in whole steps of a log-probability."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.embedder.files import Log
from training.restorer.count import Counted

from askvn.understand.restorer import BACKOFF, BITS, FILE_NAME, FIRST_FORM, STEP, gaps_of
from askvn.vietnamese.diacritics import strip

_LAST = (1 << BITS) - 1
_MOST_STEPS = 63

Floats = NDArray[np.float64]


def export(
    forms: list[str], counted: dict[int, Counted], folder: Path, log: Log, *, sizes: tuple[int, int]
) -> Path:
    """Write the model with so many pairs and triples; return its file.

    A run's worth is how often it was seen, times how far its probability lies from what is known
    without it (Seymore and Rosenfeld 1996); where nothing is ambiguous it is worth nothing.
    """
    single = _single(counted[1])
    spellings = _spellings(forms)
    pairs, pair_scores = _pairs(counted, single, spellings, sizes[0])
    triples, triple_scores = _triples(counted, single, (pairs, pair_scores), spellings, sizes[1])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    owner = np.searchsorted(pairs, triples >> BITS)
    np.savez_compressed(
        path,
        forms=np.frombuffer(" ".join(forms).encode("utf-8"), dtype=np.uint8),
        single=_quantised(single[: FIRST_FORM + len(forms)]),
        pair_counts=np.bincount(pairs >> BITS, minlength=1 << BITS).astype(np.uint16),
        pair_gaps=gaps_of(pairs & _LAST, pairs >> BITS),
        pair_scores=_quantised(pair_scores),
        triple_counts=np.bincount(owner, minlength=len(pairs)).astype(np.uint16),
        triple_gaps=gaps_of(triples & _LAST, owner),
        triple_scores=_quantised(triple_scores),
    )
    log("export", pairs=len(pairs), triples=len(triples), bytes=path.stat().st_size)
    return path


def _single(counted: Counted) -> Floats:
    counts = np.full(1 << BITS, 0.5)
    counts[counted.keys] += counted.counts
    return np.log(counts / counted.counts.sum())


def _spellings(forms: list[str]) -> NDArray[np.int64]:
    """Return, by id, how many syllables are the same without diacritics."""
    bare = [strip(form) for form in forms]
    counts: dict[str, int] = {}
    for one in bare:
        counts[one] = counts.get(one, 0) + 1
    found = np.ones(1 << BITS, dtype=np.int64)
    found[FIRST_FORM : FIRST_FORM + len(forms)] = [counts[one] for one in bare]
    return found


def _pairs(
    counted: dict[int, Counted], single: Floats, spellings: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], Floats]:
    keys, counts = counted[2]
    firsts, lasts = keys >> BITS, keys & _LAST
    seen = np.zeros(1 << BITS)
    seen[counted[1].keys] = counted[1].counts
    scores = np.log(counts / seen[firsts])
    worth = counts * np.abs(scores - (BACKOFF + single[lasts]))
    worth[(spellings[firsts] == 1) & (spellings[lasts] == 1)] = 0
    kept = np.sort(np.argsort(-worth, kind="stable")[:most])
    return keys[kept], scores[kept]


def _triples(
    counted: dict[int, Counted],
    single: Floats,
    pairs: tuple[NDArray[np.int64], Floats],
    spellings: NDArray[np.int64],
    most: int,
) -> tuple[NDArray[np.int64], Floats]:
    keys, counts = counted[3]
    kept_pairs, pair_scores = pairs
    context = _found(counted[2].keys, keys >> BITS)
    scores = np.log(counts / np.where(context >= 0, counted[2].counts[context], counts))
    end = _found(kept_pairs, keys & ((1 << 2 * BITS) - 1))
    without = np.where(end >= 0, pair_scores[end], BACKOFF + single[keys & _LAST])
    worth = counts * np.abs(scores - (BACKOFF + without))
    ids = (keys >> 2 * BITS, (keys >> BITS) & _LAST, keys & _LAST)
    worth[np.logical_and.reduce([spellings[column] == 1 for column in ids])] = 0
    worth[(context < 0) | (_found(kept_pairs, keys >> BITS) < 0)] = 0
    kept = np.sort(np.argsort(-worth, kind="stable")[: min(most, int((worth > 0).sum()))])
    return keys[kept], scores[kept]


def _found(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each wanted key stands among sorted keys, -1 where it does not."""
    places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1)


def _quantised(scores: Floats) -> NDArray[np.uint8]:
    return np.clip(np.round(-scores / STEP), 0, _MOST_STEPS).astype(np.uint8)

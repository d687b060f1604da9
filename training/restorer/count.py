"""Stages `encode` and `count`: texts become ids, ids counts of one, two and three in a row."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from training.embedder.files import Log, read_records
from training.restorer.syllables import encode, ids_of, is_marked, pieces, vocabulary

from askvn.understand.restorer import BITS, BREAK, OTHER

TEXTS = ("text-0", "text-1", "text-2", "text-3")
# News that is counted nowhere: what the model is measured on.
HELD_OUT = "scale"
_VOCABULARY_TEXTS = 30_000
_LEAST, _SHARE = 4, 1e-4
_BATCH = 2_000_000
_RUN = 20_000_000

Ids = NDArray[np.uint16]


class Counted(NamedTuple):
    """Sorted keys and how often each was seen."""

    keys: NDArray[np.int64]
    counts: NDArray[np.float64]


def make_ids(data: Path, work: Path, log: Log) -> list[str]:
    """Write `forms.json` and one `.npy` of ids for each text; return the forms."""
    target = work / "forms.json"
    if not target.exists():
        counts: Counter[str] = Counter()
        for number, words in enumerate(_texts(data / f"{TEXTS[0]}.jsonl.zst")):
            if number == _VOCABULARY_TEXTS:
                break
            counts.update(words)
        forms = vocabulary(counts, least=_LEAST, share=_SHARE)
        target.write_text(json.dumps(forms, ensure_ascii=False), encoding="utf-8")
        log("vocabulary", forms=len(forms))
    found: list[str] = json.loads(target.read_text(encoding="utf-8"))
    ids = ids_of(found)
    for name in (HELD_OUT, *TEXTS):
        if not (work / f"{name}.npy").exists():
            array = _encoded(data / f"{name}.jsonl.zst", ids)
            np.save(work / f"{name}.npy", array)
            log("encode", text=name, ids=len(array))
    return found


def make_counts(work: Path, log: Log) -> dict[int, Counted]:
    """Write `counts-N.npz` for runs of N = 1, 2, 3 ids; return them."""
    found = {}
    for length in (1, 2, 3):
        target = work / f"counts-{length}.npz"
        if not target.exists():
            keys, counts = _count(work, length)
            kept = counts >= (1 if length == 1 else 2)
            np.savez(target, keys=keys[kept], counts=counts[kept])
            log("count", length=length, kept=int(kept.sum()))
        with np.load(target) as arrays:
            found[length] = Counted(arrays["keys"], arrays["counts"].astype(float))
    return found


def _texts(path: Path) -> Iterator[list[str]]:
    for record in read_records(path):
        words = pieces(f"{record['title']}\n{record['text']}")
        if is_marked(words):
            yield words


def _encoded(path: Path, ids: dict[str, int]) -> Ids:
    """Return the ids of all texts of a file, one break between two sentences."""
    arrays, batch = [], [BREAK]
    for words in _texts(path):
        batch.extend(encode(words, ids))
        batch.append(BREAK)
        if len(batch) > _BATCH:
            arrays.append(np.array(batch, dtype=np.uint16))
            batch = [BREAK]
    arrays.append(np.array(batch, dtype=np.uint16))
    found = np.concatenate(arrays)
    return found[np.r_[True, (found[1:] != BREAK) | (found[:-1] != BREAK)]]


def _count(work: Path, length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys of all runs that end in a syllable, and how often each was seen.

    The last two of three must be syllables: what follows a name or number depends on it alone.
    """
    keys, counts = np.empty(0, np.int64), np.empty(0, np.int64)
    for name in TEXTS:
        ids = np.load(work / f"{name}.npy").astype(np.int64)
        columns = [ids[start : len(ids) - length + 1 + start] for start in range(length)]
        wanted = columns[-1] >= (BREAK if length == 1 else OTHER)
        if length == 3:
            wanted &= (columns[1] > BREAK) & (columns[2] > OTHER)
        found = sum(column << BITS * (length - 1 - at) for at, column in enumerate(columns))[wanted]
        for start in range(0, len(found), _RUN):
            more = np.unique(found[start : start + _RUN], return_counts=True)
            keys, counts = _merged(np.r_[keys, more[0]], np.r_[counts, more[1]])
    return keys, counts


def _merged(
    keys: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return keys[starts], np.add.reduceat(counts, starts)

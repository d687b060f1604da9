"""The training pairs as arrays of piece ids, so that nothing is tokenised twice."""

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training.embedder.arrays import FORMS, Bags, Pairs
from training.embedder.files import Log, Record, read_records
from training.embedder.text import mistype, strip_half, strip_marks


def encode_pairs(pairs: Path, tokenizer_path: Path, work: Path, log: Log, *, seed: int) -> Pairs:
    """Return the pairs of the file `pairs` as piece ids; they are kept in `encoded.npz`."""
    target = work / "encoded.npz"
    if not target.exists():
        arrays = _encode(
            read_records(pairs), Tokenizer.from_file(str(tokenizer_path)), random.Random(seed)
        )
        np.savez(target, **arrays)
        log("encode", pairs=len(arrays["groups"]), document_pieces=len(arrays["document_ids"]))
    stored = np.load(target)
    forms = {form: Bags(stored[f"{form}_ids"], stored[f"{form}_starts"]) for form in FORMS}
    return Pairs(forms, stored["groups"], stored["are_questions"])


def _encode(
    records: Iterator[Record], tokenizer: Tokenizer, chance: random.Random
) -> dict[str, NDArray]:
    ids: dict[str, list[NDArray[np.int32]]] = {form: [] for form in FORMS}
    lengths: dict[str, list[int]] = {form: [] for form in FORMS}
    groups: list[int] = []
    are_questions: list[bool] = []
    while batch := list(islice(records, 20_000)):
        for form, texts in _spellings(batch, chance).items():
            encoded = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
            rows = [encoding.ids or [0] for encoding in encoded]
            ids[form].append(_flat(rows))
            lengths[form].extend(map(len, rows))
        groups.extend(zlib.crc32(record["group"].encode()) for record in batch)
        are_questions.extend(record["source"] not in {"title", "cloze"} for record in batch)
    arrays: dict[str, NDArray] = {
        "groups": np.array(groups),
        "are_questions": np.array(are_questions),
    }
    for form in FORMS:
        arrays[f"{form}_ids"] = np.concatenate(ids[form])
        arrays[f"{form}_starts"] = np.concatenate([[0], np.cumsum(lengths[form])])
    return arrays


def _spellings(batch: Sequence[Record], chance: random.Random) -> dict[str, list[str]]:
    queries = [record["query"] for record in batch]
    noisy = [
        mistype(query, chance) if chance.random() < 0.5 else strip_half(query, chance)
        for query in queries
    ]
    return {
        "typed": queries,
        "stripped": [strip_marks(query) for query in queries],
        "noisy": noisy,
        "document": [record["document"] for record in batch],
    }


def _flat(rows: Iterable[list[int]]) -> NDArray[np.int32]:
    return np.fromiter((piece for row in rows for piece in row), dtype=np.int32)

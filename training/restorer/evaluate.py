"""Stage `evaluate`: how many syllables of news that was never counted are restored rightly."""

import hashlib
import json
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.embedder.files import Log
from training.restorer.count import HELD_OUT

from askvn.understand.restorer import BREAK, FILE_NAME, FIRST_FORM, NUMBER, Restorer
from askvn.understand.spelling import respell
from askvn.vietnamese.diacritics import strip

NAME, VERSION = "askvn-restorer", "1"
# A name or foreign word, and a number, as they stand in a restored sentence.
_OTHER, _NUMBER = "X1", "7"
_SHORTEST = 6


def evaluate(work: Path, log: Log, *, sentences: int) -> Path:
    """Restore held-out sentences without their diacritics; write the model's card.

    Nothing of any document is known: what is measured is the language model alone.
    """
    restorer = Restorer(work / "model")
    forms = json.loads((work / "forms.json").read_text(encoding="utf-8"))
    right = total = changed = 0
    spent = []
    for ids in _held_out(work, sentences):
        words = [_shown(number, forms) for number in ids]
        typed = " ".join(map(strip, words))
        began = time.perf_counter()
        restored = respell(typed, restorer, _nothing).text.split(" ")
        spent.append((time.perf_counter() - began) * 1000)
        syllables = [place for place, number in enumerate(ids) if number >= FIRST_FORM]
        total += len(syllables)
        right += sum(restored[place] == words[place] for place in syllables)
        changed += respell(" ".join(words), restorer, _nothing).text != " ".join(words)
    figures = {
        "sentences": sentences,
        "syllables": total,
        "syllables_right": round(right / total, 4),
        "right_sentences_changed": round(changed / sentences, 4),
        "milliseconds_p50": round(float(np.median(spent)), 2),
    }
    log("evaluate", **figures)
    card = {
        "name": NAME,
        "version": VERSION,
        "sha256": {
            FILE_NAME: hashlib.sha256((work / "model" / FILE_NAME).read_bytes()).hexdigest()
        },
        "figures": figures,
    }
    target = work / "model" / "card.json"
    target.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return target


def _held_out(work: Path, count: int) -> list[NDArray[np.int64]]:
    """Return sentences drawn at random, none shorter than six words."""
    ids = np.load(work / f"{HELD_OUT}.npy").astype(np.int64)
    ends = np.flatnonzero(ids == BREAK)
    spans = [(left + 1, right) for left, right in pairwise(ends)]
    long = [span for span in spans if span[1] - span[0] >= _SHORTEST]
    drawn = np.random.default_rng(0).choice(len(long), size=count, replace=False)
    return [ids[slice(*long[number])] for number in drawn]


def _shown(number: int, forms: list[str]) -> str:
    if number >= FIRST_FORM:
        return forms[number - FIRST_FORM]
    return _NUMBER if number == NUMBER else _OTHER


def _nothing(token: str) -> int:
    del token
    return 0

"""Two spellings of one syllable share one row: `hoà` and `hòa`, `bác sỹ` and `bác sĩ`."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLANK = "▁"
_PAIRS = "oà:òa oá:óa oả:ỏa oã:õa oạ:ọa oè:òe oé:óe oẻ:ỏe oẽ:õe oẹ:ọe uỳ:ùy uý:úy uỷ:ủy uỹ:ũy uỵ:ụy"
_OLD_TONE = dict(pair.split(":") for pair in _PAIRS.split())
_NEW_TONE = {old: new for new, old in _OLD_TONE.items()}
_SHORT_I = dict(zip("ýỳỷỹỵ", "íìỉĩị", strict=True))
_LONG_I = {short: long for long, short in _SHORT_I.items()}
_TONE_TAIL = re.compile(rf"^(?!qu)[^\W\d_]{{0,3}}?({'|'.join([*_OLD_TONE, *_NEW_TONE])})$")
_I_TAIL = re.compile(r"^(?:[hklmst]|qu)([ýỳỷỹỵíìỉĩị])$")


def spellings(syllable: str) -> tuple[str, ...]:
    """Return the ways to write a lower-case syllable, the same tuple for each of them."""
    if match := _TONE_TAIL.match(syllable):
        tail = match[1]
        other = _OLD_TONE.get(tail) or _NEW_TONE[tail]
    elif match := _I_TAIL.match(syllable):
        tail = match[1]
        other = _SHORT_I.get(tail) or _LONG_I[tail]
    elif syllable in {"quy", "qui"}:
        return ("qui", "quy")
    else:
        return (syllable,)
    return tuple(sorted((syllable, syllable[: match.start(1)] + other)))


def piece_spellings(piece: str) -> list[str]:
    """Return the ways to write a piece of whole syllables; any other piece has its own only."""
    if not piece.startswith(BLANK):
        return [piece]
    ways = product(*(spellings(syllable) for syllable in piece[1:].split(BLANK)))
    return [BLANK + BLANK.join(way) for way in ways]


def tie(
    tokenizer: dict[str, Any], seen: NDArray[np.int64]
) -> tuple[dict[str, Any], NDArray[np.int32]]:
    """Return the tokenizer with every spelling of its pieces, and for each piece the row it shares.

    `seen` says how often each piece was met: of several spellings the most frequent gives its row.
    """
    vocabulary: list[Sequence[Any]] = tokenizer["model"]["vocab"]
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (piece, _) in enumerate(vocabulary):
        groups[piece_spellings(piece)[0]].append(number)
    rows = np.arange(len(vocabulary), dtype=np.int32)
    added: list[Sequence[Any]] = []
    shared: list[int] = []
    for first, members in groups.items():
        donor = max(members, key=lambda number: seen[number])
        rows[members] = donor
        held = {vocabulary[number][0] for number in members}
        missing = [way for way in piece_spellings(first) if way not in held]
        added += [[way, vocabulary[donor][1]] for way in missing]
        shared += [donor] * len(missing)
    model = {**tokenizer["model"], "vocab": [*vocabulary, *added]}
    return {**tokenizer, "model": model}, np.concatenate([rows, np.array(shared, dtype=np.int32)])

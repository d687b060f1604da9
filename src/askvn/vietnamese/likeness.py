"""Near-duplicates: a 64-bit signature to find them by, and a comparison to be sure of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set
from itertools import pairwise
from zlib import crc32

import numpy as np

from askvn.vietnamese.diacritics import canonical_syllable
from askvn.vietnamese.words import FUNCTION_WORDS

# Both measured: docs/decisions/near-duplicates.md.
_MOST_BITS = 14
_MOST_LOST = 6
_MOST_LOST_SHARE = 0.05
_LEAST_SYLLABLES = 20
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"[-−+]?\d(?:[\d.,:/–-]*\d)?%?")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)
# A byte's bits as eight bytes, so that one sum counts eight bits; 255 rows before one overflows.
_SPREAD = np.unpackbits(np.arange(256, dtype=np.uint8)).view(np.uint64)
_MOST_ROWS = 255
_MARKS = b".,;:!?()[]\"'"


def signature(text: str) -> int:
    """Return 64 bits that two texts share but for a few if they share most runs of three syllables.

    0 stands for a text of fewer than 20 syllables: too short to be told from others of its kind.
    """
    words = text.lower().encode("utf-8").translate(None, _MARKS).split()
    if len(words) < _LEAST_SYLLABLES:
        return 0
    hashes = np.fromiter(map(crc32, words), dtype=np.uint64, count=len(words))
    shingles = (hashes[:-2] * _FACTOR + hashes[1:-1]) * _FACTOR + hashes[2:]
    shingles ^= shingles >> _SHIFT
    shingles *= _MIX
    shingles ^= shingles >> _SHIFT
    ones = np.zeros(64, dtype=np.int64)
    for start in range(0, len(shingles), _MOST_ROWS):
        rows = _SPREAD[shingles[start : start + _MOST_ROWS].view(np.uint8).reshape(-1, 8)]
        ones += rows.sum(axis=0).view(np.uint8)
    return int.from_bytes(np.packbits(2 * ones > len(shingles)).tobytes(), "big") or 1


def alike(one: int, other: int) -> bool:
    """Tell whether two signatures are near enough for their texts to be worth comparing."""
    return bool(one and other) and (one ^ other).bit_count() <= _MOST_BITS


def same_passage(one: str, other: str) -> bool:
    """Tell whether `one` says all that `other` says, so that it may stand for both.

    All but a few of the other's pairs of syllables stand here too, and so do its numbers, names,
    negations and comparisons, in one piece and the same order: a price list of another week, or an
    article that forbids what this one permits, is another text, however alike the two are.
    """
    if one == other:
        return True
    if _joined(_FIGURE.findall(other)) not in _joined(_FIGURE.findall(one)):
        return False
    ours, theirs = _WORD.findall(one), _WORD.findall(other)
    names = {word.lower() for word in (*ours, *theirs) if not word.islower()} - _GRAMMAR
    mine, yours = (_telling(words, names | _DECISIVE) for words in (ours, theirs))
    return yours in mine and _lost(ours, theirs) <= min(_MOST_LOST, _MOST_LOST_SHARE * len(theirs))


def _telling(words: list[str], kinds: Set[str]) -> str:
    """Return, in order, the words that change by themselves what a sentence says."""
    found = (word.lower() for word in words)
    return _joined(
        canonical_syllable(word) for word in found if word in kinds or not word.isalpha()
    )


def _joined(words: Iterable[str]) -> str:
    """Return words in one text, in which only whole words can be found again."""
    return "".join(f" {word} " for word in words)


def _lost(ours: list[str], theirs: list[str]) -> int:
    """Return how many of their pairs of syllables don't stand among ours."""
    mine, yours = (
        Counter(pairwise(canonical_syllable(word.lower()) for word in words))
        for words in (ours, theirs)
    )
    return (yours - mine).total()


# Numbers in words, negations, and what turns a statement round.
_DECISIVE = frozenset(
    "không chưa chẳng chả đừng cấm trừ miễn ngoài thôi hết dừng ngừng bỏ huỷ hủy "
    "linh lẻ một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi chục trăm nghìn "
    "ngàn vạn triệu tỷ tỉ rưỡi nửa nhất nhì giêng chạp "
    "trên dưới trước sau tăng giảm thêm bớt lên xuống hơn kém đầu cuối sáng trưa chiều tối đêm nay "
    "nam nữ đông tây bắc được phải đa thiểu ít nhiều cao thấp lớn nhỏ đúng sai mua bán nhập xuất "
    "thắng thua hoà hòa".split()
)
# Words that begin sentences and are no names.
_GRAMMAR = FUNCTION_WORDS - _DECISIVE

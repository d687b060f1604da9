"""Diacritics: taking them off, and seeing whether a text has any."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_MARKED = regex.compile(r"[\p{L}--\p{ASCII}]", regex.V1)
_D = str.maketrans("đĐ", "dD")


def strip(text: str) -> str:
    """Return `text` without tone and vowel marks, `đ` as `d`; length is kept for NFC Vietnamese."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).translate(_D)


def has_marks(text: str) -> bool:
    """Tell whether any letter of `text` carries a diacritic (or is `đ`)."""
    return _MARKED.search(text) is not None


@lru_cache(maxsize=1 << 16)
def canonical_syllable(syllable: str) -> str:
    """Return a lower-case NFC syllable in one spelling: old tone placement, `y` for `i` at the end.

    `hoà→hòa`, `thuỷ→thủy` (only open `oa oe uy` without leading `q` differ between the two
    styles), and the doublets `kĩ/kỹ`, `lí/lý`, `quí/quý` meet: `i` alone after one consonant
    becomes `y`. For matching only, never for text that is shown.
    """
    if syllable.isascii():
        return syllable
    decomposed = unicodedata.normalize("NFD", syllable)
    tone = next((mark for mark in decomposed if mark in _TONES), "")
    if tone:
        base = unicodedata.normalize("NFC", decomposed.replace(tone, "", 1))
        if base[-2:] in ("oa", "oe", "uy") and base[:1] != "q":
            syllable = _compose(base[:-1] + tone + base[-1:])
        elif base[-1:] == "i" and base[:-1] in _ONSETS_BEFORE_Y:
            syllable = _compose(base[:-1] + "y" + tone)
    return syllable


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSETS_BEFORE_Y = ("h", "k", "l", "m", "s", "t", "qu")


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)

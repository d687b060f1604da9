"""Diacritics: taking them off, and seeing whether a text has any."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_MARKED = regex.compile(r"[\p{L}--\p{ASCII}]", regex.V1)
_D = str.maketrans("đĐ", "dD")
# Every composed Latin letter that is one plain letter with marks.
_BARE = {
    code: base[0].translate(_D)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFD", chr(code)).translate(_D))[0].isascii()
    and all(map(unicodedata.combining, base[1:]))
}


def strip(text: str) -> str:
    """Return `text` without tone and vowel marks, `đ` as `d`; length is kept for NFC Vietnamese."""
    if text.isascii():
        return text
    text = text.translate(_BARE)
    return text if text.isascii() else _strip_any(text)


def _strip_any(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).translate(_D)


def has_marks(text: str) -> bool:
    """Tell whether any letter of `text` carries a diacritic (or is `đ`)."""
    return _MARKED.search(text) is not None


@lru_cache(maxsize=1 << 16)
def canonical_syllable(syllable: str) -> str:
    """Return a lower-case NFC syllable in one spelling: old tone placement, `y` for `i` at the end.

    `hoà→hòa`, `thuỷ→thủy`, and the doublets `kĩ/kỹ`, `lí/lý`, `quí/quý`, `hi/hy` meet: `i` alone
    after one consonant becomes `y`, with or without a tone. For matching only, never for text that
    is shown.
    """
    if syllable in _DOUBLETS:
        return f"{syllable[:-1]}y"
    if syllable.isascii():
        return syllable
    base, tone = _toneless(syllable)
    if base in _DOUBLETS:
        return _compose(f"{base[:-1]}y{tone}")
    return tone_on_first_vowel(syllable)


@lru_cache(maxsize=1 << 16)
def tone_on_first_vowel(syllable: str) -> str:
    """Return a lower-case NFC syllable with its tone placed in the old style: `hoà→hòa`.

    Only open `oa oe uy` without leading `q` differ between the two styles.
    """
    base, tone = _toneless(syllable)
    if tone and base[-2:] in ("oa", "oe", "uy") and base[:1] != "q":
        return _compose(base[:-1] + tone + base[-1:])
    return syllable


def _toneless(syllable: str) -> tuple[str, str]:
    """Return a syllable without its tone mark, and the mark, "" where there is none."""
    decomposed = unicodedata.normalize("NFD", syllable)
    tone = next((mark for mark in decomposed if mark in _TONES), "")
    return (_compose(decomposed.replace(tone, "", 1)) if tone else syllable), tone


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DOUBLETS = frozenset(("hi", "ki", "li", "mi", "si", "ti", "qui"))


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)

"""Text -> syllable ids: what the restorer counts, and what it is measured on."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import regex

from askvn.understand.restorer import BREAK, FIRST_FORM, NUMBER, OTHER, syllable_form
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.syllables import is_syllable

_PIECE = regex.compile(r"[^\W\d_]+|\d+|[^\w \t]+|_+|\n")
# Inside a sentence these tell nothing; whatever else is no word ends it.
_UNHEARD = frozenset(",\"“”‘’'()[]")
_LEAST_MARKED = 0.3
_LONGEST = 7


def pieces(text: str) -> list[str]:
    """Return words, numbers and what ends a sentence, of `text` in lower case and NFC."""
    found = _PIECE.findall(unicodedata.normalize("NFC", text).lower())
    return [piece for piece in found if piece not in _UNHEARD]


def is_marked(words: list[str]) -> bool:
    """Tell whether enough words carry marks for the text to have been typed with them."""
    letters = [word for word in words if word[0].isalpha()]
    marked = sum(not word.isascii() for word in letters)
    return bool(letters) and marked >= _LEAST_MARKED * len(letters)


def vocabulary(counts: Counter[str], *, least: int, share: float) -> list[str]:
    """Return the syllables to know, sorted.

    Those seen `least` times that are at least `share` of all spellings of what they are without
    diacritics: the rest are misprints.
    """
    forms: Counter[str] = Counter()
    for word, count in counts.items():
        if word[0].isalpha() and len(word) <= _LONGEST:
            forms[syllable_form(word)] += count
    spellings: Counter[str] = Counter()
    for form, count in forms.items():
        spellings[strip(form)] += count
    return sorted(
        form
        for form, count in forms.items()
        if count >= max(least, share * spellings[strip(form)]) and is_syllable(strip(form))
    )


def encode(words: Iterable[str], ids: Mapping[str, int]) -> Iterator[int]:
    """Yield the id of each word, and `BREAK` for what ends a sentence."""
    for word in words:
        if word[0].isdigit():
            yield NUMBER
        else:
            yield ids.get(_form(word), OTHER) if word[0].isalpha() else BREAK


def ids_of(forms: Iterable[str]) -> dict[str, int]:
    """Return the id of each form."""
    return {form: number for number, form in enumerate(forms, start=FIRST_FORM)}


@lru_cache(maxsize=1 << 20)
def _form(word: str) -> str:
    return syllable_form(word)

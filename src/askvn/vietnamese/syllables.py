"""What is built like a Vietnamese syllable."""

from __future__ import annotations

import regex

_ONSETS = "b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_NUCLEI = (
    "a e i o u y ai ao au ay eo eu ia ie iu oa oe oi oo oai oay oeo oao ua ue ui uo uu uy uya uye "
    "uyu uai uay ueu uoi uou ieu yeu ye uao"
)
_CODAS = "c ch m n ng nh p t"


def _any_of(parts: str) -> str:
    return "|".join(sorted(parts.split(), key=len, reverse=True))


_SYLLABLE = regex.compile(rf"(?:{_any_of(_ONSETS)})?(?:{_any_of(_NUCLEI)})(?:{_any_of(_CODAS)})?")


def is_syllable(bare: str) -> bool:
    """Tell whether a lower-case word without diacritics could be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(bare) is not None

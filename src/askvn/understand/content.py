"""Which tokens of a question carry content, and which are only grammar."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import regex

from askvn.vietnamese import words
from askvn.vietnamese.diacritics import canonical_syllable, strip

_ABBREVIATION = regex.compile(r"\b\p{Lu}{2,5}\b")


def content_tokens(text: str) -> list[str]:
    """Return the stripped tokens of `text` that carry content: no question words or particles.

    Stripped unigrams and bigrams, so that they are found however the question was typed. What is
    written in capitals (AI) or belongs to a compound (thế giới, thiết bị) is no particle.
    """
    marked = _marked(text)
    tokens = [one.bare for one in marked if one.carries]
    tokens += [
        _pair(left, right) for left, right in pairwise(marked) if left.carries and right.carries
    ]
    return tokens


def searched_tokens(text: str) -> dict[str, float]:
    """Return the lexical tokens of a question with their counts, without mere grammar.

    A pair stays where one of the two carries content. Where nothing carries any, all is kept.
    """
    counts = Counter(words.tokens(text))
    whole = {token: float(count) for token, count in counts.items()}
    marked = _marked(text)
    for one in marked:
        if not one.carries:
            counts.subtract((one.full, one.bare))
    counts.subtract(
        _pair(left, right)
        for left, right in pairwise(marked)
        if not left.carries and not right.carries
    )
    kept = {token: float(count) for token, count in counts.items() if count > 0}
    return kept or whole


class _Marked(NamedTuple):
    """A syllable as the lexical index has it, and whether it carries content."""

    full: str
    bare: str
    carries: bool


def _marked(text: str) -> list[_Marked]:
    syllables = words.syllables(text)
    shouted = set() if text.isupper() else {code.lower() for code in _ABBREVIATION.findall(text)}
    full = [canonical_syllable(syllable) for syllable in syllables]
    bare = [strip(one) for one in full]
    carries = [
        one in shouted or not _is_function(one, stripped)
        for one, stripped in zip(syllables, bare, strict=True)
    ]
    for place, pair in enumerate(pairwise(syllables)):
        if " ".join(pair) in _COMPOUNDS:
            carries[place] = carries[place + 1] = True
    return [_Marked(*one) for one in zip(full, (f"~{one}" for one in bare), carries, strict=True)]


def _pair(left: _Marked, right: _Marked) -> str:
    return f"{left.bare}_{right.bare[1:]}"


def _is_function(syllable: str, bare: str) -> bool:
    if syllable in words.FUNCTION_WORDS:
        return True
    return syllable == bare and bare in _BARE_FUNCTION_WORDS


# Words one half of which is grammar elsewhere.
_COMPOUNDS = frozenset(
    "thế giới|thế kỷ|thế hệ|thế mạnh|thế chấp|lợi thế|vị thế|ưu thế|thay thế|xu thế|thiết bị"
    "|chuẩn bị|trang bị|tự do|lý do|nguyên do|tồn tại|hiện tại|cho vay|cho thuê|của cải|ra đời"
    "|ra mắt|ngoài nước|nước ngoài|trong nước|trong sạch|phải thu|phải trả|sao chép|ngôi sao"
    "|các bon|có hại|có lợi|có thai|bao bì|một cửa|theo dõi|tuân theo".split("|")
)

# Typed without diacritics, these are far more often grammar than content.
_BARE_FUNCTION_WORDS = frozenset(
    "ai gi nao dau sao bao nhieu khi luc the nhu vi tai la va cua cac nhung mot cai co khong duoc "
    "bi da dang se cho voi ve tu den nay do thi ma rang a vay hoi xin phai chua boi theo vao ra "
    "gom trong o".split()
)

"""Which tokens of a question carry content, and which are only grammar."""

from __future__ import annotations

from itertools import pairwise

import regex

from askvn.vietnamese import words
from askvn.vietnamese.diacritics import canonical_syllable, strip

_ABBREVIATION = regex.compile(r"\b\p{Lu}{2,5}\b")


def content_tokens(text: str) -> list[str]:
    """Return the stripped tokens of `text` that carry content: no question words or particles.

    Stripped unigrams and bigrams, so that they are found however the question was typed. What is
    written in capitals (AI) or belongs to a compound (thế giới, thiết bị) is no particle.
    """
    syllables = words.syllables(text)
    bare = [strip(canonical_syllable(syllable)) for syllable in syllables]
    shouted = set() if text.isupper() else {code.lower() for code in _ABBREVIATION.findall(text)}
    content = [
        one in shouted or not _is_function(one, stripped)
        for one, stripped in zip(syllables, bare, strict=True)
    ]
    for place, pair in enumerate(pairwise(syllables)):
        if " ".join(pair) in _COMPOUNDS:
            content[place] = content[place + 1] = True
    tokens = [f"~{word}" for word, carries in zip(bare, content, strict=True) if carries]
    tokens += [
        f"~{left}_{right}"
        for left, right, first, second in zip(bare, bare[1:], content, content[1:], strict=False)
        if first and second
    ]
    return tokens


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

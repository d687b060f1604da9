"""What a question asks: its normalised text, its tokens, and what a follow-up refers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from askvn.records import Message
from askvn.vietnamese import words
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

# A follow-up leans on what was said: it begins so, points back, or has hardly a word of its own.
_OPENERS = regex.compile(r"(?:thế|vậy|còn|thế còn|vậy còn|còn lại|thì|rồi)\b", regex.IGNORECASE)
_POINTERS = regex.compile(
    r"\b(?:ông|bà|anh|chị|cô|công ty|tập đoàn|đơn vị|cơ quan|tổ chức|dự án|nước|sự kiện|việc|"
    r"số|điều|luật|thỏa thuận|hai bên|người|nơi|lúc|khi|năm|ngày)\s+(?:ấy|này|đó|kia|trên)\b"
    r"|\bhọ\b|\bnó\b",
    regex.IGNORECASE,
)
_ENOUGH_WORDS = 2


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made ready: `text` as shown, `tokens` and `to_embed` as searched.

    `own` are those of the tokens that are the question's, `context` what a follow-up refers to.
    """

    text: str
    tokens: tuple[str, ...]
    own: tuple[str, ...]
    to_embed: str
    expects: tuple[str, ...] = ()
    context: str = ""


def understand(question: str, history: Sequence[Message] = ()) -> Understood:
    """Return the question as it is searched.

    A follow-up is searched together with the question before it, whose tokens count once, its own
    twice; any other question stands for itself.
    """
    text = " ".join(normalise(question).split())
    own = words.tokens(text)
    context = _context(history) if history and is_follow_up(text) else ""
    if not context:
        return Understood(text, tuple(own), tuple(own), text, expected_types(text))
    doubled = tuple(own * 2)
    tokens = (*doubled, *words.tokens(context))
    return Understood(text, tokens, doubled, f"{context} {text}", expected_types(text), context)


def is_follow_up(text: str) -> bool:
    """Tell whether a question needs what was said before it."""
    return bool(
        _OPENERS.match(text)
        or _POINTERS.search(text)
        or sum("_" not in token for token in content_tokens(text)) < _ENOUGH_WORDS
    )


def expected_types(text: str) -> tuple[str, ...]:
    """Return the kinds of answer the question words ask for: number, date, person, place, reason.

    Read without diacritics, so that an unaccented question is understood alike.
    """
    bare = strip(text.lower())
    return tuple(name for name, pattern in _ASKED.items() if pattern.search(bare))


def answer_fits(expected: Sequence[str], text: str) -> float:
    """Return 1 if `text` holds something of an expected kind, 0 if not, 0.5 if all kinds do."""
    if not expected:
        return 0.5
    return float(any(_GIVEN[name].search(text) for name in expected))


def content_tokens(text: str) -> list[str]:
    """Return the stripped tokens of `text` that carry content: no question words or particles.

    Stripped unigrams and bigrams, so that they are found however the question was typed.
    """
    syllables = words.syllables(text)
    bare = [strip(syllable) for syllable in syllables]
    content = [
        not _is_function(word, stripped) for word, stripped in zip(syllables, bare, strict=True)
    ]
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


def _context(history: Sequence[Message]) -> str:
    asked = [normalise(turn.content) for turn in history if turn.role == "user"]
    return " ".join(asked[-1].split()) if asked else ""


# Typed without diacritics, these are far more often grammar than content.
_BARE_FUNCTION_WORDS = frozenset(
    "ai gi nao dau sao bao nhieu khi luc the nhu vi tai la va cua cac nhung mot cai co khong duoc "
    "bi da dang se cho voi ve tu den nay do thi ma rang a vay hoi xin phai chua boi theo vao ra "
    "gom trong o".split()
)

_ASKED = {
    "number": regex.compile(r"bao nhieu|\bmay\b|bao lau|bao xa|so luong|ty le"),
    "date": regex.compile(
        r"(?:khi|luc|ngay|nam|thang|thoi gian|the ky) nao|bao gio|ngay may|thoi diem"
    ),
    "person": regex.compile(r"\bai\b|nguoi nao|ten (?:la )?gi"),
    "place": regex.compile(r"\bdau\b|(?:noi|nuoc|tinh|thanh pho|quoc gia|dia phuong) nao"),
    "reason": regex.compile(r"(?:vi|tai) sao|ly do|nguyen nhan|do dau"),
}
_GIVEN = {
    "number": regex.compile(
        r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|triệu|tỷ|nửa)\b", regex.I
    ),
    "date": regex.compile(
        r"\d{1,2}/\d{1,2}|\b(?:năm|tháng|ngày|quý|mùa|sáng|chiều)\s+\d|\b[12]\d{3}\b|thế kỷ"
    ),
    "person": regex.compile(r"(?:\p{Lu}\p{L}*\s+)+\p{Lu}\p{L}*"),
    "place": regex.compile(r"\b(?:ở|tại|thuộc|đến|từ|trên)\s+(?:\p{L}+\s+){0,3}\p{Lu}"),
    "reason": regex.compile(
        r"\b(?:vì|do|bởi|nhờ|nên|khiến|nhằm|để|nguyên nhân|lý do|dẫn đến)\b", regex.I
    ),
}

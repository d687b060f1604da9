"""Whether a question leans on the ones before it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from askvn.records import Message
from askvn.understand.content import content_tokens
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.words import FUNCTION_WORDS

# A follow-up leans on what was said: it begins so, points back, or has hardly a word of its own.
_OPENERS = regex.compile(
    r"(?:(?:thế|vậy|thì|rồi)(?:\s+(?:thì|còn|là))?|(?:thể\s+)?còn)\b"
    r"(?!\s+(?:giới|vận|kỷ|hệ|nào|mạnh|chiến|năng|hiện|lực|tục|trận|đứng|thân|nhưng|mà|chấp))",
    regex.IGNORECASE,
)
_ENDING = regex.compile(r"\bthì\s+(?:sao|thế nào|ra sao)\W*$", regex.IGNORECASE)
# Of a person or thing: `ông ấy`, `công ty này`, `dự án đó`.
_POINTERS = regex.compile(
    r"\b(?:ông|bà|anh|chị|cô|cậu|chàng|nàng)\s+ta\b"
    r"|\b(?P<noun>\p{L}+)\s+(?:ấy|này|đó|nói trên|vừa nêu)\b",
    regex.IGNORECASE,
)
# Words that point within a question as often as back: only near its beginning.
_WEAK_POINTERS = regex.compile(
    r"\b(?:họ|nó)\b|(?<!\b(?:hôm|bên|phía))\s+kia\b|\b(?:\p{L}+)\s+trên(?=\W*$|\s+(?:là|có|bị|được|như|do|vì|đã|sẽ|ra)\b)",
    regex.IGNORECASE,
)
_WEAK_NOUNS = FUNCTION_WORDS | frozenset(
    "khi lúc việc điều năm ngày cái nơi ở trước sau từ do đến trong bên qua cùng tình trạng hôm "
    "phía một hai hợp".split()
)
# A name that does not begin the question, or what somebody said.
_NAMED = regex.compile(r"(?<=[^\s.?!:;\"“(]\s)\p{Lu}[\p{L}\p{M}]+|[\"”]\s*,?")
_ENOUGH_WORDS = 2
_MOST_BEFORE = 8
# `Luna là gì?` says what it is about.
_DEFINITION = regex.compile(
    r"\W*(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}\-.&/]*\s+){1,3}"
    r"(?:là|nghĩa là|có nghĩa là|viết tắt của|ở)\s+(?:gì|ai|đâu|từ gì)\b",
    regex.IGNORECASE,
)

# A question that begins so has left its subject out.
NO_SUBJECT = regex.compile(
    r"(?:sinh|mất|qua đời)\s+(?:vào|năm|ngày|khi|ở|tại|lúc)|tốt nghiệp|công tác|quê ở|làm nghề"
    r"|(?:được )?(?:thành lập|khởi công|xây dựng|đặt|phóng|khai trương|phát hành)\s+(?:vào|năm|ngày"
    r"|khi|ở|tại|lúc|bởi|từ)|(?:được|bị)\s+(?:ai|bao nhiêu)|ra đời|diễn ra|kéo dài|bắt đầu|kết thúc"
    r"|khai mạc|bế mạc|trị giá|hoàn thành|nằm ở|ra mắt|(?:bao )?gồm|(?:cao|rộng|dài|nặng|sâu)\s+bao"
    r"|bao nhiêu tuổi|dùng để|thường|do ai",
    regex.IGNORECASE,
)
_FEW_WORDS = 4


def is_follow_up(text: str) -> bool:
    """Tell whether a question, its lead-in left out, needs what was said before it."""
    if _OPENERS.match(text) or _ENDING.search(text):
        return True
    if any(_points_back(text, match) for match in _POINTERS.finditer(text)):
        return True
    if any(_is_early(text, match) for match in _WEAK_POINTERS.finditer(text)):
        return True
    own = _content(text)
    if own <= _FEW_WORDS and NO_SUBJECT.match(text):
        return True
    return own == 0 or (own < _ENOUGH_WORDS and not _DEFINITION.match(text))


def questions_before(history: Sequence[Message]) -> list[tuple[str, str]]:
    """Return (question, answer) of a conversation, oldest first, each on one line."""
    found: list[tuple[str, str]] = []
    for turn in history:
        text = " ".join(normalise(turn.content).split())
        if turn.role == "user":
            found.append((text, ""))
        elif turn.role == "assistant" and found:
            found[-1] = (found[-1][0], text)
    return found


def _points_back(text: str, match: regex.Match[str]) -> bool:
    """Tell whether `ông ấy` or `công ty này` points out of the question: no name is before it.

    Nor are so many other words that it will mean one of them.
    """
    if _content(text[: match.start()]) > _MOST_BEFORE:
        return False
    if (match["noun"] or "").lower() in _WEAK_NOUNS:
        return _is_early(text, match)
    return not _NAMED.search(text[: match.start()])


def _is_early(text: str, match: regex.Match[str]) -> bool:
    """Tell whether the question names nothing itself that a word near its beginning could mean."""
    return _content(text[: match.start()]) <= _ENOUGH_WORDS and not _NAMED.search(text)


def _content(text: str) -> int:
    return sum("_" not in token for token in content_tokens(text))

"""Whether a question leans on the one before it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from askvn.records import Message
from askvn.understand.content import content_tokens
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


def is_follow_up(text: str) -> bool:
    """Tell whether a question, its lead-in left out, needs what was said before it."""
    return bool(
        _OPENERS.match(text)
        or _POINTERS.search(text)
        or sum("_" not in token for token in content_tokens(text)) < _ENOUGH_WORDS
    )


def question_before(history: Sequence[Message]) -> str:
    """Return the last question of a conversation, "" if there is none."""
    asked = [normalise(turn.content) for turn in history if turn.role == "user"]
    return " ".join(asked[-1].split()) if asked else ""

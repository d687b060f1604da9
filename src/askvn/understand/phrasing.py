"""What questions are made of: the words that ask, capitals, blanks and question marks."""

from __future__ import annotations

import regex

# What asks for a time, a place, a reason or a manner.
ASKED_BY = (
    r"(?:khi|lúc|ngày|tháng|năm|thời gian|thời điểm|quý|mùa|thế kỷ)\s+nào|bao giờ|bao lâu|bao xa"
    r"|ngày\s+(?:bao nhiêu|mấy)|đâu|nơi nào|chỗ nào|tỉnh nào|nước nào|thành phố nào"
    r"|vì sao|tại sao|do đâu|như thế nào|thế nào|ra sao|bằng cách nào"
)
ASKING = regex.compile(rf"\b(?:{ASKED_BY}|ai|gì|bao nhiêu|mấy|nào|sao)\b", regex.IGNORECASE)

# Words that stand before a name and are none.
_COMMON = frozenset(
    "Công Tập Ngân Trường Dự Vệ Bệnh Ông Bà Anh Chị Cô Tỉnh Thành Huyện Nước Người Luật Hãng Hội "
    "Trung Các Những".split()
)


def ended(text: str) -> str:
    """Return `text` as a question."""
    return f"{text.rstrip(' ?.!')}?"


def small(text: str) -> str:
    """Return `text` to stand within a sentence: no capital first unless it is a name's."""
    first, _, second = text.partition(" ")
    is_full_name = second[:1].isupper() and first not in _COMMON
    return (
        text if first[1:].lower() != first[1:] or is_full_name else f"{text[:1].lower()}{text[1:]}"
    )


def tidy(text: str) -> str:
    """Return `text` on one line, beginning with a capital."""
    line = " ".join(text.split())
    return f"{line[:1].upper()}{line[1:]}"

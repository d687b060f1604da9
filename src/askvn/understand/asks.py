"""What kind of answer a question asks for, and whether a sentence holds something of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from askvn.vietnamese.diacritics import has_marks, strip
from askvn.vietnamese.quantities import Quantity, quantities


def expected_types(text: str) -> tuple[str, ...]:
    """Return the kinds of answer the question words ask for.

    Of number, date, person, place, reason, list and yes_no, in this order. Read without
    diacritics, so that an unaccented question is understood alike; where it has some, `máy` is not
    taken for `mấy` all the same.
    """
    lowered = text.lower()
    bare = strip(_OTHER_WORD.sub("-", lowered) if has_marks(lowered) else lowered)
    return tuple(name for name, pattern in _ASKED.items() if pattern.search(bare))


def answer_fits(expected: Sequence[str], text: str) -> float:
    """Return 1 if `text` holds something of an expected kind, 0 if not.

    0.5 where every sentence could: nothing is expected, or only a list or a yes or no.
    """
    kinds = [name for name in expected if name in _GIVEN]
    if not kinds:
        return 0.5
    return float(any(_GIVEN[name].search(text) for name in kinds))


def asks_for_figure(expected: Sequence[str]) -> bool:
    """Tell whether a date or a number is asked for."""
    return any(name in expected for name in _FIGURES)


def given_figures(question: str, expected: Sequence[str], text: str) -> list[Quantity]:
    """Return the dates and figures of `text` that may answer: of the kinds that are asked for.

    The question's own do not; their spans are those in `text`.
    """
    kinds = [kind for name, kinds in _FIGURES.items() if name in expected for kind in kinds]
    if not kinds:
        return []
    known = _asked_with(question)
    return [
        one
        for one in quantities(text)
        if one.kind in kinds and not any(other.covers(one) for other in known)
    ]


@lru_cache(maxsize=1 << 6)  # the same for each of a question's sentences
def _asked_with(question: str) -> tuple[Quantity, ...]:
    return tuple(quantities(question))


# Kinds of quantities that each kind of answer may be.
_FIGURES = {
    "date": ("date", "year"),
    "number": ("number", "fraction", "money", "percent", "measure"),
}
# Words with marks that without them would be `mấy`, `đâu`, `ai`, `chưa`.
_OTHER_WORD = regex.compile(
    r"\b(?:m[áàạảâậăắẵẳ]y|may|mầy|mẫy|mậy|[đd][ầấẩẫậàáảãạ]u|dâu|đau|dau|[áàạảãâắ]i|ch[ùủúụũứừ]a|chua)\b"
)
_ASKED = {
    "number": regex.compile(r"bao nhieu|\bmay\b(?! moc| bay| tinh)|bao lau|bao xa|so luong|ty le"),
    "date": regex.compile(
        r"(?:khi|luc|ngay|nam|thang|thoi gian|the ky) nao|bao gio|ngay may|thoi diem"
        r"|\b(?:vao|tu|den|la) (?:ngay|thang|nam) bao nhieu"
    ),
    "person": regex.compile(r"\bai\b|nguoi nao|ten (?:la )?gi"),
    "place": regex.compile(r"\bdau\b|(?:noi|nuoc|tinh|thanh pho|quoc gia|dia phuong) nao"),
    "reason": regex.compile(r"(?:vi|tai) sao|ly do|nguyen nhan|do dau"),
    "list": regex.compile(
        r"(?:nhung|cac) (?:\w+ ){1,5}(?:nao|gi)\b|nhung (?:gi|ai)\b|gom (?:nhung|cac)"
        r"|liet ke|ke ten"
    ),
    "yes_no": regex.compile(
        r"\bco (?:phai|dung)\b|\bco\b.{3,}\bkhong\b\W*$|\b(?:phai|dung) khong\b\W*$|\bchua\b\W*$"
    ),
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

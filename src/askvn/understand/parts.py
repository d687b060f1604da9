"""What a question asks of several things side by side: `dân số Hà Nội và Đà Nẵng`."""

from __future__ import annotations

from typing import NamedTuple

import regex

from askvn.understand.mentions import NAME


class Part(NamedTuple):
    """One of things side by side, and the question asked of it alone."""

    words: str
    question: str


def parts(question: str, *, jointly: bool = False) -> tuple[Part, ...]:
    """Return the years or names that a question asks of, each by itself; none where it is one.

    `giữa A và B` is one, and so are names such as `Bộ Khoa học và Công nghệ`. What A and B do with
    each other (`A và B ký …`) is one too, unless it is asked for `jointly`.
    """
    for pattern, item in ((_YEARS, _YEAR), (_NAMES, _ITEM)):
        for match in pattern.finditer(question):
            items = [one.group() for one in item.finditer(match.group())]
            if any(map(_OFFICE.match, items)) or (
                not jointly and _WITH_EACH_OTHER.match(question, match.end())
            ):
                continue
            head, tail = question[: match.start()], question[match.end() :]
            return tuple(Part(one, f"{head}{one}{tail}") for one in items)
    return ()


_YEAR = regex.compile(r"(?:năm\s+)?(?:1[5-9]|20)\d\d")
_AND = r"(?:và|hay|hoặc|cũng như)"
_YEARS = regex.compile(
    rf"(?<!\b(?i:từ|giữa|đoạn)\s(?:năm\s)?)\b{_YEAR.pattern}(?:\s*,\s*{_YEAR.pattern})*"
    rf"\s*,?\s+{_AND}\s+{_YEAR.pattern}(?!\d)"
)
_KIND = (
    r"(?i:(?:tổng công ty|công ty|tập đoàn|ngân hàng|tỉnh|thành phố|huyện|quận|nước|ông|bà"
    r"|dự án)\s+)?"
)
# `Ở Huế` at the beginning of a question.
_OPENING = "Ở|Tại|Trong|Từ|Của|Theo|Với|Về|Hai|Các|Những"
_ITEM = regex.compile(rf"{_KIND}(?!(?:{_OPENING})\s){NAME}")
_NAMES = regex.compile(
    rf"(?<!\b(?i:giữa|quan hệ|hợp tác|liên doanh|của cả)\s)"
    rf"(?<![\p{{L}}\p{{N}}]|\p{{Lu}}\p{{L}}*(?<!{_OPENING})\s)"
    rf"{_ITEM.pattern}(?:\s*,\s*{_ITEM.pattern})*\s*,?\s+{_AND}\s+{_ITEM.pattern}"
    r"(?![\p{L}\p{N}]|\s+\p{Lu})"
)
_WITH_EACH_OTHER = regex.compile(
    r"(?i)\s+(?:(?:đã|sẽ|vừa|đang)\s+)?(?:cùng|với nhau|ký|hợp tác|liên doanh|liên kết|thiết lập"
    r"|lập|bắt tay|phối hợp|hội đàm|đàm phán|trao đổi|gặp|thống nhất|thỏa thuận|thoả thuận)\b"
)
# Their names go on in small letters: `Phòng Đào tạo`, `Bộ Khoa học và Công nghệ`.
_OFFICE = regex.compile(
    r"(?i)(?:bộ|sở|cục|tổng cục|vụ|ban|viện|khoa|phòng|văn phòng|ủy ban|trường|đại học|học viện"
    r"|luật|hội|liên đoàn|đảng|mặt trận|ngoài|trừ|giữa|khác|trước|sau)\s+\p{Lu}"
)

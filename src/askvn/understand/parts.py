"""What a question asks of several things side by side: `dân số Hà Nội và Đà Nẵng`."""

from __future__ import annotations

from typing import NamedTuple

import regex

from askvn.understand.mentions import NAME


class Part(NamedTuple):
    """One of things side by side, and the question asked of it alone."""

    words: str
    question: str


def parts(question: str) -> tuple[Part, ...]:
    """Return the years or names that a question asks of, each by itself; none where it is one.

    What is asked of two together (`giữa A và B`, `A và B cùng …`) stays whole, and so do names such
    as `Bộ Khoa học và Công nghệ`.
    """
    for pattern, item in ((_YEARS, _YEAR), (_NAMES, _ITEM)):
        for match in pattern.finditer(question):
            items = [one.group() for one in item.finditer(match.group())]
            if not _is_one(items):
                head, tail = question[: match.start()], question[match.end() :]
                return tuple(Part(one, f"{head}{one}{tail}") for one in items)
    return ()


def _is_one(items: list[str]) -> bool:
    """Tell whether `và` stands inside a name: only the first of the two says what it is."""
    return bool(_BODY.match(items[0])) and not all(map(_BODY.match, items[1:]))


_YEAR = regex.compile(r"(?:năm\s+)?(?:1[5-9]|20)\d\d")
_AND = r"(?:và|hay|hoặc|với|cùng|cùng với|cũng như)"
_YEARS = regex.compile(
    rf"(?<!\b(?:từ|giữa|đoạn)\s(?:năm\s)?)\b{_YEAR.pattern}(?:\s*,\s*{_YEAR.pattern})*"
    rf"\s*,?\s+{_AND}\s+{_YEAR.pattern}(?!\d)"
)
_KIND = (
    r"(?:(?:tổng công ty|công ty|tập đoàn|ngân hàng|tỉnh|thành phố|huyện|quận|nước|ông|bà|bộ|sở"
    r"|dự án|trường|đại học)\s+)?"
)
_ITEM = regex.compile(rf"{_KIND}{NAME}")
_NAMES = regex.compile(
    rf"(?<!\b(?:giữa|quan hệ|hợp tác|liên doanh|của cả)\s)(?<![\p{{L}}\p{{N}}])"
    rf"{_ITEM.pattern}(?:\s*,\s*{_ITEM.pattern})*\s*,?\s+{_AND}\s+{_ITEM.pattern}"
    r"(?![\p{L}\p{N}]|\s+(?:cùng|với nhau|(?:ký|hợp tác|liên doanh)\b(?!\s+với\s+\p{Lu})))"
)
_BODY = regex.compile(
    r"(?:Bộ|Sở|Cục|Tổng cục|Vụ|Ban|Viện|Khoa|Phòng|Ủy ban|Trường|Đại học|Học viện|Luật|Hội"
    r"|Liên đoàn)\s+\p{Lu}"
)

"""Whether a text says that the documents don't tell."""

from __future__ import annotations

import regex


def refuses(canonical_text: str) -> bool:
    """Tell whether a canonical text says that the documents don't tell.

    Its first sentence says so, or a later one that begins with `nhưng`, `tuy nhiên`, provided
    that no other sentence gives a figure or date: `Giá là 5 triệu. Tài liệu không nêu thuế` tells.
    """
    first, *others = canonical_text.split(" . ")
    if _denies(first):
        return True
    turned = [sentence for sentence in others if _TURN.match(sentence) and _denies(sentence)]
    told = [first, *(sentence for sentence in others if sentence not in turned)]
    return bool(turned) and not any("⟨" in sentence for sentence in told)


def _denies(sentence: str) -> bool:
    return any(pattern.search(sentence) for pattern in _PATTERNS)


_SOURCE = r"(?:tài liệu|văn bản|đoạn văn|đoạn trích|ngữ cảnh|bài viết|bài báo|nguồn|dữ liệu)"
_GIVEN = (
    r"(?:này|trên|đó|đã|được|cung|cấp|cho|sẵn|trước|hiện|có|kèm|theo|của|bạn|tôi|trong|các|những"
    r"|cũng|đều|hoàn|toàn|lại|tuy|nhiên|nhưng|chỉ|tại|bộ|kho)"
)
_NOT = r"(?:không|chưa|chẳng)(?: (?:hề|hoàn toàn|thấy))?"
_TELLING = (
    r"(?:đề cập|nêu|nói|cho biết|nhắc|ghi|trình bày|cung cấp|chứa|trả lời|giải thích|mô tả|liệt kê"
    r"|tìm (?:thấy|được|ra))"
)
_INFORMATION = (
    r"(?:thông tin|dữ liệu|nội dung|câu trả lời|đề cập|tài liệu|đoạn|chi tiết|căn cứ|cơ sở|đủ)"
)
_TURN = regex.compile(r"(?:tuy nhiên|nhưng|song|tuy vậy|còn)\b")
_SORRY = (
    r"(?:rất tiếc|tiếc là|xin lỗi|(?:anh|chị|bạn|quý khách)|tuy nhiên|nhưng|hiện (?:tại|nay)|hiện"
    r"|tôi|em|mình|chúng tôi|hệ thống|vì|do)"
)
_PATTERNS = [
    regex.compile(pattern)
    for pattern in (
        rf"\b{_SOURCE}(?: {_GIVEN})* {_NOT}(?: (?:được|thể|có))? {_TELLING}\b",
        rf"\b{_SOURCE}(?: {_GIVEN})* {_NOT} (?:có|đủ) (?:bất kỳ )?{_INFORMATION}\b",
        rf"^(?:{_SORRY} )*{_NOT} (?:có|đủ|tìm thấy|tìm được|tìm ra|rõ|biết) (?:bất kỳ )?"
        rf"{_INFORMATION}\b",
        rf"^(?:{_SORRY} )*{_NOT} (?:tìm thấy|tìm được|tìm ra|đề cập|nêu|nhắc đến|rõ|biết)\b",
        rf"^(?:{_SORRY} )*{_NOT} thể (?:tìm|trả lời|xác định|cung cấp)\b",
        rf"^(?:{_SORRY} )*{_NOT} được (?:đề cập|nêu|nhắc)(?: \S+)*? trong\b",
        rf"\b(?:thông tin|nội dung|chi tiết|điều|vấn đề)\b.* {_NOT} (?:được|có) {_TELLING}\b",
        rf"\b{_NOT} có (?:bất kỳ )?(?:thông tin|dữ liệu)\b.* (?:trong|từ|ở) .*{_SOURCE}",
        r"^the (?:documents?|text|context|passages?) (?:do not|don't|does not|doesn't)"
        r" (?:tell|say|mention|contain|provide|state)\b",
        r"^(?:there is )?no information\b",
    )
]

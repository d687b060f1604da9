"""What an answer says out of politeness and not as content: lead-ins, titles, particles."""

from __future__ import annotations

import regex

# Said at the end of a sentence.
PARTICLES = frozenset(("nhé", "nhá"))


def without_lead_in(text: str) -> str:
    """Return `text` with spaces for `Dạ,` and `Theo tài liệu,`; its length is kept."""
    lead_in = _LEAD_IN.match(text)
    if lead_in is None or not _WORD.search(text, lead_in.end()):
        return text
    return " " * lead_in.end() + text[lead_in.end() :]


def without_titles(text: str) -> str:
    """Return `text` with spaces for what honours a name: ông, bà, anh, chị, GS., Thạc sĩ.

    A name is what begins with a capital. An office such as Bộ trưởng is content and stays.
    """
    return _TITLE.sub(lambda match: " " * len(match.group()), text)


_WORD = regex.compile(r"\w")
_LISTENER = r"(?:quý|các|anh|chị|em|bạn|ông|bà|cô|chú|bác|thầy|khách|vị|mọi\s+người)"
_SOURCE = (
    r"(?:(?:thông\s+tin|nội\s+dung|dữ\s+liệu|tài\s+liệu|văn\s+bản|đoạn\s+văn|đoạn\s+trích"
    r"|ngữ\s+cảnh|nguồn|bài\s+viết|trích\s+dẫn)\b)"
)
_GIVEN = (
    r"(?:(?:trong|từ|của|ở|trên|này|đó|các|những|được|đã|có|hiện|cho|trước|sẵn|cung\s+cấp"
    r"|đính\s+kèm|kèm\s+theo|liên\s+quan)\b)"
)
_LEAD_IN = regex.compile(
    rf"""(?i)^(?:\W*(?:
      (?:(?:dạ|vâng|kính|xin|thưa)\s+)*(?:dạ|vâng|thưa)(?:[\s/]+{_LISTENER})*\s*(?:[,:]|ạ\s*[,:.]?)
      |(?:theo|dựa\s+(?:vào|trên|theo)|căn\s+cứ\s+(?:vào|theo)?)\s+(?:(?:các|những)\s+)?{_SOURCE}
        (?:\s+(?:{_GIVEN}|{_SOURCE}))*\s*(?:,|:|\bthì\b)
      |{_SOURCE}(?:\s+{_GIVEN})*\s+cho\s+(?:biết|thấy)(?:\s+(?:rằng|là))?\s*[,:]?(?!\w)
      |(?:câu\s+trả\s+lời|đáp\s+án|trả\s+lời|đáp)(?:\s+(?:đúng|là|như\s+sau|của\s+câu\s+hỏi))*\s*:
    ))+\s*""",
    regex.VERBOSE,
)
_DEGREE = r"(?:PGS|GS|TSKH|TS|ThS|THS|Ths)"
_NAMED_DEGREE = r"(?i:phó\s+giáo\s+sư|giáo\s+sư|tiến\s+s[ĩỹ](?:\s+khoa\s+học)?|thạc\s+s[ĩỹ])"
_HONORIFIC = r"(?:ông|bà|anh|chị|ngài|thầy|cô)"
# Places and streets that begin like an honorific, and England.
_NOT_HONOURED = (
    r"(?!(?:Rịa|Nà|Triệu|Trưng|Đen|Điểm|Chúa|Quốc|Tô|Ích|Hom|Chiểu|Huyện|RỊA|NÀ|TRIỆU|TRƯNG)\b)"
)
_TITLE = regex.compile(
    rf"""
    (?<!\w)(?:{_DEGREE}(?:\.\s*|\s+)|{_NAMED_DEGREE}[\s,.–-]+)+(?=\p{{Lu}})
    |(?<!\w)(?<!\b(?:tiếng|nước|người|quân|vua|hoàng)\s){_HONORIFIC}\s+{_NOT_HONOURED}(?=\p{{Lu}})
    |(?=(?i:{_HONORIFIC})\s)(?:(?<=^\W{{0,9}})|(?<=[.!?:;\n]\s{{1,3}}))(?i:{_HONORIFIC})\s+{_NOT_HONOURED}(?=\p{{Lu}})
    |(?<!\w)(?:ÔNG|BÀ)\s+{_NOT_HONOURED}(?=\p{{Lu}})
    |(?<!\w)(?:Mr|Mrs|Ms|Dr)\.?\s+(?=\p{{Lu}})
    """,
    regex.VERBOSE,
)

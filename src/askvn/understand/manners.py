"""How people ask: what is said for politeness' sake, and words written as in a text message."""

from __future__ import annotations

from collections.abc import Callable

import regex

from askvn.records import Span
from askvn.vietnamese.diacritics import has_marks, strip

_YOU = r"(?:anh chị|anh|chị|em|bạn|cô|chú|bác|ông|bà|thầy|ad|admin|shop|mọi người|các bạn)"
_ME = r"(?:em|mình|tôi|tớ|cháu|con|chúng tôi|chúng em)"
_GREETING = rf"(?:dạ|vâng|alo|kính thưa|thưa|xin chào|chào|hello)\b(?:\s+{_YOU})*[\s,.!:]*"
_CALL = rf"{_YOU}(?:\s*/\s*{_YOU}|\s+{_YOU})*\s+ơi\b[\s,:.!]*"
_PLEASE = r"(?:xin|làm ơn|vui lòng|nhờ|giúp|hãy|có thể|cần|muốn|được)"
_ASK = (
    rf"(?:{_YOU}\s+)?(?:(?:{_PLEASE}|{_ME})\s+)*"
    rf"(?:cho(?:\s+phép)?(?:\s+{_ME})?(?:\s+(?:được|xin))*\s+(?:hỏi|biết)"
    rf"|(?:xin|muốn|cần)\s+(?:được\s+)?(?:hỏi|biết))\b"
    rf"(?:\s+(?:chút|tí|xíu|thêm|với|nhanh|là|rằng|về việc|thông tin về))*\b[\s,:.!]*"
)
_LEAD = rf"\W*(?:(?:{_GREETING})|(?:{_CALL}))*(?:{_ASK})?"
_TAIL = r"(?:[\s,]+(?:ạ|nhé|nha|nhỉ|vậy|với|hả|à|cảm ơn|thanks))+\W*$"
# "như vậy", "làm vậy": there the last word belongs to the question.
_KEPT_TAIL = r"\b(?:như|gì|làm|vì)\s+vậy\W*$"
# Read as they are, and without diacritics for a text that has none.
_LEADS, _TAILS, _KEPT_TAILS = (
    {marked: regex.compile(pattern if marked else strip(pattern)) for marked in (True, False)}
    for pattern in (_LEAD, _TAIL, _KEPT_TAIL)
)
_WORD = regex.compile(r"\w")
_PLAIN_WORD = regex.compile(r"(?<![\w&/.\-])[\p{L}\p{M}]+(?![\w&/.\-])")

# What is typed in haste (vietnamese.md, 2.6): only what hardly means anything else.
SHORTHAND = {
    "ko": "không", "kg": "không", "hok": "không", "khg": "không", "dc": "được", "đc": "được",
    "j": "gì", "vs": "với", "ntn": "như thế nào", "cx": "cũng", "cg": "cũng", "mik": "mình",
    "mk": "mình", "bik": "biết", "bít": "biết", "bn": "bao nhiêu", "ng": "người",
    "ngta": "người ta", "trc": "trước", "hqua": "hôm qua", "hnay": "hôm nay", "nx": "nữa",
    "lm": "làm",
}  # fmt: skip


def written_out(text: str, frequency: Callable[[str], int]) -> str:
    """Return `text` with shorthand in lower case written out, unless the documents use it too."""

    def meant(match: regex.Match[str]) -> str:
        word = match.group()
        return SHORTHAND[word] if word in SHORTHAND and not frequency(word) else word

    return _PLAIN_WORD.sub(meant, text)


def core(text: str) -> Span:
    """Return where the question itself stands in `text`, lead-in and closing particles left out.

    `Dạ anh chị cho em hỏi … vậy ạ?` Never less than one word: what is only politeness stays whole.
    """
    lower, marked = text.lower(), has_marks(text)
    whole = Span(0, len(text))
    if len(lower) != len(text):
        return whole
    lead = _LEADS[marked].match(lower)
    start = lead.end() if lead else 0
    end = len(text)
    # Without diacritics a closing `a` may be a name: it goes only where the question was polite.
    if marked or start:
        tail = _TAILS[marked].search(lower, start)
        if tail and not _KEPT_TAILS[marked].search(lower, start):
            end = tail.start()
    return Span(start, end) if _WORD.search(lower, start, end) else whole

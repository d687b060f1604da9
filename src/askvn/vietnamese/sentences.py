"""A line-first sentence splitter that keeps offsets.

A line end is a boundary unless the line is softly wrapped; inside a line `. ? ! …` is one unless
an abbreviation, an initial, a list number or a legal reference stands before it, or the next
letter is lower case. Decimals, dates and domains have no blank behind their dot and stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from askvn.records import Span

# Academic and professional titles, places, pages, firms: a dot behind these ends no sentence.
_ABBREVIATIONS = frozenset(
    "gs pgs ts ths tskh bs bsck ck ks kts cn ls nsnd nsưt nsut cvcc tp tx tt q p h tr st dr mr mrs "
    "ms prof jr sr co vd đc đt mst sđt stk no fig vs vol pp".split()
)
# Words whose number is a reference, not the end of a sentence: "Điều 5. Quyền …".
_REFERENCES = "điều|khoản|điểm|mục|chương|phần|bảng|hình|bước|câu|bài|tiết|phụ lục|quyển|tập"
_END = regex.compile(r"([.?!…]+)[\"”’'»)\]]*(?=\s)")
_NEXT = regex.compile(r"\s+[\"“‘'«(\[\-–—•*]*\s*(\S)")
_WORD_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}]+$")
_NUMBERED = regex.compile(
    rf"^\W*(?:(?:{_REFERENCES})\s+)?(?:\d+(?:\.\d+)*|[IVXLC]+|\p{{L}})$", regex.IGNORECASE
)
_LINE = regex.compile(r"[^\n]+")
_SOFT_WRAP_CHARS = 40


def split(text: str) -> list[Span]:
    """Return the sentences of normalised `text` in order, trimmed, never empty.

    Every character that is not white space stands in exactly one of them.
    """
    return [span for line in _lines(text) for span in _sentences(text, line)]


def _lines(text: str) -> Iterator[Span]:
    """Yield trimmed lines; a line that begins in lower case continues a long unfinished one."""
    open_line: Span | None = None
    for match in _LINE.finditer(text):
        line = _trim(text, match.start(), match.end())
        if line is None:
            continue
        flush_left = line.start == match.start()  # a table row, its bar blanked, is not
        if open_line and flush_left and _continues(text, open_line, line):
            open_line = Span(open_line.start, line.end)
            continue
        if open_line:
            yield open_line
        open_line = line
    if open_line:
        yield open_line


def _continues(text: str, line: Span, following: Span) -> bool:
    return (
        text[following.start].islower()
        and line.end - line.start >= _SOFT_WRAP_CHARS
        and text[line.end - 1] not in ".?!…:;|"
        and text.count("\n", line.end, following.start) == 1
    )


def _sentences(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for match in _END.finditer(text, line.start, line.end):
        if _ends_sentence(text, start, match, line.end):
            span = _trim(text, start, match.end())
            if span:
                yield span
            start = match.end()
    last = _trim(text, start, line.end)
    if last:
        yield last


def _ends_sentence(text: str, start: int, match: regex.Match[str], limit: int) -> bool:
    following = _NEXT.match(text, match.end(), limit)
    if following is None:
        return False
    if following.group(1).islower():
        return False
    if match.group(1) != ".":
        return True
    head = text[start : match.start()]
    if _NUMBERED.match(head):
        return False
    word = _WORD_BEFORE.search(head)
    if word is None:
        return True
    return not _is_abbreviation(word.group(), head)


def _is_abbreviation(word: str, head: str) -> bool:
    if len(word) == 1 and word.isupper():
        return True
    return word.lower() in _ABBREVIATIONS and not (word.islower() and len(head) == len(word))


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None

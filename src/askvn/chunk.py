"""Cut a document into passages of whole sentences that know their page and heading path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from askvn.records import PATH_SEPARATOR, Chunk, Document, Mark, Span
from askvn.vietnamese import sentences

CHUNKER_VERSION = "3"

# How deep in a list a line stands: numbers hold letters, letters hold bullets.
_ITEMS = (
    (1, regex.compile(r"\(?(?:\d{1,3}|[IVX]{1,5})[.)]\s|(?:khoản|mục)\s+\d", regex.IGNORECASE)),
    (2, regex.compile(r"\(?\p{Ll}{1,2}\)\s|\p{Ll}\.\s")),
    (3, regex.compile(r"[-–—•*+▪●]\s")),
)
# A row of a table, as the readers write it: `Header: cell; Header: cell`.
_ROW = regex.compile(r"[^\n:;]{1,100}+: [^\n;]++; [^\n:;]{1,100}+: ")


def split(document: Document, max_chars: int) -> Iterator[Chunk]:
    """Yield consecutive chunks of whole sentences, each at most `max_chars` long.

    A sentence longer than that is cut at a blank. A row of a table stays whole, and a list with its
    lead-in (`Hồ sơ gồm:`), where they fit into one chunk. A page always begins a new chunk, a
    heading does once the current one is a third full. Every chunk satisfies
    `document.text[chunk.start:chunk.end] == chunk.text`.
    """
    visible = mask(document.text, document.hidden)
    marks = sorted(document.marks)
    for group in _groups(visible, marks, max_chars):
        start, end = group[0].start, group[-1].end
        yield Chunk(
            start=start,
            end=end,
            text=document.text[start:end],
            visible=visible[start:end],
            headings=heading_path(marks, _first_prose(marks, group).end),
            page=page_at(marks, start),
        )


def mask(text: str, hidden: Sequence[Span]) -> str:
    """Return `text` with every hidden span blanked; length and line ends are kept."""
    pieces: list[str] = []
    position = 0
    for start, end in sorted(hidden):
        pieces.append(text[position:start])
        pieces.append("".join("\n" if c == "\n" else " " for c in text[max(start, position) : end]))
        position = max(position, end)
    pieces.append(text[position:])
    return "".join(pieces)


def page_at(marks: Sequence[Mark], offset: int) -> int | None:
    """Return the number of the page that holds `offset`; None where there are no pages."""
    labels = [mark.label for mark in marks if mark.level == 0 and mark.start <= offset]
    return int(labels[-1]) if labels else None


def headings_of(document: Document, span: Span) -> str:
    """Return the heading path of the chunk at `span`, "" where nothing is visible there."""
    visible = mask(document.text, document.hidden)[span.start : span.end]
    group = [Span(span.start + a, span.start + b) for a, b in sentences.split(visible)]
    marks = sorted(document.marks)
    return heading_path(marks, _first_prose(marks, group).end) if group else ""


def heading_path(marks: Sequence[Mark], before: int) -> str:
    """Return the headings, outermost first, that hold at the last sentence before `before`.

    A mark without a label only ends what is as deep: a table's header behind its last row.
    """
    path: list[Mark] = []
    for mark in marks:
        if mark.level == 0 or mark.start >= before:
            continue
        path = [outer for outer in path if outer.level < mark.level]
        path.append(mark)
    return PATH_SEPARATOR.join(mark.label for mark in path if mark.label)


def _groups(visible: str, marks: Sequence[Mark], max_chars: int) -> Iterator[list[Span]]:
    pages = [mark.start for mark in marks if mark.level == 0]
    headings = {mark.start for mark in marks if mark.level > 0}
    spans = list(_fitting(visible, max_chars))
    target = _target(spans, max_chars)
    group: list[Span] = []
    for block in _blocks(visible, spans, {*pages, *headings}, max_chars):
        if group and (
            block[-1].end - group[0].start > max_chars
            or group[-1].end - group[0].start >= target
            or _page_begins(pages, group[-1].start, block[0].start)
            or (
                _breaks(headings, group[-1].end, block[0].start)
                and group[-1].end - group[0].start >= max_chars // 3
            )
        ):
            yield group
            group = []
        group.extend(block)
    if group:
        yield group


def _blocks(
    visible: str, spans: Sequence[Span], breaks: set[int], max_chars: int
) -> Iterator[Sequence[Span]]:
    """Yield what is not to be parted: a row, a lead-in with its list or its first item, or a span.

    Nothing in `breaks` stands inside a block but at its beginning.
    """
    first = 0
    while first < len(spans):
        ends = [_block_end(visible, spans, breaks, first)]
        if ends[0] > first + 1:
            ends += [_block_end(visible, spans, breaks, first + 1), first + 2, first + 1]
        start = spans[first].start
        end = next(end for end in ends if spans[end - 1].end - start <= max_chars)
        yield spans[first:end]
        first = end


def _block_end(visible: str, spans: Sequence[Span], breaks: set[int], first: int) -> int:
    """Return where the row or the list ends that begins with span `first`, or else `first` + 1."""
    end = first + 1
    is_row = _ROW.match(visible, spans[first].start) is not None
    if not is_row and not visible[spans[first].start : spans[first].end].endswith(":"):
        return end
    depth = _depth(visible, spans, first)
    while end < len(spans) and not _breaks(breaks, spans[end - 1].start + 1, spans[end].start):
        if _begins_line(visible, spans, end) and (is_row or _depth(visible, spans, end) <= depth):
            break
        end += 1
    return end


def _depth(visible: str, spans: Sequence[Span], number: int) -> int:
    """Return how deep in a list the span stands as its first characters tell, 0 for prose."""
    start = spans[number].start
    return next((depth for depth, item in _ITEMS if item.match(visible, start)), 0)


def _begins_line(visible: str, spans: Sequence[Span], number: int) -> bool:
    return "\n" in visible[spans[number - 1].end : spans[number].start]


def _breaks(breaks: set[int], after: int, until: int) -> bool:
    return any(offset in breaks for offset in range(after, until + 1))


def _first_prose(marks: Sequence[Mark], group: Sequence[Span]) -> Span:
    """Return the first span that is no heading: the headings above it hold for the chunk.

    Those further down stand in the chunk themselves.
    """
    headings = {mark.start for mark in marks if mark.level > 0 and mark.label}
    return next((span for span in group if span.start not in headings), group[-1])


def _target(spans: Sequence[Span], max_chars: int) -> int:
    """Return the length at which a chunk is full, so that the last one is no mere crumb."""
    if not spans:
        return max_chars
    total = spans[-1].end - spans[0].start
    return total // -(-total // max_chars)


def _fitting(visible: str, max_chars: int) -> Iterator[Span]:
    for start, end in sentences.split(visible):
        while end - start > max_chars:
            blank = visible.rfind(" ", start + 1, start + max_chars + 1)
            cut = blank if blank > start else start + max_chars
            yield Span(start, cut)
            start = cut  # noqa: PLW2901
            while visible[start].isspace():
                start += 1  # noqa: PLW2901
        yield Span(start, end)


def _page_begins(pages: Sequence[int], after: int, until: int) -> bool:
    return any(after < page <= until for page in pages)

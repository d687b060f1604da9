"""Cut a document into passages of whole sentences that know their page and heading path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from askvn.records import PATH_SEPARATOR, Chunk, Document, Mark, Span
from askvn.vietnamese import sentences

CHUNKER_VERSION = "1"


def split(document: Document, max_chars: int) -> Iterator[Chunk]:
    """Yield consecutive chunks of whole sentences, each at most `max_chars` long.

    A sentence longer than that is cut at a blank. A page always begins a new chunk, a heading does
    once the current one is a third full. Every chunk satisfies
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
            headings=heading_path(marks, end),
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


def heading_path(marks: Sequence[Mark], before: int) -> str:
    """Return the headings, outermost first, that hold at the first sentence before `before`."""
    path: list[Mark] = []
    for mark in marks:
        if mark.level == 0 or mark.start >= before:
            continue
        path = [outer for outer in path if outer.level < mark.level]
        path.append(mark)
    return PATH_SEPARATOR.join(mark.label for mark in path)


def _groups(visible: str, marks: Sequence[Mark], max_chars: int) -> Iterator[list[Span]]:
    pages = [mark.start for mark in marks if mark.level == 0]
    headings = {mark.start for mark in marks if mark.level > 0}
    spans = list(_fitting(visible, max_chars))
    target = _target(spans, max_chars)
    group: list[Span] = []
    for span in spans:
        if group and (
            span.end - group[0].start > max_chars
            or group[-1].end - group[0].start >= target
            or _page_begins(pages, group[-1].start, span.start)
            or (
                _heading_begins(headings, group[-1].end, span.start)
                and group[-1].end - group[0].start >= max_chars // 3
            )
        ):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


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


def _heading_begins(headings: set[int], after: int, until: int) -> bool:
    return any(offset in headings for offset in range(after, until + 1))

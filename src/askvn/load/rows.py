"""Rows of a table as lines of text that can be read alone: `Header: cell; Header: cell`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from askvn.load.strings import flat

_LETTER = re.compile(r"[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAX_HEADER_CHARS = 100


def lines(rows: Iterable[Sequence[str]], *, headed: bool = True) -> Iterator[str]:
    """Yield each row as one line, empty cells and rows left out.

    Where the table is `headed`, its first row with two cells or more is the header, if it looks
    like one; what stands above it (the table's caption) are lines of their own.
    """
    header: Sequence[str] | None = None if headed else ()
    alone = False
    for row in rows:
        cells = [flat(cell) for cell in row]
        filled = [cell for cell in cells if cell]
        if header is None and len(filled) > 1:
            header = cells if _is_header(filled) else ()
            alone = bool(header)
            if alone:
                continue
        if filled:
            alone = False
            yield "; ".join(_labelled(cells, header or ()))
    if alone and header:
        yield "; ".join(filter(None, header))


def _is_header(cells: list[str]) -> bool:
    return len(set(cells)) == len(cells) and all(
        len(cell) <= _MAX_HEADER_CHARS and (_LETTER.search(cell) or _YEAR.fullmatch(cell))
        for cell in cells
    )


def _labelled(cells: list[str], header: Sequence[str]) -> Iterator[str]:
    for column, cell in enumerate(cells):
        label = header[column].rstrip(" :") if column < len(header) else ""
        if cell:
            yield f"{label}: {cell}" if label else cell

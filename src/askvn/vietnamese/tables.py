"""Tables in a text, as Markdown writes them: rows of cells between bars, a rule below the first."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_RULE = r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?"
_RULE_BELOW = regex.compile(rf"[^\n]*\n{_RULE}(?:\n|$)")
_RULE_LINE = regex.compile(_RULE)


def cells(text: str, start: int, end: int) -> list[str]:
    """Return the cells of the row of a table that `text[start:end]` lies in; none if it is none."""
    if not text[_line(text, start) : start].lstrip().startswith("|"):
        return []
    found = (" ".join(cell.split()) for cell in text[start:end].split("|"))
    return [cell for cell in found if cell]


def is_head(text: str, end: int) -> bool:
    """Tell whether the row that ends at `end` names the columns of those below it."""
    return _RULE_BELOW.match(text, end) is not None


def head_above(text: str, start: int) -> list[str]:
    """Return the names of the columns above a row that begins at `start`, none if unknown."""
    lines = text[: _line(text, start)].split("\n")[:-1]
    for place in range(len(lines) - 1, 0, -1):
        if not lines[place].lstrip().startswith("|"):
            break
        if _RULE_LINE.fullmatch(lines[place]):
            return [
                " ".join(name.split()) for name in lines[place - 1].strip().strip("|").split("|")
            ]
    return []


def named(row: Sequence[str], head: Sequence[str]) -> str:
    """Return a row with the names of its columns, `a: 1; b: 2`, without where they do not fit."""
    if len(row) != len(head) or not all(head):
        return " | ".join(row)
    return "; ".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=True))


def fields(row: str) -> list[tuple[str, str]]:
    """Return the names and cells of a `named` row; none of a text that is none."""
    parts = [part.partition(": ") for part in row.split("; ")]
    found = [(name, cell) for name, _, cell in parts if cell]
    return found if len(found) == len(parts) > 1 else []


def _line(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1

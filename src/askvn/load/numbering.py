"""The numbers that Word shows before list paragraphs and does not store in their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_NUMBER = re.compile(r"[0-9]{1,9}")
_MAX_SPELLED = 1000  # beyond, letters and Roman numerals are nobody's list
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


class _Level(NamedTuple):
    start: int
    style: str  # decimal, lowerLetter, bullet, …
    text: str  # such as "Điều %1." or "%1.%2"


class Numbering:
    """Counts the list paragraphs of one document, in its order."""

    def __init__(self, element: Element | None) -> None:
        """Read the document's `numbering.xml`; None where it has none."""
        self._lists: dict[str, str] = {}  # list id -> id of what it is an instance of
        self._levels: dict[tuple[str, int], _Level] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if element is not None:
            self._read(element)

    def label(self, list_id: str, depth: int) -> str:
        """Return the label of the next paragraph of a list at `depth`, from 0: "1.", "a)", "-"."""
        kind = self._lists.get(list_id, "")
        level = self._levels.get((kind, depth))
        if level is None:
            return ""
        counts = self._counts.setdefault(kind, {})
        for deeper, start in self._restarts.pop(list_id, {}).items():
            counts[deeper] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.style in ("bullet", "none"):
            return "-" if level.style == "bullet" else ""
        return _PLACE.sub(lambda place: self._number(kind, int(place[1]) - 1), level.text)

    def _number(self, kind: str, depth: int) -> str:
        level = self._levels.get((kind, depth), _Level(1, "decimal", ""))
        return _written(self._counts[kind].get(depth, level.start), level.style)

    def _read(self, element: Element) -> None:
        for abstract in element.iterchildren(f"{W}abstractNum"):
            kind = abstract.get(f"{W}abstractNumId")
            for level in abstract.iterchildren(f"{W}lvl"):
                self._levels[kind, number(level.get(f"{W}ilvl"))] = _Level(
                    number(value(level, "start"), 1),
                    value(level, "numFmt") or "decimal",
                    value(level, "lvlText"),
                )
        for instance in element.iterchildren(f"{W}num"):
            list_id = instance.get(f"{W}numId")
            self._lists[list_id] = value(instance, "abstractNumId")
            self._restarts[list_id] = {
                number(override.get(f"{W}ilvl")): number(value(override, "startOverride"), 1)
                for override in instance.iterchildren(f"{W}lvlOverride")
                if value(override, "startOverride")
            }


def value(element: Element, child: str) -> str:
    """Return the `w:val` of a child of `element`, nothing where there is none."""
    found = element.find(f"{W}{child}")
    return "" if found is None else found.get(f"{W}val") or ""


def number(text: str | None, default: int = 0) -> int:
    """Return `text` as a whole number, `default` where it is none."""
    return int(text) if text and _NUMBER.fullmatch(text) else default


def _written(count: int, style: str) -> str:
    if not 0 < count < _MAX_SPELLED:
        return str(count)
    if style in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)
        return letters.upper() if style == "upperLetter" else letters
    if style in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.upper() if style == "upperRoman" else roman
    return f"{count:02}" if style == "decimalZero" else str(count)


def _roman(count: int) -> str:
    digits = ""
    for worth, digit in _ROMAN:
        digits += digit * (count // worth)
        count %= worth
    return digits

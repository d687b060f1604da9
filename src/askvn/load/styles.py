"""What a Word paragraph's style says of it: heading level, list, table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from askvn.load.numbering import W, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_BODY_LEVEL = 9  # Word's outline levels are 0 to 8


class _Style(NamedTuple):
    name: str
    base: str
    properties: Element | None  # its w:pPr


class Styles:
    """The paragraph styles of one document, with what they inherit."""

    def __init__(self, element: Element) -> None:
        """Read the document's `styles.xml`."""
        self._styles = {
            style.get(f"{W}styleId"): _Style(
                value(style, "name"), value(style, "basedOn"), style.find(f"{W}pPr")
            )
            for style in element.iterchildren(f"{W}style")
        }

    def level(self, paragraph: Element) -> int:
        """Return the heading level of a paragraph, 0 for ordinary text; the title has 1."""
        for name, properties in self._chain(paragraph):
            if match := _HEADING.fullmatch(name):
                return int(match[1])
            if name.lower() == "title":
                return 1
            if properties is not None and (outline := value(properties, "outlineLvl")):
                return (number(outline, _BODY_LEVEL) + 1) % (_BODY_LEVEL + 1)
        return 0

    def place(self, paragraph: Element) -> tuple[str, int]:
        """Return the list that a paragraph is in, "" for none, and how deep."""
        for _, properties in self._chain(paragraph):
            found = None if properties is None else properties.find(f"{W}numPr")
            if found is not None and (list_id := value(found, "numId")):
                return list_id, number(value(found, "ilvl"))
        return "", 0

    def is_contents(self, paragraph: Element) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        return any(name.lower().startswith("toc ") for name, _ in self._chain(paragraph))

    def _chain(self, paragraph: Element) -> Iterator[tuple[str, Element | None]]:
        """Yield names and properties, from the paragraph's own to its remotest base style's."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return
        yield "", properties
        style_id = value(properties, "pStyle")
        seen = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style.name, style.properties
            style_id = style.base

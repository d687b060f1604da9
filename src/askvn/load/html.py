"""Web pages: the main content as trafilatura finds it, or all of the body where it finds none."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from askvn.load import rows
from askvn.load.draft import Draft
from askvn.load.encoding import declared_by_mark, decode
from askvn.load.files import parsing, read_bytes, require
from askvn.load.metadata import iso_date, sensible_title
from askvn.load.strings import flat
from askvn.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_UNSEEN = {
    *("script", "style", "noscript", "template"),
    *("nav", "button", "select", "svg", "iframe", "object"),
}
# The elements of HTML and of trafilatura's own tree that stand on lines of their own; all others
# (b, a, span, hi, ref, …) are part of the line that they stand in.
_BLOCKS = {
    *("body", "main", "article", "section", "header", "footer", "aside", "div", "address"),
    *("p", "head", "h1", "h2", "h3", "h4", "h5", "h6", "br", "lb", "hr", "pre", "quote"),
    *("blockquote", "list", "ul", "ol", "dl", "item", "li", "dt", "dd", "td", "th", "cell"),
    *("caption", "figure", "figcaption", "details", "summary"),
}
_OPTIONS = {
    "with_metadata": True,
    "include_comments": False,
    # A date that stands in the page's head, or none: no guess from its text.
    "date_extraction_params": {"extensive_search": False, "original_date": True},
}
_HEADING = re.compile(r"h([1-6])")
_BULLET = re.compile(r"-|\d+\.")
_MAX_CELL_CHARS = 500
# Where trafilatura gives up, it returns about all of the page, as one paragraph.
_MOST = 0.8
# The level of the line that begins here (0: a paragraph), or text of the line.
_Token = int | str


def read(path: Path, source: str) -> Iterator[Document]:
    """Yield the one document of a .html or .htm file, with its title and date where it has them.

    Raises:
        MissingExtraError: if trafilatura or lxml is not installed.
        DocumentError: if the file's encoding is unknown, or it has no text.
    """
    lxml_html = require("lxml.html", package="lxml")
    etree = require("lxml.etree", package="lxml")
    trafilatura = require("trafilatura")
    text = _decoded(read_bytes(path), path)
    draft = Draft()
    title = date = ""
    with parsing(path):
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True)
        tree = etree.HTML(text.encode(), parser=parser)
        if tree is not None:
            found = trafilatura.bare_extraction(deepcopy(tree), **_OPTIONS)
            title = (found and found.title) or tree.findtext(".//title") or ""
            date = (found and found.date) or ""
            for line, level in _main(found.body if found else None, tree.findall("body")):
                draft.add(line, level=level)
    yield draft.finish(path, source, title=sensible_title(title), date=iso_date(date))


def _decoded(data: bytes, path: Path) -> str:
    """Return the page as text: UTF-8 if it can be, else in the encoding that it declares."""
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    if declared and not declared_by_mark(data):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode()
        with contextlib.suppress(UnicodeError, LookupError):
            return data.decode(declared[1].decode())
    return decode(data, path)


def _main(found: Element | None, body: list[Element]) -> list[tuple[str, int]]:
    """Return the lines that trafilatura found, or all of the body's if it found no structure."""
    lines = [] if found is None else list(_lines([found]))
    if len(lines) > 1:
        return lines
    whole = list(_lines(body))
    size = sum(len(line) for line, _ in whole)
    return lines if lines and len(lines[0][0]) < size * _MOST else whole


def _has_text(element: Element) -> bool:
    return any(text.strip() for text in element.itertext())


def _lines(elements: Iterable[Element]) -> Iterator[tuple[str, int]]:
    """Yield the lines of text in `elements` with their heading levels."""
    pieces: list[str] = []
    level = 0
    for token in (token for element in elements for token in _tokens(element, 0)):
        if isinstance(token, str):
            pieces.append(token)
            continue
        line = flat("".join(pieces))
        if line and not _BULLET.fullmatch(line):
            yield line, level
        if not _BULLET.fullmatch(line):
            pieces = []
        level = token
    if line := flat("".join(pieces)):
        yield line, level


def _tokens(element: Element, level: int) -> Iterator[_Token]:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return
    if element.tag == "table" and (cells := _cells(element)):
        for line in rows.lines(cells, headed=len(cells) > 2 or _has_header(element)):
            yield from (0, line, 0)
        return
    block = element.tag in _BLOCKS
    inner = _level(element) or level
    if block:
        yield inner
    yield _bullet(element)
    yield element.text or ""
    for child in element:
        yield from _tokens(child, inner)
        yield child.tail or ""
    if block:
        yield level


def _level(element: Element) -> int:
    name = element.get("rend", "") if element.tag == "head" else element.tag
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match else 0


def _bullet(element: Element) -> str:
    if element.tag not in ("li", "item") or not _has_text(element):
        return ""
    parent = element.getparent()
    if parent is None or "ol" not in (parent.tag, parent.get("rend")):
        return "- "
    return f"{1 + len(list(element.itersiblings(element.tag, preceding=True)))}. "


def _cells(table: Element) -> list[list[str]]:
    """Return a table's cells, row by row; nothing if it is there for the layout only."""
    if any(True for _ in table.iterdescendants("table")):
        return []
    found = [
        [" ".join(line for line, _ in _lines([cell])) for cell in row.iter("cell", "td", "th")]
        for row in table.iter("row", "tr")
    ]
    long = any(len(cell) > _MAX_CELL_CHARS for row in found for cell in row)
    return [] if long else [row for row in found if row]


def _has_header(table: Element) -> bool:
    return any(cell.tag == "th" or cell.get("role") for cell in table.iter("cell", "th"))

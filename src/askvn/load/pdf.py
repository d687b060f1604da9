"""PDF files with a text layer: pages, paragraphs, running headers and footers hidden."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from askvn.errors import DocumentError
from askvn.load.draft import Draft
from askvn.load.files import damaged, parsing, read_bytes, require
from askvn.load.metadata import sensible_title
from askvn.load.pages import Line, Page, Paragraph, paragraphs
from askvn.load.strings import flat
from askvn.records import Document

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

logger = logging.getLogger(__name__)

# PDFium is not thread-safe.
_PDFIUM = threading.Lock()
_WRONG_PASSWORD, _UNKNOWN_SECURITY = 4, 5
# Fonts of old Vietnamese PDFs call ư "ƣ" (gha): "đƣợc" is "được".
_LETTERS = str.maketrans("ƣƢ", "ưƯ")
_SYMBOL_BULLET = re.compile(r"^\s*[\ue000-\uf8ff](?=\s)")
# PDFium puts U+FFFE for a hyphen at the end of a line that it joins with the next.
_HYPHENATED = re.compile(r"(?<=[a-z])\ufffe(?=[a-z])")


class _Content(NamedTuple):
    pages: list[Page]
    pictures: list[int]  # pages that are pictures, without text
    unreadable: list[int]
    title: str


def read(path: Path, source: str) -> Iterator[Document | DocumentError]:
    """Yield the one document of a .pdf file, then an error if some of its pages are damaged.

    Raises:
        MissingExtraError: if pypdfium2 is not installed.
        DocumentError: if the file is encrypted, damaged, or has no text layer.
    """
    pdfium = require("pypdfium2")
    data = read_bytes(path)
    with _PDFIUM, parsing(path):
        content = _content(pdfium, path, data)
    found = list(paragraphs(content.pages))
    if all(paragraph.aside for paragraph in found):
        raise DocumentError(
            "{path}: has no text layer (is it a scan?)",
            hint="ocrmypdf -l vie {quoted} {target}",
            path=path,
            quoted=quote(str(path)),
            target=quote(f"{path.stem}.ocr.pdf"),
        )
    yield _draft(found).finish(path, source, title=content.title)
    if content.pictures:
        logger.warning("%s: pages without text, only pictures: %s", path, content.pictures)
    if content.unreadable:
        yield DocumentError(
            "{path}: pages {pages} cannot be read",
            hint="qpdf {quoted} {target}",
            path=path,
            source=source,
            pages=", ".join(map(str, content.unreadable)),
            quoted=quote(str(path)),
            target=quote(f"{path.stem}.repaired.pdf"),
        )


def _draft(found: list[Paragraph]) -> Draft:
    draft = Draft()
    marked = 0
    for paragraph in found:
        if paragraph.page > marked:
            marked = paragraph.page
            draft.page(marked, runs_on=paragraph.runs_on)
        if paragraph.runs_on:
            draft.extend(paragraph.text)
        else:
            draft.add(paragraph.text, hidden=paragraph.aside)
    return draft


def _content(pdfium: ModuleType, path: Path, data: bytes) -> _Content:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (_WRONG_PASSWORD, _UNKNOWN_SECURITY):
            raise _encrypted(path) from error
        raise damaged(path, error) from error
    with contextlib.closing(document):
        title = sensible_title(document.get_metadata_value("Title"))
        content = _Content([], [], [], title)
        for number in range(1, len(document) + 1):
            try:
                page, is_picture = _page(pdfium.raw, document, number)
            except pdfium.PdfiumError:
                content.unreadable.append(number)
                continue
            content.pages.append(page)
            if is_picture:
                content.pictures.append(number)
    return content


def _encrypted(path: Path) -> DocumentError:
    return DocumentError(
        "{path}: is encrypted",
        hint="qpdf --decrypt --password=PASSWORD {quoted} {target}",
        path=path,
        quoted=quote(str(path)),
        target=quote(f"{path.stem}.decrypted.pdf"),
    )


def _page(raw: ModuleType, document: PdfDocument, number: int) -> tuple[Page, bool]:
    """Return a page, and whether it is nothing but a picture."""
    with contextlib.closing(document[number - 1]) as page:
        width, height = page.get_size()
        turn = _Turn(page.get_rotation(), width, height, *page.get_bbox()[:2])
        with contextlib.closing(page.get_textpage()) as textpage:
            lines = list(_lines(raw, textpage, turn))
        images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        is_picture = not lines and next(iter(images), None) is not None
    return Page(number, width, height, lines), is_picture


def _lines(raw: ModuleType, textpage: PdfTextPage, turn: _Turn) -> Iterator[Line]:
    start = 0
    for part in textpage.get_text_range().split("\n"):
        text = _clean(part)
        if text:
            first = start + len(part) - len(part.lstrip())
            last = start + len(part.rstrip()) - 1
            left, _, bottom, top = turn.box(_box(raw, textpage, first))
            right = turn.box(_box(raw, textpage, last))[1]
            yield Line(text, left, right, bottom, top)
        start += len(part) + 1


def _clean(text: str) -> str:
    text = _HYPHENATED.sub("", text.translate(_LETTERS)).replace("\ufffe", "-")
    return flat(_SYMBOL_BULLET.sub("•", text))


def _box(raw: ModuleType, textpage: PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of a character; zeros where PDFium has no box."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(
        textpage, raw.FPDFText_GetCharIndexFromTextIndex(textpage, index), box
    )
    return box.left, box.right, box.bottom, box.top


class _Turn(NamedTuple):
    """How a page is turned before it is shown, its size as shown, and its lower left corner."""

    degrees: int
    width: float
    height: float
    x: float
    y: float

    def box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Return a box of the page's own coordinates as it is shown."""
        left, right, bottom, top = box
        left, right, bottom, top = left - self.x, right - self.x, bottom - self.y, top - self.y
        if self.degrees == 90:
            return bottom, top, self.height - right, self.height - left
        if self.degrees == 180:
            return self.width - right, self.width - left, self.height - top, self.height - bottom
        if self.degrees == 270:
            return self.width - top, self.width - bottom, left, right
        return left, right, bottom, top

"""A document's text while it grows, paragraph by paragraph, with its marks and hidden spans."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from askvn.errors import DocumentError
from askvn.load.metadata import first_heading, title_of_name
from askvn.load.strings import blank, flat, tidy
from askvn.records import Document, Mark, Span

# A longer "heading" is a paragraph that somebody set in large type.
MAX_HEADING_CHARS = 120
_PAGE = 0


class Draft:
    """A growing text: one paragraph after another, a blank line between.

    The blank line keeps a sentence splitter from joining a paragraph to the next.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._hidden: list[Span] = []

    def add(self, text: str, *, level: int = 0, hidden: bool = False) -> None:
        """Append a paragraph, which is a heading where `level` is not 0; nothing if empty."""
        text = tidy(text)
        if not text:
            return
        if self._pieces:
            self._append("\n\n")
        start = self._length
        self._append(text)
        if hidden:
            self._hidden.append(Span(start, self._length))
        elif level and len(text) <= MAX_HEADING_CHARS:
            self._marks.append(Mark(start, level, flat(text)))

    def extend(self, text: str) -> None:
        """Append to the last paragraph, after a blank; nothing if empty."""
        text = tidy(text)
        if text:
            self._append(f" {text}")

    def page(self, number: int, *, runs_on: bool = False) -> None:
        """Mark that a page begins with what comes next, perhaps inside the last paragraph."""
        gap = (1 if runs_on else 2) if self._pieces else 0
        self._marks.append(Mark(self._length + gap, _PAGE, str(number)))

    def finish(
        self,
        path: Path,
        source: str,
        *,
        title: str = "",
        date: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Document:
        """Return the document; its title falls back to the first level-1 heading, then the name.

        Raises:
            DocumentError: if nothing of it can be seen.
        """
        text = "".join(self._pieces)
        document = Document(
            source=source,
            text=text,
            title=title or first_heading(self._marks) or title_of_name(path),
            date=date,
            metadata=metadata or {},
            hidden=tuple(self._hidden),
            marks=tuple(self._marks),
        )
        return checked(document, path)

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def checked(document: Document, path: Path) -> Document:
    """Return `document` itself.

    Raises:
        DocumentError: if nothing of it can be seen.
    """
    if not blank(document.text, document.hidden).strip():
        raise DocumentError(
            "{path}: is empty",
            hint="write some text into it, or remove it",
            path=path,
        )
    return document

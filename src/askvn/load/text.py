"""Plain text and Markdown, with or without front matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import regex

from askvn.load import front_matter, markdown
from askvn.load.draft import checked
from askvn.load.encoding import decode
from askvn.load.files import read_bytes
from askvn.load.metadata import first_heading, title_of_name
from askvn.records import Document, Mark
from askvn.vietnamese.normalise import normalise

# Short, no end of a sentence, a blank line and more text behind it.
_ALONE = regex.compile(r"\s*(\p{Lu}[^\n]{2,118}[^\n\s.,;:!?…|])[ \t]*\n[ \t]*\n\s*\S")


def read(path: Path, source: str) -> Iterator[Document]:
    """Yield the one document of a .txt, .md or .markdown file; markup in it is hidden.

    Raises:
        DocumentError: if the file is not UTF-8, or nothing of it can be seen.
    """
    text = normalise(decode(read_bytes(path), path))
    front = front_matter.parse(text)
    body = markdown.parse(text, front.end)
    marks = body.marks or _title_line(text, front.end)
    document = Document(
        source=source,
        text=text,
        title=front.title or first_heading(marks) or title_of_name(path),
        date=front.date,
        metadata=front.metadata,
        hidden=body.hidden,
        marks=marks,
    )
    yield checked(document, path)


def _title_line(text: str, start: int) -> tuple[Mark, ...]:
    """Return the first line as a heading if it stands alone above the text, as titles do."""
    match = _ALONE.match(text, start)
    return (Mark(match.start(1), 1, match.group(1)),) if match else ()

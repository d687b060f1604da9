"""A conversation as a Word document (.docx) with real footnotes.

The parts are written as ECMA-376 has them: python-docx, which reads them elsewhere, knows no
footnotes, and a document that nobody's template shapes is a page of XML.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

import regex

from askvn.export.pages import Line, Note, Paper, Turn
from askvn.export.parts import CORE, NOTES_HEAD, PARTS, W

# What XML 1.0 cannot hold, however it is written.
_FORBIDDEN = regex.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
# No time of writing: the same conversation gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134"'
    ' w:bottom="1134" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)


def write(paper: Paper, lang: str) -> bytes:
    """Return the file; a citation that stands twice in an answer is one footnote."""
    del lang
    seen: set[int] = set()
    body = [_paragraph("Title", _run(paper.title)), _paragraph("Subtitle", _run(paper.about))]
    for turn in paper.turns:
        body += _turn(turn, seen)
    text = "".join([*body, _PAGE])
    notes = "".join(_note(note) for note in paper.notes)
    made = {
        "word/document.xml": f"<w:document {W}><w:body>{text}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {W}>{NOTES_HEAD}{notes}</w:footnotes>",
        "docProps/core.xml": CORE.format(title=_text(paper.title), time=_text(paper.began_at)),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**PARTS, **made}.items():
            xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'
            package.writestr(zipfile.ZipInfo(name, _TIME), xml.encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _turn(turn: Turn, seen: set[int]) -> Iterator[str]:
    yield _paragraph("Heading1", _run(turn.question))
    if turn.understood:
        yield _paragraph("Understood", _run(turn.understood))
    if turn.lead:
        yield _paragraph("ShortAnswer", _line(turn.lead, seen))
    for line in turn.lines:
        yield _paragraph("Refusal" if turn.refused else "Normal", _line(line, seen))


def _line(line: Line, seen: set[int]) -> str:
    parts = []
    for one in line:
        if isinstance(one, str):
            parts.append(_run(one))
        elif one.number in seen:
            parts.append(_again(one.number))
        else:
            seen.add(one.number)
            parts.append(_reference(one.number))
    return "".join(parts)


def _reference(number: int) -> str:
    """Return the reference of a footnote, which others of the same one find by its bookmark."""
    mark = f'w:id="{number}"'
    return (
        f'<w:bookmarkStart {mark} w:name="_Ref{number}"/><w:r><w:rPr><w:rStyle'
        f' w:val="FootnoteReference"/></w:rPr><w:footnoteReference {mark}/></w:r>'
        f"<w:bookmarkEnd {mark}/>"
    )


def _again(number: int) -> str:
    """Return a field that shows the number of a footnote which was referred to before."""
    return (
        f'<w:fldSimple w:instr=" NOTEREF _Ref{number} \\f \\h "><w:r><w:rPr><w:rStyle'
        f' w:val="FootnoteReference"/></w:rPr><w:t>{number}</w:t></w:r></w:fldSimple>'
    )


def _note(note: Note) -> str:
    sign = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    doubt = _run(f" ⚠ {note.doubt}", "<w:b/>") if note.doubt else ""
    content = (
        f"{sign}{_run(f' {note.title}', '<w:b/>')}{_run(f' ({note.place}): “{note.quote}”')}{doubt}"
    )
    return f'<w:footnote w:id="{note.number}">{_paragraph("FootnoteText", content)}</w:footnote>'


def _paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(text: str, properties: str = "") -> str:
    about = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>'


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))

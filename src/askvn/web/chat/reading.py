"""A whole document as it is indexed, with the cited words marked, and the file it was read from."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlencode

import regex
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from askvn.chunk import mask, page_at
from askvn.errors import AskvnError
from askvn.messages import translate
from askvn.records import Document, Span
from askvn.web import files, icons
from askvn.web.chat.texts import TEXTS, Texts
from askvn.web.desk import Desk
from askvn.web.guard import OWNER
from askvn.web.visit import remembered

# What a browser shows by itself without running anything; the rest is saved.
_SHOWN = {".pdf": "application/pdf"}
_AS_TEXT = frozenset({".txt", ".md", ".markdown", ".csv", ".jsonl", ".json"})
_TEXT = "text/plain; charset=utf-8"
_HARMLESS = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
_ISO_DAY = regex.compile(r"(\d{4})-(\d\d)-(\d\d)")
_BLANK_LINES = regex.compile(r"\n[^\S\n]*\n\s*")


def add_routes(app: FastAPI, desk: Desk, lang: str) -> None:
    """Add the ways to documents and files, for visitors of the page alone."""

    def document(request: Request, source: str, start: int = 0, end: int = 0) -> Response:
        chosen = remembered(request.cookies).get("lang")
        texts = TEXTS[chosen if chosen in TEXTS else lang]
        owner = str(request.scope.get(OWNER) or "")
        if not owner:
            return PlainTextResponse("403", 403)
        found = _document(desk, source, owner)
        if found is None:
            head = f'<h1 id="reader-title" tabindex="-1">{escape(texts.gone)}</h1>'
            return HTMLResponse(_framed(texts.gone, head, "", texts), 404)
        has_file = original_of(desk, source) is not None
        return HTMLResponse(page(found, Span(start, end), texts, has_file=has_file))

    def original(request: Request, source: str) -> Response:
        owner = str(request.scope.get(OWNER) or "")
        path = original_of(desk, source) if owner and _may_see(desk, owner, source) else None
        return PlainTextResponse("404", 404) if path is None else _sent(path)

    app.add_api_route("/document", document, include_in_schema=False)
    app.add_api_route("/original", original, include_in_schema=False)


def link(source: str, span: Span) -> str:
    """Return the address of a document, with these words marked."""
    return "/document?" + urlencode({"source": source, "start": span.start, "end": span.end})


def link_to_original(source: str, page_number: int | None = None) -> str:
    """Return the address of the file that a document was read from, at this page of a PDF."""
    place = "" if page_number is None else f"#page={page_number}"
    return f"/original?source={quote(source, safe='')}{place}"


def original_of(desk: Desk, source: str) -> Path | None:
    """Return the file that a live document was read from, None if it is gone or there is none.

    Only what the index itself names can be reached: a source is looked up, never joined to a path.
    """
    try:
        path = desk.engine().library.file_of(source)
    except AskvnError:
        return None
    return Path(path) if path and Path(path).is_file() else None


def page(document: Document, span: Span, texts: Texts, *, has_file: bool) -> str:
    """Return a whole document as HTML, its pages and headings shown, one span of it marked."""
    is_there = 0 <= span.start < span.end <= len(document.text)
    marked = span if is_there else Span(0, 0)
    number = page_at(document.marks, marked.start) if is_there else None
    title = document.title or document.source
    said = " · ".join(part for part in (document.source, day(document.date, texts)) if part)
    head = f'<h1 id="reader-title" tabindex="-1">{escape(title)}</h1><p>{escape(said)}'
    if has_file:
        head += f" · {_way_to_original(document.source, number, texts)}"
    body = _body(document, marked, texts)
    return _framed(title, f"{head}</p>", f'<div class="reading" tabindex="0">{body}</div>', texts)


def day(date: str, texts: Texts) -> str:
    """Return a date as the language writes it, if it is a day."""
    found = _ISO_DAY.fullmatch(date) if texts.lang == "vi" else None
    return f"{int(found[3])}/{int(found[2])}/{found[1]}" if found else date


def ways(source: str, span: Span, number: int | None, texts: Texts, *, has_file: bool) -> str:
    """Return the links of a card: to the whole document, and to the file it was read from."""
    whole = escape(link(source, span))
    original = _way_to_original(source, number, texts) if has_file else ""
    opened = f'<a class="open-document" href="{whole}" target="_blank">{escape(texts.open)}</a>'
    return f'<p class="ways">{opened}{original}</p>'


def _way_to_original(source: str, number: int | None, texts: Texts) -> str:
    at = number if source.lower().endswith(".pdf") else None
    said = texts.original if at is None else texts.original_page.format(page=at)
    address = escape(link_to_original(source, at))
    return f'<a href="{address}" target="_blank" rel="noopener">{icons.OPEN}{escape(said)}</a>'


def _framed(title: str, head: str, body: str, texts: Texts) -> str:
    close = (
        f'<button type="button" class="icon close" aria-label="{escape(texts.close)}"'
        f' title="{escape(texts.close)}">{icons.CLOSE}</button>'
    )
    return files.document(
        texts.lang,
        title,
        f'<main class="reading-page"><header class="reading-head"><div>{head}</div>{close}'
        f"</header>{body}</main>",
    )


def _body(document: Document, marked: Span, texts: Texts) -> str:
    """Return the text as it is seen, in paragraphs; hidden parts are blank, save in the span."""
    seen = mask(document.text, document.hidden)
    text = seen[: marked.start] + document.text[slice(*marked)] + seen[marked.end :]
    pages = {mark.start: mark.label for mark in document.marks if mark.level == 0}
    headings = {mark.start for mark in document.marks if mark.level and mark.label}
    lines = {start + len(text[start:].partition("\n")[0]) for start in headings}
    blanks = {found.end() for found in _BLANK_LINES.finditer(text)}
    parts = []
    for start, end in pairwise(sorted({0, len(text), *pages, *headings, *lines, *blanks})):
        if start in pages:
            label = translate("p. {page}", texts.lang).format(page=pages[start])
            parts.append(f'<p class="page">{escape(label)}</p>')
        if text[start:end].strip():
            kind = ' class="heading"' if start in headings else ""
            parts.append(f"<p{kind}>{_marked(text, Span(start, end), marked)}</p>")
    return "".join(parts)


def _marked(text: str, part: Span, marked: Span) -> str:
    """Return a part of a text with what of it is marked."""
    start, end = (min(max(one, part.start), part.end) for one in marked)
    if start >= end:
        return escape(text[slice(*part)].strip())
    before, after = escape(text[part.start : start].lstrip()), escape(text[end : part.end].rstrip())
    return f"{before}<mark>{escape(text[start:end])}</mark>{after}"


def _may_see(desk: Desk, owner: str, source: str) -> bool:
    try:
        return desk.may_see(owner, source)
    except AskvnError:
        return False


def _document(desk: Desk, source: str, owner: str) -> Document | None:
    """Return a document that this visitor may see, None if there is no such one."""
    return desk.engine().document(source) if _may_see(desk, owner, source) else None


def _sent(path: Path) -> Response:
    """Return a file: a PDF or plain text to be read in the browser, anything else to be saved."""
    kind = path.suffix.lower()
    media = _SHOWN.get(kind, _TEXT if kind in _AS_TEXT else "application/octet-stream")
    is_shown = kind in _SHOWN or kind in _AS_TEXT
    headers = {} if kind in _SHOWN else _HARMLESS
    return FileResponse(
        path,
        media_type=media,
        headers=headers,
        filename=path.name,
        content_disposition_type="inline" if is_shown else "attachment",
    )

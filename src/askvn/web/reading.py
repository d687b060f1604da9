"""A whole document as it is indexed, with the cited words marked, and the file it was read from."""

from __future__ import annotations

from html import escape
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from askvn.chunk import mask
from askvn.errors import AskvnError
from askvn.messages import translate
from askvn.records import Document, Mark, Span
from askvn.web import files
from askvn.web.chat.texts import TEXTS, Texts
from askvn.web.desk import Desk
from askvn.web.guard import OWNER
from askvn.web.visit import remembered


def add_routes(app: FastAPI, desk: Desk, lang: str) -> None:
    """Add the ways to documents and files, for visitors of the page alone."""

    def document(request: Request, source: str, start: int = 0, end: int = 0) -> Response:
        texts = TEXTS[str(remembered(request.cookies).get("lang", lang))]
        return HTMLResponse(source)

    app.add_api_route("/document", document, include_in_schema=False)

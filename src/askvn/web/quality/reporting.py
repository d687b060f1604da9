"""The way to the whole report of the last evaluation."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from askvn.errors import AskvnError
from askvn.evaluate import kept
from askvn.evaluate.report.language import Language
from askvn.evaluate.report.page import render
from askvn.messages import of_error
from askvn.web.desk import Desk
from askvn.web.guard import OWNER
from askvn.web.quality.texts import TEXTS
from askvn.web.visit import remembered


def add_routes(app: FastAPI, desk: Desk, lang: str) -> None:
    """Add the way to the report, for visitors of the page alone."""

    def report(request: Request) -> Response:
        if not request.scope.get(OWNER):
            return PlainTextResponse("403", 403)
        chosen = remembered(request.cookies).get("lang")
        spoken = str(chosen) if chosen in TEXTS else lang
        try:
            found = kept.last(Path(desk.settings.index))
            if found is None:
                return PlainTextResponse(TEXTS[spoken].never, 404)
            return HTMLResponse(render(found, Language(spoken)))
        except AskvnError as error:
            return PlainTextResponse("\n".join(of_error(error, spoken)), 500)

    app.add_api_route("/report", report, include_in_schema=False)

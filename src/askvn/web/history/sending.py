"""The way out for conversations: as a file, to whom they belong."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from askvn.errors import AskvnError
from askvn.export import FORMATS, export, file_name
from askvn.messages import of_error
from askvn.web.desk import Desk
from askvn.web.guard import OWNER
from askvn.web.history.texts import TEXTS
from askvn.web.visit import remembered

_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def add_routes(app: FastAPI, desk: Desk, lang: str) -> None:
    """Add the way out, for visitors of the page alone."""

    def conversation(request: Request, name: str, form: str) -> Response:
        owner = str(request.scope.get(OWNER) or "")
        chosen = remembered(request.cookies).get("lang")
        spoken = str(chosen) if chosen in TEXTS else lang
        try:
            found = _exported(desk, name, owner, form, spoken)
        except AskvnError as error:
            return PlainTextResponse("\n".join(of_error(error, spoken)), 500)
        if found is None:
            return PlainTextResponse("404", 404)
        named, data = found
        kept = f"attachment; filename*=UTF-8''{quote(named)}"
        return Response(data, media_type=_TYPES[form], headers={"content-disposition": kept})

    app.add_api_route("/conversation/{name}.{form}", conversation, include_in_schema=False)


def _exported(desk: Desk, name: str, owner: str, form: str, lang: str) -> tuple[str, bytes] | None:
    """Return the file of a conversation, None if it is not this owner's or there is none."""
    if desk.log is None or not owner or form not in FORMATS:
        return None
    found = desk.log.conversations(conversation=name, owner=owner) if name else []
    if not found:
        return None
    entries = desk.log.find(conversation=name, owner=owner, current=True)
    return file_name(found[0], form), export(found[0], entries, form, lang)

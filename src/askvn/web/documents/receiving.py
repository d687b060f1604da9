"""The way in for files: one request a file, its bytes as they are, and never too many of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from askvn.engine import Engine
from askvn.ingest import Progress
from askvn.ingested import IngestReport
from askvn.load.files import MEGABYTE
from askvn.uploads import MAX_UPLOAD_MB, Taken, Upload, take
from askvn.web.desk import Desk
from askvn.web.documents.texts import TEXTS
from askvn.web.guard import OWNER
from askvn.web.visit import remembered

_MOST_BYTES = MAX_UPLOAD_MB * MEGABYTE


def add_routes(app: FastAPI, desk: Desk, lang: str) -> None:
    """Add the way in, for visitors of the page alone."""

    async def upload(request: Request, name: str, size: int = 0, last: bool = False) -> Response:
        owner = str(request.scope.get(OWNER) or "")
        if not owner:
            return JSONResponse({}, 403)
        chosen = remembered(request.cookies).get("lang")
        spoken = str(chosen) if chosen in TEXTS else lang
        room = desk.rooms.own(owner)
        with tempfile.TemporaryDirectory(prefix="askvn-") as folder:
            path = Path(folder) / "file"
            await _receive(request, path)
            taken = await run_in_threadpool(take, room, [Upload(name, path, size)], spoken)
        if last:
            begin(desk, owner)
        return JSONResponse(_told(taken))

    app.add_api_route("/upload", upload, methods=["POST"], include_in_schema=False)


def begin(desk: Desk, owner: str) -> None:
    """Begin to index what this visitor has uploaded."""
    room = desk.rooms.own(owner)
    if not room.is_dir():
        return

    def act(engine: Engine, progress: Progress) -> IngestReport:
        return engine.ingest([room], progress=progress)

    desk.works.begin(owner, act)


async def _receive(request: Request, path: Path) -> None:
    """Write the body to a file, one byte more than may be where it is too long."""
    size = 0
    with path.open("wb") as file:
        async for piece in request.stream():
            file.write(piece[: _MOST_BYTES + 1 - size])
            size += len(piece)
            if size > _MOST_BYTES:
                return


def _told(taken: Taken) -> dict[str, str]:
    if taken.refused:
        (one,) = taken.refused
        return {"state": "refused", "source": one.source, "error": one.error, "hint": one.hint}
    state = "added" if taken.added else "same"
    return {"state": state, "source": (*taken.added, *taken.same)[0].name}

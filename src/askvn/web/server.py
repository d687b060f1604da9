"""The page on a port: gradio's part, the documents beside it, and the guard in front."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import uvicorn
from fastapi import FastAPI
from gradio import mount_gradio_app

from askvn.errors import SettingsError
from askvn.settings import Settings
from askvn.web import files, page
from askvn.web.chat import reading
from askvn.web.desk import Desk
from askvn.web.documents import receiving
from askvn.web.guard import Guard
from askvn.web.history import sending
from askvn.web.opening import Opening
from askvn.web.quality import reporting
from askvn.web.texts import TEXTS

_GLANCE_S = 0.01
_PATIENCE_S = 5


def listen(host: str, port: int, lang: str) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        SettingsError: if the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise SettingsError(
            TEXTS[lang].port_taken,
            hint="askvn web --port {other}",
            port=port,
            host=host,
            other=port + 1,
        ) from error


def application(desk: Desk, settings: Settings, users: Mapping[str, str], host: str) -> Any:  # noqa: ANN401 - an ASGI application
    """Return everything that is served."""
    app = FastAPI(openapi_url=None)
    desk.rooms = replace(desk.rooms, are_private=len(users) > 1)
    for one in (reading, receiving, sending, reporting):
        one.add_routes(app, desk, settings.lang)
    blocks = page.build(desk, settings)
    mount_gradio_app(
        app,
        blocks,
        "/",
        footer_links=[],
        run_history=False,
        favicon_path=str(files.ICON),
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        **page.look(),
    )
    return Guard(Opening(app, settings.lang), users, host, settings.lang)


@contextlib.contextmanager
def serving(app: Any, listener: socket.socket) -> Iterator[str]:  # noqa: ANN401
    """Serve in the background as long as the context lasts; yield the address."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="askvn-web", daemon=True
    )
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(_GLANCE_S)
    host, port = listener.getsockname()[:2]
    try:
        yield f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE_S)

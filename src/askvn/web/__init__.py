"""The web chat: one page that asks the engine and shows where every sentence stands."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from askvn.settings import Settings

if TYPE_CHECKING:
    from askvn.web.desk import Desk

_HERE = ("127.0.0.1", "localhost", "::1")
# The option of glibc's mallopt for the number of heaps.
_M_ARENA_MAX = -8


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 7860, auth: str = "") -> None:
    """Serve the page until Ctrl+C. Without an index it opens too, and says what to do.

    `auth` is a file of lines `user:hash`, "" lets everybody in. The page is there before the
    models are.

    Raises:
        AskvnError: if the file of users or the port cannot be used.
    """
    _share_memory()
    from askvn.web import passwords
    from askvn.web.desk import Desk
    from askvn.web.texts import TEXTS
    from askvn.wiring import open_engine, open_log

    users = passwords.read(Path(auth)) if auth else {}
    texts = TEXTS[settings.lang]
    if host not in _HERE and not users:
        sys.stderr.write(texts.exposed.format(host=host) + "\n")
    desk = Desk(settings, partial(open_engine, settings), open_log(settings))
    with (
        contextlib.suppress(KeyboardInterrupt),
        running(desk, settings, host, port, users) as address,
    ):
        sys.stderr.write(texts.running.format(url=address) + "\n")
        desk.prepare()
        threading.Event().wait()


def _share_memory() -> None:
    """Let all threads draw on two heaps; glibc would give each its own, up to eight a core.

    Every visitor's event has a thread: 730 MB after ten minutes of twenty visitors, of which half
    lay idle (docs/decisions/web-chat.md). Does nothing where the C library is another one.
    """
    with contextlib.suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


@contextlib.contextmanager
def running(
    desk: Desk, settings: Settings, host: str, port: int, users: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve the page in the background as long as the context lasts; yield its address.

    Raises:
        SettingsError: if the port cannot be used.
    """
    # Read once, when gradio is imported: nothing is sent anywhere.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from askvn.web import server

    with (
        server.listen(host, port, settings.lang) as listener,
        server.serving(server.application(desk, settings, users or {}, host), listener) as address,
    ):
        yield address

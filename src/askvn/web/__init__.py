"""The web chat: one page that asks the engine and shows where every sentence stands."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from askvn.errors import IndexMissingError, SettingsError
from askvn.settings import Settings

if TYPE_CHECKING:
    from askvn.web.desk import Desk


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page until Ctrl+C. Without an index it opens too, and says what to type.

    Raises:
        AskvnError: if the engine cannot be opened, or the port cannot be used.
    """
    from askvn.web import tagger
    from askvn.web.desk import Desk
    from askvn.web.texts import TEXTS
    from askvn.wiring import open_engine, open_log

    desk = Desk(partial(open_engine, settings), tagger.tag, open_log(settings))
    with contextlib.suppress(IndexMissingError):
        desk.documents()
        desk.prepare()
    with contextlib.suppress(KeyboardInterrupt), running(desk, settings, host, port) as address:
        sys.stderr.write(TEXTS[settings.lang].running.format(url=address) + "\n")
        threading.Event().wait()


@contextlib.contextmanager
def running(desk: Desk, settings: Settings, host: str, port: int) -> Iterator[str]:
    """Serve the page in the background as long as the context lasts; yield its address.

    Raises:
        SettingsError: if the port cannot be used.
    """
    # Read once, when gradio is imported: nothing is sent anywhere.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from askvn.web import page
    from askvn.web.texts import TEXTS

    blocks = page.build(desk, settings)
    try:
        address = page.launch(blocks, settings, host=host, port=port)
    except OSError as error:
        raise SettingsError(
            TEXTS[settings.lang].port_taken,
            hint="askvn web --port {other}",
            port=port,
            host=host,
            other=port + 1,
        ) from error
    try:
        yield address
    finally:
        blocks.close(verbose=False)

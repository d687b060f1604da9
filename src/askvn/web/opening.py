"""The page as it is sent: with its styles, its colours and a first sight of it from the beginning.

Gradio keeps what belongs into the head for its own script, which comes late.
"""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from askvn.web import files, frame
from askvn.web.texts import TEXTS
from askvn.web.visit import remembered

_HEAD = b"<head>"


class Opening:
    """Adds to the head of the page what has to be there first; passes everything else on."""

    def __init__(self, app: ASGIApp, lang: str) -> None:
        self._app = app
        self._lang = lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        chosen = remembered(Request(scope).cookies).get("lang")
        head = _HEAD + first_of_all(str(chosen) if chosen in TEXTS else self._lang).encode()
        started: list[Message] = []
        body = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                whole = bytes(body).replace(_HEAD, head, 1)
                length = (b"content-length", str(len(whole)).encode())
                headers = [one for one in started[0]["headers"] if one[0] != length[0]]
                await send({**started[0], "headers": [*headers, length]})
                await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, sending)


def first_of_all(lang: str) -> str:
    """Return the styles and the script that the page begins with, as HTML."""
    words = json.dumps({"lang": lang, "sight": frame.first_sight(TEXTS[lang])})
    words = words.replace("</", "<\\/")
    return f"<style>{files.styles()}</style><script>({files.script('first')})({words})</script>"

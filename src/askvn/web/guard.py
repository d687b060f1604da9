"""In front of every request: who asks, whether that one may, and what browsers must not do."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from askvn.web import login, passwords

# Where the scope of a request says whose it is.
OWNER = "askvn.owner"
_COOKIE = "askvn-visitor"
_A_YEAR_S = 31_536_000
_LONGEST_FORM_BYTES = 4096
# A wrong password takes this long, and only so many are tried at once.
_PAUSE_S = 1.0
_TRIED_AT_ONCE = 2
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Gradio compiles templates in the browser, hence 'unsafe-eval'; nothing comes from other hosts.
_HEADERS = {
    "content-security-policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval';"
    " object-src 'self'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class Guard:
    """Lets in whoever may enter; without `users` that is everyone who opens the page.

    Each browser gets a cookie that no other site and no script can read. Only `host` may be called
    where that is this machine alone, so that no other name can be made to point here.
    """

    def __init__(self, app: ASGIApp, users: Mapping[str, str], host: str, lang: str) -> None:
        self._app = app
        self._users = users
        self._names = _LOOPBACK if host in _LOOPBACK else frozenset()
        self._lang = lang
        self._entered: dict[str, str] = {}
        self._trying = asyncio.Semaphore(_TRIED_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_meant(headers) or not _is_own(scope, headers):
            await PlainTextResponse("403", 403)(scope, receive, send)
            return
        token = _cookies(headers).get(_COOKIE, "")
        if self._users:
            await self._with_users(scope, receive, send, token)
        else:
            await self._as_browser(scope, receive, send, token)

    async def _as_browser(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """Pass a request on as that of this browser, which is known by its cookie."""
        fresh = scope["path"] == "/" and not token
        token = secrets.token_urlsafe(24) if fresh else token
        scope[OWNER] = _named(token) if token else ""
        await self._app(scope, receive, _adding(send, _set_cookie(scope, token) if fresh else ""))

    async def _with_users(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """Pass a request on if its browser has logged in; else offer to."""
        if scope["path"] == "/login":
            await (await self._logged_in(scope, receive))(scope, receive, _adding(send))
        elif scope["path"] == "/logout":
            self._entered.pop(token, None)
            await RedirectResponse("/login", 303)(scope, receive, _adding(send))
        elif token in self._entered:
            scope[OWNER] = self._entered[token]
            await self._app(scope, receive, _adding(send))
        elif scope["path"] == "/":
            await RedirectResponse("/login", 303)(scope, receive, _adding(send))
        else:
            await PlainTextResponse("401", 401)(scope, receive, _adding(send))

    async def _logged_in(self, scope: Scope, receive: Receive) -> Response:
        """Return the form, or what comes of it."""
        if scope["method"] != "POST":
            return HTMLResponse(login.page(self._lang))
        form = await _form(Request(scope, receive))
        name, password = form.get("name", ""), form.get("password", "")
        async with self._trying:
            if not await asyncio.to_thread(self._is_right, name, password):
                await asyncio.sleep(_PAUSE_S)
                return HTMLResponse(login.page(self._lang, failed=True), 403)
        token = secrets.token_urlsafe(24)
        self._entered[token] = f"user:{name}"
        return RedirectResponse("/", 303, {"set-cookie": _set_cookie(scope, token)})

    def _is_right(self, name: str, password: str) -> bool:
        kept = self._users.get(name)
        if kept is None:  # takes as long as a known name
            passwords.matches(password, next(iter(self._users.values())))
            return False
        return passwords.matches(password, kept)

    def _is_meant(self, headers: Headers) -> bool:
        called = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        return not self._names or called in self._names


def _is_own(scope: Scope, headers: Headers) -> bool:
    """Tell whether a request that may change something comes from this very page."""
    origin = headers.get("origin")
    is_safe = scope.get("method") in ("GET", "HEAD")
    return is_safe or not origin or urlsplit(origin).netloc == headers.get("host")


def _adding(send: Send, cookie: str = "") -> Send:
    """Return a `send` that adds our headers, and a cookie, to a response."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if cookie:
                headers.append("set-cookie", cookie)
        await send(message)

    return sending


def _set_cookie(scope: MutableMapping[str, Any], token: str) -> str:
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{_COOKIE}={token}; Path=/; Max-Age={_A_YEAR_S}; HttpOnly; SameSite=Lax{secure}"


def _cookies(headers: Headers) -> dict[str, str]:
    try:
        found = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: one.value for name, one in found.items()}


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form, nothing of one that is too long or broken off."""
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > _LONGEST_FORM_BYTES:
                return {}
    except ClientDisconnect:
        return {}
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _named(token: str) -> str:
    """Return whose conversations those of a browser are: its cookie cannot be told from that."""
    return "browser:" + hashlib.sha256(token.encode()).hexdigest()[:24]

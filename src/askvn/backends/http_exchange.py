"""One HTTP request that can be given up at any moment; connections are kept for the next one."""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import socket
import ssl
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from askvn.errors import SettingsError

# How often someone who waits for an answer may stop waiting.
GLANCE_S = 0.1
_STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


class Address(NamedTuple):
    """Where a server listens: `http://host:8000/v1` has the path `/v1`."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def addresses(text: str) -> list[Address]:
    """Return the addresses in a text such as `http://one:8000/v1,https://other/v1`.

    Raises:
        SettingsError: if one cannot be used.
    """
    return [_address(one.strip()) for one in text.split(",")]


def _address(text: str) -> Address:
    try:
        parts = urlsplit(text)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError
    except ValueError as error:
        raise SettingsError(
            "'{address}' is no address of a model's server",
            hint="it takes: {wanted}",
            address=text.rpartition("@")[2],
            wanted="openai:http://host:8000/v1[,http://other:8000/v1][#model]",
        ) from error
    if parts.username or parts.password:
        raise SettingsError(
            "the address of a model's server may not hold a name or a password",
            hint="export ASKVN_LLM_KEY=…",
        )
    return Address(parts.scheme, parts.hostname, port, parts.path.rstrip("/"))


class Timeouts(NamedTuple):
    """How many seconds a server may take to be reached, to begin its reply, and within it."""

    connect: float = 5.0
    first: float = 300.0
    between: float = 60.0


class Head(NamedTuple):
    """How a server's reply begins; header names are in lower case."""

    status: int
    headers: Mapping[str, str]


class Connections:
    """The connections to one address that no request uses just now."""

    def __init__(self, address: Address, timeouts: Timeouts) -> None:
        self.address = address
        self.timeouts = timeouts
        self._idle: list[http.client.HTTPConnection] = []
        self._guard = threading.Lock()
        weakref.finalize(self, _close, self._idle)

    def take(self) -> tuple[http.client.HTTPConnection, bool]:
        """Return a connection, and whether it served before."""
        with self._guard:
            if self._idle:
                return self._idle.pop(), True
        return self.fresh(), False

    def fresh(self) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        place = self.address.host, self.address.port
        if self.address.scheme == "https":
            return http.client.HTTPSConnection(
                *place, timeout=self.timeouts.connect, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(*place, timeout=self.timeouts.connect)

    def give_back(self, connection: http.client.HTTPConnection) -> None:
        """Keep a connection whose reply was read to its end."""
        with self._guard:
            self._idle.append(connection)


def _close(connections: Iterable[http.client.HTTPConnection]) -> None:
    for connection in connections:
        connection.close()


class Exchange:
    """One request and its reply, carried by a thread of its own; `close` ends both at once."""

    def __init__(
        self,
        connections: Connections,
        path: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
    ) -> None:
        self._connections = connections
        self._path = path
        self._headers = headers
        self._body = None if body is None else json.dumps(body).encode()
        self._arrived: queue.SimpleQueue[Head | bytes | Exception | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        threading.Thread(target=self._carry, name="askvn-http", daemon=True).start()

    def arriving(self) -> Iterator[Head | bytes | None]:
        """Yield the head, then the lines of the reply; None where nothing came for a moment.

        Raises:
            OSError: if the server cannot be reached, or takes too long.
            http.client.HTTPException: if the reply is no HTTP or breaks off.
        """
        while True:
            try:
                item = self._arrived.get(timeout=GLANCE_S)
            except queue.Empty:
                yield None
                continue
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item

    def close(self) -> None:
        """Give the request up if it is not done: the server sees the connection closed."""
        self._closed.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def _carry(self) -> None:
        try:
            response = self._answered()
            connection = self._connection
            headers = {name.lower(): value for name, value in response.getheaders()}
            self._arrived.put(Head(response.status, headers))
            for line in response:
                if connection and connection.sock:
                    connection.sock.settimeout(self._connections.timeouts.between)
                self._arrived.put(line)
            response.read()  # what marks a reply as read to its end; there is nothing left
            if connection and not response.will_close and not self._closed.is_set():
                self._connection = None
                self._connections.give_back(connection)
        except Exception as error:  # noqa: BLE001 - whoever waits raises it
            self._arrived.put(error)
        finally:
            self._arrived.put(None)
            if self._connection is not None:
                self._connection.close()

    def _answered(self) -> http.client.HTTPResponse:
        """Send the request and return the reply; a kept connection may have gone stale."""
        self._connection, served = self._connections.take()
        try:
            return self._sent(self._connection)
        except _STALE:
            if not served:
                raise
            self._connection.close()
        self._connection = self._connections.fresh()
        return self._sent(self._connection)

    def _sent(self, connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        if connection.sock is None:
            connection.connect()
        if self._closed.is_set():
            raise ConnectionAbortedError
        connection.sock.settimeout(self._connections.timeouts.first)
        method = "GET" if self._body is None else "POST"
        path = self._path
        connection.request(method, path, self._body, dict(self._headers))
        return connection.getresponse()

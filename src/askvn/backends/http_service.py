"""A model's server at one address or several: the next one is asked where one does not answer."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from askvn.backends.http_exchange import (
    GLANCE_S,
    Address,
    Connections,
    Exchange,
    Head,
    Timeouts,
)
from askvn.errors import (
    ServiceAccessError,
    ServiceError,
    ServiceStreamError,
    ServiceUnreachableError,
    SettingsError,
)

_OK = 200
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_NO_KEY = frozenset({401, 403})
_LONGEST_PAUSE_S = 30.0
_SAID_CHARS = 300
_TROUBLE = (OSError, http.client.HTTPException)


class Key:
    """A secret that shows itself to nobody but the server."""

    def __init__(self, value: str = "") -> None:
        if not (value.isascii() and value.isprintable()):
            raise SettingsError(
                "ASKVN_LLM_KEY holds characters that no key has", hint="export ASKVN_LLM_KEY=…"
            )
        self._value = value.strip()

    def __repr__(self) -> str:
        return "Key(…)"

    def headers(self) -> dict[str, str]:
        """Return the header that carries the key, none where there is no key."""
        return {"Authorization": f"Bearer {self._value}"} if self._value else {}

    def hidden(self, text: str) -> str:
        """Return a text in which the key does not stand."""
        return text.replace(self._value, "…") if self._value else text


class Patience(NamedTuple):
    """How often all addresses are tried, and how long the first pause between is, in seconds."""

    rounds: int = 4
    pause: float = 0.5


class RefusedError(Exception):
    """A server refused a request: its status and what it said."""

    def __init__(self, address: Address, head: Head, said: str) -> None:
        super().__init__(said)
        self.address, self.status, self.said = address, head.status, said
        after = head.headers.get("retry-after", "")
        self.retry_after = float(after) if re.fullmatch(r"\d+(\.\d+)?", after) else 0.0


class Service:
    """Asks whichever address answers, that which answered last first."""

    def __init__(
        self,
        places: Sequence[Address],
        key: Key,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - a tuple
        patience: Patience = Patience(),  # noqa: B008 - a tuple
    ) -> None:
        self._key = key
        self._patience = patience
        self._open = [Connections(place, timeouts) for place in places]

    @property
    def place(self) -> str:
        """The address that is asked first."""
        return str(self._open[0].address)

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON that the server answers with.

        `path` is below the address, or beside its last part with `../`.

        Raises:
            RefusedError: if the server refuses.
            ServiceError: if no server answers with JSON.
        """
        lines = [line for line in self.lines(path, body) if line is not None]
        return self.read(b"".join(lines))

    def read(self, text: bytes) -> Any:
        """Return the JSON of a text.

        Raises:
            ServiceStreamError: if it is none.
        """
        said = self._key.hidden(text.decode("utf-8", "replace"))
        try:
            return json.loads(said)
        except ValueError as error:
            raise ServiceStreamError(
                "the server at {address} sent what makes no sense: {said}",
                hint="curl {address}/models",
                address=self.place,
                said=said[:_SAID_CHARS],
            ) from error

    def lines(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        begins: Callable[[bytes], bool] = bool,
        ends: Callable[[bytes], bool] = bool,
    ) -> Generator[bytes | None, None, None]:
        """Yield the reply's lines, None while there is none; closing it gives the request up.

        Until a line `begins` the reply, a server that fails is asked again or another one is, after
        a pause that grows. From then on nothing is asked twice. A reply without a line that `ends`
        it has broken off.

        Raises:
            RefusedError: if a server refuses for another reason than being busy.
            ServiceError: if none answers, or a reply breaks off.
        """
        failed: dict[Address, Exception] = {}
        waits = dict.fromkeys(self._open, 0.0)
        for turn in range(self._patience.rounds):
            if turn and waits:
                yield from self._paused(turn - 1, min(waits.values()))
            for connections in list(waits):
                error = yield from self._tried(connections, path, body, begins, ends)
                if error is None:
                    others = [one for one in self._open if one is not connections]
                    self._open = [connections, *others]
                    return
                failed[connections.address] = error
                waits[connections] = getattr(error, "retry_after", 0.0)
                if isinstance(error, TimeoutError):  # asked again it would be as slow
                    del waits[connections]
        raise self._unreachable(failed)

    def _tried(
        self,
        connections: Connections,
        path: str,
        body: Mapping[str, Any] | None,
        begins: Callable[[bytes], bool],
        ends: Callable[[bytes], bool],
    ) -> Generator[bytes | None, None, Exception | None]:
        """Yield the lines of one request; return None, or why it may be asked again elsewhere."""
        begun = ended = False
        try:
            with closing(self._once(connections, path, body)) as lines:
                for line in lines:
                    begun = begun or (line is not None and begins(line))
                    ended = ended or (line is not None and ends(line))
                    yield line
            if not ended:
                raise ConnectionError("incomplete")
        except (RefusedError, *_TROUBLE) as error:
            return self._bearable(error, begun=begun)
        return None

    def _once(
        self, connections: Connections, path: str, body: Mapping[str, Any] | None
    ) -> Generator[bytes | None, None, None]:
        """Yield the lines of one request at one address.

        Raises:
            RefusedError: if the status is not 200.
        """
        base = connections.address.path
        while path.startswith("../"):
            base, path = base.rpartition("/")[0], path[3:]
        headers = {"Accept": "*/*", "Content-Type": "application/json", **self._key.headers()}
        exchange = Exchange(connections, f"{base}/{path}", headers, body)
        head: Head | None = None
        refused: list[bytes] = []
        try:
            for item in exchange.arriving():
                if isinstance(item, Head):
                    head = item
                elif item is None or head is None or head.status == _OK:
                    yield item
                else:
                    refused.append(item)
        finally:
            exchange.close()
        if head is None:
            raise ConnectionError
        if head.status != _OK:
            said = self._key.hidden(b"".join(refused).decode("utf-8", "replace"))
            raise RefusedError(connections.address, head, _words(said))

    def _paused(self, turn: int, asked: float) -> Iterator[None]:
        """Yield None until the pause is over: it doubles each time, and no two are alike."""
        pause = self._patience.pause * 2**turn * random.uniform(0.5, 1.5)  # noqa: S311
        until = time.monotonic() + min(max(pause, asked), _LONGEST_PAUSE_S)
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, GLANCE_S))
            yield None

    def _bearable(self, error: Exception, *, begun: bool) -> Exception:
        """Return an error after which the same may be asked again; raise any other."""
        if not isinstance(error, RefusedError):
            if not begun:
                return error
            raise ServiceStreamError(
                "the reply of the server at {address} broke off: {reason}",
                hint="curl {address}/models",
                address=self.place,
                reason=_reason(error),
            ) from error
        if error.status in _BUSY:
            return error
        if error.status not in _NO_KEY:
            raise error
        raise ServiceAccessError(
            "the server at {address} does not let us in ({status}): {said}",
            hint="export ASKVN_LLM_KEY=…",
            address=error.address,
            status=error.status,
            said=error.said,
        ) from error

    def _unreachable(self, failed: Mapping[Address, Exception]) -> ServiceError:
        return ServiceUnreachableError(
            "no server of the language model answers: {reasons}",
            hint="curl {address}/models",
            reasons="; ".join(f"{address}: {_reason(one)}" for address, one in failed.items()),
            address=self.place,
        )


def _reason(error: Exception) -> str:
    if isinstance(error, RefusedError):
        return f"{error.status} {error.said}".strip()
    if isinstance(error, TimeoutError):
        return "timeout"
    return str(error) or type(error).__name__


def message(told: Any) -> str:
    """Return the words of an error that a server tells as JSON."""
    if isinstance(told, dict):
        told = told.get("error", told)
    if isinstance(told, dict):
        told = told.get("message", told)
    return str(told)[:_SAID_CHARS]


def _words(said: str) -> str:
    """Return the words of an error in JSON, or what was said as it is."""
    try:
        return message(json.loads(said))
    except ValueError:
        return " ".join(said.split())[:_SAID_CHARS]

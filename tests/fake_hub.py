"""A model hub on this machine: it answers what `huggingface_hub` asks, and can misbehave."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

REVISION = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_secret_of_the_test"
LARGE = 1000


@dataclass
class FakeHub:
    """Repositories by name: their files by path. What is over `LARGE` lies on the CDN.

    As on the real hub, a large file is a redirect to another host with a signed address, and a
    small one has no SHA-256 but git's name for its content.
    """

    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    licences: dict[str, str] = field(default_factory=dict)
    revision: str = REVISION
    gated: bool = False
    refused_token: bool = False
    drop_after: int | None = None  # the CDN sends so many bytes, closes, and is down from then on
    drops_once: bool = False  # ... or is not
    is_down: bool = False
    waits: threading.Event | None = None  # ... or keeps the connection, and sends nothing more
    endless: bool = False  # the CDN sends on and on, until nobody listens
    was_left: bool = False
    altered: bool = False  # the CDN sends other bytes of the same length
    requests: list[tuple[str, str, str, bool]] = field(default_factory=list)
    port: int = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def downloads(self) -> list[tuple[str, str]]:
        """Return path and Range of the requests for files' content."""
        return [
            (path.rsplit("/", 1)[-1], span)
            for _, path, span, _ in self.requests
            if path.startswith(("/cdn/", "/small/"))
        ]


class Handler(BaseHTTPRequestHandler):
    """Answers one request by `server.hub`."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        path = urlsplit(self.path).path
        has_token = bool(self.headers.get("authorization"))
        self.hub.requests.append((self.command, path, self.headers.get("Range", ""), has_token))
        if path.startswith("/api/models/"):
            self.describe(path.removeprefix("/api/models/"))
        elif path.startswith("/cdn/"):
            self.send_large(*path.removeprefix("/cdn/").split("/", 2))
        elif "/resolve/" in path:
            self.resolve(path)
        else:  # the library also asks what this hub knows of coding agents
            self.reply(200, b"{}", {})

    @property
    def hub(self) -> FakeHub:
        return self.server.hub

    def describe(self, name):
        """Tell a repository's files, with SHA-256 for the large ones and git's names for all."""
        if self.hub.refused_token:
            self.refuse(401, "", "Invalid credentials in Authorization header")
        elif name not in self.hub.repositories:
            self.refuse(404, "RepoNotFound", "Repository not found")
        else:
            files = self.hub.repositories[name].items()
            card = {"license": self.hub.licences[name]} if name in self.hub.licences else {}
            about = {"id": name, "sha": self.hub.revision, "cardData": card,
                     "siblings": [_sibling(path, content) for path, content in files]}  # fmt: skip
            self.reply(200, json.dumps(about).encode(), {"Content-Type": "application/json"})

    def resolve(self, path):
        """Send a small file, by way of another address; send the way to a large one."""
        owner, name, _, revision, file = path.removeprefix("/small").strip("/").split("/", 4)
        content = self.hub.repositories[f"{owner}/{name}"].get(file)
        about = {"X-Repo-Commit": revision}
        if self.hub.gated and self.headers.get("authorization") != f"Bearer {TOKEN}":
            self.refuse(403, "GatedRepo", "Access to this model is restricted")
        elif content is None or revision != self.hub.revision:
            self.refuse(404, "EntryNotFound", "Entry not found")
        elif len(content) > LARGE:
            signed = f"http://localhost:{self.hub.port}/cdn/{owner}/{name}/{file}?signature=x"
            self.reply(302, b"", about | {"Location": signed})
        elif not path.startswith("/small"):
            self.reply(307, b"", about | {"Location": f"/small{path}"})
        else:
            self.reply(200, content, about)

    def send_large(self, owner, name, file):
        """Send a large file from where it is asked, as far as the CDN is in order."""
        content = self.hub.repositories[f"{owner}/{name}"][file]
        span = self.headers.get("Range", "")
        first = int(span.removeprefix("bytes=").split("-")[0]) if span else 0
        if self.hub.is_down:
            self.refuse(503, "", "out of order")
            return
        if self.hub.altered:
            content = bytes(len(content))
        self.send_response(206 if span else 200)
        if self.hub.endless:
            self.send_endlessly()
            return
        self.send_header("Content-Length", str(len(content) - first))
        if span:
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        most, self.hub.drop_after = self.hub.drop_after, None
        self.wfile.write(content[first:] if most is None else content[first : first + most])
        if most is not None and self.hub.waits:
            self.hub.waits.wait(60)
            self.close_connection = True
        elif most is not None:
            self.close_connection = True
            self.hub.is_down = not self.hub.drops_once

    def send_endlessly(self):
        """Send zeros until the connection is closed, or for a gigabyte."""
        self.end_headers()
        self.close_connection = True
        with suppress(ConnectionError):
            for _ in range(1000):
                self.wfile.write(bytes(1_000_000))
            return
        self.hub.was_left = True

    def refuse(self, status, code, message):
        """Send an error as the hub does, with its kind in a header."""
        headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
        self.reply(status, json.dumps({"error": message}).encode(), headers)

    def reply(self, status, body, headers):
        """Send a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _sibling(path, content):
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    about = {"rfilename": path, "size": len(content), "blobId": blob}
    if len(content) > LARGE:
        stored = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        about["lfs"] = stored | {"pointerSize": 134}
    return about


@contextmanager
def serving(hub: FakeHub):
    """Serve `hub` while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.hub = hub
    hub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def environment(place: Path, **more: str) -> dict[str, str]:
    """Return an environment in which only `place` is written to and only this machine is asked."""
    foreign = ("ASKVN_", "HF_", "HUGGING", "XDG_")
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(foreign) and not name.lower().endswith("_proxy")
    }
    return {
        **clean, "HF_HOME": str(place / "hf"), "XDG_DATA_HOME": str(place / "data"),
        "XDG_CACHE_HOME": str(place / "cache"), "LANG": "C.UTF-8", "LC_ALL": "", "PYTHONUTF8": "1",
        **more,
    }  # fmt: skip


COMMAND = [sys.executable, "-c", "import sys; from askvn.cli import main; sys.exit(main())"]


def askvn(*words: str, place: Path, hub: FakeHub | None = None, **more: str):
    """Run `askvn` in `place` against the hub."""
    told = {"HF_ENDPOINT": hub.endpoint} if hub else {}
    return subprocess.run(
        [*COMMAND, *words],
        cwd=place, capture_output=True, text=True, check=False,
        env=environment(place, **told, **more),
    )  # fmt: skip

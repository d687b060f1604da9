"""A server that speaks OpenAI's protocol on a real socket, as well or as badly as it is told to."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def delta(text, **other):
    """Return one event of a stream."""
    return {"choices": [{"index": 0, "delta": {"content": text, **other}, "finish_reason": None}]}


END = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


@dataclass
class Reply:
    """How one chat request is answered: an error, or events of which any may go wrong."""

    events: list = field(default_factory=list)
    status: int = 200
    headers: dict = field(default_factory=dict)
    body: object = None
    done: bool = True


def says(*pieces):
    """Return a reply that says these pieces."""
    return Reply([*map(delta, pieces), END])


def refuses(status, message, **headers):
    """Return a refusal as the usual servers word it."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=names, body={"error": {"message": message}})


class Server(ThreadingHTTPServer):
    """Answers chat requests by its script, the last entry for ever; `kind` is how it is made."""

    daemon_threads = True

    def __init__(self, *script, kind="other", models=("mo-hinh",), context=2048):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.kind, self.models, self.context = kind, models, context
        self.requests, self.keys = [], []
        self.connections = 0
        self.gone = threading.Event()
        self.go_on = threading.Event()
        self.drops = False
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def chats(self):
        return [body for path, body in self.requests if path == "/v1/chat/completions"]

    def stop(self):
        self.go_on.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Say nothing: clients that go away are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.connections += 1

    def log_message(self, *arguments):
        """Say nothing."""

    def do_GET(self):
        self.server.requests.append((self.path, None))
        self.server.keys.append(self.headers.get("Authorization", ""))
        if self.path == "/v1/models":
            extra = {"max_model_len": self.server.context} if self.server.kind == "vllm" else {}
            one = {"object": "model", "owned_by": self.server.kind, **extra}
            self._json(200, {"data": [{"id": name, **one} for name in self.server.models]})
        elif self.path == "/props" and self.server.kind == "llamacpp":
            self._json(200, {"default_generation_settings": {"n_ctx": self.server.context}})
        else:
            self._json(404, {"error": {"message": "no such page"}})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, body))
        self.server.keys.append(self.headers.get("Authorization", ""))
        if self.path == "/v1/chat/completions":
            script = self.server.script
            self._chat(script.pop(0) if len(script) > 1 else script[0], body)
        elif self.path == "/tokenize" and self.server.kind == "vllm":
            words = sum(len(turn["content"].split()) for turn in body["messages"])
            self._json(200, {"count": words + 3, "max_model_len": self.server.context})
        elif self.path == "/apply-template" and self.server.kind == "llamacpp":
            self._json(200, {"prompt": " ".join(turn["content"] for turn in body["messages"])})
        elif self.path == "/tokenize" and self.server.kind == "llamacpp":
            self._json(200, {"tokens": list(range(len(body["content"].split())))})
        else:
            self._json(404, {"error": {"message": "no such page"}})

    def _chat(self, reply, body):
        if reply.status != 200 or reply.body is not None:
            self._json(reply.status, reply.body, reply.headers)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        limit = body["max_tokens"]
        for event in reply.events[:limit] + reply.events[limit:][-1:]:
            if event == "cut":
                self.connection.close()
                self.close_connection = True
                return
            if event == "wait":
                self._wait()
                continue
            self._chunk(event if isinstance(event, str) else f"data: {json.dumps(event)}\n\n")
        if reply.done:
            self._chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")
        if self.server.drops:
            self.close_connection = True

    def _wait(self):
        """Wait for a sign, or until the client has gone."""
        self.connection.settimeout(0.02)
        while not self.server.go_on.is_set():
            try:
                if not self.connection.recv(1):
                    self.server.gone.set()
                    return
            except TimeoutError:
                continue
            except OSError:
                self.server.gone.set()
                return
        self.connection.settimeout(None)

    def _chunk(self, text):
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _json(self, status, value, headers=None):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

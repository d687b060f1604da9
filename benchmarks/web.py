"""The web chat: how soon it is there, how soon words are seen, and twenty people at once.

python -m benchmarks.web
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

from askvn import web
from askvn.evaluate import draft
from askvn.records import Message
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.web.desk import Desk
from askvn.wiring import open_engine
from benchmarks import common

_CORPUS = Path(__file__).parent.parent / "corpus"
_STARTS, _WORDS = 5, 20
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_COMMAND = "import sys; from askvn.cli import main; sys.exit(main(sys.argv[1:]))"
# How long a person reads before the next question, in seconds; how many questions make a talk.
_READS = (4.0, 12.0)
_TALK = 6
# How often the server's memory is looked at.
_GLANCE_S = 2
_GLANCES_A_MINUTE = 60 // _GLANCE_S
# Notes, in the page itself, when something is seen first.
_WATCH = """
window.seen = {};
new MutationObserver(() => {
  for (const [name, selector] of Object.entries(%s)) {
    const found = document.querySelector(selector);
    if (found && !(name in seen)) seen[name] = Date.now();
  }
}).observe(document, { childList: true, subtree: true, characterData: true });
"""
_SIGHTS = {"page": "#question textarea", "ready": "#foot .ready", "examples": "#chat .examples"}


def main() -> None:
    """Measure and write down."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="0 keeps what the last run says of the crowd"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        open_engine(Settings(index=index), create=True).ingest([_CORPUS])
        with _browser() as browser:
            starts = [_start(browser, index) for _ in range(_STARTS)]
            words = _first_words(browser, index)
        crowd = (
            asyncio.run(_crowd(index, options.users, options.minutes * 60))
            if options.minutes
            else json.loads((common.RESULTS / "web.json").read_text(encoding="utf-8"))["crowd"]
        )
    common.save(
        "web",
        {
            "seconds": {name: _summary([one[name] for one in starts]) for name in starts[0]},
            "first_words_ms": _summary(words),
            "crowd": crowd,
        },
    )


def _summary(values: list[float]) -> dict[str, float]:
    return {
        "median": round(common.quantile(values, 0.5), 2),
        "worst": round(max(values), 2),
    }


# how soon it is there --------------------------------------------------------------------------


@contextlib.contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def _served(index: str, port: int) -> Iterator[tuple[int, float]]:
    """Run `askvn web`; yield its process id and the seconds until it could be called."""
    began = time.perf_counter()
    command = [sys.executable, "-c", _COMMAND, "web", "--index", index, "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr
        process.stderr.readline()
        try:
            yield process.pid, time.perf_counter() - began
        finally:
            process.terminate()


def _start(browser: Browser, index: str) -> dict[str, float]:
    """Return the seconds from the shell to the server, and from there to what is seen."""
    with _served(index, 7999) as (_, up):
        page = browser.new_context().new_page()
        page.add_init_script(_WATCH % json.dumps(_SIGHTS))
        began = time.time()
        page.goto("http://127.0.0.1:7999/", wait_until="commit")
        page.wait_for_selector(_SIGHTS["examples"], timeout=120_000)
        seen = page.evaluate("seen")
        first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        page.context.close()
    return {
        "server": up,
        "first_sight": first / 1000,
        **{name: seen[name] / 1000 - began for name in _SIGHTS},
    }


# how soon words are seen -----------------------------------------------------------------------


@dataclass(slots=True)
class _Noting(ScriptedLLM):
    """Notes when its first sentence is there, which the engine then checks and shows."""

    finished: float = 0.0

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[str]:
        """Yield a sentence, then more of them slowly."""
        self.finished = time.time()
        yield "Khoản tài trợ là 350 triệu yên [1]. Trong"
        for _ in range(4):
            time.sleep(0.1)
            yield " ba năm"
        yield "."


def _first_words(browser: Browser, index: str) -> list[float]:
    """Return the milliseconds from the engine's first words to those on the screen."""
    settings = Settings(index=index, llm="llama-cpp:scripted.gguf", log="off")
    llm = _Noting()
    desk = Desk(settings, lambda: replace(open_engine(settings), llm=llm))
    found = []
    with web.running(desk, settings, "127.0.0.1", 7998) as address:
        desk.prepare().join()
        page = browser.new_context().new_page()
        page.add_init_script(_WATCH % json.dumps({"words": "#now .answer"}))
        page.goto(address)
        page.wait_for_selector("#foot .ready")
        for number in range(_WORDS):
            page.evaluate("delete seen.words")
            page.fill("#question textarea", "Khoản tài trợ của Aozora cho Cầu Mây là bao nhiêu?")
            page.keyboard.press("Enter")
            page.wait_for_function(f"document.querySelectorAll('#chat .turn').length > {number}")
            found.append(page.evaluate("seen.words") - llm.finished * 1000)
    return found


# twenty people at once -------------------------------------------------------------------------


@dataclass(slots=True)
class _Tally:
    """What happened to the questions of all users, and how much memory the server took."""

    waited: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strangers: int = 0
    megabytes: list[float] = field(default_factory=list)


class _User:
    """One visitor, who speaks to the server as the page's script does."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any]) -> None:
        self._client = client
        self._session = secrets.token_hex(6)
        ids = {
            (component["props"].get("elem_id"), component["type"]): component["id"]
            for component in config["components"]
        }
        submitted = [ids["question", "textbox"], "submit"]
        events = config["dependencies"]
        loads = [one for one in events if one["targets"][0][1] == "load"]
        self._arrive = next(one for one in loads if one["outputs"])
        self._typed = next(one for one in events if submitted in one["targets"])
        fresh = [ids["chat", "html"], "fresh"]
        self._fresh = next(one for one in events if fresh in one["targets"])
        self._reply = _after(events, self._typed)
        self._finish = _after(events, self._reply)

    async def arrive(self) -> None:
        """Be known to the server."""
        await self._call(self._arrive, [])

    async def ask(self, question: str) -> str:
        """Return all that the page is told of a question and its answer."""
        await self._call(self._typed, [question, None, None])
        await self._call(self._reply, [None, None])
        return json.dumps(await self._call(self._finish, [None, None]), ensure_ascii=False)

    async def begin_anew(self) -> None:
        """Forget the conversation."""
        await self._call(self._fresh, [None])

    async def _call(self, event: dict[str, Any], data: list[Any]) -> Any:  # noqa: ANN401
        body = {"data": data, "fn_index": event["id"], "session_hash": self._session}
        joined = await self._client.post("gradio_api/queue/join", json=body)
        joined.raise_for_status()
        told = self._client.stream(
            "GET", "gradio_api/queue/data", params={"session_hash": self._session}
        )
        async with told as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        raise RuntimeError(str(message["output"]))
                    return message["output"]["data"]
        raise RuntimeError("the stream broke off")


def _after(events: list[dict[str, Any]], event: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in events if one.get("trigger_after") == event["id"])


async def _crowd(index: str, users: int, seconds: float) -> dict[str, Any]:
    """Return what happens when so many people ask for so long."""
    engine = open_engine(Settings(index=index))
    documents = filter(None, map(engine.document, [one[0] for one in engine.library.outline()]))
    drafted = draft.draft(documents, count=200, seed=0)
    questions = [one.question for one in drafted]
    tally = _Tally()
    with _served(index, 7997) as (pid, _):
        end = time.monotonic() + seconds
        everyone = [_visit(questions, end, number, tally) for number in range(users)]
        await asyncio.gather(*everyone, _watch(pid, end, tally))
    quarter = max(1, len(tally.megabytes) // 4)
    return {
        "users": users,
        "minutes": round(seconds / 60, 1),
        "questions": len(tally.waited),
        "errors": len(tally.errors),
        "error": tally.errors[0] if tally.errors else "",
        "answers_of_others_seen": tally.strangers,
        "seconds": {
            "median": round(common.quantile(tally.waited, 0.5), 2),
            "p95": round(common.quantile(tally.waited, 0.95), 2),
        },
        "megabytes": {
            name: round(common.mean(values), 0)
            for name, values in (
                ("second_quarter", tally.megabytes[quarter : 2 * quarter]),
                ("last_quarter", tally.megabytes[-quarter:]),
            )
        },
        "megabytes_each_minute": [
            round(common.mean(tally.megabytes[place : place + _GLANCES_A_MINUTE]))
            for place in range(0, len(tally.megabytes), _GLANCES_A_MINUTE)
        ],
    }


async def _visit(questions: list[str], end: float, number: int, tally: _Tally) -> None:
    dice = random.Random(number)
    async with httpx.AsyncClient(base_url="http://127.0.0.1:7997/", timeout=120) as client:
        await asyncio.sleep(dice.uniform(0, 5))
        await client.get("/")
        user = _User(client, (await client.get("config")).json())
        await user.arrive()
        own = f"{number:02}"
        while time.monotonic() < end:
            if dice.random() < 1 / _TALK:
                await user.begin_anew()
            began = time.perf_counter()
            try:
                told = await user.ask(f"{dice.choice(questions)} (người {own})")
            except (httpx.HTTPError, RuntimeError, ValueError) as error:
                tally.errors.append(repr(error))
            else:
                tally.waited.append(time.perf_counter() - began)
                seen = set(re.findall(r"người (\d\d)\b", told))
                if own not in seen:
                    tally.errors.append(f"no answer: {told[:200]}")
                tally.strangers += bool(seen - {own})
            await asyncio.sleep(dice.uniform(*_READS))


async def _watch(pid: int, end: float, tally: _Tally) -> None:
    while time.monotonic() < end:
        await asyncio.sleep(_GLANCE_S)
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
        tally.megabytes.append(int(line.split()[1]) / 1024)


if __name__ == "__main__":
    main()

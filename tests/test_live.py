"""Replies on a terminal: what is seen when, and that a pipe gets what it always got."""

import io
import os
import subprocess
import sys

import pytest
from fake_llm_server import END, Reply, Server, delta, says
from material import ARTICLES

from askvn.cli import live, show
from askvn.records import Answer, Citation

QUESTION = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
FIRST = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013 [1]."
SECOND = " Kinh phí gồm 55,8 triệu euro vốn ODA của Pháp [1]."
PROGRAM = "import sys; from askvn.cli import main; sys.exit(main())"


class Tty(io.StringIO):
    """What is written on a terminal."""

    def isatty(self):
        return True


def answer(text, **others):
    cited = Citation(n=1, source="a.txt", title="Bài", start=0, end=3, page=None, quote="Huế",
                     supported=True)  # fmt: skip
    values = {"question": "Ở đâu?", "understood_as": "Ở đâu?", "refused": False, "model": "m",
              "style": "compose", "citations": (cited,)} | others  # fmt: skip
    return Answer(text=text, hits=(), **values)


def test_sentences_are_seen_as_they_come_and_the_sources_behind_them(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "24")
    out, seen = Tty(), []

    def reply():
        yield "Hội nghị họp ở thành phố Huế. [1]"
        seen.append(out.getvalue())
        yield "\n\nTrời mưa. [?]"
        seen.append(out.getvalue())
        yield answer(
            "Hội nghị họp ở thành phố Huế. [1]\n\nTrời mưa. [?]", understood_as="Họp ở đâu?"
        )

    last = live.shown(reply(), out, "vi", flows=True)
    assert last.text.endswith("[?]")
    assert seen == [
        "Hội nghị họp ở thành phố\nHuế. [1]",
        "Hội nghị họp ở thành phố\nHuế. [1]\n\nTrời mưa. [?]",
    ]
    assert out.getvalue().removeprefix(seen[1]) == (
        "\nĐã hiểu là: Họp ở đâu?\n[?] không có nguồn nào xác nhận câu này\n\nNguồn\n[1] Bài\n"
        "    a.txt · 0–3\n    “Huế”\n"
    )


def test_markers_are_coloured_and_count_with_their_letters_only(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Tty()
    page = live.Page(out, show.Terminal(20, coloured=True))
    page.write("Họp ở thành phố [1]")
    page.write(" Huế.")
    page.end_line()
    page.end_line()
    assert out.getvalue() == "Họp ở thành phố \033[1;36m[1]\033[0m\nHuế.\n"


def test_a_reply_that_does_not_flow_is_shown_whole():
    out = io.StringIO()
    live.shown(iter_of("Ở Huế. [1]", answer("Ở Huế. [1]")), out, "vi", flows=False)
    assert out.getvalue() == show.answer(answer("Ở Huế. [1]"), show.terminal(out), "vi") + "\n"


def test_what_ends_a_reply_ends_the_work_and_the_line():
    out, closed = Tty(), []

    def reply():
        try:
            yield "Ở Huế."
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    with pytest.raises(KeyboardInterrupt):
        live.shown(reply(), out, "vi", flows=True)
    assert (out.getvalue(), closed) == ("Ở Huế.\n", [True])


def iter_of(*pieces):
    yield from pieces


@pytest.fixture
def place(tmp_path):
    """Return a folder in which `articles/` is indexed in `index/`."""
    for name, text in ARTICLES.items():
        (tmp_path / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM, "index", "articles"], cwd=tmp_path,
                          env=surroundings(), capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.fixture
def serve():
    """Return what starts a server with a script; all of them end with the test."""
    started = []

    def start(*script):
        started.append(Server(*script))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def surroundings():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ASKVN_")}
    return {**clean, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "TERM": "dumb", "NO_COLOR": "1",
            "ASKVN_LOG": "off", "COLUMNS": "80"}  # fmt: skip


def asking(server, *words):
    return [sys.executable, "-c", PROGRAM, "ask", QUESTION, "--style", "compose",
            "--llm", f"openai:{server.url}", *words]  # fmt: skip


BELOW = """
Nguồn
[1] Vệ tinh VNREDSat-1
    phap/ve-tinh.txt · 20–76
    “Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013.”
[2] Vệ tinh VNREDSat-1
    phap/ve-tinh.txt · 77–123
    “Kinh phí gồm 55,8 triệu euro vốn ODA của Pháp.”
"""
TEXT = """Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013. [1] Kinh phí gồm 55,8
triệu euro vốn ODA của Pháp. [2]
"""


def test_ask_on_a_terminal_tells_what_it_does_and_writes_as_it_is_told(place, serve):
    pty = pytest.importorskip("pty")
    server = serve(Reply([delta(FIRST), delta(" Kinh"), "wait", delta(SECOND[5:]), END]))
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(asking(server), cwd=place, stdin=subprocess.DEVNULL, stdout=theirs,
                             stderr=theirs, env=surroundings())  # fmt: skip
    os.close(theirs)
    seen = b""
    while b"[1]" not in seen:  # the server waits for us before it says the second sentence
        seen += os.read(ours, 4096)
    begun = seen.decode(errors="ignore")
    server.go_on.set()
    while chunk := read(ours):
        seen += chunk
    assert asked.wait(60) == 0
    os.close(ours)
    wiped = "\r\033[K"
    reading, first = f"{wiped}Đang đọc 3 đoạn …", TEXT.partition(" Kinh")[0]
    assert begun == f"{reading}{wiped}{first}"
    whole = seen.decode().replace("\r\n", "\n")
    assert whole == f"{reading}{wiped}{TEXT}{BELOW}"


def read(descriptor):
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other end has closed
        return b""


def test_a_pipe_gets_the_answer_whole_as_ever(place, serve):
    server = serve(says(FIRST, SECOND))
    done = subprocess.run(asking(server), cwd=place, capture_output=True, env=surroundings(),
                          check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == TEXT + BELOW

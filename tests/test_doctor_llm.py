"""What `askvn doctor` says of the language model, and how many threads it is given."""

from dataclasses import replace

import pytest
from fake_llm_server import Server, says

from askvn import inspection, resources
from askvn.cli import show
from askvn.models import machine
from askvn.settings import Settings

GGUF = str(resources.model("answer") / "answer.gguf")


def language_model(settings):
    return {check.name: check for check in inspection._language_model(settings)}


def test_the_pace_of_the_model_is_measured():
    [check] = language_model(Settings(threads=1, lang="en")).values()
    assert check.passed
    assert "builtin · reads " in check.detail
    assert " tokens/s · 1 threads · context 2048 · " in check.detail


def test_a_model_that_writes_is_told_with_the_wait_for_its_first_words():
    settings = Settings(llm=f"llama-cpp:{GGUF}", threads=1, context_tokens=512)
    found = language_model(settings)
    assert list(found) == ["language model", "time to the first words"]
    assert found["time to the first words"].detail.startswith("đọc 5 đoạn mất khoảng ")
    assert found["time to the first words"].hint == ""


def test_a_slow_model_is_told_what_would_be_faster(monkeypatch):
    monkeypatch.setattr(inspection, "_LONG_WAIT_S", 0)
    found = language_model(Settings(llm=f"llama-cpp:{GGUF}", threads=1, context_tokens=512))
    assert found["time to the first words"].hint.startswith("ASKVN_TOP_K=3 askvn ask …")


def test_a_server_tells_its_model_and_its_context():
    server = Server(says("a"), kind="vllm", models=("qwen3",), context=3000)
    settings = Settings(llm=f"openai:{server.url}")
    [check] = language_model(settings).values()
    server.stop()
    assert (check.passed, check.detail) == (True, "qwen3 · 3000")


def test_a_model_that_is_not_there_is_an_error_with_a_hint():
    [check] = language_model(Settings(llm="llama-cpp:/x.gguf")).values()
    assert (check.passed, check.hint) == (False, "askvn doctor")


def test_a_thread_for_each_core_and_no_more_than_may_be_used(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "_CPUS", tmp_path)
    monkeypatch.setattr(machine, "_CPU_LIMIT", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert machine.cores() == 4
    for cpu in range(4):
        place = tmp_path / f"cpu{cpu}" / "topology" / "thread_siblings_list"
        place.parent.mkdir(parents=True)
        place.write_text(f"{cpu % 2},{cpu % 2 + 2}\n")
    assert machine.cores() == 2
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    assert machine.cores() == 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert machine.cores() == 2


class Screen:
    def __init__(self, tty):
        self.tty, self.text = tty, ""

    def isatty(self):
        return self.tty

    def write(self, text):
        self.text += text

    def flush(self):
        pass


@pytest.mark.parametrize(
    ("lang", "text"), [("vi", "Đang đọc 5 đoạn …"), ("en", "Reading 5 passages …")]
)
def test_a_terminal_is_told_what_is_read_until_the_first_words(lang, text):
    screen = Screen(tty=True)
    reading = show.Reading(lang, screen)
    reading(5)
    reading(0)
    assert screen.text == f"\r\033[K{text}\r\033[K"
    quiet = replace(reading, stream=Screen(tty=False))
    quiet(5)
    assert quiet.stream.text == ""

"""What `askvn models` shows: the list, the progress, the checks, in both languages."""

import io
import json

import pytest
from fake_hub import askvn
from small_models import write_gguf

from askvn.cli import shelf
from askvn.cli.show import Terminal
from askvn.cli.transfer import Transfer
from askvn.models.add import add
from askvn.models.catalogue import PRESETS
from askvn.models.home import Home

MEMORY = 8_000_000_000


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "models")
    add(write_gguf(tmp_path / "x.gguf"), home)
    return home


def shown(home, columns=88, lang="en", memory=MEMORY):
    entries = shelf.entries(home, memory)
    screen = Terminal(columns, coloured=False)
    return shelf.listing(entries, home.folder, memory, screen, lang).splitlines()


def test_the_list_tells_what_is_here_what_can_be_had_and_what_fits(home):
    lines = shown(home)
    assert lines[0] == "Part of askvn"
    assert f"✓ {'x':<21}    8.9 kB  mit" in lines
    assert "    --llm llama-cpp:x" in lines
    assert "Memory here: 8.0 GB · ✓ fits, ✗ too large" in lines
    assert f"✓ {'qwen3-4b':<21}    2.5 GB  apache-2.0" in lines
    assert f"✗ {'qwen3-8b':<21}    5.0 GB  apache-2.0" in lines
    assert f"✓ {'qwen3-1.7b':<21}   ~1.8 GB  apache-2.0" in lines
    assert f"✓ {'bge-reranker-v2-m3':<21}   ~2.3 GB  licence: see its card" in lines


def test_the_list_is_in_vietnamese_too_and_says_nothing_of_memory_it_does_not_know(home):
    lines = shown(home, lang="vi", memory=0)
    assert "Tải thêm: askvn models pull TÊN" in lines
    assert f"  {'qwen3-4b':<21}    2.5 GB  apache-2.0" in lines
    assert not any("bộ nhớ ·" in line for line in lines)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_narrow_terminal_gets_narrow_lines(home, lang):
    lines = [line for line in shown(home, columns=50, lang=lang) if str(home.folder) not in line]
    assert max(map(len, lines)) <= 50


def test_an_installed_preset_is_listed_once(tmp_path):
    home = Home(tmp_path / "models")
    add(write_gguf(tmp_path / "x.gguf"), home, name="qwen3-4b")
    found = [one.status for one in shelf.entries(home, MEMORY) if one.name == "qwen3-4b"]
    assert found == ["installed"]


def test_a_model_that_cannot_be_read_is_listed_as_damaged(home):
    (home.folder / "x" / "model.json").write_text("{", encoding="utf-8")
    assert f"  {'x':<21}            damaged: askvn models verify" in shown(home)


def test_the_list_in_json_has_the_shape_of_the_contract(tmp_path):
    listed = json.loads(askvn("models", "list", "--json", place=tmp_path).stdout)
    assert set(listed) == {"folder", "memory", "models"}
    assert listed["folder"] == str(tmp_path / "data" / "askvn" / "models")
    assert {tuple(one) for one in listed["models"]} == {(
        "name", "kind", "status", "bytes", "is_estimate", "licence", "source", "setting", "address",
        "fits", "purpose",
    )}  # fmt: skip
    names = [one["name"] for one in listed["models"]]
    assert names == [
        "embedder",
        "answer",
        "restorer",
        "ranker",
        "reader",
        "gate",
        "verifier",
        *(preset.name for preset in PRESETS),
    ]
    first = next(one for one in listed["models"] if one["name"] == "qwen3-4b")
    assert (first["status"], first["bytes"], first["is_estimate"], first["address"]) == (
        "available", 2_497_280_736, False, "llama-cpp:qwen3-4b",
    )  # fmt: skip


def test_nothing_after_models_means_the_list(tmp_path):
    listed = askvn("models", "list", "--lang", "en", place=tmp_path)
    assert askvn("models", "--lang", "en", place=tmp_path).stdout == listed.stdout


def test_the_whole_way_of_a_model_on_this_machine(tmp_path):
    write_gguf(tmp_path / "x.gguf")
    added = askvn("models", "add", "x.gguf", "--lang", "en", place=tmp_path)
    assert added.stdout.splitlines() == [
        "x is installed, every file checked: 8.9 kB · mit · context 4096 tokens",
        "  Try it:",
        '    askvn ask "…" --llm llama-cpp:x',
        "  Always, in askvn.toml:",
        '    llm = "llama-cpp:x"',
    ]
    assert json.loads(askvn("models", "verify", "--json", place=tmp_path).stdout)[-1] == {
        "name": "x", "passed": True, "detail": "8.9 kB", "hint": "",
    }  # fmt: skip
    (tmp_path / "data/askvn/models/x/files/x.gguf").unlink()
    missing = askvn("models", "verify", "--lang", "en", place=tmp_path)
    assert missing.returncode == 1
    assert missing.stdout.splitlines()[-2:] == [
        "✗ x: the file 'x.gguf' of the model 'x' is missing",
        "  hint: askvn models remove x && askvn models add PATH --name x",
    ]
    assert "✗ x: thiếu tệp 'x.gguf'" in askvn("doctor", place=tmp_path).stdout
    gone = askvn("models", "remove", "x", "--lang", "en", place=tmp_path)
    assert (gone.returncode, gone.stdout) == (0, "'x' was removed\n")
    again = askvn("models", "remove", "x", "--lang", "en", place=tmp_path)
    assert again.stderr.splitlines()[0] == "error: no model called 'x' is installed"


def test_a_place_where_nothing_can_be_written_is_an_error_with_a_hint(tmp_path):
    write_gguf(tmp_path / "x.gguf")
    told = {"ASKVN_MODELS": str(tmp_path / "x.gguf" / "models")}
    done = askvn("models", "add", "x.gguf", "--lang", "en", place=tmp_path, **told)
    assert done.returncode == 1
    assert "error: a file of a model cannot be read or written: Not a directory" in done.stderr
    assert done.stderr.splitlines()[1] == "hint: ASKVN_MODELS=/other/folder askvn models …"


@pytest.mark.parametrize(
    ("lang", "done", "spent", "line"),
    [
        ("en", 1_250_000_000, 100, "Downloading qwen3-4b 50 % · 2.5 GB · 12.5 MB/s · 2 min left"),
        ("en", 2_500_000_000, 100, "Downloading qwen3-4b 100 % · 2.5 GB · 25.0 MB/s · 0 s left"),
        ("vi", 25_000_000, 100, "Đang tải qwen3-4b 1 % · 2.5 GB · 250 kB/s · còn 3 giờ"),
        ("vi", 0, 0.1, "Đang tải qwen3-4b 0 % · 2.5 GB"),
    ],
)
def test_the_progress_tells_share_rate_and_time_left(lang, done, spent, line):
    progress = Transfer("qwen3-4b", lang, io.StringIO(), stage="fetch")
    assert progress.line(done, 2_500_000_000, spent) == line


def test_nothing_is_drawn_where_there_is_no_terminal():
    stream = io.StringIO()
    progress = Transfer("x", "vi", stream)
    progress("fetch", 1, 2)
    progress.clear()
    assert stream.getvalue() == ""

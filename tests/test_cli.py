"""The command line: the JSON contract, exit codes, both languages, light imports."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from material import ARTICLES, ROOT

from askvn import __version__
from askvn.cli import main


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder in which `articles/` is indexed in `index/`."""
    root = tmp_path_factory.mktemp("cli")
    for name, text in ARTICLES.items():
        (root / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "articles" / name).write_text(text, encoding="utf-8")
    assert run("index", "articles", cwd=root).returncode == 0
    return root


def run(*words, cwd, text="", **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ASKVN_")}
    return subprocess.run(
        [sys.executable, "-c", "import sys; from askvn.cli import main; sys.exit(main())", *words],
        cwd=cwd, input=text, capture_output=True, text=True, check=False,
        env={**clean, "LANG": "C.UTF-8", "LC_ALL": "", "PYTHONUTF8": "1", **environment},
    )  # fmt: skip


def test_index_answers_with_the_figures_of_the_contract(place):
    done = json.loads(run("index", "articles", "--json", cwd=place).stdout)
    assert done["documents"] == {
        "added": 0,
        "changed": 0,
        "unchanged": 3,
        "removed": 0,
        "failed": 0,
        "left_out": 0,
    }
    assert set(done) == {"documents", "chunks", "failed", "seconds", "index"}
    assert done["index"] == "index"


def test_search_answers_in_the_shape_of_the_contract(place):
    found = json.loads(run("search", "vệ tinh Pháp", "-k", "2", "--json", cwd=place).stdout)
    assert set(found) == {"query", "understood_as", "hits", "milliseconds"}
    assert set(found["hits"][0]) == {
        "rank", "score", "source", "title", "chunk", "start", "end", "page", "text", "also_in",
    }  # fmt: skip
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert found["hits"][0]["source"] == "phap/ve-tinh.txt"


def test_ask_answers_in_the_shape_of_the_contract(place):
    done = run("ask", "Vệ tinh VNREDSat-1 được phóng ngày nào?", "--json", cwd=place)
    reply = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(reply) == {
        "question", "understood_as", "answer", "short", "refused", "unmentioned", "style", "model",
        "citations", "notes", "hits", "milliseconds",
    }  # fmt: skip
    assert set(reply["milliseconds"]) == {"retrieve", "first_token", "total"}
    citation = reply["citations"][0]
    assert set(citation) == {
        "n", "source", "title", "start", "end", "page", "quote", "supported", "reasons", "date",
    }  # fmt: skip
    assert (citation["supported"], citation["reasons"]) == (True, [])
    assert "7/5/2013" in citation["quote"]
    short = reply["short"]
    assert set(short) == {"text", "n", "start", "end"}
    assert (short["text"], short["n"]) == ("ngày 7/5/2013", citation["n"])
    assert citation["start"] <= short["start"] < short["end"] <= citation["end"]
    first, second = reply["answer"].splitlines()[:2]
    assert first == "ngày 7/5/2013 [1]"
    assert second.startswith(citation["quote"])


def test_a_question_the_documents_dont_answer_exits_with_3(place):
    done = run("ask", "Giá vàng thế giới chiều nay tăng mấy phần trăm?", cwd=place)
    assert done.returncode == 3
    assert done.stdout.startswith("Tài liệu không có thông tin")
    assert done.stderr == ""


def test_a_question_may_come_from_stdin(place):
    done = run("ask", "-", cwd=place, text="Gobind Singh Deo thăm Hà Nội khi nào?\n")
    assert "15/1" in done.stdout
    assert "[1]" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "error", "hint"),
    [
        (["ask", "x", "--index", "none"], 1, "error: chưa có chỉ mục trong 'none'", "askvn index"),
        (["ask", " "], 1, "error: câu hỏi trống", "askvn ask"),
        (["search", "x", "-k", "0"], 1, "error: thiết lập 'k'", "1, 2, …"),
        (["ask", "x", "--style", "compose"], 1, "error: mô hình kèm theo chỉ chọn câu", "--llm"),
        (
            ["ask", "x", "--llm", "gpt"],
            1,
            "error: thiết lập 'llm'",
            "llama-cpp:<name or path.gguf>",
        ),
        (["ask", "x", "--lang", "en", "--index", "none"], 1, "error: there is no index in", "PATH"),
    ],
)
def test_an_error_is_two_lines_and_no_traceback(place, words, code, error, hint):
    done = run(*words, cwd=place)
    lines = done.stderr.splitlines()
    assert done.returncode == code
    assert lines[0].startswith(error)
    assert lines[1].startswith("hint: ")
    assert hint in lines[1]
    assert len(lines) == 2
    assert done.stdout == ""


def test_an_unknown_variable_is_an_error(place):
    done = run("info", cwd=place, ASKVN_MODEL="x")
    assert done.returncode == 1
    assert "ASKVN_MODEL" in done.stderr


def test_wrong_usage_exits_with_2(place):
    assert run("ask", cwd=place).returncode == 2
    assert run("fly", cwd=place).returncode == 2


def test_a_file_that_fails_is_told_on_stderr_and_the_rest_is_indexed(place, tmp_path):
    (tmp_path / "a.txt").write_text("Bài tốt.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x81\x8d")
    done = run("index", str(tmp_path), "--index", str(tmp_path / "i"), "--json", cwd=place)
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["documents"]["added"], report["documents"]["failed"]) == (1, 1)
    assert report["failed"][0]["source"] == "b.txt"
    assert report["failed"][0]["error"]
    assert report["failed"][0]["hint"]
    assert "b.txt" in done.stderr
    (tmp_path / "a.txt").unlink()
    assert run("index", str(tmp_path), "--index", str(tmp_path / "j"), cwd=place).returncode == 1


def test_documents_are_listed_and_taken_out_until_their_file_is_named(place, tmp_path):
    index = ("--index", str(tmp_path / "i"))
    assert run("index", "articles", *index, cwd=place).returncode == 0
    told = json.loads(run("documents", "--json", *index, cwd=place).stdout)
    assert [one["source"] for one in told] == sorted(ARTICLES)
    assert set(told[0]) == {
        "source", "title", "date", "path", "bytes", "passages", "state", "uploaded", "error",
        "hint",
    }  # fmt: skip
    assert run("remove", "malaysia.txt", *index, cwd=place).stdout == "đã bỏ 1 tài liệu\n"
    again = run("index", "articles", *index, cwd=place)
    assert "1 tài liệu vẫn ở ngoài vì đã được bỏ ra" in again.stderr
    shown = run("documents", *index, cwd=place)
    assert shown.stdout.splitlines()[:2] == [
        "✓ han-quoc.md", "    Diễn đàn ICT Việt Nam - Hàn Quốc · 2018-03-22 · 365 B · 1 đoạn",
    ]  # fmt: skip
    assert "– malaysia.txt" in shown.stdout
    assert shown.stderr == "2 tài liệu · 2 đoạn · đã bỏ ra: 1\n"
    unknown = run("remove", "khong-co", *index, cwd=place)
    assert unknown.returncode == 1
    assert "error: chỉ mục không có tài liệu 'khong-co'" in unknown.stderr
    assert run("index", "articles/malaysia.txt", *index, cwd=place).returncode == 0
    assert "– " not in run("documents", *index, cwd=place).stdout


def test_info_and_doctor_tell_what_is_there(place):
    facts = json.loads(run("info", "--json", cwd=place).stdout)
    assert (facts["documents"], facts["embedder"]) == (3, "builtin")
    assert (facts["documents by year"], facts["without a date"]) == ("2018: 1", 2)
    assert facts["formats"] == "txt: 2, md: 1"
    done = run("doctor", "--json", cwd=place)
    assert done.returncode == 0, done.stdout
    assert {check["name"] for check in json.loads(done.stdout)} >= {
        "packages", "model embedder", "model answer", "index files", "library",
        "index and settings",
    }  # fmt: skip


def test_doctor_names_what_is_damaged(place, tmp_path):
    assert run("index", "articles", "--index", str(tmp_path / "i"), cwd=place).returncode == 0
    dense = next((tmp_path / "i").rglob("dense.faiss"))
    data = dense.read_bytes()
    dense.unlink()
    dense.write_bytes(data[:-1] + b"?")
    done = run("doctor", "--index", str(tmp_path / "i"), cwd=place)
    assert done.returncode == 1
    assert "dense.faiss" in done.stdout
    assert "askvn index --rebuild" in done.stdout


def test_help_speaks_vietnamese_and_english(place):
    assert "trả lời câu hỏi, có dẫn nguồn" in run("--help", cwd=place).stdout
    assert "answer a question, with sources" in run("--help", cwd=place, LANG="en_US.UTF-8").stdout
    assert "answer a question" in run("--lang", "en", "--help", cwd=place).stdout
    assert run("--version", cwd=place).stdout.strip() == f"askvn {__version__}"


HEAVY = (
    "torch",
    "sentence_transformers",
    "gradio",
    "underthesea",
    "transformers",
    "sklearn",
    "pandas",
)
PROBE = """
import sys
from askvn.cli import main
code = main(sys.argv[1:])
loaded = sorted({name.split(".")[0] for name in sys.modules} & set(%r))
print("LOADED", loaded, file=sys.stderr)
sys.exit(code)
"""


def test_a_question_never_imports_the_heavy_packages(place):
    done = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,), "ask", "Vệ tinh VNREDSat-1 được phóng ngày nào?"],
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.strip() == "LOADED []"


OFFLINE = """
import socket, sys
def refuse(*words, **options):
    raise AssertionError("the network was touched")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from askvn.cli import main
sys.exit(main(["index", "articles", "--index", "offline"]) or main(sys.argv[1:]))
"""


def test_indexing_and_asking_touch_no_network(place):
    question = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "ask", question, "--index", "offline"],
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "7/5/2013" in done.stdout


def test_help_imports_nothing_that_takes_time(place):
    heavy = (*HEAVY, "numpy", "faiss", "llama_cpp", "tantivy", "tokenizers", "sqlite3")
    done = subprocess.run(
        [sys.executable, "-c",
         "import sys, atexit\n"
         "atexit.register(lambda: print("
         f"sorted(set(sys.modules) & set({heavy!r})), file=sys.stderr))\n"
         "from askvn.cli import main\nmain(['--help'])"],
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr.strip() == "[]"


def test_output_has_no_colour_when_it_is_no_terminal(place):
    assert "\033" not in run("search", "vệ tinh", cwd=place).stdout


def test_the_web_face_is_thin():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 15
    assert callable(main)
    assert Path(ROOT, "index", "README.md").exists()


@pytest.fixture(scope="module")
def evaluation(place):
    """Return the folder of an evaluation set without a corpus: it is asked of `index/`."""
    questions = [
        {"id": "1", "question": "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày nào?",
         "answers": ["7/5/2013"], "documents": ["phap/ve-tinh.txt"],
         "evidence": ["Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013."]},
        {"id": "2", "question": "Ai phát biểu khai mạc diễn đàn?", "answers": ["Nguyễn Minh Hồng"],
         "documents": ["han-quoc.md"]},
    ]  # fmt: skip
    (place / "own").mkdir()
    (place / "own" / "questions.jsonl").write_text(
        "\n".join(json.dumps(one, ensure_ascii=False) for one in questions), encoding="utf-8"
    )
    return place / "own"


def test_eval_answers_in_the_shape_of_the_contract(place, evaluation):
    result = json.loads(run("eval", "own", "--json", cwd=place).stdout)
    (one,) = result["sets"]
    assert (one["set"], one["documents"], one["questions"]) == ("own", 3, 2)
    assert one["retrieval"]["unaccented"] == {"ndcg@10": 1.0, "hit@1": 1.0, "recall@10": 1.0}
    assert one["evidence"]["hit@1"] == 1.0
    assert one["refusal"]["recall"] is None
    assert result["settings"]["index"] == "index"
    assert result["versions"]["askvn"] == __version__


def test_eval_shows_a_table_that_fits_the_terminal(place, evaluation):
    done = run("eval", "own", "--lang", "en", "--sample", "1", cwd=place, COLUMNS="60")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["set", "questions", "nDCG@10"]
    assert all(len(line) <= 60 for line in lines)
    assert "own" in lines[1]


def test_eval_speaks_vietnamese(place, evaluation):
    done = run("eval", "own", "--retrieval-only", "--variants", "unaccented", cwd=place)
    assert done.stdout.splitlines()[0].split() == (
        "bộ câu hỏi nDCG@10 không dấu đúng ngay đầu tìm (ms)".split()
    )


def test_two_results_are_compared(place, evaluation):
    for name in ("a.json", "b.json"):
        (place / name).write_text(run("eval", "own", "--json", cwd=place).stdout, encoding="utf-8")
    done = run("eval", "--compare", "a.json", "b.json", "--lang", "en", cwd=place)
    rows = [line.split(maxsplit=3) for line in done.stdout.splitlines()]
    assert ["retrieval.as_typed.ndcg@10", "1.000", "1.000", "+0.000"] in rows
    found = json.loads(run("eval", "--compare", "a.json", "b.json", "--json", cwd=place).stdout)
    assert found["sets"][0]["flipped"] == []


def test_eval_writes_the_report_and_its_plots(place, evaluation):
    done = run("eval", "own", "--report", "r.html", "--figures", "plots", cwd=place)
    assert done.returncode == 0
    assert "<!doctype html>" in (place / "r.html").read_text(encoding="utf-8")[:200].lower()
    names = {path.name for path in (place / "plots").iterdir()}
    assert {"retrieval.png", "robustness.png"} <= names


def test_eval_init_drafts_questions_that_eval_can_ask(place):
    done = run("eval", "init", "drafts", "--questions", "8", "--lang", "en", cwd=place)
    assert "questions drafted" in done.stdout
    assert "askvn eval drafts --index index" in done.stdout
    assert run("eval", "drafts", "--retrieval-only", "--json", cwd=place).returncode == 0
    again = run("eval", "init", "drafts", "--lang", "en", cwd=place)
    assert again.returncode == 1
    assert "is there already and may hold corrections" in again.stderr


def test_eval_without_a_folder_says_what_to_type(place):
    done = run("eval", "--lang", "en", cwd=place)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: no evaluation folder was named",
        "hint: askvn eval FOLDER   |   askvn eval init FOLDER",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["eval", "own", "--report", "index"], "'index' cannot be written"),
        (["eval", "own", "--figures", "own/questions.jsonl"], "'own/questions.jsonl' cannot be"),
        (["eval", "own", "--report", "own/questions.jsonl/r.html"], "cannot be written"),
        (["eval", "own", "--distractors", "none.jsonl"], "there is no file 'none.jsonl'"),
        (["eval", "own", "--compare", "a", "b"], "--compare takes two results and nothing else"),
        (["eval", "--seed", "0", "init", "x"], "no evaluation folder was named"),
        (["eval", "own", "--sample", "-1"], "setting 'sample' has the value '-1'"),
        (["eval", "init", "x", "--questions", "0"], "setting 'questions' has the value '0'"),
    ],
)
def test_what_cannot_work_is_said_before_the_long_work(place, evaluation, words, message):
    done = run(*words, "--lang", "en", cwd=place)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr.splitlines()[0]
    assert done.stderr.splitlines()[1].startswith("hint: ")


def test_a_question_goes_on_with_the_last_conversation(place, tmp_path):
    index = str(tmp_path / "index")
    run("index", "articles", "--index", index, cwd=place)
    first = run("ask", "-c", "Vệ tinh VNREDSat-1 được phóng ngày nào?", "--index", index, cwd=place)
    assert first.returncode == 0
    assert first.stderr == "chưa có cuộc trò chuyện nào: coi đây là câu hỏi đầu tiên\n"
    words = ("ask", "-c", "Kinh phí của nó gồm những gì?", "--index", index)
    reply = json.loads(run(*words, "--json", cwd=place).stdout)
    assert reply["understood_as"] == "Kinh phí của VNREDSat-1 gồm những gì?"
    logged = json.loads(run("log", "--json", "--index", index, cwd=place).stdout)
    assert [one["id"] for one in logged] == [1, 2]
    assert len({one["conversation"] for one in logged}) == 1
    assert logged[1]["answer"] == reply["answer"]
    off = run(*words, cwd=place, ASKVN_LOG="off")
    assert off.returncode == 1
    assert off.stderr.startswith("error: nhật ký hỏi đáp đang tắt")
    assert len(json.loads(run("log", "--json", "--index", index, cwd=place).stdout)) == 2


def test_the_log_is_shown_searched_rated_and_forgotten(place, tmp_path):
    index = ("--index", str(tmp_path / "index"))
    run("index", "articles", *index, cwd=place)
    piped = "Vệ tinh VNREDSat-1 được phóng ngày nào?\nGobind Singh Deo thăm Hà Nội khi nào?\n"
    talk = run("chat", *index, cwd=place, text=piped)
    assert (talk.returncode, talk.stderr) == (0, "")
    assert "7/5/2013" in talk.stdout
    assert "15/1" in talk.stdout
    found = run("log", "search", "ve tinh", *index, cwd=place)
    assert "#1 · " in found.stdout
    assert "#2 · " not in found.stdout
    assert run("log", "-n", "1", *index, cwd=place).stdout.startswith("#2 · ")
    rated = run("log", "rate", "1", "tốt", "đúng", "ngày", *index, cwd=place)
    assert rated.stderr == "Đã ghi nhận cho câu 1: Vệ tinh VNREDSat-1 được phóng ngày nào?\n"
    shown = json.loads(run("log", "show", "1", "--json", *index, cwd=place).stdout)
    assert (shown["rating"], shown["reason"], shown["origin"]) == ("up", "đúng ngày", "chat")
    assert "👍 đúng ngày" in run("log", "show", "1", *index, cwd=place).stdout
    folder = str(tmp_path / "made")
    made = run("eval", "from-log", folder, *index, cwd=place)
    assert made.stdout.startswith("1 câu hỏi (1 được khen) trong ")
    again = run("eval", "from-log", folder, *index, cwd=place)
    assert again.returncode == 1
    assert "đã có sẵn" in again.stderr
    gone = run("log", "clear", "--older-than", "1d", "--json", *index, cwd=place)
    assert json.loads(gone.stdout) == {"forgotten": 0}
    assert run("log", "clear", *index, cwd=place, LANG="en_US.UTF-8").stdout == (
        "2 questions forgotten\n"
    )
    empty = run("log", *index, cwd=place)
    assert (empty.returncode, empty.stdout) == (0, "")
    assert empty.stderr.startswith("Không tìm thấy gì trong ")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["log", "show", "7"], "error: nhật ký hỏi đáp index/conversations.db không có câu hỏi 7"),
        (["log", "rate", "last", "x"], "error: nhật ký hỏi đáp index/conversations.db không có"),
        (["log", "clear", "--older-than", "x"], "error: thiết lập 'older-than'"),
        (["log", "-n", "-1"], "error: thiết lập 'n'"),
        (["eval", "from-log", "f"], "error: nhật ký hỏi đáp index/conversations.db chưa có câu"),
    ],
)
def test_what_the_log_does_not_hold_is_said(place, tmp_path, words, error):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(error)
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, sys
from askvn.cli import main
size = 4096 * int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
sys.exit(main())
"""


def test_a_full_disk_does_not_break_an_answer(place, tmp_path):
    index = str(tmp_path / "index")
    run("index", "articles", "--index", index, cwd=place)
    question = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
    done = subprocess.run(
        [sys.executable, "-c", FULL, "8", "ask", question, "--index", index],
        cwd=place, capture_output=True, text=True, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "7/5/2013" in done.stdout
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("không dùng được nhật ký hỏi đáp")


def test_the_chat_on_a_terminal_prompts_and_leaves_with_ctrl_d(place, tmp_path):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "TERM": "dumb"}
    program = "import sys; from askvn.cli import main; sys.exit(main())"
    chat = subprocess.Popen(
        [sys.executable, "-c", program, "chat", "--index", str(place / "index")],
        stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, "Vệ tinh VNREDSat-1 được phóng ngày nào?\n".encode())
    seen = b""
    while b"ve-tinh.txt" not in seen or "»".encode() not in seen.rpartition(b"ve-tinh.txt")[2]:
        seen += os.read(ours, 4096)
    os.write(ours, b"\x04")
    _, said = chat.communicate(timeout=60)
    os.close(ours)
    assert chat.returncode == 0
    assert "»" in seen.decode(errors="ignore")
    assert "7/5/2013" in seen.decode(errors="ignore")
    assert said.decode().startswith("Hãy hỏi điều gì đó. Gõ /giúp")


def test_conversations_are_listed_renamed_exported_and_deleted(place, tmp_path):
    index = ("--index", str(tmp_path / "i"))
    assert run("index", "articles", *index, cwd=place).returncode == 0
    run("ask", "Vệ tinh VNREDSat-1 được phóng ngày nào?", *index, cwd=place)
    (told,) = json.loads(run("log", "conversations", "--json", *index, cwd=place).stdout)
    assert set(told) == {"id", "owner", "title", "began_at", "last_at", "questions"}
    assert (told["title"], told["questions"]) == ("Vệ tinh VNREDSat-1 được phóng ngày nào?", 1)
    run("log", "rename", "last", "Vệ", "tinh", *index, cwd=place)
    assert run("log", "conversations", *index, cwd=place).stdout.startswith("Vệ tinh\n")
    written = run("log", "export", told["id"], *index, cwd=place).stdout
    assert written.startswith("# Vệ tinh\n")
    assert "[^1]: Vệ tinh VNREDSat-1 (phap/ve-tinh.txt): “" in written
    done = run("log", "export", "last", "--format", "docx", *index, cwd=tmp_path)
    assert done.stderr == "đã ghi 1 câu hỏi vào Vệ tinh.docx\n"
    assert (tmp_path / "Vệ tinh.docx").read_bytes().startswith(b"PK")
    assert run("log", "delete", "last", *index, cwd=place).stdout == "đã xoá 1 câu hỏi\n"
    gone = run("log", "export", "last", *index, cwd=place)
    assert gone.returncode == 1
    assert "không có cuộc trò chuyện last" in gone.stderr

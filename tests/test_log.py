"""The conversation log: what it keeps, finds, forgets; that it never stands in an answer's way."""

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.cli.log import moment
from askvn.errors import LogError, SettingsError
from askvn.log import Entry, Log, Talk, schema
from askvn.log.entry import COLUMNS, to_row
from askvn.log.store import wanted
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

ASKED = Entry(
    conversation="c1",
    asked_at="2026-11-28T08:00:00.000Z",
    question="Hội nghị họp ở đâu?",
    understood_as="Hội nghị họp ở đâu?",
    answer="Hội nghị họp ở Huế. [1]",
    refused=False,
    confidence=0.9,
    style="quote",
    model="builtin",
    origin="ask",
    version="0.3.0",
    citations=[{"n": 1, "source": "a.txt", "start": 0, "end": 19, "quote": "Hội nghị họp ở Huế."}],
    passages=[{"source": "a.txt", "chunk": 7, "start": 0, "end": 90, "score": 0.83}],
    milliseconds={"total": 81.5},
    notes=[{"kind": "day", "text": "“hôm qua” là 14/3/2024", "citations": [1]}],
)


@pytest.fixture
def log(tmp_path):
    opened = Log(tmp_path / "conversations.db")
    yield opened
    opened.close()


def texts(entries):
    return [entry.question for entry in entries]


def test_what_was_kept_comes_back_as_it_was(log):
    assert log.append(ASKED) == 1
    log.close()
    assert log.find() == [replace(ASKED, id=1)]
    assert log.entry(1) == log.newest() == replace(ASKED, id=1)
    assert log.entry(2) is None
    assert list(ASKED.to_json())[:3] == ["id", "conversation", "asked_at"]
    assert json.loads(json.dumps(ASKED.to_json()))["citations"] == ASKED.citations


def test_the_newest_come_last_and_a_conversation_stays_together(log):
    for number in range(5):
        log.append(replace(ASKED, question=f"Câu {number}", conversation=f"c{number % 2}"))
    assert texts(log.find(count=2)) == ["Câu 3", "Câu 4"]
    assert texts(log.find(conversation="c1")) == ["Câu 1", "Câu 3"]
    log.append(replace(ASKED, origin="web"))
    assert log.newest(origins=("ask", "chat")).question == "Câu 4"


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("huế", True),
        ("hue", True),
        ("HOI NGHI", True),
        ("hu\u00ea\u0301", True),  # decomposed
        ("họp hội", True),
        ("hòp", False),
        ("hà nội", False),
        ("?!", False),
        ('"họp" OR hà', False),
    ],
)
def test_words_are_found_however_they_are_typed(log, typed, is_found):
    log.append(ASKED)
    assert bool(log.find(text=typed)) is is_found


def test_old_and_new_tone_placement_are_one_word(log):
    log.append(replace(ASKED, question="Ủy ban hoà giải họp khi nào?"))
    assert log.find(text="Uỷ hòa")


@settings(max_examples=20)
@given(st.lists(VIETNAMESE, max_size=4), VIETNAMESE)
def test_the_search_is_what_a_look_at_every_row_finds(tmp_path_factory, kept, typed):
    log = Log(tmp_path_factory.mktemp("log") / "conversations.db")
    for text in kept:
        log.append(replace(ASKED, question=text, answer=""))
    asked = set(wanted(typed))
    holding = [
        text for text in kept
        if asked and asked <= {one for word in text.split() for one in _both(word)}
    ]  # fmt: skip
    assert texts(log.find(text=typed)) == (holding if typed else kept)
    log.close()


def _both(word):
    return {*wanted(word), *wanted(strip(normalise(word)))}


def test_a_rating_is_kept_with_its_reason_and_can_be_taken_back(log):
    log.append(ASKED)
    assert log.rate(1, "down", "sai năm")
    assert (log.entry(1).rating, log.entry(1).reason) == ("down", "sai năm")
    assert log.rate(1, "")
    assert log.entry(1).rating == ""
    assert not log.rate(2, "up")
    with pytest.raises(ValueError, match="great"):
        log.rate(1, "great")


def test_what_is_forgotten_is_gone_from_the_disk(log, tmp_path):
    log.append(replace(ASKED, question="Mật khẩu chuồn chuồn kim?"))
    log.append(replace(ASKED, asked_at="2026-11-30T08:00:00.000Z"))
    assert log.clear(before="2026-11-29T00:00:00.000Z") == 1
    assert texts(log.find()) == [ASKED.question]
    assert log.find(text="chuồn") == []
    assert log.find(text="huế") != []
    log.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "chuồn".encode() not in kept
    assert b"chuon" not in kept
    assert log.clear() == 1
    assert log.find() == []


def test_a_forgotten_id_is_not_given_again(log):
    log.append(ASKED)
    log.clear()
    assert log.append(ASKED) == 2


def test_only_the_owner_may_read_it(log, tmp_path):
    log.append(ASKED)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "conversations.db" in modes


def test_looking_into_no_log_makes_none(log, tmp_path):
    assert log.find() == []
    assert log.newest() is None
    assert log.clear() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_says_what_to_do(tmp_path):
    path = tmp_path / "conversations.db"
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(LogError, match="file is not a database") as caught:
        Log(path).find()
    assert caught.value.hint == f"mv {path} {path}.bad"


def test_a_file_of_an_older_format_is_brought_up_with_what_it_holds(log):
    log.append(ASKED)
    log.close()
    steps = (*schema.STEPS, ("ALTER TABLE entries ADD COLUMN colour TEXT NOT NULL DEFAULT 'đỏ'",))
    connection = schema.connect(log.path)
    assert schema.upgrade(connection, steps) == len(schema.STEPS)
    assert schema.upgrade(connection, steps) == len(steps)
    found = connection.execute("SELECT question, colour FROM entries").fetchall()
    assert found == [(ASKED.question, "đỏ")]
    connection.close()


def test_what_was_asked_again_is_no_part_of_its_conversation_any_more(log):
    for question in ("Cầu nào dài nhất?", "Khi nào?", "Ai xây?"):
        last = log.append(replace(ASKED, question=question))
    other = log.append(replace(ASKED, conversation="c2", question="Cầu nào?"))
    log.append(replace(ASKED, question="Khi nào thông xe?"), replaces=last - 1)
    asked = [entry.question for entry in log.find(conversation="c1", current=True)]
    assert asked == ["Cầu nào dài nhất?", "Khi nào thông xe?"]
    assert [entry.replaced for entry in log.find()] == [False, True, True, False, False]
    assert [(talk.id, talk.questions) for talk in log.conversations()] == [("c1", 2), ("c2", 1)]
    assert log.conversations(text="xây") == []
    log.append(replace(ASKED, question="Cầu nào ngắn nhất?"), replaces=1)
    assert log.conversations(conversation="c1")[0].title == "Cầu nào ngắn nhất?"
    assert log.entry(other).replaced is False


def test_ratings_are_read_by_conversation(log):
    first, second, third = (
        log.append(replace(ASKED, conversation=name)) for name in ("c1", "c1", "c2")
    )
    log.rate(first, "up", "đúng")
    log.rate(third, "down")
    assert log.ratings("c1") == {first: ("up", "đúng")}
    log.rate(first, "")
    log.rate(second, "down")
    assert log.ratings("c1") == {second: ("down", "")}


def test_what_was_asked_before_there_were_owners_has_none(log):
    connection = schema.connect(log.path)
    schema.upgrade(connection, schema.STEPS[:1])
    columns = [name for name in COLUMNS if name not in ("owner", "notes", "replaced")]
    statement = f"INSERT INTO entries({', '.join(columns)}) VALUES({','.join('?' * len(columns))})"
    for entry in (ASKED, replace(ASKED, question="Rồi sao?"), replace(ASKED, conversation="c2")):
        row = dict(zip(COLUMNS, to_row(entry), strict=True))
        connection.execute(statement, [row[name] for name in columns])
    connection.close()
    assert talks(log, owner="") == [("c2", ASKED.question), ("c1", ASKED.question)]
    assert log.find(conversation="c1", count=1) == [
        replace(ASKED, question="Rồi sao?", notes=[], id=2)
    ]


def test_a_step_that_fails_leaves_the_file_as_it_was(log):
    log.append(ASKED)
    log.close()
    connection = schema.connect(log.path)
    broken = (*schema.STEPS, ("ALTER TABLE entries ADD COLUMN colour TEXT", "NONSENSE"))
    with pytest.raises(sqlite3.OperationalError, match="NONSENSE"):
        schema.upgrade(connection, broken)
    connection.close()
    assert log.find() == [replace(ASKED, id=1)]


def test_a_file_of_a_newer_askvn_is_left_alone(log):
    log.append(ASKED)
    log.close()
    connection = schema.connect(log.path)
    connection.execute("PRAGMA user_version=9")
    connection.close()
    with pytest.raises(LogError, match=r"newer askvn \(format 9\)") as caught:
        log.append(ASKED)
    assert caught.value.hint == "pip install --upgrade askvn"


def talks(log, **wanted):
    return [(one.id, one.title) for one in log.conversations(**wanted)]


def test_conversations_are_called_by_their_first_question_until_they_are_renamed(log):
    later = "2026-11-28T09:00:00.000Z"
    log.append(replace(ASKED, question="Ai  là\ntrưởng ban?"))
    log.append(replace(ASKED, conversation="c2"))
    log.append(replace(ASKED, question="Ở đâu?", asked_at=later))
    assert log.conversations()[0] == Talk("c1", "", "Ai là trưởng ban?", ASKED.asked_at, later, 2)
    assert talks(log) == [("c1", "Ai là trưởng ban?"), ("c2", ASKED.question)]
    assert talks(log, count=1) == [("c1", "Ai là trưởng ban?")]
    assert log.rename("c1", " Ba\u0323n  lãnh đạo ")
    assert talks(log, conversation="c1") == [("c1", "Bạn lãnh đạo")]
    assert log.rename("c1", "")
    assert talks(log, conversation="c1") == [("c1", "Ai là trưởng ban?")]
    assert not log.rename("c9", "x")


def test_a_conversation_is_found_by_its_words_or_its_title(log):
    log.append(ASKED)
    log.append(replace(ASKED, question="Tiếp theo?", answer="Không rõ."))
    log.append(replace(ASKED, conversation="c2", question="Giá vàng?", answer="Không rõ."))
    log.rename("c2", "Chuyện tiền nong")
    assert talks(log, text="hue") == [("c1", ASKED.question)]
    assert talks(log, text="tiền") == talks(log, text="gia vang") == [("c2", "Chuyện tiền nong")]
    assert [one.questions for one in log.conversations(text="hue")] == [2]
    assert talks(log, text="?!") == []


def test_nobody_sees_renames_or_forgets_another_owners_conversation(log):
    log.append(replace(ASKED, owner="lan"))
    log.append(replace(ASKED, conversation="c2", owner="minh"))
    assert talks(log) == [("c2", ASKED.question), ("c1", ASKED.question)]
    assert talks(log, owner="lan") == [("c1", ASKED.question)]
    assert talks(log, owner="lan", text="hue") == [("c1", ASKED.question)]
    assert talks(log, owner="") == talks(log, owner="minh", conversation="c1") == []
    assert log.find(conversation="c1", owner="minh") == log.find(owner="") == []
    assert not log.rename("c1", "x", owner="minh")
    assert log.forget("c1", owner="minh") == 0
    assert talks(log, owner="lan") == [("c1", ASKED.question)]
    assert log.forget("c1", owner="lan") == 1


def test_a_conversation_is_forgotten_whole_and_its_words_overwritten(log, tmp_path):
    log.append(replace(ASKED, question="Mật khẩu chuồn chuồn kim?"))
    log.append(replace(ASKED, conversation="c2"))
    log.rename("c1", "Cào cào tre")
    assert log.forget("c1") == 1
    assert log.forget("c1") == 0
    assert talks(log) == [("c2", ASKED.question)]
    log.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(word.encode() in kept for word in ("chuồn", "chuon", "Cào"))


WRITER = """
import json, sys
from pathlib import Path
from askvn.log import Entry, Log
log = Log(Path(sys.argv[1]))
values = json.loads(sys.argv[3])
for number in range(40):
    log.append(Entry(**{**values, "conversation": sys.argv[2], "question": f"Câu {number}"}))
"""


def test_several_processes_write_at_once_from_the_first_row_on(tmp_path):
    path = tmp_path / "conversations.db"
    values = json.dumps(ASKED.to_json())
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, values])
        for name in ("a", "b", "c")
    ]
    assert [one.wait() for one in running] == [0, 0, 0]
    log = Log(path)
    for name in ("a", "b", "c"):
        assert texts(log.find(conversation=name)) == [f"Câu {number}" for number in range(40)]
    log.close()


@pytest.mark.parametrize(
    ("age", "time"),
    [
        ("30d", "2026-10-29T12:00:00.000Z"),
        ("12h", "2026-11-28T00:00:00.000Z"),
        ("2w", "2026-11-14T12:00:00.000Z"),
    ],
)
def test_an_age_is_a_time(age, time):
    assert moment(age, datetime(2026, 11, 28, 12, tzinfo=UTC)) == time


def test_a_day_is_a_time_and_anything_else_is_said_to_be_none():
    local = datetime(2026, 1, 31).astimezone(UTC)
    expected = local.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert moment("31/1/2026", local) == moment("2026-01-31", local) == expected
    with pytest.raises(SettingsError, match="'older-than' has the value 'gestern'"):
        moment("gestern", local)

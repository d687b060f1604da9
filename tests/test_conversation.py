"""Conversations: remembered, logged, gone on with; the log never stands in an answer's way."""

import io
import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import askvn
from askvn import conversation as talks
from askvn.cli.chat import Loop, lines
from askvn.conversation import Conversation
from askvn.evaluate import from_log, sets
from askvn.log import FILE_NAME, Log
from askvn.testing import ScriptedLLM
from askvn.web.chat.talk import Asker, Turn

LAUNCH = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
GOLD = "Giá vàng hôm nay tăng mấy phần trăm?"


@pytest.fixture
def log(tmp_path):
    opened = Log(tmp_path / FILE_NAME)
    yield opened
    opened.close()


def test_an_answer_is_logged_with_all_that_made_it(engine, log):
    talk = Conversation(engine, log)
    answer = talk.ask(LAUNCH)
    entry = log.entry(talk.last)
    assert (entry.question, entry.understood_as, entry.answer) == (LAUNCH, LAUNCH, answer.text)
    assert entry.conversation == talk.id
    assert entry.asked_at.endswith("Z")
    assert (entry.refused, entry.style, entry.model) == (False, "quote", "scripted")
    assert (entry.origin, entry.version) == ("python", askvn.__version__)
    assert entry.confidence == round(answer.confidence, 4)
    cited = [one.to_json() for one in answer.citations]
    assert entry.citations == json.loads(json.dumps(cited))
    assert [one["chunk"] for one in entry.passages] == [hit.chunk for hit in answer.hits]
    assert set(entry.passages[0]) == {
        "source", "title", "chunk", "start", "end", "page", "score",
    }  # fmt: skip
    assert set(entry.milliseconds) == {"retrieve", "first_token", "total"}


def test_a_follow_up_leans_on_the_turn_before_it(engine, log):
    talk = Conversation(engine, log)
    talk.ask(LAUNCH)
    answer = talk.ask("Kinh phí của nó gồm những gì?")
    assert answer.understood_as == "Kinh phí của VNREDSat-1 gồm những gì?"
    assert answer.citations[0].source == "phap/ve-tinh.txt"
    assert [one.conversation for one in log.find()] == [talk.id] * 2
    assert "[1]" not in talk.turns[0][1]
    assert "7/5/2013" in talk.turns[0][1]


def test_a_refusal_leaves_its_question_and_no_titles_in_the_history(engine, log):
    talk = Conversation(engine, log)
    assert talk.ask(GOLD).refused
    assert talk.turns == [(GOLD, "")]
    assert log.find()[0].refused


def test_a_reply_that_was_broken_off_leaves_nothing(engine, log):
    talk = Conversation(engine, log)
    reply = talk.stream(LAUNCH)
    next(reply)
    reply.close()
    assert talk.turns == []
    assert log.find() == []


def test_without_a_log_there_is_still_a_conversation(engine):
    talk = Conversation(engine)
    talk.ask(LAUNCH)
    assert talk.last == 0
    assert len(talk.turns) == 1
    assert not talk.rate("up")


def test_a_rating_goes_to_the_last_answer(engine, log):
    talk = Conversation(engine, log)
    talk.ask(LAUNCH)
    talk.ask(GOLD)
    assert talk.rate("down", "có trong báo mà")
    assert [(one.rating, one.reason) for one in log.find()] == [
        ("", ""),
        ("down", "có trong báo mà"),
    ]


def test_a_log_that_cannot_be_written_is_said_once_and_the_answer_comes(engine, tmp_path, caplog):
    (tmp_path / "taken").mkdir()
    log = Log(tmp_path / "taken")  # a folder
    with caplog.at_level(logging.WARNING, "askvn"):
        answers = [Conversation(engine, log).ask(LAUNCH) for _ in range(3)]
    assert all("7/5/2013" in answer.text for answer in answers)
    (warning,) = [record.getMessage() for record in caplog.records]
    assert warning.startswith("không dùng được nhật ký hỏi đáp")
    assert "câu này không được lưu" in warning
    assert "ASKVN_LOG=off" in warning


def test_the_last_conversation_of_the_command_line_is_gone_on_with(engine, log):
    assert talks.continued(engine, log, "ask") is None
    first = Conversation(engine, log, "ask")
    first.ask(LAUNCH)
    Conversation(engine, log, "web").ask(GOLD)
    again = talks.continued(engine, log, "chat")
    assert (again.id, again.origin, again.turns, again.last) == (first.id, "chat", first.turns, 1)
    assert again.ask("Kinh phí của nó?").understood_as == "Kinh phí của VNREDSat-1?"


def test_what_left_the_index_stays_in_the_log(engine, log, folder):
    talk = Conversation(engine, log)
    talk.ask(LAUNCH)
    before = log.find()
    (folder / "phap/ve-tinh.txt").unlink()
    engine.ingest([folder])
    assert talk.ask(LAUNCH).refused
    assert log.find()[:1] == before
    made = from_log.questions([replace(before[0], rating="up")])
    assert made.questions[0].documents == ("phap/ve-tinh.txt",)


def test_python_talks_and_keeps_it(engine, tmp_path, folder):
    index = str(tmp_path / "index")
    talk = askvn.converse(index, lang="en")
    talk.ask(LAUNCH)
    assert talk.rate("up")
    assert Log(Path(index) / FILE_NAME).find()[0].rating == "up"
    assert askvn.converse(index, log="off").log is None


def test_the_web_chat_writes_the_log_too(engine, log):
    turns = (Turn(LAUNCH, conversation="w1"),)
    asker = Asker(lambda: engine, "vi", log, owner="user:lan")
    *_, turns = asker.answering(turns)
    turns = (*turns, Turn("Kinh phí của nó gồm những gì?", conversation="w1"))
    *_, turns = asker.answering(turns)
    assert [turn.logged for turn in turns] == [1, 2]
    assert [(one.origin, one.conversation) for one in log.find()] == [("web", "w1")] * 2
    assert log.entry(2).understood_as == "Kinh phí của VNREDSat-1 gồm những gì?"
    assert [one.id for one in log.find(owner="user:lan")] == [1, 2]
    assert log.find(owner="user:nam") == []
    (alone,) = list(Asker(lambda: engine, "vi").answering((Turn(LAUNCH),)))[-1]
    assert alone.logged == 0


def test_a_question_as_typed_leans_on_nothing_and_is_not_respelt(engine):
    talk = Conversation(engine)
    talk.ask(LAUNCH)
    bare = "kinh phi cua no gom nhung gi"
    assert talk.engine.find(bare, k=3, history=talk.turns).understood.leans
    alone = talk.engine.find(bare, k=3, history=talk.turns, as_typed=True)
    assert alone.understood.text == bare
    assert alone.told is None
    assert talk.ask(bare, as_typed=True).understood_as == bare


# the questions of a log -------------------------------------------------------------------------


def test_rated_answers_are_questions_and_what_failed_is_marked(engine, log, tmp_path):
    talk = Conversation(engine, log)
    talk.ask(LAUNCH)
    talk.rate("up")
    talk.ask("Kinh phí của nó gồm những gì?")
    talk.rate("down", "thiếu vốn đối ứng")
    talk.ask(GOLD)
    talk.ask("MobiFone hợp tác với ai?")  # nobody rated it
    made = from_log.questions(log.find())
    assert made.counts == {"rated up": 1, "rated down": 1, "refused": 1}
    assert made.unrated == 1
    good, bad, refused = made.questions
    cited = log.find()[0].citations[0]
    assert (good.id, good.question, good.drafted) == ("log-1", LAUNCH, "")
    assert good.evidence[0] == cited["quote"]
    assert good.documents == ("phap/ve-tinh.txt",)
    assert good.answers == ("ngày 7/5/2013",)
    assert bad.drafted == "rated down"
    assert bad.note.startswith("thiếu vốn đối ứng\n")
    assert bad.history == ((LAUNCH, talk.turns[0][1]),)
    assert (bad.documents, bad.evidence, bad.answers) == ((), (), ())
    assert (refused.drafted, refused.unanswerable) == ("refused", False)
    path = sets.write(tmp_path / "set", made.questions)
    assert sets.read(path.parent).questions == made.questions


def test_a_refusal_that_was_right_is_unanswerable(engine, log):
    talk = Conversation(engine, log)
    talk.ask(GOLD)
    talk.rate("up")
    (question,) = from_log.questions(log.find()).questions
    assert question.unanswerable
    assert (question.drafted, question.evidence) == ("", ())


def test_of_a_question_asked_again_the_last_rating_counts(engine, log):
    for rating in ("up", "", "down"):
        talk = Conversation(engine, log)
        talk.ask(LAUNCH)
        if rating:
            talk.rate(rating)
    made = from_log.questions(log.find())
    assert [one.drafted for one in made.questions] == ["rated down"]
    assert made.unrated == 0


# the chat of the command line -------------------------------------------------------------------


@dataclass
class InterruptedLLM(ScriptedLLM):
    """A model during whose work the user presses Ctrl+C."""

    def choose(self, messages, labels):
        yield ""
        raise KeyboardInterrupt


def chat(engine, log, **options):
    out = io.StringIO()
    return Loop(Conversation(engine, log, "chat"), "vi", out, **options), out


def test_the_chat_answers_remembers_and_shows_a_source(engine, log, capsys):
    loop, out = chat(engine, log)
    assert loop.take(LAUNCH)
    assert loop.take("Kinh phí của nó gồm những gì?")
    assert "Đã hiểu là: Kinh phí của VNREDSat-1 gồm những gì?" in out.getvalue()
    shown = len(out.getvalue())
    assert loop.take("/nguồn 1")
    assert "“Kinh phí gồm 55,8 triệu euro vốn ODA của Pháp.”" in out.getvalue()[shown:]
    assert loop.take("/nguon")
    assert loop.take("/sources 9")
    assert out.getvalue().endswith("Không có nguồn nào như vậy.\n")
    assert capsys.readouterr().err == ""


def test_a_new_conversation_forgets_what_was_said(engine, log, capsys):
    loop, _ = chat(engine, log)
    loop.take(LAUNCH)
    before = loop.talk.id
    loop.take("/mới")
    assert capsys.readouterr().err == "Bắt đầu cuộc trò chuyện mới.\n"
    assert (loop.talk.turns, loop.answer) == ([], None)
    assert loop.talk.id != before


def test_an_answer_is_rated_in_the_chat(engine, log, capsys):
    loop, _ = chat(engine, log)
    loop.take("/tốt")
    loop.take(LAUNCH)
    loop.take("/kém sai ngày")
    assert [(one.rating, one.reason) for one in log.find()] == [("down", "sai ngày")]
    said = capsys.readouterr().err.splitlines()
    assert said == ["Câu trả lời này không có trong nhật ký.", "Đã ghi nhận."]


@pytest.mark.parametrize("typed", ["/thoát", "/thoat", "/quit", " /THOÁT "])
def test_the_chat_is_left_with_a_word(engine, log, typed):
    loop, out = chat(engine, log)
    assert not loop.take(typed)
    assert out.getvalue() == ""


def test_what_is_no_command_is_helped_or_asked(engine, log, capsys):
    loop, out = chat(engine, log)
    assert loop.take("/bay")
    help_text = capsys.readouterr().err
    assert [line.split()[0] for line in help_text.splitlines()] == [
        "/mới", "/nguồn", "/tốt", "/kém", "/thoát",
    ]  # fmt: skip
    assert loop.take("/etc/hosts là gì?")
    assert "Tài liệu không có thông tin" in out.getvalue()
    assert loop.take("   ")
    assert len(log.find()) == 1


def test_ctrl_c_stops_the_answer_and_not_the_chat(engine, log, capsys):
    stopping = replace(engine, llm=InterruptedLLM())
    loop, out = chat(stopping, log, is_asked=True)
    assert loop.take(LAUNCH)
    assert "đã dừng" in capsys.readouterr().err
    assert (out.getvalue(), log.find()) == ("", [])
    loop.talk.engine = engine
    assert loop.take(LAUNCH)
    assert "7/5/2013" in out.getvalue()


def test_ctrl_c_ends_a_chat_that_nobody_types(engine, log):
    loop, _ = chat(replace(engine, llm=InterruptedLLM()), log)
    with pytest.raises(KeyboardInterrupt):
        loop.take(LAUNCH)


def test_json_is_a_line_an_answer(engine, log):
    loop, out = chat(engine, log, as_json=True)
    loop.take(LAUNCH)
    loop.take(GOLD)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert "7/5/2013" in first["answer"]
    assert second["refused"]
    assert (first["conversation"], first["id"], second["id"]) == (loop.talk.id, 1, 2)


def test_a_pipe_brings_lines_until_it_ends():
    assert list(lines(io.StringIO("một\n\nhai"), is_asked=False)) == ["một\n", "\n", "hai"]

"""Example questions come from sentences that answer them."""

from dataclasses import replace

from browsing import CORPUS

from askvn.records import Document
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.web import examples, tagger
from askvn.web.examples import Example, candidates, in_turns, sensible
from askvn.wiring import open_engine

TEXT = (
    "Ngày 23/12/2022, Samsung khánh thành Trung tâm Nghiên cứu và Phát triển (R&D) tại Hà Nội.\n"
    "Năm 2015, Viện Phần mềm Trường Sơn, do tỉnh lập, mở cửa.\n"
    "Năm 2016, ông ấy sang thăm nước Lào lần đầu.\n"
    "Tổng vốn của dự án Kinh Bắc là 42 triệu USD.\n"
    "Giám đốc dự án Kinh Bắc là bà Phạm Thu Hà.\n"
    "Cầu Mây là chương trình đào tạo kỹ sư cầu nối.\n"
    "Cầu Mây là nơi nhiều người đã đến.\n"
    "Đó là điều dễ hiểu. Vốn đầu tư là 3 tỷ đồng.\n"
)


def test_a_sentence_becomes_a_question_that_it_answers():
    found = candidates(Document("a.md", TEXT))
    assert [example.question for example in found] == [
        "Samsung khánh thành Trung tâm Nghiên cứu và Phát triển khi nào?",
        "Viện Phần mềm Trường Sơn khi nào?",
        "Tổng vốn của dự án Kinh Bắc là bao nhiêu?",
        "Giám đốc dự án Kinh Bắc là ai?",
        "Cầu Mây là gì?",
    ]
    assert TEXT[found[2].start : found[2].end] == "Tổng vốn của dự án Kinh Bắc là 42 triệu USD."


def test_underthesea_tells_a_clause_from_a_mere_name():
    kept = sensible(candidates(Document("a.md", TEXT)), tagger.tag)
    assert "Samsung khánh thành Trung tâm Nghiên cứu và Phát triển khi nào?" in [
        example.question for example in kept
    ]
    assert "Viện Phần mềm Trường Sơn khi nào?" not in [example.question for example in kept]


def test_without_tags_nothing_is_sensible():
    found = candidates(Document("a.md", TEXT))
    assert sensible(found, lambda phrases: [[] for _ in phrases]) == []


def test_documents_take_turns():
    first, second, third = (Example(name, name, True, name, 0, 1) for name in "abc")
    assert in_turns([[first, second], [], [third]]) == [first, third, second]


def test_only_questions_that_are_answered_by_their_own_sentence_are_offered(folder):
    engine = replace(open_engine(Settings(index=str(folder))), llm=ScriptedLLM(label=""))

    def as_nouns(phrases):
        return [["N"] for _ in phrases]

    assert examples.choose(engine, as_nouns) == [
        "Kỹ sư trưởng của cầu Sông Cái là ai?",
        "Kỹ sư trưởng của cầu Thạnh Lợi là ai?",
    ]
    for question in examples.choose(engine, as_nouns):
        quote = engine.ask(question).citations[0].quote
        assert any(quote in text for text in CORPUS.values())
        assert question.removesuffix(" là ai?") in quote

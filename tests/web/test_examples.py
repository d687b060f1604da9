"""Example questions come from sentences that answer them."""

from dataclasses import replace

from browsing import CORPUS

from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.web import examples
from askvn.wiring import open_engine


def opened(folder, **settings):
    chosen = Settings(index=str(folder), **settings)
    return replace(open_engine(chosen), llm=ScriptedLLM(label=""))


def test_examples_are_answered_from_the_very_sentence_they_come_from(folder):
    engine = opened(folder)
    chosen = examples.choose(engine)
    assert chosen[0] == "Cầu Sông Cái khánh thành ngày nào sau ba năm thi công?"
    assert len(chosen) == 4
    for question in chosen:
        quote = engine.ask(question).citations[0].quote
        assert any(quote in text for text in CORPUS.values())


def test_composing_engines_are_asked_nothing_to_choose_examples(folder):
    engine = replace(opened(folder), style="compose")
    assert examples.choose(engine)
    assert engine.llm.calls == []


def test_what_follows_stands_in_the_passages_found_and_was_not_asked(folder):
    engine = opened(folder)
    first = engine.ask("Kỹ sư trưởng của cầu Thạnh Lợi là ai?")
    offered = examples.following(engine, first, [first.question])
    assert offered == [
        "Cầu Thạnh Lợi khánh thành ngày nào với tổng vốn 86 tỷ đồng?",
        "Cầu Sông Cái khánh thành ngày nào sau ba năm thi công?",
        "Kỹ sư trưởng của cầu Sông Cái là ai?",
    ]
    then = examples.following(engine, first, [first.question, *offered])
    assert not set(then) & set(offered)


def test_nothing_follows_where_nothing_was_found(folder):
    engine = opened(folder)
    answer = replace(engine.ask("Giá vàng?"), hits=())
    assert examples.following(engine, answer, []) == []

"""What a visitor chose: remembered by the browser, and never trusted."""

import json
from urllib.parse import quote

import pytest

from askvn.settings import Settings
from askvn.web.desk import Desk
from askvn.web.visit import COOKIE, Visit, remembered
from askvn.wiring import open_engine

OWN = Settings(llm="llama-cpp:qwen3-4b", models="/nowhere")


def test_what_was_chosen_comes_back_from_the_cookie():
    kept = {"lang": "en", "strictness": 0.25, "theme": "dark"}
    assert remembered({COOKIE: quote(json.dumps(kept))}) == kept
    chosen = Visit(OWN).choose(kept)
    assert (chosen.lang, chosen.settings.strictness) == ("en", 0.25)
    assert chosen.settings.llm == OWN.llm


@pytest.mark.parametrize("cookie", ["", "%7B", "[]", "7", "null", "%00", quote('{"lang": ')])
def test_a_cookie_that_makes_no_sense_is_none(cookie):
    assert remembered({COOKIE: cookie}) == {}
    assert remembered({}) == {}


@pytest.mark.parametrize(
    "choices",
    [
        {"lang": "fr"}, {"strictness": 7}, {"strictness": "x"}, {"top_k": 0}, {"top_k": [1]},
        {"style": None}, {"index": "/etc"}, {"models": "/tmp"}, {"log": "off"}, {"lang": ["vi"]},
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_changes_nothing(choices):
    assert Visit(OWN).choose(choices) == Visit(OWN)


def test_only_models_that_are_offered_can_be_chosen():
    desk = Desk(OWN, lambda: None)
    assert desk.models() == [("builtin", ""), ("llama-cpp:qwen3-4b", "qwen3-4b")]
    assert desk.models_to_pull() == ["qwen3-1.7b", "qwen3-8b", "gemma-4-e4b"]
    for address in ("llama-cpp:/etc/passwd", "openai:http://evil.example/v1", 7, None):
        assert desk.allowed(Visit(OWN), {"llm": address}).settings.llm == OWN.llm
    assert desk.allowed(Visit(OWN), {"llm": "builtin"}).settings.llm == "builtin"


def test_the_built_in_model_is_never_to_write():
    desk = Desk(OWN, lambda: None)
    writing = desk.allowed(Visit(OWN), {"style": "compose"})
    assert writing.settings.style == "compose"
    assert desk.allowed(writing, {"llm": "builtin"}).settings.style == "auto"


def test_chosen_documents_are_a_filter_that_fits_them_alone():
    where = Visit(OWN, sources=("a*[1].md", "b?.txt")).where
    assert where.sources == ("a[*][[]1].md", "b[?].txt")


def test_the_engine_is_as_the_visitor_chose_it_and_shares_what_is_loaded(folder):
    settings = Settings(index=str(folder))
    engine = open_engine(settings)
    desk = Desk(settings, lambda: engine)
    mine = desk.engine_for(Visit(settings).choose({"strictness": 0.9, "top_k": 2}))
    assert (mine.settings.strictness, mine.settings.top_k) == (0.9, 2)
    assert mine.llm is engine.llm
    assert mine.shelf is engine.shelf
    assert len(mine.search("cầu")) == 2
    assert len(desk.engine_for(Visit(settings)).search("cầu")) == 4

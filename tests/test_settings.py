"""Settings: file, then environment, then options; nothing unknown passes."""

import pytest

from askvn.errors import SettingsError
from askvn.settings import Settings, read


def test_options_beat_the_environment_and_that_beats_the_file(tmp_path):
    file = tmp_path / "askvn.toml"
    file.write_text('top_k = 3\nlang = "en"\nindex = "a"\n', encoding="utf-8")
    found = read(
        {"index": "c", "llm": None}, environment={"ASKVN_INDEX": "b", "ASKVN_TOP_K": "4"}, file=file
    )
    assert (found.index, found.top_k, found.lang, found.llm) == ("c", 4, "en", "builtin")


def test_nothing_given_means_defaults(tmp_path):
    assert read(environment={"PATH": "/bin"}, file=tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize(
    ("options", "environment", "message", "hint"),
    [
        ({"topk": 1}, {}, "unknown setting 'topk'", "top_k"),
        ({}, {"ASKVN_LLMM": "x"}, "unknown setting 'llmm' in ASKVN_LLMM", "llm"),
        ({"style": "poem"}, {}, "'style' has the value 'poem'", "quote"),
        ({}, {"ASKVN_TOP_K": "many"}, "'top_k' has the value 'many'", "int"),
        ({"strictness": 2}, {}, "'strictness' has the value '2.0'", "0 … 1"),
        ({"top_k": 0}, {}, "'top_k' has the value '0'", "1 … 100"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_can(options, environment, message, hint):
    with pytest.raises(SettingsError, match=message) as caught:
        read(options, environment=environment)
    assert hint in caught.value.hint


def test_a_broken_file_is_named(tmp_path):
    file = tmp_path / "askvn.toml"
    file.write_text("top_k = = 3", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"askvn\.toml is not valid TOML"):
        read(file=file)

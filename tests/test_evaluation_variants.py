"""The ways of typing: each changes what it says it changes and nothing else."""

import unicodedata

import pytest
import regex
from hypothesis import assume, given
from material import VIETNAMESE

from askvn.errors import SettingsError
from askvn.evaluate import variants
from askvn.vietnamese.diacritics import has_marks, strip
from askvn.vietnamese.normalise import normalise

QUESTION = "Khánh Hoà có thủy điện nào được xây dựng năm 2015?"


def spell(variant, question=QUESTION, key="1"):
    return variants.spell(variant, question, key=key)


@given(VIETNAMESE)
def test_as_typed_leaves_even_decomposed_accents_alone(text):
    assert spell("as_typed", text) == text


@given(VIETNAMESE)
def test_unaccented_has_no_mark_left(text):
    assert spell("unaccented", text) == strip(normalise(text))


@given(VIETNAMESE)
def test_nfd_is_the_same_text_decomposed(text):
    typed = spell("nfd", text)
    assert unicodedata.is_normalized("NFD", typed)
    assert unicodedata.normalize("NFC", typed) == normalise(text)


@given(VIETNAMESE)
def test_half_accented_strips_half_of_the_marked_syllables(text):
    before = regex.findall(r"[\p{L}\p{M}\p{N}]+", normalise(text))
    after = regex.findall(r"[\p{L}\p{M}\p{N}]+", spell("half_accented", text))
    assume(len(before) == len(after))
    marked = [word for word in before if has_marks(word)]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == (len(marked) + 1) // 2
    assert all(new == strip(old) for old, new in changed)


@given(VIETNAMESE)
def test_the_other_tone_style_is_its_own_way_back(text):
    assert spell("new_tone", spell("new_tone", text)) == normalise(text)


def test_tones_move_both_ways_and_spare_qu():
    assert spell("new_tone", "Hoà, hòa, THỦY, Uỷ, khoẻ, quý, quà, hoàn") == (
        "Hòa, hoà, THUỶ, Ủy, khỏe, quý, quà, hoàn"
    )


@pytest.mark.parametrize("key", map(str, range(40)))
def test_a_typo_spoils_one_word_of_content(key):
    before, after = QUESTION.split(), spell("typo", key=key).split()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][0] not in ("có", "nào", "được", "2015?")
    assert changed[0][0][0] == changed[0][1][0]


def test_all_kinds_of_slips_are_made():
    made = {spell("typo", "Có thủy?", key=str(number)) for number in range(60)}
    assert made == {"Có tủhy?", "Có thyủ?", "Có tủy?", "Có thy?", "Có thhủy?", "Có thủủy?",
                    "Có tjủy?", "Có thiy?", "Có thũy?"}  # fmt: skip


def test_polite_wraps_the_question_and_keeps_names_in_capitals():
    made = {spell("polite", "Ai là Bộ trưởng?", key=str(number)) for number in range(40)}
    assert "Cho em hỏi ai là Bộ trưởng ạ?" in made
    assert len(made) == 5
    assert all("ai là Bộ trưởng" in one and one.endswith("?") for one in made)
    assert "Khánh Hoà có thủy điện nào" in spell("polite")


@pytest.mark.parametrize("variant", variants.NAMES)
def test_the_same_key_types_the_same(variant):
    assert spell(variant) == spell(variant)


@given(VIETNAMESE)
def test_no_text_is_too_odd_for_any_variant(text):
    for variant in variants.NAMES:
        assert isinstance(spell(variant, text), str)


def test_as_typed_is_always_measured_and_first():
    assert variants.checked(["upper"]) == ("as_typed", "upper")
    assert variants.checked([]) == variants.NAMES


def test_an_unknown_variant_is_an_error_that_lists_the_known_ones():
    with pytest.raises(SettingsError, match="'variants' has the value 'sms'") as raised:
        variants.checked(["sms"])
    assert "half_accented" in raised.value.hint

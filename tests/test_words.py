"""Tokens, diacritics, canonical syllables."""

import unicodedata

import pytest
from hypothesis import given
from material import VIETNAMESE

from askvn.understand import content_tokens
from askvn.vietnamese.diacritics import canonical_syllable, has_marks, strip
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.words import tokens


def test_tokens_are_syllables_stripped_syllables_and_stripped_bigrams():
    assert tokens("Hợp tác số") == [
        "hợp", "~hop", "tác", "~tac", "~hop_tac", "số", "~so", "~tac_so",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "parts"),
    [
        ("TT&TT", "=tt&tt", ["tt"]),
        ("116/2020/NĐ-CP", "=116/2020/nd-cp", ["116", "2020", "nđ", "cp"]),
        ("G-Group", "=g-group", ["g", "group"]),
        ("4G/LTE", "=4g/lte", ["4g", "lte"]),
        ("27,7%", "=27,7", ["27", "7"]),
        ("mobifone.vn", "=mobifone.vn", ["mobifone", "vn"]),
    ],
)
def test_codes_are_found_whole_and_in_parts(text, code, parts):
    assert code in tokens(text)
    assert set(parts) <= set(tokens(text))


def test_single_letters_and_digits_are_kept():
    assert {"8", "1", "ở", "ý", "an"} <= set(tokens("8 ở ý An 1"))


@given(VIETNAMESE)
def test_a_question_typed_without_diacritics_meets_the_text(text):
    stripped = [token for token in tokens(normalise(text)) if token.startswith("~")]
    retyped = [token for token in tokens(strip(normalise(text))) if token.startswith("~")]
    assert stripped == retyped


@given(VIETNAMESE)
def test_decomposed_text_gives_the_same_tokens(text):
    assert tokens(normalise(unicodedata.normalize("NFD", text))) == tokens(normalise(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "hoà"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("kỹ", "kĩ"), ("lý", "lí"), ("quý", "quí"),
     ("tỷ", "tỉ"), ("sỹ", "sĩ")],
)  # fmt: skip
def test_two_spellings_of_a_syllable_meet(one, other):
    assert canonical_syllable(one) == canonical_syllable(other)


@pytest.mark.parametrize("syllable", ["quà", "của", "hoàn", "khuỷu", "nghĩa", "hai", "mùi", "toán"])
def test_other_syllables_stay_as_they_are(syllable):
    assert canonical_syllable(syllable) == syllable


@given(VIETNAMESE)
def test_stripping_keeps_the_length_of_nfc_text_and_leaves_no_mark(text):
    text = unicodedata.normalize("NFC", normalise(text).replace("\u0301", "").replace("\u0323", ""))
    if all(not unicodedata.combining(character) for character in text):
        assert len(strip(text)) == len(text)
    assert not has_marks(strip(text))


def test_content_tokens_leave_out_question_words_however_typed():
    assert content_tokens("Ai là bộ trưởng?") == ["~bo", "~truong", "~bo_truong"]
    assert content_tokens("ai la bo truong") == ["~bo", "~truong", "~bo_truong"]

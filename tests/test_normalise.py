"""One spelling for every text, and the exact way back."""

import unicodedata

import pytest
from hypothesis import given
from material import SHARED, VIETNAMESE

from askvn.vietnamese.normalise import normalise, normalise_with_map


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Bo\u0323\u0302 Co\u0302ng nghe\u0323\u0302", "Bộ Công nghệ"),
        ("Ðảng ðã", "Đảng đã"),
        ("Hà\u00a0Nội\u200b 2\ufeff", "Hà Nội 2"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("hợp\u00adtác", "hợptác"),
        ("tab\tvà\x00 chuông\x07", "tab\tvà chuông"),
    ],
)
def test_text_gets_one_spelling(raw, wanted):
    assert normalise(raw) == wanted


@given(VIETNAMESE)
def test_normalising_is_idempotent_and_gives_nfc(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("ðÐ\u200b\u00a0\r")


@given(VIETNAMESE)
def test_every_part_maps_back_to_the_raw_text_it_came_from(text):
    mapped = normalise_with_map(text)
    assert mapped.text == normalise(text)
    for start, character in enumerate(mapped.text):
        low, high = mapped.raw_span(start, start + 1)
        assert normalise(text[low:high]) == character
    assert mapped.raw_span(0, len(mapped.text))[1] == len(text)


def test_an_unchanged_text_maps_to_itself():
    assert normalise_with_map("Việt Nam").raw_span(2, 5) == (2, 5)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_the_decomposed_article_maps_back_span_by_span():
    raw = (SHARED / "corpus" / "004_fc6818d18e700065.txt").read_text(encoding="utf-8")
    mapped = normalise_with_map(raw)
    assert mapped.text != raw
    for start in range(0, len(mapped.text) - 40, 37):
        low, high = mapped.raw_span(start, start + 40)
        assert normalise(raw[low:high]) == mapped.text[start : start + 40]

"""A stream of pieces becomes whole sentences, however it was cut, and ends where it loops."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askvn import flow

REPLY = (
    "Theo PGS. TS. Lê Văn A, TP. Hồ Chí Minh có 1.500 kỹ sư. [1] Vốn là 3,5 tỷ đồng [1][2]. "
    'Ông nói: "Chúng tôi sẽ làm." [3]\n\n- Điều 5. Quyền của bên mua [2]\n- ngày 3/4/2024 [ 4 ] '
    "Xem v.v. ở trang askvn.vn? Đúng! [1] hết"
)
SENTENCES = [
    "Theo PGS. TS. Lê Văn A, TP. Hồ Chí Minh có 1.500 kỹ sư. [1]",
    " Vốn là 3,5 tỷ đồng [1][2].",
    ' Ông nói: "Chúng tôi sẽ làm." [3]',
    "\n\n- Điều 5. Quyền của bên mua [2]",
    "\n- ngày 3/4/2024 [ 4 ] Xem v.v. ở trang askvn.vn?",
    " Đúng! [1]",
    " hết",
]
TEXT = st.text(st.sampled_from('aĐấ .?!…,[]()12"“”\n-'), max_size=60)


def cut(text, places):
    ends = sorted({0, len(text), *(place for place in places if place < len(text))})
    return [text[start:end] for start, end in pairwise(ends)]


def finished(pieces):
    return [one for one in flow.sentences(iter(pieces)) if one]


def test_sentences_come_with_their_markers_and_no_abbreviation_cuts_one():
    assert finished([REPLY]) == SENTENCES
    assert finished(REPLY) == SENTENCES


@given(st.lists(st.integers(0, len(REPLY)), max_size=12))
def test_where_sentences_end_does_not_depend_on_the_pieces(places):
    assert finished(cut(REPLY, places)) == SENTENCES


@given(TEXT, st.lists(st.integers(0, 60), max_size=8))
@example("a. [1] [2", [4, 5])
@example("A. “a", [4])
def test_nothing_is_lost_or_moved_whatever_is_written(text, places):
    whole = finished([text])
    assert "".join(whole) == text
    assert finished(cut(text, places)) == whole


def test_a_sentence_comes_as_soon_as_the_next_one_has_begun():
    stream = flow.sentences(iter(["Một. ", "[1", "]", " ", "H", "ai. ", "Ba"]))
    assert list(stream) == ["", "", "", "", "Một. [1]", "", "", " Hai.", "", " Ba"]


def test_words_that_repeat_for_ever_end_the_stream_behind_the_first_of_them():
    def pieces():
        yield "Hội nghị họp ở Huế. Có đại biểu "
        while True:
            yield "các tỉnh, "

    assert "".join(flow.sentences(pieces())) == "Hội nghị họp ở Huế. Có đại biểu các tỉnh, "


def test_figures_and_rulers_may_repeat():
    table = "| --- | --- | --- | --- | --- | --- |"
    for text in (f"{table}\n", "1.000.000.000.000.000.000", "Hay! Hay! Hay!", "ha ha ha ha"):
        assert "".join(flow.sentences(iter(text))) == text


@pytest.mark.parametrize("again", ["Hội nghị họp ở Huế. [2]", "hội nghị  họp ở Huế."])
def test_a_sentence_that_was_said_before_ends_the_answer(again):
    said = ["Hội nghị họp ở Huế. [1]", "", " Đúng.", " Đúng."]
    assert list(flow.without_repeats(iter([*said, again, "Thêm."]))) == said


def test_a_stream_has_its_time_and_no_more():
    clock = iter([0.0, 1.0, 4.0, 5.5])
    stream = flow.until(iter("abc"), 5, now=lambda: next(clock))
    assert [next(stream), next(stream)] == ["a", "b"]
    with pytest.raises(TimeoutError):
        next(stream)
    assert list(flow.until(iter("abc"), 0)) == ["a", "b", "c"]

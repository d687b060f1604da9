"""Refusals: what no passage mentions, and what is said about it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn import refuse
from askvn.evidence import Sentence
from askvn.records import Hit, Span


def passage(text, *, rank=1, title="", date=""):
    return Hit(
        rank=rank, score=1.0, source=f"{rank}.txt", title=title, chunk=rank, start=0,
        end=len(text), page=None, text=text, visible=text, date=date, document=rank,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text", "absent"),
    [
        ("Vì sao Lào rút khỏi dự án?", "Lào tham gia dự án. Nước chảy khỏi hồ.", ("Lào rút khỏi",)),
        ("Giá vé xem phim ở Huế?", "Giá vé tàu đi Huế.", ("xem phim",)),
        ("Dự án Kinh Bắc có gì?", "Dự án Kinh Bắc có hai toà nhà.", ()),
        ("du an Kinh Bac co gi?", "Dự án Kinh Bắc có hai toà nhà.", ()),
        ("Ai quản trị quỹ Sao Mai?", "Quỹ Hoa Sen quản lý tiền.", ("quản trị quỹ", "Sao Mai")),
        ("Năm 2031 có gì?", "Năm 2030 có hội nghị.", ("Năm 2031",)),
        ("Giá vàng hôm nay?", "Tỷ giá.", ("vàng hôm nay",)),
        ("Giá vàng hôm nay?", "Tỷ giá hôm qua.", ("Giá vàng hôm nay",)),
        ("Ai?", "Không có gì.", ()),
    ],
)
def test_what_no_passage_mentions_is_named_as_it_was_asked(question, text, absent):
    assert refuse.unmentioned(question, [passage(text)]) == absent


def test_titles_and_dates_count_as_mentions():
    hit = passage("Mưa to.", title="Bão số 3 ở Vinh", date="2024-09-07")
    assert refuse.unmentioned("Bão 2024 ở Vinh", [hit]) == ()


def test_without_passages_all_content_is_missing():
    assert refuse.unmentioned("Giá vé là bao nhiêu?", []) == ("Giá vé",)


@given(st.lists(st.sampled_from("mưa Huế đường phở Nguyễn 2024 quỹ".split()), min_size=1))
def test_what_stands_in_a_passage_is_never_called_missing(said):
    text = " ".join(said)
    assert refuse.unmentioned(text, [passage(f"{text}.")]) == ()
    composed = unicodedata.normalize("NFC", text)
    assert refuse.unmentioned(composed, [passage(text)]) == ()


def test_a_refusal_names_what_is_missing_the_nearest_sentences_and_what_to_try():
    first = passage("Quỹ cấp 5 tỷ đồng. Trời mưa.", title="Quỹ Sen")
    second = passage("Hội nghị họp.", rank=2, title="Hội nghị")
    judged = [Sentence(first, Span(0, 18), "Quỹ cấp 5 tỷ đồng.", 1.0)]
    assert list(refuse.explain(("rút khỏi",), [first, second], judged, "vi")) == [
        "Tài liệu không có thông tin để trả lời câu hỏi này.",
        "Các đoạn tìm được không nhắc đến: “rút khỏi”.",
        "Những bài gần với câu hỏi nhất:",
        "- Quỹ Sen: “Quỹ cấp 5 tỷ đồng.”",
        "- Hội nghị",
        "Bạn thử gọi bằng tên khác, hoặc hỏi mà không nhắc đến phần ấy.",
    ]


def test_with_everything_mentioned_it_asks_for_more():
    *_, last = refuse.explain((), [passage("Mưa.", title="Bão")], (), "en")
    assert last == "Try to name whom, what, where or when you mean."
    assert list(refuse.explain((), [], (), "en")) == ["The documents don't tell."]


def test_a_long_sentence_is_cut_at_a_word():
    text = "Hội nghị " * 40 + "xong."
    hit = passage(text, title="Họp")
    line = list(refuse.explain((), [hit], [Sentence(hit, Span(0, 9), text, 0.0)], "vi"))[2]
    assert line.startswith("- Họp: “Hội nghị")
    assert line.endswith((" Hội…”", " nghị…”"))
    assert len(line) < 160

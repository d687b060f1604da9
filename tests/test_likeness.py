"""Near-duplicates are told from texts that differ in what they say."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.vietnamese.likeness import alike, same_passage, signature

NEWS = (
    "Sáng 15/1, tại Hà Nội, Bộ trưởng Lê Văn Tám tiếp đoàn doanh nghiệp Malaysia do ông Gobind dẫn "
    "đầu. Hai bên trao đổi về trung tâm dữ liệu, an toàn thông tin mạng và đào tạo kỹ sư. Phía "
    "Malaysia cho biết nhà đầu tư nước ngoài được góp tới 100% vốn vào trung tâm dữ liệu, và mong "
    "muốn các công ty Việt Nam tham gia. Bộ trưởng đề nghị hai bên lập nhóm công tác chung, họp "
    "hai lần mỗi năm, báo cáo kết quả trước ngày 30/6. Kết thúc buổi làm việc, hai bên ký biên "
    "bản ghi nhớ gồm năm điều, có hiệu lực ba năm kể từ ngày ký."
)
CHANGES = [
    ("15/1", "16/1"),
    ("100%", "49%"),
    ("hai lần", "ba lần"),
    ("được góp", "không được góp"),
    ("Hà Nội", "Đà Nẵng"),
    ("Lê Văn Tám", "Lê Văn Chín"),
    ("năm điều", "sáu điều"),
    ("trước ngày", "sau ngày"),
    ("ba năm", "2,5 năm"),
    ("tới 100%", "tới 100"),
    ("15/1", "15,1"),
]


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_a_text_with_another_number_name_or_negation_is_another_passage(before, after):
    changed = NEWS.replace(before, after)
    assert changed != NEWS
    assert not same_passage(NEWS, changed)
    assert not same_passage(changed, NEWS)


def test_a_reprint_is_the_same_passage():
    reprint = NEWS.replace("Bộ trưởng đề nghị", "bộ trưởng đề nghị").replace("kỹ sư", "kĩ sư")
    assert alike(signature(NEWS), signature(reprint))
    assert same_passage(NEWS, reprint)
    assert same_passage(reprint, NEWS)


def test_a_text_stands_for_its_part_and_a_part_not_for_the_whole():
    part = NEWS.rpartition("Kết thúc")[0]
    assert same_passage(NEWS, part)
    assert not same_passage(part, NEWS)


def test_exchanged_names_and_numbers_are_another_passage():
    one = "Đội Sao Mai thắng đội Trường Sơn với tỷ số 3-1 trong trận chiều qua. " * 3
    assert not same_passage(
        one, one.replace("Sao Mai thắng đội Trường Sơn", "Trường Sơn thắng đội Sao Mai")
    )
    assert not same_passage(one, one.replace("3-1", "1-3"))


@given(st.data())
def test_no_changed_figure_is_ever_the_same_passage(data):
    figures = list(re.finditer(r"\d+", NEWS))
    figure = data.draw(st.sampled_from(figures))
    other = str(data.draw(st.integers(0, 9999)))
    assume(other != figure.group())
    changed = NEWS[: figure.start()] + other + NEWS[figure.end() :]
    assert not same_passage(NEWS, changed)
    assert not same_passage(changed, NEWS)


@given(VIETNAMESE, VIETNAMESE)
def test_figures_of_the_same_passage_are_the_same(one, other):
    if same_passage(one, other):
        assert re.sub(r"\D+", "", other) in re.sub(r"\D+", "", one)


@given(VIETNAMESE)
def test_a_text_is_like_itself_unless_it_is_too_short(text):
    bits = signature(text)
    assert 0 <= bits < 1 << 64
    assert alike(bits, bits) == (bits != 0)
    assert same_passage(text, text)


def test_a_signature_does_not_change_between_versions():
    assert signature(NEWS) == SIGNATURE
    assert signature("Hà Nội, ngày 15/1.") == 0


def test_a_signature_counts_beyond_what_one_byte_holds():
    long = " ".join(f"tiếng{number}" for number in range(3000))
    assert alike(signature(long), signature(long + " thêm vài tiếng ở cuối"))


def test_texts_about_the_same_thing_are_not_alike():
    other = (
        "Trung tâm dữ liệu ở Malaysia đang hút vốn của các hãng lớn. Theo ông Gobind, chính phủ "
        "nước này cho nhà đầu tư góp toàn bộ vốn, miễn thuế năm năm đầu và cấp điện ưu tiên."
    )
    assert not alike(signature(NEWS), signature(other))


SIGNATURE = 0x5BA3DC664D99E066

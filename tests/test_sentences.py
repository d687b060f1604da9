"""The line-first sentence splitter (cases of the language notes, 1.3 and 1.4)."""

from itertools import pairwise

import pytest
from hypothesis import given
from material import VIETNAMESE

from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.sentences import split


@pytest.mark.parametrize(
    "sentences",
    [
        ["PGS.TS. Nguyễn Văn A và GS.TSKH. Trần B đã đến.", "Họ phát biểu."],
        ["PGS. TS. Lê Thị C chủ trì."],
        ["KTS. Võ Trọng Nghĩa thiết kế.", "Công trình đẹp."],
        ["Xem Tr. 15 và TT. Huế.", "Sau đó đọc tiếp."],
        ["Công ty Sao Mai Co.Ltd về cùng tổ thẩm định.", "Bà đồng ý."],
        ["Công ty A Co., Ltd. ký với đối tác."],
        ["1. Mục tiêu chung"],
        ["Điều 5. Quyền của người lao động"],
        ["Truy cập mobifone.vn để biết thêm.", "Hoặc https://x.vn/a?b=1 nhé."],
        ['"Tôi đi."', "Anh nói."],
        ["“Tôi tin.”, ông nói."],
        ["Bà ở TP.HCM.", "Ông ở Hà Nội."],
        ["Gạo, ngô, khoai, v.v.", "Ngoài ra còn có sắn."],
        ["Kết quả là t.", "Sau đó dừng."],
        ["Giá 1.500.000 đồng, tức 1,52 tỷ.", "Tăng 27,7%."],
        ["Sinh ngày 22.3.2018.", "Ký ngày 18/9.", "Xong."],
        ["Cách mạng công nghiệp 4.0.", "Việt Nam tham gia."],
        ["Anh ấy... im lặng.", "Rồi đi."],
        ["Thật vậy sao?", "Đúng!", "Không sai."],
        ["Dự án ứng dụng AI.", "Trên cơ sở đó, hai bên ký kết."],
        ["Ông Nguyễn V. A. Tuấn đến."],
    ],
)
def test_a_line_is_cut_where_a_reader_would_cut_it(sentences):
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split(text)] == sentences


def test_headings_captions_and_paragraphs_are_not_glued():
    text = "SẢN XUẤT SERVER TRONG NƯỚC\n\nViệt Nam đang bước vào.\nẢnh: Lưu Quý\n\n- một\n- hai"
    assert [text[start:end] for start, end in split(text)] == text.replace("\n\n", "\n").split("\n")


def test_a_softly_wrapped_line_goes_on():
    text = "Bộ trưởng cho biết trong thời gian tới hai nước sẽ tiếp tục\nhợp tác về dữ liệu.\nHết."
    assert [text[start:end] for start, end in split(text)] == [text[:-5], "Hết."]


@given(VIETNAMESE)
def test_every_visible_character_stands_in_exactly_one_sentence(text):
    text = normalise(text)
    spans = split(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(
        text.split()
    )
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))

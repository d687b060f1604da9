"""The day a document writes over or under itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.load import load
from askvn.load.dateline import dateline

FILLER = "Một đoạn văn không có ngày tháng nào ở trong.\n\n" * 60


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("CỘNG HÒA XÃ HỘI\n\nHà Nội, ngày 15 tháng 3 năm 2024\n\nQUYẾT ĐỊNH", "2024-03-15"),
        (
            "| BỘ A | CỘNG HÒA |\n| Số: 12/QĐ | TP. Hồ Chí Minh, ngày 01 tháng 02 năm 2023 |\n",
            "2023-02-01",
        ),
        ("Thời gian: từ 14h00 đến 16h30, ngày 15/3/2024. Địa điểm: tầng 9.", "2024-03-15"),
        ("Thời gian: 8h30, thứ Sáu, ngày 15 tháng 3 năm 2024", "2024-03-15"),
        ("Tin mới\nNgày đăng: 12/05/2020 08:30\nNội dung", "2020-05-12"),
        ("date 2025-09-19 Cục A ký hợp tác", "2025-09-19"),
        (FILLER + "Nơi nhận: như trên.\n\nHuế, ngày 2 tháng 4 năm 2021\n\nGIÁM ĐỐC", "2021-04-02"),
    ],
)
def test_a_day_on_a_line_of_its_own_dates_the_document(text, day):
    assert dateline(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Ông sinh ngày 3 tháng 4 năm 1950 tại Huế",
        "Ngày 2/9/1945, Chủ tịch đọc Tuyên ngôn.",
        "Luật số 12 ngày 15 tháng 3 năm 2024",
        "Cần Thơ, ngày   tháng   năm 2024",
        "Hà Nội, ngày 31 tháng 2 năm 2024",
        "Cập nhật: 3/2024",
        FILLER + "\n\nHuế, ngày 2 tháng 4 năm 2021\n\n" + FILLER,
    ],
)
def test_a_day_in_a_sentence_or_deep_inside_dates_nothing(text):
    assert dateline(text) == ""


@given(st.dates(), VIETNAMESE)
def test_every_day_is_found_above_any_text(day, text):
    line = f"Hà Nội, ngày {day.day} tháng {day.month} năm {day.year:04}"
    assert dateline(f"{line}\n\n{text}") == (day.isoformat() if day.year >= 1000 else "")


def test_a_loaded_text_without_a_date_has_the_one_it_writes(tmp_path):
    path = tmp_path / "bien-ban.txt"
    path.write_text("BIÊN BẢN\n\nHuế, ngày 2 tháng 4 năm 2021\n\nHọp xong.", encoding="utf-8")
    assert [one.date for one in load(path, "bien-ban.txt")] == ["2021-04-02"]


def test_a_date_among_the_properties_goes_before_the_one_in_the_text(tmp_path):
    path = tmp_path / "bai.md"
    text = "---\ndate: 2020-01-01\n---\n\nHuế, ngày 2 tháng 4 năm 2021\n\nHọp xong."
    path.write_text(text, encoding="utf-8")
    assert [one.date for one in load(path, "bai.md")] == ["2020-01-01"]

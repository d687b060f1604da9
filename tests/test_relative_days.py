"""Days told from the day of writing: what they mean, and what is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.vietnamese.relative_days import shown, told_from, whole_day, without_year, written_on

# A Thursday.
TODAY = date(2018, 3, 22)


def meant(text, read=told_from, today=TODAY):
    return [(text[slice(*one.span)], one.meant) for one in read(text, today)]


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Hôm qua, hai bên đã ký.", "Hôm qua", "21/3/2018"),
        ("Chiều nay, Bộ trưởng tiếp khách.", "Chiều nay", "22/3/2018"),
        ("Lễ ký diễn ra sáng mai.", "sáng mai", "23/3/2018"),
        ("Cuộc họp dời sang vào ngày mai.", "ngày mai", "23/3/2018"),
        ("Đoàn về nước hôm kia.", "hôm kia", "20/3/2018"),
        ("Hạn nộp là thứ Sáu tuần tới.", "thứ Sáu tuần tới", "30/3/2018"),
        ("Tuần qua giá tăng.", "Tuần qua", "12/3/2018–18/3/2018"),
        ("Cuối tháng trước, quỹ mở cửa.", "Cuối tháng trước", "cuối tháng 2/2018"),
        ("Tháng tới sẽ khai trương.", "Tháng tới", "tháng 4/2018"),
        ("Quý trước lỗ nặng.", "Quý trước", "quý IV/2017"),
        ("Năm ngoái đạt 5 tỷ.", "Năm ngoái", "năm 2017"),
        ("Giữa năm nay xong.", "Giữa năm nay", "giữa năm 2018"),
        ("Sang năm mới xong.", "Sang năm", "năm 2019"),
        ("Cách đây 5 năm có dịch.", "Cách đây 5 năm", "năm 2013"),
        ("Mở cách đây hai tuần.", "cách đây hai tuần", "8/3/2018"),
        ("Mở cách đây 4 tháng.", "cách đây 4 tháng", "tháng 11/2017"),
    ],
)
def test_words_of_time_are_reckoned_from_the_day_of_writing(text, words, day):
    assert meant(text) == [(words, day)]


@pytest.mark.parametrize(
    "text",
    [
        "hôm nay, ngày 22/3, tại Hà Nội",
        "Sáng nay 22/3 tại Hà Nội",
        "năm nay (2018)",
        "5 tháng trước",
        "hai năm sau, các tháng trước",
        "so với tháng trước",
        "Những việc luật đòi hỏi hôm nay phần lớn đã có",
        "Vì ngày mai tươi sáng",
        "ngày nay ai cũng biết",
    ],
)
def test_what_explains_itself_or_is_no_day_is_left_alone(text):
    assert meant(text) == []


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Chiều 15/1, Bộ trưởng tiếp khách.", "15/1", "15/1/2019"),
        ("Lễ ký ngày 28/12.", "ngày 28/12", "28/12/2018"),
        ("Ngày 18 tháng 9 họp.", "Ngày 18 tháng 9", "18/9/2018"),
        ("Trong 6 tháng đầu năm, vốn tăng.", "6 tháng đầu năm", "6 tháng đầu năm 2019"),
        ("Tháng 11, công ty lãi.", "Tháng 11", "tháng 11/2018"),
        ("Lãi của quý IV tăng.", "quý IV", "quý IV/2018"),
    ],
)
def test_a_date_without_its_year_takes_the_nearest_one(text, words, day):
    assert meant(text, without_year, date(2019, 1, 2)) == [(words, day)]


@pytest.mark.parametrize(
    "text", ["trước ngày 15/1 hằng năm", "Năm 2015, ngày 3/4 họp", "cuối năm học", "đầu năm mới"]
)
def test_a_year_that_is_named_or_meant_for_every_one_is_not_added(text):
    assert meant(text, without_year) == []


def test_the_day_of_writing_is_the_documents_unless_its_text_says_otherwise():
    assert written_on("Bài này.", "2018-03-23") == date(2018, 3, 23)
    assert written_on("hôm nay (22/3), hai bên", "2018-03-23") == date(2018, 3, 22)
    assert written_on("Sáng nay, 5/1/2020, mưa", "") == date(2020, 1, 5)
    assert written_on("Bài này.", "") is None
    assert written_on("Bài này.", "2018") is None


def test_a_document_dated_otherwise_than_its_text_tells_no_day():
    assert written_on("hôm nay, ngày 22/3, tại Hà Nội", "2017-09-07") is None


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_day_is_shown_as_it_can_be_read_again(day):
    assert whole_day(shown(day)) == whole_day(day.isoformat()) == day


@given(VIETNAMESE, st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_spans_lie_in_the_text_in_order_and_apart(text, today):
    for read in (told_from, without_year):
        ends = [place for one in read(text, today) for place in one.span]
        assert ends == sorted(ends)
        assert all(0 <= end <= len(text) for end in ends)

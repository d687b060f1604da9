"""Things asked of side by side, each by itself."""

import pytest
from hypothesis import given
from material import VIETNAMESE

from askvn.understand import parts


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (
            "Dân số Hà Nội và Đà Nẵng là bao nhiêu?",
            [
                ("Hà Nội", "Dân số Hà Nội là bao nhiêu?"),
                ("Đà Nẵng", "Dân số Đà Nẵng là bao nhiêu?"),
            ],
        ),
        (
            "Doanh thu năm 2015, 2016 và năm 2018?",
            [
                ("năm 2015", "Doanh thu năm 2015?"),
                ("2016", "Doanh thu 2016?"),
                ("năm 2018", "Doanh thu năm 2018?"),
            ],
        ),
        (
            "Công ty An Bình và công ty Hưng Thịnh đặt ở đâu?",
            [
                ("Công ty An Bình", "Công ty An Bình đặt ở đâu?"),
                ("công ty Hưng Thịnh", "công ty Hưng Thịnh đặt ở đâu?"),
            ],
        ),
    ],
)
def test_years_and_names_side_by_side_are_asked_one_by_one(question, found):
    assert [tuple(part) for part in parts(question)] == found


@pytest.mark.parametrize(
    "question",
    [
        "Quan hệ giữa Việt Nam và Hàn Quốc ra sao?",
        "Bộ Khoa học và Công nghệ đặt ở đâu?",
        "Bộ Thông tin và Truyền thông thành lập năm nào?",
        "Việt Nam và Lào hợp tác về gì?",
        "MobiFone và Tripath ký thỏa thuận gì?",
        "Việt Nam và Hàn Quốc đã thiết lập quan hệ năm nào?",
        "Từ năm 2015 và 2016 trở đi?",
        "Ai là trưởng ban?",
        "",
    ],
)
def test_what_is_one_stays_one(question):
    assert parts(question) == ()


def test_what_two_do_with_each_other_is_asked_one_by_one_on_demand():
    question = "MobiFone và Tripath ký thỏa thuận gì?"
    assert [part.question for part in parts(question, jointly=True)] == [
        "MobiFone ký thỏa thuận gì?",
        "Tripath ký thỏa thuận gì?",
    ]
    assert parts("Quan hệ giữa Lào và Nga?", jointly=True) == ()


@given(VIETNAMESE)
def test_each_part_is_the_question_with_less(text):
    for part in parts(text):
        assert part.words in part.question
        assert part.words in text
        assert len(part.question) <= len(text)

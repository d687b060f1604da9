"""Days as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.vietnamese.days import day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2015-03", "2015-03-01", "2015-03-31"),
        ("2016-2", "2016-02-01", "2016-02-29"),
        ("2015-03-01", "2015-03-01", "2015-03-01"),
        ("1/3/2015", "2015-03-01", "2015-03-01"),
        ("01.03.2015", "2015-03-01", "2015-03-01"),
        ("3/2015", "2015-03-01", "2015-03-31"),
        (" ngày 1/3/2015 ", "2015-03-01", "2015-03-01"),
        ("tháng 2/2015", "2015-02-01", "2015-02-28"),
        ("Năm 2015", "2015-01-01", "2015-12-31"),
    ],
)
def test_a_day_a_month_or_a_year_has_a_first_and_a_last_day(text, first, last):
    assert (day(text, end=False), day(text, end=True)) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "hôm qua", "15", "31/2/2015", "2015-13", "13/2015", "0000", "1/3", "1/3/15", "-2015"],
)
def test_what_is_no_day_is_empty(text):
    assert day(text, end=False) == day(text, end=True) == ""


@given(st.dates(), st.booleans())
def test_every_day_is_read_in_both_orders(date, end):
    iso = date.isoformat()
    assert day(iso, end=end) == day(f"{date.day}/{date.month}/{date.year:04}", end=end) == iso


@given(VIETNAMESE, st.booleans())
def test_any_text_is_a_day_or_nothing(text, end):
    assert len(day(text, end=end)) in (0, 10)

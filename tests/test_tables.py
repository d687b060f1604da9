"""Tables in a text: cells, the names of columns, rows that say what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn.vietnamese import tables

TABLE = "Tiến độ:\n\n| Hạng mục | Kế hoạch | Xong |\n| --- | :-: | --: |\n| Móng | 100% | 90% |\n"
ROW = TABLE.index("Móng")
END = TABLE.index("90%") + 3


def test_a_row_is_cut_into_its_cells():
    assert tables.cells(TABLE, ROW, END) == ["Móng", "100%", "90%"]
    assert tables.cells(TABLE, 0, 8) == []


def test_the_row_above_the_rule_names_the_columns():
    head_end = TABLE.index("Xong") + 4
    assert tables.is_head(TABLE, head_end)
    assert not tables.is_head(TABLE, END)
    assert tables.head_above(TABLE, ROW) == ["Hạng mục", "Kế hoạch", "Xong"]


def test_rows_without_a_rule_above_have_no_names():
    assert tables.head_above("| a | b |\n| c | d |\n", 12) == []
    assert tables.head_above("| a | b |\n|---|---|\n\nLời.\n| c | d |\n", 32) == []


def test_a_row_that_fits_its_head_is_named_and_another_is_not():
    assert tables.named(["Móng", "90%"], ["Hạng mục", "Xong"]) == "Hạng mục: Móng; Xong: 90%"
    assert tables.named(["Móng"], ["Hạng mục", "Xong"]) == "Móng"
    assert tables.named(["Móng", "90%"], ["Hạng mục", ""]) == "Móng | 90%"


@pytest.mark.parametrize("text", ["Ông nói: được", "a: 1", "a; b", ""])
def test_a_sentence_has_no_fields(text):
    assert tables.fields(text) == []


CELL = st.text(st.sampled_from("ăđếxyz 019,%"), min_size=1).map(str.strip).filter(bool)


@given(st.lists(st.tuples(CELL, CELL), min_size=2, max_size=5))
def test_fields_of_a_named_row_are_its_cells(columns):
    head, row = zip(*columns, strict=True)
    assert tables.fields(tables.named(row, head)) == list(columns)

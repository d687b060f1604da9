"""Additions for tests/test_chunk.py and tests/test_load_text.py."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from askvn.chunk import split
from askvn.load import load
from askvn.records import Document, Mark
from askvn.vietnamese.normalise import normalise

LEAD = "Bạn đọc không được làm những việc sau đây:"
ITEMS = "".join(f"\n- Việc cấm số {number} trong phòng đọc;" for number in range(1, 7))
PIECES = st.lists(
    st.sampled_from(
        ["Gồm:", "1. Một:", "a) Ý kiến", "- gạch", "Câu dài hơn.", "\n", " ", "T: a; B: c. D", "|"]
    ),
    max_size=60,
)


def test_a_list_stays_with_its_lead_in():
    text = "Phòng đọc mở cả tuần. " * 8 + f"\n\n{LEAD}{ITEMS}\n\n" + "Vi phạm thì bị khóa thẻ. " * 8
    chunks = [chunk.text for chunk in split(Document("d", text.strip()), 400)]
    assert [f"{LEAD}{ITEMS}" in chunk for chunk in chunks] == [False, True, False]


def test_a_list_too_long_keeps_its_first_item_with_the_lead_in():
    text = "Câu mở đầu. " * 9 + f"\n{LEAD}{ITEMS}"
    chunk = next(chunk for chunk in split(Document("d", text), 160) if LEAD in chunk.text)
    assert "Việc cấm số 1 trong" in chunk.text


def test_a_list_ends_where_a_line_stands_as_high_as_its_lead_in():
    inner = "1. Hồ sơ gồm:\na) Đơn đề nghị;\nb) Hai ảnh."
    text = f"Thư viện cấp thẻ cho bạn đọc.\n{inner}\n2. Thời hạn là ba ngày làm việc."
    assert [chunk.text for chunk in split(Document("d", text), 50)][1] == inner


def test_a_row_of_a_table_stays_whole():
    rows = [
        f"Hỏi: Mất thẻ {n} thì sao?; Đáp: Gọi tổng đài {n}. Đến quầy số {n}." for n in range(1, 6)
    ]
    chunks = [chunk.text for chunk in split(Document("d", "\n\n".join(rows)), 150)]
    assert chunks == ["\n\n".join(rows[:2]), "\n\n".join(rows[2:4]), rows[4]]


def test_the_heading_path_is_that_of_the_first_sentence():
    text = "Hồ sơ\nNộp một đơn.\nThời hạn\nBa ngày."
    marks = (Mark(0, 2, "Hồ sơ"), Mark(text.index("Thời hạn"), 2, "Thời hạn"))
    assert [chunk.headings for chunk in split(Document("d", text, marks=marks), 500)] == ["Hồ sơ"]


def test_rows_far_below_keep_the_header_of_a_markdown_table(tmp_path: Path):
    rows = "".join(f"| Gói {n} | {n}0.000 đồng |\n" for n in range(1, 40))
    path = tmp_path / "gia.md"
    path.write_text(
        f"# Giá\n\n| Gói | Mỗi tháng |\n| --- | --: |\n{rows}\nGiá đã gồm thuế.\n", encoding="utf-8"
    )
    (document,) = load(path, "gia.md")
    chunks = list(split(document, 300))
    assert {chunk.headings for chunk in chunks[1:-1]} == {"Giá › Gói | Mỗi tháng"}
    assert [mark.label for mark in document.marks] == ["Giá", "Gói | Mỗi tháng", ""]


@given(PIECES, st.integers(5, 80))
def test_lists_and_rows_leave_chunks_exact_and_short(pieces, max_chars):
    text = normalise("".join(pieces))
    chunks = list(split(Document("d", text), max_chars))
    assert all(text[c.start : c.end] == c.text for c in chunks)
    assert all(0 < len(c.text) <= max_chars for c in chunks)
    assert "".join("".join(c.text.split()) for c in chunks) == "".join(text.split())

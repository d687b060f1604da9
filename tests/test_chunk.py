"""Chunks: whole sentences, exact slices, pages and headings."""

from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.chunk import headings_of, mask, split
from askvn.records import Document, Mark, Span
from askvn.vietnamese.normalise import normalise


@given(VIETNAMESE, st.integers(5, 80))
def test_chunks_are_exact_slices_that_cover_every_word(text, max_chars):
    document = Document("d", normalise(text))
    chunks = list(split(document, max_chars))
    assert all(document.text[c.start : c.end] == c.text for c in chunks)
    assert all(0 < len(c.text) <= max_chars for c in chunks)
    assert all(len(c.visible) == len(c.text) for c in chunks)
    assert "".join("".join(c.text.split()) for c in chunks) == "".join(document.text.split())


def test_hidden_spans_are_blanked_and_keep_offsets():
    text = "---\ntitle: X\n---\nTin <!-- ẩn --> mới."
    hidden = (Span(0, 16), Span(21, 31))
    document = Document("d", text, hidden=hidden)
    (only,) = split(document, 200)
    assert (only.start, only.end) == (17, len(text))
    assert only.text == "Tin <!-- ẩn --> mới."
    assert only.visible == "Tin            mới."[:4] + " " * 10 + only.visible[14:]
    assert "ẩn" not in only.visible
    assert len(mask(text, hidden)) == len(text)


def test_a_page_begins_a_new_chunk_and_is_kept():
    text = "Trang một có câu này.\nTrang hai có câu khác."
    document = Document("d", text, marks=(Mark(0, 0, "1"), Mark(22, 0, "2")))
    assert [(c.page, c.text) for c in split(document, 500)] == [
        (1, "Trang một có câu này."),
        (2, "Trang hai có câu khác."),
    ]


def test_a_chunk_knows_its_heading_path():
    text = (
        "Luật\nChương I\n" + "Câu trong chương một. " * 4 + "\nChương II\n" + "Câu khác nhé. " * 6
    )
    second = text.index("Chương II")
    marks = (Mark(0, 1, "Luật"), Mark(5, 2, "Chương I"), Mark(second, 2, "Chương II"))
    chunks = list(split(Document("d", text, marks=marks), 120))
    assert chunks[0].headings == "Luật › Chương I"
    assert chunks[-1].headings == "Luật › Chương II"
    assert any(chunk.text.startswith("Chương II") for chunk in chunks)
    document = Document("d", text, marks=marks)
    asked = [headings_of(document, Span(one.start, one.end)) for one in chunks]
    assert asked == [one.headings for one in chunks]
    assert headings_of(document, Span(len(text), len(text))) == ""


def test_a_sentence_too_long_is_cut_at_a_blank():
    text = "từ " * 100
    chunks = list(split(Document("d", text.strip()), 50))
    assert max(len(chunk.text) for chunk in chunks) <= 50
    assert all(set(chunk.text.split()) == {"từ"} for chunk in chunks)


def test_the_last_chunk_is_no_crumb():
    text = " ".join(f"Câu số {number} của văn bản." for number in range(44))
    sizes = [len(chunk.text) for chunk in split(Document("d", text), 1000)]
    assert len(sizes) == 2
    assert min(sizes) > 400

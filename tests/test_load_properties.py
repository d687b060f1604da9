"""What holds for every document, whatever its text: NFC, spans in order, marks in the text."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askvn.errors import DocumentError
from askvn.load import load
from askvn.load.pages import Line, Page, paragraphs
from askvn.load.strings import blank, merge
from askvn.records import Document, Span
from askvn.vietnamese.normalise import normalise

VIETNAMESE = "aăâđêôơư ếặỗữỵB1.?!,;:\n\r\u0301\u0323\u0309\u00a0\u200b\u2028\u00d0"
MARKUP = "#*_`|>[]()<!-~=\\&\"'/h"
text = st.one_of(
    st.text(st.sampled_from(VIETNAMESE + MARKUP), max_size=200),
    st.lists(
        st.sampled_from(
            [
                *("---\n", "title: ế\n", "# ", "\n", "![a](b)", "[ọ](c)", "<!--", "-->", "```\n"),
                *("a\u0323", "ê\u0323 ", "|", "https://a.vn ", "<b>", "đ", "===\n", "`", "**"),
            ]
        ),
        max_size=25,
    ).map("".join),
)


def documents(suffix: str, data: bytes) -> list[Document]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        try:
            return [item for item in load(path, "a") if isinstance(item, Document)]
        except DocumentError:
            return []


def check(document: Document) -> None:
    assert unicodedata.is_normalized("NFC", document.text)
    assert unicodedata.is_normalized("NFC", document.title)
    end = 0
    for span in document.hidden:
        assert end <= span.start < span.end <= len(document.text)
        end = span.end
    assert list(document.marks) == sorted(document.marks)
    for mark in document.marks:
        assert document.text[mark.start] not in " \n"
        assert mark.label
        assert document.text[mark.start] == mark.label[0]
        assert not any(start <= mark.start < end for start, end in document.hidden)
    assert blank(document.text, document.hidden).strip()


@settings(deadline=None)
@given(text)
@pytest.mark.parametrize("suffix", [".md", ".csv", ".jsonl"])
def test_every_document_is_composed_and_its_spans_are_in_order(suffix, text):
    data = json.dumps({"text": text, "title": text}) if suffix == ".jsonl" else text
    for document in documents(suffix, data.encode()):
        check(document)


@settings(deadline=None, max_examples=25)
@given(text, text)
def test_every_web_page_is_composed(first, second):
    for document in documents(".html", f"<h1>{first}</h1><p>{second}<li>{first}".encode()):
        check(document)


@given(st.text(st.sampled_from(VIETNAMESE), max_size=200))
def test_nothing_of_prose_is_hidden(text):
    for document in documents(".txt", text.encode()):
        assert document.text == normalise(text)
        assert (document.hidden, document.marks) == ((), ())


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)))
def test_merged_spans_cover_the_same_characters(pairs):
    spans = [Span(*pair) for pair in pairs]
    merged = merge(spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert [at for start, end in merged for at in range(start, end)] == sorted(covered)
    assert all(a.end < b.start for a, b in pairwise(merged))


boxes = st.tuples(
    st.sampled_from(["ế ặ", "Ữ.", "1", "Trang 2", "- a", "Điều 5.", "b;"]),
    *(st.integers(0, 600) for _ in range(4)),
).map(lambda box: Line(*box))


@given(st.lists(st.lists(boxes, max_size=8), max_size=5))
def test_every_line_of_print_is_in_exactly_one_paragraph(pages):
    given_pages = [Page(n, 600, 600, lines) for n, lines in enumerate(pages, 1)]
    found = [word for paragraph in paragraphs(given_pages) for word in paragraph.text.split()]
    assert Counter(found) == Counter(
        word for lines in pages for line in lines for word in line.text.split()
    )

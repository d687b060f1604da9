"""JSON lines: good lines are documents, bad lines are failures, and neither hinders the other."""

from __future__ import annotations

import json
import unicodedata

import pytest

from askvn.errors import DocumentError
from askvn.load import load
from askvn.records import Document


@pytest.fixture
def read(tmp_path):
    def read(*lines: object) -> list[Document | DocumentError]:
        encoded = [
            line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
            for line in lines
        ]
        (tmp_path / "tin.jsonl").write_bytes(b"\n".join(encoded))
        return list(load(tmp_path / "tin.jsonl", "tin.jsonl"))

    return read


def test_a_line_is_a_document_with_metadata(read):
    text = unicodedata.normalize("NFD", "Nghệ thuật\r\nđương đại")
    assert read(
        {
            **{"id": 7, "title": " Tựa\nđề ", "text": text, "date": "2020-01-02T03:04:05Z"},
            **{"url": "a.vn", "views": 3, "hot": True, "none": None, "tags": ["a", "b"], "x": {}},
        }
    ) == [
        Document(
            source="7",
            title="Tựa đề",
            text="Nghệ thuật\nđương đại",
            date="2020-01-02",
            metadata={"url": "a.vn", "views": "3", "hot": "true", "tags": "a, b"},
        )
    ]


def test_a_line_without_id_has_its_number_and_blank_lines_count(read):
    sources = [item.source for item in read({"text": "a"}, b"", {"text": "b", "id": ""})]
    assert sources == ["tin.jsonl#1", "tin.jsonl#3"]


def test_an_id_that_comes_again_is_numbered(read):
    ids = ["a", "a#2", "a", "a", "b"]
    sources = [item.source for item in read(*({"id": name, "text": "x"} for name in ids))]
    assert sources == ["a", "a#2", "a#3", "a#4", "b"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "line 2 is not JSON"),
        (b"[" * 100_000, "line 2 is not JSON"),
        (b'{"text": "\xe9"}', "line 2 is not UTF-8"),
        ([1], "line 2 is no object with a 'text'"),
        ({"title": "a"}, "line 2 is no object with a 'text'"),
        ({"text": 3}, "line 2 is no object with a 'text'"),
        ({"text": " \u200b\n"}, "line 2 is no object with a 'text'"),
    ],
)
def test_a_bad_line_is_an_error_between_documents(read, line, reason):
    first, error, last = read({"text": "a"}, line, {"text": "b"})
    assert (first.text, last.text) == ("a", "b")
    assert isinstance(error, DocumentError)
    assert str(error).endswith(f"tin.jsonl: {reason}")
    assert error.hint == 'write one object a line: {"id": "a", "title": "…", "text": "…"}'
    assert error.values["source"] == "tin.jsonl#2"


def test_many_bad_lines_are_summed_up(read):
    items = read(*[b"x"] * 30, {"text": "a"})
    assert [isinstance(item, DocumentError) for item in items] == [True] * 20 + [False, True]
    assert str(items[-1]).endswith("tin.jsonl: 10 more lines are no documents")
    assert items[-1].hint.startswith("head -n 1 ")


def test_lone_surrogates_are_replaced(read):
    [document] = read(b'{"id": "\\udc00", "text": "a \\ud83d b \\ud83d\\ude00"}')
    assert (document.source, document.text) == ("\ufffd", "a \ufffd b 😀")


def test_byte_order_marks(read, tmp_path):
    assert [item.text for item in read(b'\xef\xbb\xbf{"text": "a"}')] == ["a"]
    (tmp_path / "b.jsonl").write_bytes('{"text": "ạ\u2028"}\r\n{"text": "b"}'.encode("utf-16"))
    assert [item.text for item in load(tmp_path / "b.jsonl", "b")] == ["ạ\n", "b"]

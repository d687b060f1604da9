"""Plain text and Markdown: what is hidden, what is a heading, what the front matter says."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from askvn.errors import DocumentError
from askvn.load import load, markdown
from askvn.records import Document, Mark


@pytest.fixture
def read(tmp_path):
    def read(text: str | bytes, name: str = "bai-viet_mot.md") -> Document:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        [document] = load(path, name)
        return document

    return read


def visible(text: str) -> str:
    """Return normalised Markdown with its markup as dots."""
    shown = list(text)
    for start, end in markdown.parse(text).hidden:
        shown[start:end] = ["·" if c != "\n" else c for c in shown[start:end]]
    return "".join(shown)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_and_without_byte_order_mark(read, encoding):
    assert read("Hòa bình\r\nĐộc lập".encode(encoding), "a.txt").text == "Hòa bình\nĐộc lập"


def test_decomposed_text_is_composed_and_marks_fit_it(read):
    document = read(unicodedata.normalize("NFD", "Mở đầu bộ\n\n# Điều thứ nhất\n\nNghệ thuật"))
    assert document.text == "Mở đầu bộ\n\n# Điều thứ nhất\n\nNghệ thuật"
    assert document.marks == (Mark(13, 1, "Điều thứ nhất"),)
    assert document.text[13:].startswith("Điều thứ nhất")


def test_a_file_that_is_not_utf_8_says_which_byte_and_how_to_convert_it(tmp_path):
    path = tmp_path / "cũ kỹ.txt"
    path.write_bytes(b"abc C\xe9ng h\xdfa")
    with pytest.raises(DocumentError, match=r"kỹ\.txt: not UTF-8 \(byte 5 cannot") as caught:
        list(load(path, "x"))
    assert caught.value.hint == f"iconv -f CP1258 -t UTF-8 '{path}' > 'cũ kỹ.utf8.txt'"


def test_a_broken_utf_16_file_is_named_so(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xfea\x00b")
    with pytest.raises(DocumentError, match=r"a\.txt: not UTF-16 "):
        list(load(path, "x"))


def test_only_markup_is_empty(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: a\n---\n<!-- b -->\n![c](d.png)\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a\.md: is empty"):
        list(load(path, "x"))


# -- front matter ------------------------------------------------------------------------------


def test_front_matter_gives_title_date_and_metadata_and_is_hidden(read):
    document = read(
        '---\ntitle: "Bài một"\ndate: 2017-09-07 07:30:00\ntags: [ICT, Hàn Quốc]\nauthor: Lan\n'
        "draft: no\nmap: {a: 1}\nempty:\n---\n# Khác\n",
        "a.txt",
    )
    assert (document.title, document.date) == ("Bài một", "2017-09-07")
    assert document.metadata == {"tags": "ICT, Hàn Quốc", "author": "Lan", "draft": "no"}
    assert document.text[slice(*document.hidden[0])] == (
        '---\ntitle: "Bài một"\ndate: 2017-09-07 07:30:00\ntags: [ICT, Hàn Quốc]\nauthor: Lan\n'
        "draft: no\nmap: {a: 1}\nempty:\n---\n# "
    )


def test_broken_front_matter_is_read_line_by_line(read):
    document = read("---\ntitle: a: b: [c\ntags: 'x'\n  - y\ndate: 1/2/2020\n---\nChữ")
    assert (document.title, document.date) == ("a: b: [c", "1/2/2020")
    assert document.metadata == {"tags": "x"}


def test_front_matter_without_yaml_is_read_line_by_line(read, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert read("---\ntitle: 'Bài'\n---\nChữ").title == "Bài"


@pytest.mark.parametrize(
    "text",
    ["---\nKhông có trường nào\n---\nChữ", "---\ntitle: không đóng\nChữ", "Chữ\n---\na: b\n---\n"],
)
def test_rules_alone_are_no_front_matter(read, text):
    document = read(text)
    assert document.title == "bai viet mot"
    assert document.metadata == {}
    assert not any(start <= document.text.index("h") < end for start, end in document.hidden)


def test_a_rule_far_below_closes_no_front_matter(read):
    document = read("---\nGiá: 5\n" + "chữ\n" * 6000 + "---\n")
    assert document.metadata == {}


def test_the_title_falls_back_to_the_first_level_1_heading_then_the_name(read):
    assert read("## Hai\n\n# Một\n\n# Khác").title == "Một"
    assert read("## Hai\n").title == "bai viet mot"
    assert read("chữ", "Quy-định_về  phí.txt").title == "Quy định về phí"


# -- markup ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <!-- b\nc --> d", "a ······\n····· d"),
        ("a <!-- b", "a <!-- b"),
        ("x ![ảnh đẹp](a b (1).png){w=1} y", "x ···························· y"),
        ("xem [Bộ *TT&TT*](https://a.vn/x_(y) 'z').", "xem ·Bộ ·TT&TT" + "·" * 26 + "."),
        ("[![ảnh](b.png)](c)", "··················"),
        ("theo [1] và [2] (trang 3)", "theo [1] và [2] (trang 3)"),
        ("tại https://a.vn/x?y=1#z, www.b.vn.", "tại ····················, ········."),
        ("<http://a.vn> thư a@b.vn, a.vn", "············· thư a@b.vn, a.vn"),
        ("<b>đậm</b><br/>x < y > z, <tên>", "···đậm·········x < y > z, <tên>"),
        ('<a href="x"\n class=y>z</a>', "···········\n·········z····"),
        ("<script>a</script >b<style>", "·" * 19 + "b·······"),
        ("a&nbsp;b &amp; c", "a······b &amp; c"),
        ("**đậm** *nghiêng* ***cả hai***", "··đậm·· ·nghiêng· ···cả hai···"),
        ("__đậm__ _nghiêng_ a_b_c 2*3*4", "··đậm·· ·nghiêng· a_b_c 2*3*4"),
        ("Họ tên: ____ (*) * và *", "Họ tên: ____ (*) * và *"),
        ("~~bỏ~~ ~5", "··bỏ·· ~5"),
        (r"1\. \*a\* C:\Tệp", r"1·. ·*a·* C:\Tệp"),
        ("`a*b*` và ``c`d``", "·a*b*· và ··c`d··"),
        ("> trích\n>> sâu", "··trích\n···sâu"),
        ("a\n\n***\n- - -\n=====", "a\n\n···\n·····\n·····"),
        ("- một\n* hai\n+ ba\n1. bốn", "- một\n* hai\n+ ba\n1. bốn"),
        ("|A|B|\n|:-|-:|\n|1|2|", "·A·B·\n·······\n·1·2·"),
        ("A | B\n--|--\n1 | 2", "A · B\n·····\n1 · 2"),
        ("Ảnh: Lưu Quý |", "Ảnh: Lưu Quý ·"),
        ("#thẻ", "#thẻ"),
    ],
)
def test_markup_is_hidden_and_prose_is_not(text, shown):
    assert visible(text) == shown


def test_the_fences_of_code_are_hidden_and_the_code_is_left_alone():
    text = "a\n```bash\n# không phải tiêu đề\nb | **c**\n```\n# Tiêu đề"
    assert visible(text) == "a\n·······\n# không phải tiêu đề\nb | **c**\n···\n··Tiêu đề"
    assert markdown.parse(text).marks == (Mark(text.index("Tiêu đề"), 1, "Tiêu đề"),)


def test_a_fence_that_is_never_closed_holds_to_the_end():
    assert visible("~~~\n# a\n**b**") == "···\n# a\n**b**"


def test_headings_have_their_level_and_visible_words():
    text = "# **Một** và `hai` #\n\nchữ\n\n### [Ba](x) ##\nchữ\nBốn\n===\n\nNăm\n---\n\n# \n"
    assert markdown.parse(text).marks == (
        Mark(text.index("Một**"), 1, "Một và hai"),
        Mark(text.index("Ba]"), 3, "Ba"),
        Mark(text.index("Năm\n"), 2, "Năm"),
    )


def test_a_line_above_equals_signs_is_a_heading_after_an_empty_line():
    assert markdown.parse("Một\n===\nchữ").marks == (Mark(0, 1, "Một"),)


@pytest.mark.parametrize(
    "text", ["- a\n---", "chữ\nchữ\n---", "<!-- # a -->", "> # a", "####### a"]
)
def test_what_is_no_heading(text):
    assert markdown.parse(text).marks == ()


def test_a_sentence_set_as_a_heading_stays_text_only():
    sentence = "Bốn thỏa thuận hợp tác quan trọng " * 4
    markup = markdown.parse(f"###### {sentence}\n")
    assert markup.marks == ()
    assert markup.hidden[0] == (0, 7)


@pytest.mark.parametrize(
    "piece",
    [
        "*a ",
        "_a ",
        "[a",
        "`a ",
        "<b a",
        "![a](b",
        "---|",
        "#",
        "<!-- ",
        "(",
        "<a b='",
        "  ",
        "# # ",
    ],
)
def test_odd_text_of_any_length_is_parsed(piece):
    text = "x" + piece * (60_000 // len(piece))
    hidden, _ = markdown.parse(text)
    assert all(0 <= span.start < span.end <= len(text) for span in hidden)


def test_comments_that_are_never_closed_hide_nothing():
    assert markdown.parse("<!-- " * 80_000) == ((), ())


def test_a_line_that_stands_alone_above_a_plain_text_is_its_title(tmp_path):
    file = tmp_path / "bien-ban.txt"
    file.write_text("Biên bản họp giao ban\n\nNgày 3/4, phòng họp đông đủ.\n", encoding="utf-8")
    (document,) = load(file, file.name)
    assert document.title == "Biên bản họp giao ban"
    assert document.marks == (Mark(0, 1, "Biên bản họp giao ban"),)
    file.write_text("Ngày 3/4, phòng họp đông đủ.\n\nHọp xong lúc mười giờ.\n", encoding="utf-8")
    (document,) = load(file, file.name)
    assert (document.title, document.marks) == ("bien ban", ())

"""A conversation as a file: what it says, its footnotes, and that Word's readers take it."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn.export import FORMATS, export, file_name
from askvn.export.markdown import plain
from askvn.load import load
from askvn.log import Entry, Talk

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def citation(n, quote, **more):
    return {
        "n": n, "source": "họp.pdf", "title": "Biên bản số 07", "start": 0, "end": 9, "page": 3,
        "quote": quote, "supported": True, "reasons": [], **more,
    }  # fmt: skip


QUOTED = Entry(
    conversation="c1",
    asked_at="2026-11-28T08:00:00.000Z",
    question="ve tinh phong ngay nao",
    understood_as="vệ tinh phóng ngày nào",
    answer="ngày 7/5/2013 [1]\n\nVệ tinh được phóng ngày 7/5/2013. [1]\n"
    "Kinh phí *gồm* [12] <b>. [2]",
    refused=False,
    confidence=0.9,
    style="quote",
    model="builtin",
    origin="web",
    version="0.3.0",
    short="ngày 7/5/2013",
    citations=[
        citation(1, "Vệ tinh được phóng\nngày 7/5/2013."),
        citation(2, "Kinh phí *gồm* [12] <b>.", page=None, source="a&b.md", title=""),
    ],
)
REFUSED = replace(
    QUOTED, question="Giá vàng?", understood_as="Giá vàng?", refused=True, short="",
    answer="Tài liệu không có.\n- Bài A", citations=[],
)  # fmt: skip
WRITTEN = replace(
    QUOTED,
    question="# Cầu nào?",
    understood_as="# Cầu nào?",
    answer="Khánh thành ngày 30/4/1975. [1] Vốn 86 tỷ. [2] Xong. [1]",
    style="compose",
    model="qwen3-4b",
    short="",
    citations=[
        citation(1, "Khánh thành ngày 14/3/2019.", supported=False,
                 reasons=[{"code": "date", "words": "ngày 30/4/1975"}]),
        citation(2, "Vốn 86 tỷ."),
    ],
)  # fmt: skip
ENTRIES = [QUOTED, REFUSED, WRITTEN]
TALK = Talk("c1", "", "Vệ tinh", QUOTED.asked_at, QUOTED.asked_at, 3)


def test_markdown_has_the_whole_conversation_and_a_footnote_for_each_citation():
    assert export(TALK, ENTRIES, "md", "vi").decode() == (
        """# Vệ tinh

*3 câu hỏi, askvn (builtin, qwen3-4b) trả lời · 28/11/2026*

## ve tinh phong ngay nao

*Đã hiểu là: vệ tinh phóng ngày nào*

**ngày 7/5/2013**[^1]

Vệ tinh được phóng ngày 7/5/2013.[^1]

Kinh phí \\*gồm\\* \\[12\\] \\<b\\>.[^2]

## Giá vàng?

> Tài liệu không có.
>
> \\- Bài A

## \\# Cầu nào?

Khánh thành ngày 30/4/1975.[^3] Vốn 86 tỷ.[^4] Xong.[^3]

[^1]: Biên bản số 07 (họp.pdf, tr. 3): “Vệ tinh được phóng ngày 7/5/2013.”

[^2]: a\\&b.md (a\\&b.md): “Kinh phí \\*gồm\\* \\[12\\] \\<b\\>.”

[^3]: Biên bản số 07 (họp.pdf, tr. 3): “Khánh thành ngày 14/3/2019.” """
        """⚠ thời gian “ngày 30/4/1975” không có trong nguồn

[^4]: Biên bản số 07 (họp.pdf, tr. 3): “Vốn 86 tỷ.”
"""
    )


def test_english_speaks_english():
    text = export(TALK, [QUOTED], "md", "en").decode()
    assert "*1 questions answered by askvn (builtin) · 2026-11-28*" in text
    assert "(họp.pdf, p. 3)" in text


def part(data, name):
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def words(element):
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def test_word_has_real_footnotes_each_referred_to_once_and_then_by_its_number():
    data = export(TALK, ENTRIES, "docx", "vi")
    notes = {
        one.get(f"{W}id"): words(one).strip()
        for one in part(data, "word/footnotes.xml")
        if one.get(f"{W}type") is None
    }
    assert notes == {
        "1": "Biên bản số 07 (họp.pdf, tr. 3): “Vệ tinh được phóng ngày 7/5/2013.”",
        "2": "a&b.md (a&b.md): “Kinh phí *gồm* [12] <b>.”",
        "3": "Biên bản số 07 (họp.pdf, tr. 3): “Khánh thành ngày 14/3/2019.”"
        " ⚠ thời gian “ngày 30/4/1975” không có trong nguồn",
        "4": "Biên bản số 07 (họp.pdf, tr. 3): “Vốn 86 tỷ.”",
    }
    body = part(data, "word/document.xml")
    referred = [one.get(f"{W}id") for one in body.iter(f"{W}footnoteReference")]
    assert referred == ["1", "2", "3", "4"]
    again = [one.get(f"{W}instr").split()[:2] for one in body.iter(f"{W}fldSimple")]
    assert again == [["NOTEREF", "_Ref1"], ["NOTEREF", "_Ref3"]]
    named = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    assert {name for _, name in again} <= named


def test_every_style_and_every_part_that_word_is_told_of_is_there():
    package = zipfile.ZipFile(io.BytesIO(export(TALK, ENTRIES, "docx", "vi")))
    told = ElementTree.fromstring(package.read("[Content_Types].xml"))
    assert package.namelist()[0] == "[Content_Types].xml"
    named = {one.get("PartName").lstrip("/") for one in told if one.get("PartName")}
    assert named == {name for name in package.namelist() if not name.endswith((".rels", "s].xml"))}
    styles = ElementTree.fromstring(package.read("word/styles.xml"))
    known = {one.get(f"{W}styleId") for one in styles.iter(f"{W}style")}
    for name in ("word/document.xml", "word/footnotes.xml"):
        root = ElementTree.fromstring(package.read(name))
        used = {one.get(f"{W}val") for kind in "pr" for one in root.iter(f"{W}{kind}Style")}
        assert used <= known


def test_our_own_reader_and_python_docx_read_what_was_written(tmp_path):
    path = tmp_path / file_name(TALK, "docx")
    path.write_bytes(export(TALK, ENTRIES, "docx", "vi"))
    (document,) = load(path, path.name)
    assert (path.name, document.title) == ("Vệ tinh.docx", "Vệ tinh")
    assert document.date == "2026-11-28"
    assert "Vệ tinh được phóng ngày 7/5/2013." in document.text
    assert "Tài liệu không có.\n\n- Bài A" in document.text
    headings = [mark.label for mark in document.marks if mark.level == 1]
    assert headings[-3:] == ["ve tinh phong ngay nao", "Giá vàng?", "# Cầu nào?"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_conversation_gives_the_same_bytes(form):
    assert export(TALK, ENTRIES, form, "vi") == export(TALK, ENTRIES, form, "vi")


ANYTHING = st.text(
    st.sampled_from("aếđ \n\t*_`[]<>&#-+1.)|~$\\\"'\x00\x0b\ud800\ufffe😀"), max_size=40
)


@given(ANYTHING, ANYTHING)
def test_whatever_was_asked_and_quoted_the_file_is_whole(question, quote):
    entry = replace(
        QUOTED, question=question, answer=f"{quote} [1]", citations=[citation(1, quote)], short=""
    )
    talk = replace(TALK, title=question)
    part(export(talk, [entry], "docx", "vi"), "word/document.xml")
    part(export(talk, [entry], "docx", "vi"), "word/footnotes.xml")
    export(talk, [entry], "md", "vi").decode()
    assert file_name(talk, "docx").endswith(".docx")
    assert "/" not in file_name(talk, "md")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. Một", "1\\. Một"),
        ("- a", "\\- a"),
        ("> b\n\nc", "\\> b c"),
        ("a_b*c", "a\\_b\\*c"),
        ("12 tỷ", "12 tỷ"),
        ("[^1]: x", "\\[^1\\]: x"),
    ],
)
def test_nothing_that_is_quoted_means_anything_in_markdown(text, shown):
    assert plain(text) == shown

"""Word documents: paragraphs, headings, lists and tables in their order."""

from __future__ import annotations

import datetime
import io
import unicodedata
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from lxml import etree

from askvn.errors import DocumentError
from askvn.load import load
from askvn.load.numbering import Numbering
from askvn.records import Document, Mark, Span

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


@pytest.fixture
def word():
    return docx.Document()


@pytest.fixture
def read(tmp_path):
    def read(word) -> Document:
        word.save(tmp_path / "quyet-dinh.docx")
        [document] = load(tmp_path / "quyet-dinh.docx", "quyet-dinh.docx")
        return document

    return read


def append(word, xml: str) -> None:
    """Append a paragraph or a content control, written as XML without its namespaces."""
    word.element.body.insert(-1, parse_xml(xml.replace(">", f" {NAMES}>", 1)))


def table(word, *rows: list[str]):
    added = word.add_table(len(rows), len(rows[0]))
    for row, texts in zip(added.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return added


def test_paragraphs_headings_and_tables_keep_their_order(word, read):
    word.add_heading("Quyết định", 0)
    word.add_paragraph("Đoạn  một.")
    table(word, ["STT", "Tên", "Giá"], ["1", "Bút", "5.000"], ["2", "Vở\nkẻ ô", ""])
    word.add_heading("Điều 1. Phạm vi", 2)
    word.add_paragraph(unicodedata.normalize("NFD", "Nghệ thuật\nDòng hai"))
    document = read(word)
    assert document.text == (
        "Quyết định\n\nĐoạn một.\n\nSTT: 1; Tên: Bút; Giá: 5.000\n\nSTT: 2; Tên: Vở kẻ ô\n\n"
        "Điều 1. Phạm vi\n\nNghệ thuật\nDòng hai"
    )
    start = document.text.index("Điều 1")
    assert document.marks == (Mark(0, 1, "Quyết định"), Mark(start, 2, "Điều 1. Phạm vi"))
    assert document.text[start:].startswith("Điều 1. Phạm vi")
    assert (document.title, document.date) == ("Quyết định", "")


def test_the_author_s_title_and_date(word, read):
    word.add_paragraph("chữ")
    word.core_properties.title = "Luật số 20"
    word.core_properties.comments = ""
    word.core_properties.created = datetime.datetime(2023, 6, 22, 8)
    document = read(word)
    assert (document.title, document.date) == ("Luật số 20", "2023-06-22")


@pytest.mark.parametrize("title", ["Word Document", "Microsoft Word - a.doc", "abc.docx", "--"])
def test_a_title_that_a_program_made_up_is_none(word, read, title):
    word.add_paragraph("chữ")
    word.core_properties.title = title
    assert read(word).title == "quyet dinh"


def test_a_long_heading_is_text_only(word, read):
    word.add_heading("rất dài " * 20, 1)
    assert read(word).marks == ()


def test_a_heading_by_outline_or_by_the_style_that_it_is_based_on(word, read):
    append(word, '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>A</w:t></w:r></w:p>')
    append(word, '<w:p><w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>B</w:t></w:r></w:p>')
    style = word.styles.add_style("Của tôi", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Heading 3"]
    word.add_paragraph("C", style="Của tôi")
    assert read(word).marks == (Mark(0, 2, "A"), Mark(6, 3, "C"))


def test_lists_have_their_numbers_and_dashes(word, read):
    for style, text in [
        *[("List Number", "một"), ("List Number", "hai"), ("List Bullet", "ba")],
        *[("List Number", ""), ("List Number", "bốn")],
    ]:
        word.add_paragraph(text, style=style)
    assert read(word).text == "1. một\n\n2. hai\n\n- ba\n\n3. bốn"


def test_the_table_of_contents_is_hidden(word, read):
    style = word.styles.add_style("toc 1", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    word.add_paragraph("Chương I\t3", style=style)
    word.add_heading("Chương I", 1)
    document = read(word)
    assert document.hidden == (Span(0, 10),)
    assert document.marks == (Mark(12, 1, "Chương I"),)


def test_tracked_changes_read_as_accepted_and_text_boxes_follow(word, read):
    append(
        word,
        "<w:p><w:r><w:t>giữ</w:t><w:tab/><w:t>lại</w:t></w:r>"
        "<w:ins><w:r><w:t> thêm</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> bỏ</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t> dời</w:t></w:r></w:moveFrom>"
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>khung</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>khung</w:t></w:r>"
        "</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
        "<m:oMath><m:r><m:t> x=1</m:t></m:r></m:oMath></w:p>",
    )
    append(
        word,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>TT</w:t><w:noBreakHyphen/><w:t>TT</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    )
    assert read(word).text == "giữ lại thêm x=1\n\nkhung\n\nTT-TT"


def test_merged_cells_count_for_each_row_and_wide_ones_for_their_first_column(word, read):
    added = table(word, ["Vùng", "Tỉnh", "Dân"], ["Bắc", "Hà Nội", "8"], ["", "Hải Phòng", "2"])
    added.cell(1, 0).merge(added.cell(2, 0))
    last = added.add_row()
    last.cells[0].merge(last.cells[1]).text = "Cộng"
    last.cells[2].text = "10"
    assert read(word).text.split("\n\n") == [
        "Vùng: Bắc; Tỉnh: Hà Nội; Dân: 8",
        "Vùng: Bắc; Tỉnh: Hải Phòng; Dân: 2",
        "Vùng: Cộng; Dân: 10",
    ]


def test_two_rows_are_no_table_with_a_header(word, read):
    table(word, ["BỘ TT&TT", "CỘNG HÒA"], ["Số: 12", "Hà Nội"])
    assert read(word).text == "BỘ TT&TT; CỘNG HÒA\n\nSố: 12; Hà Nội"


def test_a_table_in_a_cell_is_part_of_the_cell(word, read):
    outer = table(word, ["A", "B"], ["1", ""])
    inner = outer.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "x", "y"
    assert read(word).text == "A; B\n\n1; x; y"


def test_an_empty_document_is_an_error(word, read):
    with pytest.raises(DocumentError, match=r"quyet-dinh\.docx: is empty"):
        read(word)


def test_broken_xml_inside_is_damage(word, tmp_path):
    word.add_paragraph("chữ")
    word.save(buffer := io.BytesIO())
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[:300] if name == "word/document.xml" else data)
    with pytest.raises(DocumentError, match=r"a\.docx: is damaged"):
        list(load(path, "a"))


# -- list numbers ------------------------------------------------------------------------------


def levels(*described: tuple[str, str, int]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (style, text, start) in enumerate(described)
    )


@pytest.fixture
def numbering():
    kinds = [
        levels(
            ("upperRoman", "Chương %1", 1), ("decimal", "Điều %2.", 5), ("lowerLetter", "%3)", 1)
        ),
        levels(("decimalZero", "%1", 9), ("lowerRoman", "%1.%2", 3), ("bullet", "\uf0b7", 1)),
    ]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{kind}">{described}</w:abstractNum>'
        for kind, described in enumerate(kinds)
    )
    restart = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>'
    instances = "".join(
        f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>'
        for list_id, kind, more in [(1, 0, ""), (2, 0, restart), (3, 1, "")]
    )
    return Numbering(etree.fromstring(f'<w:n xmlns:w="{W}">{abstract}{instances}</w:n>'))


def test_list_numbers_count_by_level_and_begin_again_below(numbering):
    places = [("1", 0), ("1", 1), ("1", 2), ("1", 2), ("1", 1), ("1", 2), ("1", 0), ("1", 1)]
    assert [numbering.label(*place) for place in places] == [
        *("Chương I", "Điều 5.", "a)", "b)", "Điều 6.", "a)", "Chương II", "Điều 5."),
    ]


def test_another_instance_of_a_list_begins_where_it_says(numbering):
    places = [("1", 1), ("2", 1), ("2", 1), ("1", 1)]
    labels = [numbering.label(*place) for place in places]
    assert labels == ["Điều 5.", "Điều 1.", "Điều 2.", "Điều 3."]


def test_other_number_styles(numbering):
    places = [("3", 0), ("3", 1), ("3", 2), ("3", 0), ("9", 0), ("1", 8)]
    assert [numbering.label(*place) for place in places] == ["09", "09.iii", "-", "10", "", ""]

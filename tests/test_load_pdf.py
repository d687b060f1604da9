"""PDF files: pages, paragraphs joined from lines, running lines hidden."""

from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from askvn.errors import DocumentError
from askvn.load import load
from askvn.load.pages import Line, Page, paragraphs
from askvn.records import Document, Mark

LEFT, TOP, LEADING, SIZE = 72, 760, 18, 12


@pytest.fixture(scope="session")
def font() -> str:
    found = importlib.util.find_spec("matplotlib").submodule_search_locations[0]
    pdfmetrics.registerFont(TTFont("V", Path(found, "mpl-data/fonts/ttf/DejaVuSans.ttf")))
    return "V"


@pytest.fixture
def write(tmp_path, font):
    """Return a function that writes pages, each a list of lines or (line, x, y) placed."""

    def write(*pages, title: str | None = None, encrypt=None) -> Path:
        canvas = Canvas(str(tmp_path / "bao-cao.pdf"), encrypt=encrypt, pageCompression=0)
        if title:
            canvas.setTitle(title)
        for page in pages:
            canvas.setFont(font, SIZE)
            for index, line in enumerate(page):
                placed = line if isinstance(line, tuple) else (line, LEFT, TOP - index * LEADING)
                canvas.drawString(*placed[1:], placed[0])
            canvas.showPage()
        canvas.save()
        return tmp_path / "bao-cao.pdf"

    return write


def read(path: Path) -> Document:
    [document] = load(path, path.name)
    return document


WRAPPED = [
    "Trưởng ban Lê Thị Hồng Nhung và Giám đốc Trung tâm Dữ liệu số",
    "Trần Quốc Bảo vừa thống nhất lịch bàn giao phòng máy cho ba huyện",
    "năm nay.",
]


def test_wrapped_lines_are_joined_even_before_a_capital(write):
    path = write(["1. Mục thứ nhất", *WRAPPED, "Hai bên nhất trí."], title="Báo cáo năm")
    document = read(path)
    assert document.text == f"1. Mục thứ nhất\n\n{' '.join(WRAPPED)}\n\nHai bên nhất trí."
    assert document.marks == (Mark(0, 0, "1"),)
    assert (document.title, document.source) == ("Báo cáo năm", "bao-cao.pdf")


def test_decomposed_letters_and_the_gha_of_old_fonts_are_repaired(write):
    text = unicodedata.normalize("NFD", "Nghệ thuật ") + "đƣợc Ƣu tiên"
    assert read(write([text])).text == "Nghệ thuật được Ưu tiên"


@pytest.mark.parametrize("title", ["Microsoft Word - Luật.doc", "untitled", "luat.pdf", ""])
def test_a_title_that_a_program_made_up_is_none(write, title):
    assert read(write(["chữ"], title=title)).title == "bao cao"


def test_pages_are_marked_even_inside_a_paragraph_and_running_lines_are_hidden(write):
    def page(number: int, *lines: str) -> list:
        return [("CÔNG BÁO/Số 12", 250, 810), (f"Trang {number}", 280, 20), *_placed(lines)]

    path = write(
        page(1, "Mở đầu.", *WRAPPED[:2]),
        page(2, WRAPPED[2], "Hai bên nhất trí."),
        page(3, "Phần cuối."),
    )
    document = read(path)
    assert document.text == (
        f"Mở đầu.\n\n{' '.join(WRAPPED)}\n\nCÔNG BÁO/Số 12\n\nTrang 1\n\nHai bên nhất trí.\n\n"
        "CÔNG BÁO/Số 12\n\nTrang 2\n\nPhần cuối.\n\nCÔNG BÁO/Số 12\n\nTrang 3"
    )
    starts = [document.text.index(word) for word in ("Mở đầu", "năm nay", "Phần cuối")]
    assert document.marks == tuple(Mark(start, 0, str(n)) for n, start in enumerate(starts, 1))
    hidden = [document.text[start:end] for start, end in document.hidden]
    assert hidden == [f"{word}" for n in (1, 2, 3) for word in ("CÔNG BÁO/Số 12", f"Trang {n}")]


def _placed(lines) -> list:
    return [(line, LEFT, 700 - index * LEADING) for index, line in enumerate(lines)]


def test_two_pages_are_too_few_to_tell_what_is_running(write):
    document = read(write([("1", 290, 20), "Một."], [("2", 290, 20), "Hai."]))
    assert document.hidden == ()


def test_an_empty_page_has_no_mark(write):
    document = read(write(["Một."], [], ["Ba."]))
    assert document.text == "Một.\n\nBa."
    assert document.marks == (Mark(0, 0, "1"), Mark(6, 0, "3"))


def test_a_line_of_the_table_of_contents_is_hidden(write):
    document = read(write(["Chương 1 " + ". " * 30 + "12", "Chương 1"]))
    assert [document.text[slice(*span)][:8] for span in document.hidden] == ["Chương 1"]
    assert document.text.endswith("12\n\nChương 1")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_reads_like_any_other(tmp_path, font, turn):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for number in (1, 2, 3):
        canvas.setPageRotation(turn)
        canvas.setFont(font, SIZE)
        canvas.rotate(turn)
        x, y = {0: (0, 0), 90: (0, -842), 180: (-595, -842), 270: (-595, 0)}[turn]
        canvas.translate(x, y)
        canvas.drawString(300, 20, str(number))
        canvas.drawString(300, 800, "Công báo")
        for index, line in enumerate([*WRAPPED, "Hai bên nhất trí."]):
            canvas.drawString(72, 400 - index * LEADING, line)
        canvas.showPage()
    canvas.save()
    document = read(tmp_path / "a.pdf")
    one = f"{' '.join(WRAPPED)}\n\nHai bên nhất trí."
    assert document.text == "\n\n".join(f"{one}\n\n{n}\n\nCông báo" for n in (1, 2, 3))
    hidden = [document.text[slice(*span)] for span in document.hidden]
    assert hidden == ["1", "Công báo", "2", "Công báo", "3", "Công báo"]


def test_a_page_that_is_only_a_picture_is_told(tmp_path, font, caplog):
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont(font, SIZE)
    canvas.drawString(72, 700, "Trang có chữ.")
    canvas.showPage()
    canvas.drawInlineImage(Image.new("RGB", (8, 8)), 0, 0, 500, 700)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    assert read(tmp_path / "a.pdf").text == "Trang có chữ."
    assert caplog.messages == [f"{tmp_path}/a.pdf: pages without text, only pictures: [2]"]


# -- what cannot be read -----------------------------------------------------------------------


def test_an_encrypted_file_says_how_to_open_it(write):
    path = write(["chữ"], encrypt=StandardEncryption("mật khẩu", strength=128))
    with pytest.raises(DocumentError, match=r"bao-cao\.pdf: is encrypted$") as caught:
        list(load(path, "a"))
    assert caught.value.hint == (f"qpdf --decrypt --password=PASSWORD {path} bao-cao.decrypted.pdf")


def test_a_file_that_only_its_owner_may_change_is_read(write):
    assert read(write(["chữ"], encrypt=StandardEncryption("", "chủ", strength=128))).text == "chữ"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nrubbish", b"<html>"])
def test_a_damaged_file_is_an_error(tmp_path, data):
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(DocumentError, match=r"a\.pdf: is damaged \(Failed to load document"):
        list(load(tmp_path / "a.pdf", "a"))


@pytest.mark.parametrize("lines", [[], [("Quét bằng máy", 250, 20)]])
def test_a_scan_says_how_to_recognise_it(write, lines):
    path = write(lines, lines, lines)
    with pytest.raises(DocumentError, match=r": has no text layer \(is it a scan\?\)") as caught:
        list(load(path, "a"))
    assert caught.value.hint == f"ocrmypdf -l vie {path} bao-cao.ocr.pdf"


def test_a_damaged_page_is_told_beside_the_document(write):
    path = write(["Một."], ["Hai."], ["Ba."])
    pages = path.read_bytes().split(b"/Type /Page\n")
    path.write_bytes(b"/Type /Page\n".join(pages[:2]) + b"/Type /Pxge\n" + pages[2] + pages[3])
    document, error = load(path, "a.pdf")
    assert document.text == "Một.\n\nBa."
    assert str(error).endswith("bao-cao.pdf: pages 2 cannot be read")
    assert (error.hint, error.values["source"]) == (f"qpdf {path} bao-cao.repaired.pdf", "a.pdf")


# -- lines to paragraphs -----------------------------------------------------------------------


def lines(*texts: str, right: float = 500) -> Page:
    return Page(
        1,
        600,
        800,
        [Line(text, 50, right, 700 - 15 * n, 712 - 15 * n) for n, text in enumerate(texts)],
    )


@pytest.mark.parametrize(
    "second",
    ["- một ý", "• một ý", "1. Một", "2.1 Hai", "a) một", "đ) hai", "(iv) bốn", "Điều 5. Quyền"],
)
def test_an_item_of_a_list_begins_a_paragraph(second):
    found = [paragraph.text for paragraph in paragraphs([lines("Các nội dung của", second)])]
    assert found == ["Các nội dung của", second]


@pytest.mark.parametrize("second", ["Điều 5 Luật này", "2019 và 2020", "Hà Nội", "a và b"])
def test_a_full_line_goes_on(second):
    found = [paragraph.text for paragraph in paragraphs([lines("theo quy định tại", second)])]
    assert found == [f"theo quy định tại {second}"]


def test_a_short_line_goes_on_in_lower_case_only():
    short = Line("QUYẾT ĐỊNH", 200, 300, 700, 712)
    for following, count in [("Về việc ban hành", 2), ("về việc ban hành", 1)]:
        page = Page(1, 600, 800, [short, Line(following, 150, 500, 685, 697)])
        assert len(list(paragraphs([page]))) == count


def test_a_gap_an_indent_or_another_size_begin_a_paragraph():
    first, other = "Một câu dài đến hết dòng", "Và đây là câu khác"
    body = [Line(first, 50, 500, 700 - 15 * n, 712 - 15 * n) for n in range(3)]
    for following in [
        Line(other, 50, 500, 640, 652),  # a gap
        Line(other, 50, 500, 650, 668),  # larger letters
    ]:
        found = list(paragraphs([Page(1, 600, 800, [*body, following])]))
        assert [paragraph.text for paragraph in found] == [" ".join([first] * 3), other]
    ended = [line._replace(text=f"{first}.") for line in body]
    indented = Line(other, 80, 500, 655, 667)
    found = [paragraph.text for paragraph in paragraphs([Page(1, 600, 800, [*ended, indented])])]
    assert found[-1] == other


def test_a_page_that_ends_with_a_sentence_does_not_run_on():
    line = Line("Một câu dài đến hết dòng.", 50, 500, 700, 712)
    pages = [Page(n, 600, 800, [line]) for n in (1, 2)]
    assert [paragraph.runs_on for paragraph in paragraphs(pages)] == [False, False]


def test_columns_have_margins_of_their_own():
    left = [Line(f"cột trái {n}", 50, 280, 700 - 15 * n, 712 - 15 * n) for n in range(2)]
    right = [Line(f"Cột phải {n}", 320, 550, 700 - 15 * n, 712 - 15 * n) for n in range(2)]
    found = [paragraph.text for paragraph in paragraphs([Page(1, 600, 800, left + right)])]
    assert found == ["cột trái 0 cột trái 1 Cột phải 0 Cột phải 1"]


def test_the_same_number_at_the_edge_of_pages_is_no_page_number():
    pages = [
        Page(n, 600, 800, [Line(f"Điều {number}", 50, 100, 780, 790)])
        for n, number in [(1, 4), (2, 9), (3, 11)]
    ]
    assert [paragraph.aside for paragraph in paragraphs(pages)] == [False] * 3

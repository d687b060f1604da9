"""Tables: each row is a line that can be read alone."""

from __future__ import annotations

import datetime
import io
import struct
import unicodedata
import zipfile

import openpyxl
import pytest

from askvn.errors import DocumentError
from askvn.load import load, rows
from askvn.records import Document, Mark


@pytest.fixture
def read(tmp_path):
    def read(text: str, name: str = "bang-gia.csv") -> Document:
        (tmp_path / name).write_bytes(text.encode())
        [document] = load(tmp_path / name, name)
        return document

    return read


@pytest.fixture
def workbook(tmp_path):
    def save(book: openpyxl.Workbook) -> Document:
        book.save(tmp_path / "so.xlsx")
        [document] = load(tmp_path / "so.xlsx", "so.xlsx")
        return document

    return save


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tên,Giá\nBút,5\nThước,\n,\n", ["Tên: Bút; Giá: 5", "Tên: Thước"]),
        ("Tên;Giá\r\nBút;1,5\r\nVở;2,5\r\n", ["Tên: Bút; Giá: 1,5", "Tên: Vở; Giá: 2,5"]),
        ("Chỉ tiêu\t2019\t2020\nGDP\t7\t2,9", ["Chỉ tiêu: GDP; 2019: 7; 2020: 2,9"]),
        ('sep=;\na;b\n"x; ""y""\nz";1', ['a: x; "y" z; b: 1']),
        ("1,2\n3,4", ["1; 2", "3; 4"]),
        ("BẢNG GIÁ,\n,\nTên:,Giá\nBút,5", ["BẢNG GIÁ", "Tên: Bút; Giá: 5"]),
        ("Tên,Giá", ["Tên; Giá"]),
        ("Câu\nmột\nhai", ["Câu", "một", "hai"]),
        ("a,b\n1,2,3", ["a: 1; b: 2; 3"]),
    ],
)
def test_rows_of_csv(read, text, expected):
    document = read(text)
    assert document.text == "\n\n".join(expected)
    assert (document.title, document.marks, document.hidden) == ("bang gia", (), ())


def test_tsv_and_decomposed_letters(read):
    document = read(unicodedata.normalize("NFD", "Tỉnh\tDân số\nNghệ An\t3,3 triệu"), "a.tsv")
    assert document.text == "Tỉnh: Nghệ An; Dân số: 3,3 triệu"


def test_a_cell_that_swallows_the_file_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text('a,b\n"' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a\.csv: is damaged \(field larger than") as caught:
        list(load(tmp_path / "a.csv", "a"))
    assert caught.value.hint == "open it in the program that made it and save it again"


def test_rows_that_are_not_headed_are_left_as_they_are():
    assert list(rows.lines([["BỘ", "CỘNG HÒA"], ["Số 1", "Hà Nội"]], headed=False)) == [
        "BỘ; CỘNG HÒA",
        "Số 1; Hà Nội",
    ]


def test_sheets_are_headings_and_cells_are_shown_as_in_the_sheet(workbook):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Doanh thu"
    sheet.append(["BẢNG DOANH THU"])
    sheet.append([])
    sheet.append(["Tháng", "Số tiền", "Ngày", "Tỷ lệ", 2019])
    sheet.append(["Một", 12.0, datetime.date(2020, 1, 31), 0.277, True])
    sheet.append(["Hai", 0.1 + 0.2, datetime.datetime(2020, 2, 1, 8, 30), None, "#N/A"])
    sheet.append(["Ba", 10**12, datetime.time(7, 5), None, None])
    sheet["D4"].number_format = "0.0%"
    book.create_sheet("Trống")
    hidden = book.create_sheet("Ẩn")
    hidden["A1"] = "bí mật"
    hidden.sheet_state = "hidden"
    book.create_sheet("Khác").append(["chỉ một dòng"])
    document = workbook(book)
    assert document.text == (
        "Doanh thu\n\nBẢNG DOANH THU\n\n"
        "Tháng: Một; Số tiền: 12; Ngày: 31/01/2020; Tỷ lệ: 27.7%; 2019: TRUE\n\n"
        "Tháng: Hai; Số tiền: 0.3; Ngày: 01/02/2020 08:30\n\n"
        "Tháng: Ba; Số tiền: 1000000000000; Ngày: 07:05\n\n"
        "Khác\n\nchỉ một dòng"
    )
    last = document.text.index("Khác")
    assert document.marks == (Mark(0, 1, "Doanh thu"), Mark(last, 1, "Khác"))
    assert document.title == "Doanh thu"


def test_a_workbook_has_the_title_that_its_author_gave(workbook):
    book = openpyxl.Workbook()
    book.active["A1"] = "chữ"
    book.properties.title = "Sổ quỹ"
    assert workbook(book).title == "Sổ quỹ"


def test_a_workbook_that_lies_about_its_size_is_read_whole(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Tên", "Giá"])
    book.active.append(["Bút", 5])
    book.save(buffer := io.BytesIO())
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B2"', b'ref="A1"'))
    [document] = load(tmp_path / "a.xlsx", "a")
    assert document.text == "Sheet\n\nTên: Bút; Giá: 5"


def test_an_empty_workbook_is_an_error(workbook):
    with pytest.raises(DocumentError, match=r"so\.xlsx: is empty"):
        workbook(openpyxl.Workbook())


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_an_encrypted_package_is_told_from_an_old_format(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(DocumentError, match=r": is encrypted$") as caught:
        list(load(path, "a"))
    assert caught.value.hint == "save a copy without a password and index that"
    path.write_bytes(COMPOUND)
    with pytest.raises(DocumentError, match=r": is in the format of Office 97-2003$") as caught:
        list(load(path, "a"))
    assert caught.value.hint.startswith(f"soffice --headless --convert-to {suffix[1:]} --outdir")


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_a_damaged_package_is_an_error(tmp_path, suffix, data):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r": is damaged \(File is not a zip file\)"):
        list(load(path, "a"))


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_zip_of_something_else_is_damaged(tmp_path, suffix):
    with zipfile.ZipFile(tmp_path / f"a{suffix}", "w") as package:
        package.writestr("a.txt", "x")
    with pytest.raises(DocumentError, match="is damaged"):
        list(load(tmp_path / f"a{suffix}", "a"))


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, suffix):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.xml", "x")
    data = bytearray(buffer.getvalue())
    at = data.index(b"PK\x01\x02") + 24  # the member's unpacked size in the central directory
    data[at : at + 4] = struct.pack("<I", 501_000_000)
    (tmp_path / f"a{suffix}").write_bytes(data)
    with pytest.raises(DocumentError, match=r": unpacks to 501 MB \(at most 500 MB\)"):
        list(load(tmp_path / f"a{suffix}", "a"))

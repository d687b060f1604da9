"""Web pages: the main content with its headings, lists and tables."""

from __future__ import annotations

import unicodedata

import pytest

from askvn.errors import DocumentError
from askvn.load import load
from askvn.records import Document, Mark

ARTICLE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>Bộ ký thỏa thuận - Báo Mới</title>
<meta property="og:title" content="Bộ ký thỏa thuận">
<meta property="article:published_time" content="2018-03-22T08:00:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a></nav><article><h1>Bộ ký thỏa thuận</h1>
<p>Sáng nay bốn cặp công ty phần mềm của tỉnh và các nhà đầu tư từ Busan đã cùng
đặt bút <b>ký kết</b> tại <a href="http://a.vn">Hà Nội</a>.</p>
<h2>Nội dung chính</h2><p>Buổi lễ nằm trong tuần lễ số của tỉnh, do sở chủ trì
từ ngày 22/3 và kéo dài ba hôm.<br>Diễn đàn có ba trăm người dự.</p>
<ul><li>Ý thứ nhất về hợp tác</li><li>Ý thứ hai về đầu tư</li></ul>
<table><tr><th>Năm</th><th>Doanh thu</th></tr><tr><td>2019</td><td>10 tỷ</td></tr></table>
<p>Kết thúc bài viết với một câu đủ dài để được giữ lại trong phần nội dung chính.</p></article>
<footer>Bản quyền 2020</footer></body></html>"""


@pytest.fixture
def read(tmp_path):
    def read(page: str | bytes, name: str = "trang_cu.html") -> Document:
        (tmp_path / name).write_bytes(page if isinstance(page, bytes) else page.encode())
        [document] = load(tmp_path / name, name)
        return document

    return read


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_article_is_read_without_what_is_around_it(read, form):
    document = read(unicodedata.normalize(form, ARTICLE))
    assert document.text == (
        "Bộ ký thỏa thuận\n\nSáng nay bốn cặp công ty phần mềm của tỉnh và các nhà đầu tư từ "
        "Busan đã cùng đặt bút ký kết tại Hà Nội.\n\nNội dung chính\n\n"
        "Buổi lễ nằm trong tuần lễ số của tỉnh, do sở chủ trì từ ngày 22/3 và kéo dài ba "
        "hôm.\n\nDiễn đàn có ba trăm người dự.\n\n"
        "- Ý thứ nhất về hợp tác\n\n- Ý thứ hai về đầu tư\n\nNăm: 2019; Doanh thu: 10 tỷ\n\n"
        "Kết thúc bài viết với một câu đủ dài để được giữ lại trong phần nội dung chính."
    )
    second = document.text.index("Nội dung chính")
    assert document.marks == (Mark(0, 1, "Bộ ký thỏa thuận"), Mark(second, 2, "Nội dung chính"))
    assert (document.title, document.date) == ("Bộ ký thỏa thuận", "2018-03-22")


def test_a_page_without_main_content_gives_all_of_its_body(read):
    document = read(
        "<title>Sổ tay</title><body><nav>Trang chủ</nav><form><h2><a>Mục</a> hai</h2>"
        "<ol><li><p>một<li>hai</ol>Chữ <b>đậm</b><br>dòng hai<script>x()</script>"
        "<table><tr><td><table><tr><td>Ô một<td>Ô hai</table></table>"
    )
    assert document.text == "Mục hai\n\n1. một\n\n2. hai\n\nChữ đậm\n\ndòng hai\n\nÔ một; Ô hai"
    assert document.marks == (Mark(0, 2, "Mục hai"),)
    assert (document.title, document.date) == ("Sổ tay", "")


def test_a_page_without_a_title_has_its_heading_s_or_its_name(read):
    assert read("<p>Một câu.</p><p>Hai câu.</p>", "so-tay.htm").title == "so tay"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="windows-1252">'),
        ("utf-16", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8", '<meta charset="no-such-thing">'),
        ("cp1258", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">'),
    ],
)
def test_encodings(read, encoding, declared):
    words = "Cô bé và đàn gà"
    assert read(f"<html><head>{declared}</head><body>{words}</body>".encode(encoding)).text == words


def test_windows_1258_is_composed(read):
    page = b'<meta charset="windows-1258"><p>Vi\xea\xf2t Nam</p>'
    assert read(page).text == "Việt Nam"


@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=nonsense>"])
def test_an_unknown_encoding_is_an_error(tmp_path, declared):
    (tmp_path / "a.html").write_bytes(declared.encode() + b"<p>C\xe9ng")
    with pytest.raises(DocumentError, match=r"a\.html: not UTF-8 \(byte \d+ cannot"):
        list(load(tmp_path / "a.html", "a"))


@pytest.mark.parametrize(
    "page", ["<html></html>", "<title>a</title><script>b</script>", "<!-- a -->"]
)
def test_a_page_without_text_is_an_error(tmp_path, page):
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a\.html: is empty"):
        list(load(tmp_path / "a.html", "a"))

"""Cards, documents and files: where every sentence stands."""

import urllib.error
import urllib.parse
import urllib.request

import pytest
from browsing import CORPUS, LONG

QUESTION = "Cầu Thạnh Lợi khánh thành ngày nào?"
SOURCE = "cau-thanh-loi.txt"
PHONE = {"width": 390, "height": 844}


def in_view(page, selector):
    return page.locator(selector).evaluate(
        "e => { const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2, y = r.top + 8;"
        " return y > 0 && y < innerHeight && e.contains(document.elementFromPoint(x, y)) }"
    )


def fetched(url, cookie=""):
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def cookie(quoting):
    _, headers, _ = fetched(quoting.url)
    return headers["Set-Cookie"].partition(";")[0]


def address(site, path, **values):
    return f"{site.url}{path}?{urllib.parse.urlencode(values)}"


def test_a_card_highlights_exactly_what_is_cited_within_its_passage(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    expected = quoting.engine.ask(QUESTION)
    assert expected.citations
    assert tab.texts("#sources mark") == [citation.quote for citation in expected.citations]
    assert tab.texts("#sources .number") == [str(citation.n) for citation in expected.citations]
    assert tab.texts("#sources .place")[0].startswith(expected.citations[0].source)
    passage = tab.texts("#sources .passage")[0]
    assert " ".join(LONG.split()) in " ".join(passage.split())


def test_a_long_passage_unfolds(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    folded = tab.page.locator("#sources .passage").first.inner_text()
    tab.page.locator("#sources .whole").first.click()
    unfolded = tab.page.locator("#sources .passage").first.inner_text()
    assert len(unfolded) > len(folded)
    assert tab.page.locator("#sources .whole").first.get_attribute("aria-expanded") == "true"


def test_a_document_opens_at_the_cited_words_and_closes_to_where_one_was(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    citation = quoting.engine.ask(QUESTION).citations[0]
    tab.page.click("#sources .open-document")
    tab.page.wait_for_selector("#reader[open] mark")
    assert tab.texts("#reader mark") == [citation.quote]
    assert in_view(tab.page, "#reader mark")
    read = "".join("".join(tab.texts("#reader .reading")).split())
    assert read == "".join(CORPUS[SOURCE].split())
    tab.page.keyboard.press("Escape")
    assert tab.page.locator("#reader[open]").count() == 0
    assert tab.page.evaluate("document.activeElement.className") == "open-document"


def test_a_marker_brings_its_card_up_on_a_phone(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.page.set_viewport_size(PHONE)
    tab.ask(QUESTION)
    tab.ask("Cầu Sông Cái khánh thành ngày nào?")
    assert not tab.page.locator("#nguon-0-1").is_visible()
    tab.page.locator("#chat a.marker").first.click()
    tab.page.wait_for_function("document.activeElement.id === 'nguon-0-1'")
    tab.page.wait_for_timeout(300)
    assert in_view(tab.page, "#nguon-0-1")
    assert not tab.page.locator("#nguon-1-1").is_visible()
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector("#nguon-0-1", state="hidden")
    assert tab.page.evaluate("document.activeElement.className") == "marker"


def test_what_a_source_does_not_say_is_marked(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = "Cầu Thạnh Lợi khánh thành ngày 30/4/1975 [1]."
    tab.ask(QUESTION)
    assert tab.texts("#sources .warning") == ["Thời gian “ngày 30/4/1975” không có trong nguồn"]
    assert tab.page.locator("#chat a.marker.unsupported").count() == 1


def test_the_newest_answer_and_its_sources_are_in_view(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.page.set_viewport_size({"width": 1200, "height": 420})
    for _ in range(3):
        tab.ask(QUESTION)
    tab.page.wait_for_timeout(500)
    assert in_view(tab.page, "#turn-2 .question")
    assert in_view(tab.page, "#nguon-2-1 h3")
    assert not tab.page.locator("#nguon-1-1").is_visible()


def test_the_original_is_what_lies_on_the_disk_and_only_for_visitors(quoting, cookie):
    url = address(quoting, "original", source=SOURCE)
    status, headers, body = fetched(url, cookie)
    assert status == 200
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Disposition"].startswith("inline")
    assert body.decode() == CORPUS[SOURCE]
    assert fetched(url)[0] == 404
    assert fetched(address(quoting, "document", source=SOURCE))[0] == 403


@pytest.mark.parametrize(
    "source",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        f"./{SOURCE}",
        f"x/../{SOURCE}",
        "library.db",
        "",
        "%",
    ],
)
def test_nothing_but_indexed_files_can_be_reached(quoting, cookie, source):
    for path in ("original", "document"):
        status, _, body = fetched(address(quoting, path, source=source), cookie)
        assert status == 404
        assert b"root:" not in body


def test_a_document_is_shown_whole_where_its_span_makes_no_sense(quoting, cookie):
    for start, end in ((5, 5), (9, 2), (0, 10**9), (-3, 4)):
        url = address(quoting, "document", source=SOURCE, start=start, end=end)
        status, _, body = fetched(url, cookie)
        assert status == 200
        assert b"<mark>" not in body
        assert "Cầu Thạnh Lợi khánh thành".encode() in body

"""The report of a measurement in a real Chromium: read, searched, sorted, on a telephone too."""

import time

import pytest
from measured import bare, block, one, record, result

from askvn.evaluate import report

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
ATTACK = '</script><img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'
CITED = {"source": "ho-ta-pa.md", "title": "Hồ Tà Pạ", "quote": "Hồ sâu 17 m.", "supported": False}
LOST = {"as_typed": one(1.0), "unaccented": one(0.0), "typo": one(0.0)}


def failing():
    """Return one record for each thing that a card can show."""
    return [
        record(
            1, retrieval={"as_typed": one(0.0)}, retrieved=[{"source": "a" * 300, "title": ATTACK}]
        ),
        record(
            2,
            question="Đỉnh Chư Mom Ray cao bao nhiêu mét?",
            kind="number",
            history=[["Núi nào cao nhất vườn?", "Chư Mom Ray. [1]"]],
            retrieval={"as_typed": one(0.6, first=0.0)},
            retrieved=[{"source": f"n{n}.md", "title": f"Núi {n}"} for n in range(5)]
            + [{"source": "ho-ta-pa.md", "title": "Hồ Tà Pạ"}],
        ),
        record(3, kind="", retrieval=LOST, answered={"cited": [CITED]}),
        record(4, answered={"refused": True, "text": "Tài liệu không có.", "cited": []}),
        record(5, unanswerable=True, retrieval=None, wanted={}, question=f"{ATTACK} là gì?"),
    ]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    written = tmp_path_factory.mktemp("report") / "bao-cao.html"
    measured = result(
        block("vien-ca", records=failing()),
        block("ten-rat-dai-" * 12, seed=4, records=[record(9, answered={"wrong_number": True})]),
        bare(ATTACK),
    )
    report.write(measured, written, lang="vi")
    return written


@pytest.fixture
def view(chromium, path):
    """Open the report in a window of its own; nothing may be requested, nothing may go wrong."""
    contexts, requested, wrong = [], [], []

    def open_one(file=path, **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(file.as_uri())
        return page

    yield open_one
    assert wrong == []
    assert {url for url in requested if not url.startswith(("file:", "data:"))} == set()
    for context in contexts:
        context.close()


def texts(page, selector):
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def questions(page):
    return [origin.split(" · ")[-1] for origin in texts(page, ".origin")]


def test_the_page_never_scrolls_sideways_and_shows_the_plots_that_fit(view):
    page = view()
    for width in (1280, 761, 641, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(
            "[...document.querySelectorAll('.card, figure, .tile, .filters')].every(one => one"
            ".getBoundingClientRect().right <= innerWidth && one.scrollWidth <= one.clientWidth)"
        ), width
        fitting = "narrow" if width <= 640 else "wide"
        shown = page.locator(".drawing:visible").evaluate_all("all => all.map(e => e.className)")
        assert set(shown) == {f"drawing {fitting}"}


def test_html_of_documents_and_questions_stays_text(view):
    page = view()
    assert texts(page, ".card h3")[4] == f"{ATTACK} là gì?"
    assert texts(page, ".card ol li")[0] == f"{ATTACK} {'a' * 300}"
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0


def test_a_card_shows_what_was_wanted_found_and_said(view):
    page = view()
    cards = page.locator(".card")
    second = cards.nth(1)
    assert second.locator(".tag").all_inner_texts() == ["Bài cần không đứng đầu"]
    assert second.locator(".said p").all_inner_texts() == [
        "Núi nào cao nhất vườn?",
        "Chư Mom Ray. [1]",
    ]
    assert second.locator("section").nth(0).locator("blockquote").all_inner_texts() == [
        "Ngày 3/4/2021, người ta thả cá hồi vân xuống hồ Tà Pạ."
    ]
    assert second.locator("details").get_attribute("open") is not None
    assert second.locator("li:has(.hit)").inner_text().split() == (
        "✓ bài cần Hồ Tà Pạ ho-ta-pa.md".split()
    )
    assert cards.nth(0).locator(".notice").all_inner_texts() == [
        "Bài cần không có trong mười bài đầu."
    ]
    third = cards.nth(2)
    assert third.locator(".tag").all_inner_texts() == [
        "Trích dẫn không đứng vững",
        "Gõ kiểu khác thì mất",
    ]
    assert third.locator("blockquote.loose").inner_text() == "Hồ sâu 17 m."
    assert third.locator(".wide-row").inner_text() == "Mất bài cần khi gõ: Không dấu, Gõ sai"
    assert cards.nth(3).locator(".notice").all_inner_texts() == ["Đã từ chối trả lời"]
    assert "Tài liệu không có lời giải: cần từ chối." in cards.nth(4).inner_text()


def test_failures_are_filtered_by_reason_by_set_by_kind_and_all_at_once(view):
    page = view()
    count = page.locator(".count [role=status]")
    assert count.inner_text() == "6 trên 6 câu"
    page.get_by_role("button", name="Từ chối nhầm 1").click()
    assert questions(page) == ["c0004"]
    page.get_by_role("button", name="Sai con số 1").click()
    assert questions(page) == ["c0004", "c0009"]
    assert count.inner_text() == "2 trên 6 câu"
    page.get_by_role("combobox", name="Bộ", exact=True).select_option(index=1)
    assert questions(page) == ["c0004"]
    page.get_by_role("combobox", name="Loại câu hỏi").select_option(label="number (1)")
    assert count.inner_text() == "Không có câu nào như vậy."
    page.get_by_role("button", name="Bỏ lọc").click()
    assert questions(page) == ["c0001", "c0002", "c0003", "c0004", "c0005", "c0009"]
    page.get_by_role("combobox", name="Loại câu hỏi").select_option(label="không rõ loại (1)")
    assert questions(page) == ["c0003"]


def test_searching_ignores_diacritics_case_and_order(view):
    page = view()
    search, cards = page.get_by_label("Tìm trong các câu này"), page.locator(".card")
    for typed in ("dinh chu mom", "ĐỈNH CHƯ MOM", "\u0111i\u0309nh  ray chu\u031b", "Đ", "n4.md"):
        search.fill("")
        expect(cards).to_have_count(6)
        search.fill(f"{typed} núi")
        expect(cards).to_have_count(1)
        assert questions(page) == ["c0002"], typed


def test_the_table_is_sorted_by_mouse_and_by_keyboard_dashes_last(view):
    page = view()
    column = page.locator("#table thead tr:last-child th").nth(6)
    column.locator("button").click()
    cells = [float(cell) if cell else None for cell in sorted_column(page, 6)]
    assert column.get_attribute("aria-sort") == "descending"
    assert cells == [*sorted(cells[:2], reverse=True), None]
    column.locator("button").focus()
    page.keyboard.press("Enter")
    assert column.get_attribute("aria-sort") == "ascending"
    assert [float(cell) for cell in sorted_column(page, 6)[:2]] == sorted(cells[:2])
    assert sorted_column(page, 6)[2] == ""
    page.locator("#table thead button").first.click()
    assert texts(page, "#table tbody th") == [ATTACK, "ten-rat-dai-" * 12, "vien-ca"]
    assert page.locator("#table [aria-sort]").count() == 1


def sorted_column(page, number):
    cells = page.locator(f"#table tbody tr > :nth-child({number + 1})")
    return cells.evaluate_all("all => all.map(one => one.dataset.number)")


def test_the_theme_is_the_systems_until_the_reader_switches_and_plots_follow(view):
    page = view(color_scheme="dark")
    toggle = page.locator("#theme")
    letter = "getComputedStyle(document.querySelector('#plot-retrieval text')).fill"
    assert (toggle.inner_text(), page.evaluate(letter)) == ("Nền sáng", "rgb(163, 174, 175)")
    toggle.focus()
    page.keyboard.press("Enter")
    assert (toggle.inner_text(), page.evaluate(letter)) == ("Nền tối", "rgb(86, 97, 100)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 245, 241)"
    page.emulate_media(media="print", color_scheme="dark")
    toggle.evaluate("one => one.click()")
    assert page.evaluate(letter) == "rgb(86, 97, 100)"
    assert not page.locator(".filters").is_visible()


def test_everything_can_be_reached_by_keyboard_and_has_a_name(view):
    page = view()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.locator(".scroller").focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "table-title"
    for role, named in (("button", 20), ("combobox", 2), ("searchbox", 1), ("img", 6)):
        found = page.get_by_role(role)
        assert found.count() >= named, role
        snapshots = [found.nth(n).aria_snapshot() for n in range(found.count())]
        assert all(f'{role} "' in one for one in snapshots), role


def test_five_thousand_failures_stay_quick(view, tmp_path):
    many = [
        record(n, question=f"Cá hồi vân số {n} thả ngày nào?", retrieval={"as_typed": one(0.0)})
        for n in range(5000)
    ]
    path = tmp_path / "nhieu.html"
    report.write(result(bare() | {"records": many, "milliseconds": {}}), path, lang="vi")
    page = view(path)
    assert page.locator(".count [role=status]").inner_text() == "5.000 trên 5.000 câu"
    assert page.locator(".card").count() == 30
    page.locator(".more").scroll_into_view_if_needed()
    expect(page.locator(".card")).to_have_count(60)
    started = time.monotonic()
    page.get_by_label("Tìm trong các câu này").fill("ca hoi so 4999 ")
    expect(page.locator(".card")).to_have_count(1)
    assert time.monotonic() - started < 3
    assert questions(page) == ["c4999"]


def test_a_result_without_failures_says_so(view, tmp_path):
    path = tmp_path / "tot.html"
    report.write(result(bare() | {"records": [record()]}), path, lang="en")
    page = view(path)
    assert page.locator("#list").inner_text() == "Nothing failed. Try harder questions."

"""The page as a person meets it."""

import re
import signal
import subprocess
import sys
import threading
import urllib.request
from urllib.parse import urlsplit

import pytest
from browsing import CORPUS, LONG, free_port, site

from askvn import web
from askvn.errors import SettingsError
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.wiring import open_engine

QUESTION = "Cầu Thạnh Lợi khánh thành ngày nào?"
FOLLOW_UP = "Thế còn kỹ sư trưởng của cầu ấy là ai?"
UNKNOWN = "Giá cà phê Robusta kỳ hạn ở Luân Đôn?"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def in_view(page, selector):
    return page.locator(selector).evaluate(
        "e => { const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2, y = r.top + 8;"
        " return y > 0 && y < innerHeight && e.contains(document.elementFromPoint(x, y)) }"
    )


def test_an_answer_stands_beside_a_card_that_highlights_exactly_what_is_cited(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    expected = quoting.engine.ask(QUESTION)
    assert expected.citations
    assert tab.texts("#chat .question") == [QUESTION]
    assert "".join(tab.texts("#chat .answer")[0].split()) == "".join(expected.text.split())
    assert tab.texts("#chat .answer .short") == [f"{expected.short.text} [1]"]
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


def test_a_marker_brings_its_card_into_view_on_a_phone(quoting, open_tab):
    tab = open_tab(quoting.url, **PHONE)
    tab.ask(QUESTION)
    tab.ask("Cầu Sông Cái khánh thành ngày nào?")
    tab.ask(UNKNOWN)
    assert not tab.page.locator("#nguon-0-1").is_visible()
    tab.page.locator("#chat a.marker").first.click()
    tab.page.wait_for_function("document.activeElement.id === 'nguon-0-1'")
    tab.page.wait_for_timeout(600)
    assert in_view(tab.page, "#nguon-0-1")
    assert not tab.page.locator("#nguon-1-1").is_visible()


def test_the_newest_answer_and_its_sources_are_in_view(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.page.set_viewport_size({"width": 1200, "height": 360})
    tab.ask(QUESTION)
    tab.page.locator("#sources .whole").last.click()
    tab.page.locator("#sources").evaluate("e => e.scrollTop = 60")
    tab.ask(QUESTION)
    tab.page.wait_for_timeout(300)
    assert in_view(tab.page, "#chat .message-row:last-child .answer")
    assert in_view(tab.page, "#sources .cards:last-child h3")


def test_the_page_never_scrolls_sideways(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    tab.ask(f"Giá cà phê {'a' * 300} kỳ hạn ở Luân Đôn?")
    for width in (1200, 900, 899, 390, 320):
        tab.page.set_viewport_size({"width": width, "height": 800})
        assert tab.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), width
        assert tab.page.evaluate(
            "['#chat', '#sources', '#composer'].every(s => { const e = document.querySelector(s);"
            " return e.scrollWidth <= e.clientWidth })"
        ), width


def test_a_refusal_is_a_calm_notice_with_the_nearest_passages(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(UNKNOWN)
    expected = quoting.engine.ask(UNKNOWN)
    assert expected.refused
    notice = tab.texts("#chat .notice.refused strong")
    assert notice == ["Tài liệu không có thông tin để trả lời câu hỏi này."]
    assert tab.texts("#sources mark") == []
    assert tab.texts("#chat a.marker") == []
    assert tab.texts("#sources .kind") == ["Đoạn gần nhất"] * len(expected.hits)
    assert tab.texts("#sources h3") == [hit.title for hit in expected.hits]


def test_html_and_markdown_of_documents_and_questions_stay_text(quoting, open_tab):
    tab = open_tab(quoting.url)
    question = "Mã độc Rồng Tre chèn đoạn nào vào trang? <img src=x onerror=alert()> **x**"
    tab.ask(question)
    expected = quoting.engine.ask(question)
    quote = expected.citations[0].quote
    assert "<script>window.hacked = 1</script>" in quote
    assert "${6*7} {{value}} **đậm** `x`" in quote
    assert tab.texts("#chat .question") == [question]
    assert tab.texts("#chat .answer") == [expected.text]
    assert tab.texts("#sources mark") == [quote]
    assert tab.page.evaluate("window.hacked") is None
    assert tab.page.locator("#chat img, #chat script, #sources img, #sources script").count() == 0


def test_nothing_is_loaded_from_anywhere_else(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    tab.page.wait_for_timeout(500)
    origins = {urlsplit(url).netloc for url in tab.requested if not url.startswith("data:")}
    assert origins == {urlsplit(quoting.url).netloc}
    assert not [url for url in tab.requested if re.search(r"\.(woff2?|ttf)$", url)]


def test_a_follow_up_is_asked_with_what_was_said(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]."
    tab.ask(QUESTION)
    first = tab.texts("#chat .answer")[0]
    composing.llm.reply = "Kỹ sư trưởng là bà Đỗ Hoài An [1]."
    tab.ask(FOLLOW_UP)
    *_, asked, answered, _ = composing.llm.calls[-1]
    assert asked.role == "user"
    assert f"Câu hỏi: {QUESTION}" in asked.content
    assert (answered.role, answered.content) == ("assistant", "Cầu khánh thành ngày 14/3/2019.")
    assert first == "Cầu khánh thành ngày 14/3/2019. [1]"


def test_what_a_source_does_not_say_is_marked(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = "Cầu Thạnh Lợi khánh thành ngày 30/4/1975 [1]."
    tab.ask(QUESTION)
    assert tab.texts("#sources .warning") == ["Thời gian “ngày 30/4/1975” không có trong nguồn"]
    assert tab.page.locator("#chat a.marker.unsupported").count() == 1


def test_a_new_conversation_forgets_the_old_one(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]."
    tab.ask(QUESTION)
    tab.page.click("#fresh")
    tab.page.wait_for_selector("#chat .welcome")
    assert tab.texts("#sources .card") == []
    tab.ask(QUESTION)
    assert [message.role for message in composing.llm.calls[-1]] == ["system", "user"]


def shows(tab, text):
    tab.page.wait_for_function(
        "text => [...document.querySelectorAll('#chat [data-testid=bot]')].at(-1)?.innerText.trim()"
        " === text",
        arg=text,
        timeout=10_000,
    )


def test_words_appear_as_they_come_until_stop_is_pressed(composing, open_tab):
    llm = composing.llm
    llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]. Kỹ sư trưởng là bà Đỗ Hoài An [1]."
    llm.permits = threading.Semaphore(0)
    tab = open_tab(composing.url)
    tab.type(QUESTION)
    shows(tab, "Đang đọc 4 đoạn…")
    llm.permits.release(7)
    shows(tab, "Cầu khánh thành ngày 14/3/2019. [1]")
    tab.type("Một câu nữa?")
    tab.page.wait_for_selector(".toast-wrap :text('Câu trước đang được trả lời')")
    assert tab.page.input_value("#question textarea") == "Một câu nữa?"
    tab.page.click("#stop")
    llm.permits.release(1)
    tab.page.wait_for_selector("#chat .notice.stopped")
    assert tab.texts("#chat .notice") == ["Đã dừng."]
    assert llm.closed.wait(10)
    llm.permits.release(20)
    tab.ask(QUESTION)
    said = "Cầu khánh thành ngày 14/3/2019. [1] Kỹ sư trưởng là bà Đỗ Hoài An. [2]"
    assert tab.texts("#chat .answer")[-1] == said
    assert len(llm.calls) == 2


def test_a_bug_leaves_a_notice_and_the_page_goes_on(composing, open_tab):
    composing.llm.reply = "Cầu nổ"
    tab = open_tab(composing.url)
    tab.type(QUESTION)
    tab.page.wait_for_selector("#chat .notice.error")
    tab.page.wait_for_selector("#send", state="visible")
    composing.llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]."
    tab.ask(QUESTION)
    assert tab.texts("#chat .answer") == ["Cầu khánh thành ngày 14/3/2019. [1]"]


def test_dark_and_light_follow_the_system(quoting, open_tab):
    grounds = [
        open_tab(quoting.url, **options).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for options in ({}, {"color_scheme": "dark"})
    ]
    assert grounds == ["rgb(246, 245, 241)", "rgb(19, 26, 28)"]


def test_the_page_speaks_the_language_of_the_settings(quoting, folder, open_tab):
    vietnamese = open_tab(quoting.url).page
    assert vietnamese.evaluate("document.documentElement.lang") == "vi"
    assert vietnamese.inner_text(".count") == "3 tài liệu"
    assert vietnamese.inner_text("#foot").strip() == "Mọi thứ chạy trên máy này"
    with site(Settings(index=str(folder), lang="en"), ScriptedLLM()) as served:
        english = open_tab(served.url).page
        assert english.evaluate("document.documentElement.lang") == "en"
        assert english.inner_text("#send") == "Send"
        assert english.get_by_label("Question").count() == 1


def test_screen_readers_hear_no_markup(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    page = tab.page
    assert page.get_by_label("Câu hỏi", exact=True).count() == 1
    assert page.get_by_role("log", name="Cuộc trò chuyện").count() == 1
    assert page.get_by_role("article", name="Nguồn 1").count() == 1
    assert page.locator("#chat [data-testid][aria-label]").count() == 0
    page.locator("#chat a.marker").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'nguon-0-1'")


def test_without_an_index_the_page_says_what_to_type_and_goes_on_from_there(tmp_path, open_tab):
    settings = Settings(index=str(tmp_path / "index"))
    document = tmp_path / "cau.txt"
    document.write_text(CORPUS["cau-thanh-loi.txt"], encoding="utf-8")
    with site(settings, ScriptedLLM(label="")) as served:
        tab = open_tab(served.url)
        page = tab.page
        page.wait_for_selector("#chat pre")
        assert page.inner_text("#chat pre") == f"askvn index THƯ_MỤC --index {settings.index}"
        tab.type(QUESTION)
        page.wait_for_selector("#chat .notice.error")
        assert f"askvn index PATH --index {settings.index}" in tab.texts("#chat .notice.error")[0]
        open_engine(settings, create=True).ingest([document])
        tab.ask(QUESTION)
        assert "14/3/2019" in tab.texts("#sources mark")[0]


def test_a_taken_port_is_an_error_that_says_what_to_type(folder, quoting):
    port = urlsplit(quoting.url).port
    with pytest.raises(SettingsError, match=f"không dùng được cổng {port}") as caught:
        web.serve(Settings(index=str(folder)), port=port)
    assert caught.value.hint == f"askvn web --port {port + 1}"


def test_the_command_serves_until_it_is_interrupted(tmp_path):
    port = free_port()
    command = "import sys; from askvn.cli import main; sys.exit(main(sys.argv[1:]))"
    options = ["web", "--index", str(tmp_path), "--port", str(port), "--lang", "vi"]
    served = subprocess.Popen(
        [sys.executable, "-c", command, *options], stderr=subprocess.PIPE, encoding="utf-8"
    )
    with served:
        line = served.stderr.readline()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as response:
                page = response.read().decode()
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(20) == 0
    assert line == f"askvn đang chạy ở http://127.0.0.1:{port}/ (Ctrl+C để dừng)\n"
    assert "<title>askvn</title>" in page or '"title":"askvn"' in page.replace(" ", "")

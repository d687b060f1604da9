"""The page around the chat: languages, colours, widths, keyboard, screen readers, hosts."""

import json
import platform
import re
import signal
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

import pytest
from browsing import free_port

from askvn import web
from askvn.errors import SettingsError
from askvn.settings import Settings

QUESTION = "Cầu Thạnh Lợi khánh thành ngày nào?"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(247, 246, 242)", "rgb(19, 26, 28)"


def violations(page):
    """Return what axe-core holds to be wrong, but for what does little harm."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    found = axe.Axe().run(page).response["violations"]
    return [
        (
            one["id"],
            [(node["html"][:90], node["any"] and node["any"][0]["data"]) for node in one["nodes"]],
        )
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_axe_finds_nothing_serious(composing, open_tab):
    composing.llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]. Cầu dài 30 km [1]."
    tab = open_tab(composing.url)
    assert violations(tab.page) == []
    tab.ask(QUESTION)
    tab.page.click("#down-0")
    tab.page.wait_for_selector("#chat .why")
    assert violations(tab.page) == []
    tab.page.click("#switch-theme")
    assert violations(tab.page) == []
    tab.page.click("#open-settings")
    assert violations(tab.page) == []
    tab.page.keyboard.press("Escape")
    tab.page.click("#sources .open-document")
    tab.page.wait_for_selector("#reader[open]")
    assert violations(tab.page) == []


@pytest.mark.parametrize(
    ("cookie", "said"),
    [("", "Đang mở trang…"), ("askvn=%7B%22lang%22%3A%22en%22%7D", "Opening the page…")],
)
def test_the_page_is_sent_with_its_colours_and_a_first_sight_of_it(quoting, cookie, said):
    request = urllib.request.Request(quoting.url, headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=10) as response:
        sent = response.read()
        assert int(response.headers["Content-Length"]) == len(sent)
    head = sent.decode().partition("</head>")[0]
    assert head.index("--paper:") < head.index("gradio_config")
    assert json.dumps(said)[1:-1] in head


def test_the_page_never_scrolls_sideways(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(f"Cầu Thạnh Lợi khánh thành ngày nào {'a' * 300}?")
    tab.page.wait_for_selector("#chat .turn")
    for width in (1200, 900, 899, 360, 320):
        tab.page.set_viewport_size({"width": width, "height": 800})
        assert tab.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), width
        assert tab.page.evaluate(
            "['#top', '#talk', '#sources', '#composer', '#foot'].every(s => {"
            " const e = document.querySelector(s); return e.scrollWidth <= e.clientWidth })"
        ), width


def test_dark_and_light_follow_the_system_until_they_are_chosen(composing, open_tab):
    tab = open_tab(composing.url)
    page = tab.page

    def is_painted(colour):
        page.wait_for_function(f"{BACKGROUND} === '{colour}'")

    page.emulate_media(color_scheme="light")
    is_painted(LIGHT)
    page.emulate_media(color_scheme="dark")
    is_painted(DARK)
    page.click("#switch-theme")
    is_painted(LIGHT)
    page.emulate_media(color_scheme="light")
    page.click("#switch-theme")
    tab.reload()
    is_painted(DARK)


def test_the_language_changes_in_place_for_this_visitor_alone(composing, open_tab):
    tab, other = open_tab(composing.url, who="one"), open_tab(composing.url, who="other")
    composing.llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]."
    tab.ask(QUESTION)
    assert tab.said("#foot .state span") == ["Sẵn sàng · 3 tài liệu", "Mọi thứ chạy trên máy này"]
    tab.page.click("#switch-lang")
    tab.page.wait_for_selector("#send:text-is('Send')")
    assert tab.said("#foot .state span") == [
        "Ready · 3 documents",
        "Everything runs on this machine",
    ]
    assert tab.said("#top nav a") == ["Chat", "Documents", "History", "Quality"]
    assert tab.page.evaluate("document.documentElement.lang") == "en"
    assert tab.page.get_attribute("#top nav a[aria-current]", "data-view") == "chat"
    assert tab.page.get_by_label("Question", exact=True).count() == 1
    assert tab.said("#chat .question p") == [f"You asked: {QUESTION}"]
    tab.reload()
    tab.page.wait_for_selector("#send:text-is('Send')")
    assert other.page.inner_text("#send") == "Gửi"


def test_settings_are_those_of_the_visitor_and_are_remembered(composing, open_tab):
    composing.llm.reply = "Cầu khánh thành ngày 14/3/2019 [1]."
    tab = open_tab(composing.url)
    tab.page.click("#open-settings")
    tab.page.focus("#choice-top_k")
    tab.page.keyboard.press("Home")
    tab.page.wait_for_selector("#choices output[for=choice-top_k]:text-is('1')")
    tab.page.focus("#choice-style-auto")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Escape")
    assert tab.page.evaluate("document.activeElement.id") == "open-settings"
    tab.reload()
    tab.page.wait_for_selector("#choices output:text-is('1')", state="attached")
    tab.ask(QUESTION)
    passages = composing.llm.calls[-1][-1].content
    assert "\n[1] " in passages
    assert "\n[2] " not in passages


def test_the_keyboard_alone_suffices(quoting, open_tab):
    page = open_tab(quoting.url).page
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(e => [e.id || e.className || e.tagName, getComputedStyle(e).outlineStyle])"
                "(document.activeElement)"
            )
        )
    names = [name for name, _ in seen]
    assert {"skip", "brand", "fresh", "switch-lang", "switch-theme", "open-settings"} <= set(names)
    assert [name for name, outline in seen if outline == "none" and name != "BODY"] == []


def test_screen_readers_are_told_names_and_states(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    page = tab.page
    assert page.get_by_label("Câu hỏi", exact=True).count() == 1
    assert page.get_by_role("navigation", name="Các phần của trang").count() == 1
    assert page.get_by_role("article", name="Nguồn 1").count() == 1
    assert tab.said("#now [role=status]") == ["Đã trả lời xong."]
    page.locator("#chat a.marker").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'nguon-0-1'")


def test_the_talk_stays_where_it_was_read_while_one_looks_elsewhere(quoting, open_tab):
    tab = open_tab(quoting.url)
    for _ in range(4):
        tab.ask("Cầu Thạnh Lợi khánh thành ngày nào?")
    stand = "document.querySelector('#talk').scrollTop"
    tab.page.evaluate(f"{stand} = 120")
    tab.page.click('#top nav a[data-view="documents"]')
    tab.page.wait_for_selector("#view-documents tbody tr")
    tab.page.click('#top nav a[data-view="chat"]')
    tab.page.wait_for_selector("#talk", state="visible")
    assert tab.page.evaluate(stand) == 120


def test_a_view_has_an_address(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.page.goto(f"{quoting.url}#history")
    tab.page.wait_for_selector("#top nav a[data-view=history][aria-current]")
    assert tab.page.get_attribute("#top nav a[aria-current]", "data-view") == "history"
    assert not tab.page.locator("#view-chat").is_visible()
    tab.page.click("#top nav a[data-view=documents]")
    tab.page.wait_for_selector("#view-documents", state="attached")
    tab.page.go_back()
    tab.page.wait_for_selector("#top nav a[data-view=history][aria-current]")


def test_nothing_is_loaded_from_anywhere_else(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    tab.page.click("#sources .open-document")
    tab.page.wait_for_selector("#reader[open]")
    origins = {urlsplit(url).netloc for url in tab.requested if not url.startswith("data:")}
    assert origins == {urlsplit(quoting.url).netloc}
    assert not [url for url in tab.requested if re.search(r"\.(woff2?|ttf)$", url)]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has heaps of threads")
def test_threads_share_two_heaps():
    code = """
import ctypes, threading
from askvn import web
web._share_memory()
libc, held = ctypes.CDLL(None), threading.Barrier(12)
def work():
    libc.malloc(5000)
    held.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
for one in threads: one.start()
for one in threads: one.join()
libc.malloc_stats()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 1 <= done.stderr.count("Arena ") <= 2


def test_a_taken_port_is_an_error_that_says_what_to_type(folder, quoting):
    port = urlsplit(quoting.url).port
    with pytest.raises(SettingsError, match=f"không dùng được cổng {port}") as caught:
        web.serve(Settings(index=str(folder)), port=port)
    assert caught.value.hint == f"askvn web --port {port + 1}"


def test_the_command_serves_until_it_is_interrupted(tmp_path):
    port = free_port()
    command = "import sys; from askvn.cli import main; sys.exit(main(sys.argv[1:]))"
    options = ["web", "--index", str(tmp_path), "--port", str(port), "--lang", "vi"]
    options += ["--host", "0.0.0.0"]
    served = subprocess.Popen(
        [sys.executable, "-c", command, *options], stderr=subprocess.PIPE, encoding="utf-8"
    )
    with served:
        warning, line = served.stderr.readline(), served.stderr.readline()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as response:
                page = response.read().decode()
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(20) == 0
    assert warning.startswith("CẢNH BÁO: trang này mở ra mạng ở 0.0.0.0 mà không cần đăng nhập")
    assert line == f"askvn đang chạy ở http://0.0.0.0:{port}/ (Ctrl+C để dừng)\n"
    assert "<title>askvn</title>" in page or '"title":"askvn"' in page.replace(" ", "")

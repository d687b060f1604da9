"""Asking, as a person does it on the page."""

import threading

from browsing import CORPUS, site

from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.wiring import open_engine

QUESTION = "Cầu Thạnh Lợi khánh thành ngày nào?"
BARE = "cau thanh loi khanh thanh ngay nao"
FOLLOW_UP = "Thế còn kỹ sư trưởng của cầu ấy là ai?"
DAY = "Cầu khánh thành ngày 14/3/2019 [1]."


def test_an_answer_says_what_the_engine_says(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    expected = quoting.engine.ask(QUESTION)
    assert tab.said("#chat .question p") == [f"Bạn hỏi: {QUESTION}"]
    assert "".join(tab.texts("#chat .answer")[0].split()) == "".join(expected.text.split())
    assert tab.texts("#chat .answer .short") == [f"{expected.short.text} [1]"]
    assert tab.page.input_value("#question textarea") == ""


def test_the_empty_page_offers_questions_that_are_asked_by_a_click(quoting, open_tab):
    tab = open_tab(quoting.url)
    offered = tab.texts("#chat .examples button")
    assert offered == quoting.desk.examples()
    assert offered
    tab.page.click("#chat .examples button")
    tab.waits_for(1)
    assert tab.said("#chat .question p") == [f"Bạn hỏi: {offered[0]}"]
    assert tab.page.locator("#chat .marker").count() > 0


def test_questions_to_ask_next_stand_in_the_passages_found(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(QUESTION)
    tab.page.wait_for_selector("#now .next")
    offered = tab.texts("#now .next button")
    assert QUESTION not in offered
    tab.page.click("#now .next button")
    tab.waits_for(2)
    assert tab.said("#chat .question p")[1] == f"Bạn hỏi: {offered[0]}"


def test_a_question_can_be_searched_as_it_was_typed(quoting, open_tab):
    tab = open_tab(quoting.url)
    tab.ask(BARE)
    understood = quoting.engine.ask(BARE).understood_as
    assert understood != BARE
    assert tab.said("#chat .understood") == [f"Đã hiểu là: {understood} Tìm đúng như đã gõ"]
    tab.page.click("#chat .understood button")
    tab.page.wait_for_selector("#chat .understood:has-text('Đã tìm đúng như đã gõ.')")
    assert tab.said("#chat .question p") == [f"Bạn hỏi: {BARE}"]


def test_a_refusal_is_a_calm_notice_with_the_nearest_passages(quoting, open_tab):
    tab = open_tab(quoting.url)
    unknown = "Giá cà phê Robusta kỳ hạn ở Luân Đôn?"
    tab.ask(unknown)
    expected = quoting.engine.ask(unknown)
    assert expected.refused
    notice = tab.texts("#chat .notice.refused strong")
    assert notice == ["Tài liệu không có thông tin để trả lời câu hỏi này."]
    assert tab.texts("#sources mark") == []
    assert tab.texts("#chat a.marker") == []
    assert tab.texts("#sources .kind") == ["Đoạn gần nhất"] * len(expected.hits)
    assert tab.texts("#sources h3") == [hit.title for hit in expected.hits]


def test_a_follow_up_is_asked_with_what_was_said(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = DAY
    tab.ask(QUESTION)
    composing.llm.reply = "Kỹ sư trưởng là bà Đỗ Hoài An [1]."
    tab.ask(FOLLOW_UP)
    *_, asked, answered, _ = composing.llm.calls[-1]
    assert asked.role == "user"
    assert f"Câu hỏi: {QUESTION}" in asked.content
    assert (answered.role, answered.content) == ("assistant", "Cầu khánh thành ngày 14/3/2019.")
    assert tab.said()[0] == "Cầu khánh thành ngày 14/3/2019. [1]"


def test_an_edited_question_is_asked_anew_and_what_followed_is_forgotten(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = DAY
    tab.ask("Cầu Sông Cái khánh thành ngày nào?")
    tab.ask(FOLLOW_UP)
    tab.page.click("#edit-0")
    tab.page.fill("#turn-0 textarea", QUESTION)
    tab.page.keyboard.press("Enter")
    tab.waits_for(1)
    assert tab.said("#chat .question p") == [f"Bạn hỏi: {QUESTION}"]
    assert [message.role for message in composing.llm.calls[-1]] == ["system", "user"]
    tab.page.click("#retry-0")
    tab.page.wait_for_selector("#stop", state="visible")
    tab.waits_for(1)
    assert len(composing.llm.calls) == 4
    assert composing.llm.calls[3] == composing.llm.calls[2]
    kept = composing.desk.log.find(count=4)
    assert len({entry.conversation for entry in kept}) == 1
    assert [entry.replaced for entry in kept] == [True, True, True, False]


def test_a_new_conversation_forgets_the_old_one(composing, open_tab):
    tab = open_tab(composing.url)
    composing.llm.reply = DAY
    tab.ask(QUESTION)
    tab.page.click("#fresh")
    tab.page.wait_for_selector("#chat .welcome")
    assert tab.texts("#sources .card") == []
    tab.ask(QUESTION)
    assert [message.role for message in composing.llm.calls[-1]] == ["system", "user"]


def test_words_appear_as_they_come_until_stop_is_pressed(composing, open_tab):
    llm = composing.llm
    llm.reply = f"{DAY} Kỹ sư trưởng là bà Đỗ Hoài An [1]."
    llm.permits = threading.Semaphore(0)
    tab = open_tab(composing.url)
    tab.type(QUESTION)
    tab.page.wait_for_selector("#now .stage :text-is('Đang đọc 4 đoạn…')")
    llm.permits.release(7)
    tab.page.wait_for_selector("#now .stage :text-is('Đang viết…')")
    assert tab.said("#now .answer") == ["Cầu khánh thành ngày 14/3/2019. [1]"]
    tab.type("Một câu nữa?")
    tab.page.wait_for_selector(".toast-wrap :text('Câu trước đang được trả lời')")
    assert tab.page.input_value("#question textarea") == "Một câu nữa?"
    tab.page.keyboard.press("Escape")
    llm.permits.release(1)
    tab.page.wait_for_selector("#chat .notice.stopped")
    assert tab.said() == ["Cầu khánh thành ngày 14/3/2019. [1]"]
    assert llm.closed.wait(10)
    llm.permits.release(20)
    tab.ask(QUESTION)
    said = "Cầu khánh thành ngày 14/3/2019. [1] Kỹ sư trưởng là bà Đỗ Hoài An. [2]"
    assert tab.said()[-1] == said
    assert len(llm.calls) == 2


def test_two_visitors_wait_in_line_and_see_nothing_of_each_other(composing, open_tab):
    llm = composing.llm
    llm.reply = DAY
    llm.permits = threading.Semaphore(0)
    one, other = (open_tab(composing.url, who=who) for who in ("one", "other"))
    one.type(QUESTION)
    one.page.wait_for_selector("#now .stage :text-is('Đang đọc 4 đoạn…')")
    other.type("Cầu Sông Cái khánh thành ngày nào?")
    other.page.wait_for_selector("#now .stage :text-is('Còn 1 câu hỏi trước bạn…')")
    llm.permits.release(99)
    one.waits_for(1)
    other.waits_for(1)
    assert one.said("#chat .question p") == [f"Bạn hỏi: {QUESTION}"]
    assert other.said("#chat .question p") == ["Bạn hỏi: Cầu Sông Cái khánh thành ngày nào?"]
    owners = {entry.owner for entry in composing.desk.log.find(count=2)}
    assert len(owners) == 2
    assert all(owner.startswith("browser:") for owner in owners)


def test_thumbs_and_their_reason_are_kept_in_the_log(composing, open_tab):
    composing.llm.reply = DAY
    tab = open_tab(composing.url)
    tab.ask(QUESTION)
    log = composing.desk.log
    tab.page.click("#down-0")
    tab.page.wait_for_selector("#chat .why")
    assert (log.newest().rating, log.newest().reason) == ("down", "")
    tab.page.click("#chat .why button:text-is('Thiếu ý')")
    tab.page.wait_for_selector("#chat .thanks")
    assert (log.newest().rating, log.newest().reason) == ("down", "Thiếu ý")
    tab.page.click("#up-0")
    tab.page.wait_for_selector("#chat .why")
    tab.page.fill("#chat .why input", "ngắn gọn")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#chat .thanks")
    assert (log.newest().rating, log.newest().reason) == ("up", "ngắn gọn")


def test_a_thumb_pressed_while_the_next_answer_comes_stays_pressed(composing, open_tab):
    llm, tab = composing.llm, open_tab(composing.url)
    llm.reply = DAY
    tab.ask(QUESTION)
    llm.permits = threading.Semaphore(0)
    tab.type(FOLLOW_UP)
    tab.page.wait_for_selector("#now .turn.open")
    tab.page.click("#up-0")
    tab.page.wait_for_selector("#up-0[aria-pressed='true']")
    llm.permits.release(99)
    tab.waits_for(2)
    tab.page.wait_for_selector("#up-1[aria-pressed='false']")
    assert tab.page.get_attribute("#up-0", "aria-pressed") == "true"
    assert [entry.rating for entry in composing.desk.log.find(count=2)] == ["up", ""]
    tab.page.click("#up-0")
    tab.page.wait_for_selector("#up-0[aria-pressed='false']")
    assert [entry.rating for entry in composing.desk.log.find(count=2)] == ["", ""]


def test_an_answer_is_copied_with_its_sources(composing, open_tab):
    composing.llm.reply = DAY
    tab = open_tab(composing.url)
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.ask(QUESTION)
    tab.page.click("#copy-0")
    tab.page.wait_for_selector("#copy-0[aria-label='Đã chép']")
    assert tab.page.evaluate("navigator.clipboard.readText()") == (
        "Cầu khánh thành ngày 14/3/2019. [1]\n\nNguồn:\n[1] Cầu Thạnh Lợi (cau-thanh-loi.txt): "
        "“Cầu Thạnh Lợi khánh thành ngày 14/3/2019 với tổng vốn 86 tỷ đồng.”"
    )


def test_a_bug_leaves_a_notice_and_the_page_goes_on(composing, open_tab):
    composing.llm.reply = "Cầu nổ"
    tab = open_tab(composing.url)
    tab.type(QUESTION)
    tab.waits_for(1)
    assert "Traceback" not in tab.page.content()
    assert tab.said("#chat .notice.error") == [
        "Không trả lời được vì một lỗi bất ngờ. Hãy thử hỏi lại; "
        "nếu vẫn lỗi, chạy askvn doctor để kiểm tra."
    ]
    composing.llm.reply = DAY
    tab.page.click("#retry-0")
    tab.page.wait_for_selector("#chat .answer")
    assert tab.said() == ["Cầu khánh thành ngày 14/3/2019. [1]"]


def test_html_and_markdown_of_documents_and_questions_stay_text(quoting, open_tab):
    tab = open_tab(quoting.url)
    question = "Mã độc Rồng Tre chèn đoạn nào vào trang? <img src=x onerror=alert()> **x** ${1+1}"
    tab.ask(question)
    expected = quoting.engine.ask(question)
    quote = expected.citations[0].quote
    assert "<script>window.hacked = 1</script>" in quote
    assert "${6*7} {{value}} **đậm** `x`" in quote
    assert tab.said("#chat .question p") == [f"Bạn hỏi: {question}"]
    assert tab.texts("#chat .answer") == [expected.text]
    assert tab.texts("#sources mark") == [quote]
    tab.page.click("#sources .open-document")
    tab.page.wait_for_selector("#reader mark")
    assert tab.texts("#reader mark") == [quote]
    assert tab.page.evaluate("window.hacked") is None
    assert tab.page.locator("#views img, #views script, #reader img, #reader script").count() == 0


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
        tab.waits_for(1)
        assert f"askvn index PATH --index {settings.index}" in tab.texts("#chat .notice.error")[0]
        open_engine(settings, create=True).ingest([document])
        tab.ask(QUESTION)
        assert "14/3/2019" in tab.texts("#sources mark")[0]

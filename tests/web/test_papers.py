"""Documents, earlier conversations and the quality, as a person meets them."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import CORPUS, Tab, site
from fastapi import FastAPI
from starlette.testclient import TestClient

from askvn.evaluate import kept
from askvn.library import Library
from askvn.load.files import MEGABYTE
from askvn.log import FILE_NAME, Log
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.uploads import Upload, take
from askvn.web.desk import Desk
from askvn.web.documents import receiving
from askvn.web.guard import OWNER
from askvn.web.rooms import Rooms
from askvn.web.visit import Visit
from askvn.web.works import Works
from askvn.wiring import open_engine

QUESTION = "Cầu Thạnh Lợi khánh thành ngày nào?"
RAIN = "Báo cáo mưa\n\nTrạm Mường Tè đo được 312 mm mưa ngày 4/8/2026.\n"
RAIN_QUESTION = "Trạm Mường Tè đo được bao nhiêu mm mưa ngày 4/8/2026?"


def file(name, text):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    root = tmp_path_factory.mktemp("papers")
    (root / "corpus").mkdir()
    for name, text in CORPUS.items():
        (root / "corpus" / name).write_text(text, encoding="utf-8")
    open_engine(Settings(index=str(root / "index")), create=True).ingest([root / "corpus"])
    return root / "index"


@pytest.fixture(scope="module")
def papers(index):
    log = Log(index / FILE_NAME)
    settings = Settings(index=str(index), style="quote")
    with site(settings, ScriptedLLM(label=""), log=log) as served:
        yield served
    log.close()


def show(tab, view, selector):
    tab.page.click(f'#top nav a[data-view="{view}"]')
    tab.page.wait_for_selector(f"#view-{view} {selector}")


def rows(tab):
    return tab.texts("#view-documents tbody tr:not([hidden]) .source")


def choose(tab, source):
    tab.page.check(f'#view-documents tr[data-source="{source}"] input')


# documents ---------------------------------------------------------------------------------------


def test_a_file_is_uploaded_asked_about_alone_and_taken_out_for_good(papers, index, open_tab):
    tab = open_tab(papers.url)
    page = tab.page
    show(tab, "documents", "tbody tr")
    assert rows(tab) == ["cau-song-cai.txt", "cau-thanh-loi.txt", "bao-mat.txt"]
    page.set_input_files(
        "#files",
        [file("ba\u0301o ca\u0301o.txt", RAIN), file("phim.mp4", "x"), file("hong.docx", "x")],
    )
    page.wait_for_selector("#view-documents .work.done:has-text('thêm 1 tài liệu')")
    page.wait_for_selector('#view-documents tr[data-source="báo cáo.txt"]')
    (refused,) = tab.said("#view-documents .sending li")
    assert refused.startswith("phim.mp4: chưa hỗ trợ định dạng '.mp4'")
    (failed,) = tab.said("#view-documents .works li")
    assert failed.startswith("hong.docx: Tệp bị hỏng")
    uploads = Path(index) / "uploads" / "shared"
    assert sorted(path.name for path in uploads.iterdir()) == ["báo cáo.txt", "hong.docx"]

    choose(tab, "báo cáo.txt")
    page.click('#view-documents [data-do="only"]')
    page.wait_for_selector("#foot .only:has-text('báo cáo.txt')")
    tab.ask(RAIN_QUESTION)
    assert tab.texts("#sources mark") == ["Trạm Mường Tè đo được 312 mm mưa ngày 4/8/2026."]
    tab.ask(QUESTION)
    assert page.locator("#chat .notice.refused").count() == 1

    show(tab, "documents", "tbody tr")
    choose(tab, "báo cáo.txt")
    choose(tab, "hong.docx")
    page.click('#view-documents [data-do="ask-remove"]')
    assert tab.texts("#confirm-title") == ["Bỏ 2 tài liệu khỏi chỉ mục?"]
    page.click('#confirm-remove [data-do="remove"]')
    page.wait_for_selector("#view-documents .work.done:has-text('bỏ 1')")
    page.wait_for_selector('#view-documents tr[data-source="báo cáo.txt"]', state="detached")
    assert list(uploads.iterdir()) == []
    show(tab, "chat", "#question")
    assert page.locator("#foot .only").count() == 0
    tab.ask(RAIN_QUESTION)
    assert page.locator("#chat .notice.refused").count() == 2


def test_the_table_is_sifted_and_sorted_by_keyboard_and_a_document_comes_back(papers, open_tab):
    tab = open_tab(papers.url)
    page = tab.page
    show(tab, "documents", "tbody tr")
    page.get_by_role("button", name="Đoạn").focus()
    page.keyboard.press("Enter")
    assert page.locator("th.passages").first.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert rows(tab)[0] == "cau-thanh-loi.txt"
    page.get_by_role("searchbox", name="Tìm theo tên, nguồn").fill("song cai")
    assert rows(tab) == ["cau-song-cai.txt"]
    page.get_by_role("checkbox", name="Chọn Cầu Sông Cái").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Bỏ khỏi chỉ mục").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#view-documents tr[data-state=left_out]:not([hidden])")
    assert rows(tab) == ["cau-song-cai.txt"]
    choose(tab, "cau-song-cai.txt")
    page.click('#view-documents [data-do="again"]')
    page.wait_for_selector('#view-documents tr[data-source="cau-song-cai.txt"][data-state=indexed]')
    page.fill("#find-document", "")
    show(tab, "chat", "#question")


def test_who_uploads_while_another_process_writes_waits_and_loses_nothing(papers, index, open_tab):
    tab = open_tab(papers.url)
    show(tab, "documents", "tbody tr")
    other = Library(Path(index))
    with other.writing():
        tab.page.set_input_files("#files", [file("đợi.txt", RAIN)])
        tab.page.wait_for_selector("#view-documents .work:has-text('Một tiến trình khác đang ghi')")
        assert (index / "uploads" / "shared" / "đợi.txt").read_text("utf-8") == RAIN
    other.close()
    tab.page.wait_for_selector('#view-documents tr[data-source="đợi.txt"][data-state=indexed]')
    papers.engine.remove(["đợi.txt"])
    show(tab, "chat", "#question")


def test_the_first_file_makes_the_index_and_the_chat_knows(tmp_path, open_tab):
    settings = Settings(index=str(tmp_path / "index"), style="quote")
    with site(settings, ScriptedLLM(label="")) as empty:
        tab = open_tab(empty.url)
        assert tab.texts("#chat h1") == ["Chưa có tài liệu nào để hỏi."]
        show(tab, "documents", ".empty")
        tab.page.set_input_files("#files", [file("mưa.txt", RAIN)])
        tab.page.wait_for_selector('#view-documents tr[data-source="mưa.txt"][data-state=indexed]')
        show(tab, "chat", "#question")
        tab.page.wait_for_selector("#foot .ready:has-text('1 tài liệu')")
        tab.page.wait_for_selector("#chat h1:has-text('Bạn muốn biết điều gì?')")
        tab.ask(RAIN_QUESTION)
        assert "312 mm" in tab.texts("#sources mark")[0]
        tab.page.close()


# history -----------------------------------------------------------------------------------------


def test_history_survives_a_restart_and_is_nobody_elses(papers, index, chromium, open_tab):
    page = open_tab(papers.url).page
    open_tab(papers.url).ask(QUESTION)
    log = Log(index / FILE_NAME)
    settings = Settings(index=str(index), style="quote")
    with site(settings, ScriptedLLM(label=""), log=log) as again:
        tab = Tab(page.context, again.url)
        show(tab, "history", "li")
        assert tab.texts("#view-history h2")[0] == QUESTION
        name = tab.page.get_attribute("#view-history li", "data-talk")
        stranger = chromium.new_context()
        for visitor, status in ((tab.page.context, 200), (stranger, 404)):
            visitor.request.get(again.url)
            told = visitor.request.get(f"{again.url}conversation/{name}.md")
            assert told.status == status
        stranger.close()
        tab.page.get_by_role("button", name=f"Mở {QUESTION}").first.click()
        tab.page.wait_for_selector("#chat .answer")
        assert "14/3/2019" in tab.said("#chat .answer")[0]
        assert "14/3/2019" in tab.texts("#sources mark")[0]
        tab.ask("Thế còn kỹ sư trưởng của cầu ấy là ai?")
        assert "Đỗ Hoài An" in tab.said("#chat .answer")[-1]
        show(tab, "history", f'li[data-talk="{name}"]:has-text("2 câu hỏi")')
        tab.page.close()
        assert tab.errors == []
    log.close()


def test_a_conversation_is_renamed_found_exported_and_deleted(papers, open_tab):
    tab = open_tab(papers.url)
    page = tab.page
    tab.ask(QUESTION)
    show(tab, "history", "li")
    page.get_by_role("button", name="Đổi tên").first.click()
    page.keyboard.type("Chuyện <b>cầu")
    page.keyboard.press("Enter")
    page.wait_for_selector("#view-history h2:has-text('Chuyện <b>cầu')")
    for words, shown in (("giá vàng", ".none"), ("khanh thanh", "li"), ("chuyen cau", "li")):
        page.fill("#find-talk", words)
        page.wait_for_selector(f"#view-history {shown}")
    page.wait_for_function("document.querySelectorAll('#view-history li').length === 1")
    texts = {}
    for form in ("Markdown", "Word"):
        with page.expect_download() as caught:
            page.locator(f"#view-history a:has-text('{form}')").click()
        texts[caught.value.suggested_filename] = Path(caught.value.path()).read_bytes()
    assert set(texts) == {"Chuyện b cầu.md", "Chuyện b cầu.docx"}
    assert "[^1]: Cầu Thạnh Lợi (cau-thanh-loi.txt): “" in texts["Chuyện b cầu.md"].decode()
    assert texts["Chuyện b cầu.docx"].startswith(b"PK")
    page.get_by_role("button", name="Xoá").first.click()
    assert tab.texts("#delete-title") == ["Xoá hẳn “Chuyện <b>cầu”?"]
    page.click('#confirm-delete [data-do="delete"]')
    page.wait_for_selector("#view-history .none")
    show(tab, "chat", "#question")


# quality -----------------------------------------------------------------------------------------

RESULT = {
    "sets": [{"set": "cầu", "documents": 3, "questions": 2, "records": []}],
    "mean": {"retrieval": {"as_typed": {"ndcg@10": 0.875}}, "intervals": {}},
    "settings": {"embedder": "builtin"},
    "versions": {"askvn": "0.3.0"},
    "date": "2026-11-28",
}
RESULT["sets"][0] |= RESULT["mean"]


def test_the_quality_tells_what_was_measured_and_what_the_index_holds(papers, index, open_tab):
    pytest.importorskip("matplotlib")
    tab = open_tab(papers.url)
    show(tab, "quality", "h1")
    assert "Chưa đo lần nào trên chỉ mục này." in tab.said("#view-quality .notice")[0]
    assert tab.texts("#view-quality dd")[:2] == ["3", str(papers.engine.library.counts()[1])]
    kept.keep(RESULT, index)
    show(tab, "chat", "#question")
    show(tab, "quality", ".tile")
    assert tab.texts("#view-quality .tile .value") == ["87,5%"]
    tab.page.wait_for_selector("#view-quality figure svg", state="attached")
    assert tab.texts("#view-quality figcaption h3") == ["Tìm có trúng bài không?"]
    report = tab.page.request.get(f"{papers.url}report")
    assert (report.status, "87,5%" in report.text()) == (200, True)
    colours = [
        tab.page.evaluate(
            "dark => { document.body.classList.toggle('dark', dark); return getComputedStyle("
            "document.querySelector('#view-quality')).getPropertyValue('--baseline').trim() }",
            dark,
        )
        for dark in (False, True)
    ]
    assert len(set(colours)) == 2
    (index / kept.FILE_NAME).unlink()
    show(tab, "chat", "#question")


# all of them -------------------------------------------------------------------------------------


def test_on_a_phone_nothing_overflows_and_english_is_spoken(papers, open_tab):
    tab = open_tab(papers.url)
    tab.page.set_viewport_size({"width": 360, "height": 740})
    tab.ask(f"{'Cầu' * 80} khánh thành ngày nào?")
    tab.page.click("#switch-lang")
    tab.page.wait_for_selector("#top nav a:has-text('Documents')")
    for view, selector, said in (
        ("documents", "tbody tr", "Documents"),
        ("history", "li", "History"),
        ("quality", "dl", "Quality"),
    ):
        show(tab, view, selector)
        if view == "documents":
            choose(tab, "cau-song-cai.txt")
        tab.page.wait_for_selector(f"#view-{view} h1:has-text('{said}')")
        wide = tab.page.evaluate(
            "view => { const e = document.querySelector(`#view-${view}`); return ["
            "document.scrollingElement.scrollWidth <= innerWidth, e.scrollWidth <= e.clientWidth]}",
            view,
        )
        assert wide == [True, True], view


# below the page ----------------------------------------------------------------------------------


def test_with_several_users_each_has_a_room_of_its_own(tmp_path):
    rooms = Rooms(tmp_path, are_private=True)
    lan, minh = rooms.own("user:lan"), rooms.own("user:minh")
    assert lan != minh
    assert lan.parent == minh.parent == tmp_path
    for room in (lan, minh):
        room.mkdir()
    assert rooms.of_others("user:lan") == (str(minh),)
    assert rooms.may_see("user:lan", str(lan / "a.txt"))
    assert not rooms.may_see("user:lan", str(minh / "a.txt"))
    assert rooms.may_see("user:lan", "/chung/b.txt")
    assert not rooms.may_change("user:lan", "/chung/b.txt")
    shared = Rooms(tmp_path)
    assert shared.own("user:lan") == shared.own("browser:x")
    assert shared.of_others("user:lan") == ()
    assert shared.may_change("user:lan", "/chung/b.txt")


@pytest.fixture
def private(index, tmp_path):
    """Return a desk of several users over a copy of the index."""
    copy = tmp_path / "index"
    shutil.copytree(index, copy)
    settings = Settings(index=str(copy))
    engine = open_engine(settings)
    desk = Desk(settings, lambda: engine)
    desk.rooms = replace(desk.rooms, are_private=True)
    yield desk
    engine.close()


def test_no_user_finds_sees_or_is_shown_what_another_has_uploaded(private, tmp_path):
    path = tmp_path / "mưa"
    path.write_text(RAIN, encoding="utf-8")
    room = private.rooms.own("user:lan")
    take(room, [Upload("mưa.txt", path)], "vi")
    private.engine().ingest([room])
    lan, minh = (Visit(private.settings, owner) for owner in ("user:lan", "user:minh"))
    found = [
        [hit.source for hit in private.engine().search(RAIN_QUESTION, where=private.where(one))]
        for one in (lan, minh)
    ]
    assert found[0][0] == "mưa.txt"
    assert "mưa.txt" not in found[1]
    assert len(found[1]) > 0
    assert private.may_see("user:lan", "mưa.txt")
    assert not private.may_see("user:minh", "mưa.txt")
    assert private.may_see("user:minh", "bao-mat.txt")
    assert not any("Mường Tè" in question for question in private.examples())


def test_the_way_in_takes_bytes_from_visitors_only_and_never_too_many(private):
    app = FastAPI()
    receiving.add_routes(app, private, "vi")

    def client(owner):
        async def known(scope, receive, send):
            await app({**scope, OWNER: owner}, receive, send)

        return TestClient(known)

    assert client("").post("/upload?name=a.txt", content=b"x").status_code == 403
    lan = client("user:lan")
    told = lan.post("/upload", params={"name": "../../a.txt"}, content=RAIN.encode()).json()
    assert told == {"state": "added", "source": "a.txt"}
    room = private.rooms.own("user:lan")
    assert [path.read_text("utf-8") for path in room.iterdir()] == [RAIN]
    assert lan.post("/upload?name=a.txt", content=RAIN.encode()).json()["state"] == "same"
    million = bytes(MEGABYTE)
    large = lan.post(
        "/upload?name=b.txt&size=3000000000", content=(million for _ in range(130))
    ).json()
    assert (large["state"], large["error"]) == (
        "refused", "b.txt: tệp quá lớn (3000 MB, tối đa 100 MB)",
    )  # fmt: skip
    assert private.works.of("user:lan") == []
    lan.post("/upload", params={"name": "c.txt", "last": True}, content=b"x")
    *_, (done,) = private.works.follow("user:lan")
    assert done.report.added == 2


def test_two_who_write_at_once_do_so_one_after_the_other(index):
    settings = Settings(index=str(index))
    engine = open_engine(settings)
    works = Works(Path(index), lambda: engine)
    inside, most = [], []

    def act(opened, progress):
        inside.append(1)
        most.append(len(inside))
        progress("read", 1, 2)
        report = opened.ingest()
        inside.pop()
        return report

    for owner in ("lan", "minh", "lan"):
        works.begin(owner, act)
    followed = {owner: list(works.follow(owner)) for owner in ("lan", "minh")}
    assert most == [1, 1, 1]
    assert [one.stage for one in followed["lan"][-1]] == ["done", "done"]
    assert [one.report.unchanged for one in followed["minh"][-1]] == [3]
    works.begin("minh", lambda opened, _: opened.remove(["khong-co"]))
    *_, (failed,) = works.follow("minh")
    assert (failed.stage, failed.error.values["source"]) == ("failed", "khong-co")
    engine.close()

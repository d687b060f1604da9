"""What the index holds, what is taken out of it, what is handed to it; answers go on meanwhile."""

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from material import ARTICLES, VIETNAMESE

from askvn import census
from askvn.errors import DocumentError
from askvn.load.files import MEGABYTE
from askvn.lookup import exactly
from askvn.records import Meaning, Where
from askvn.uploads import MAX_UPLOAD_MB, Upload, safe, take


def states(engine):
    return {one.source: one.state for one in engine.documents()}


def listed(engine, source):
    return next(one for one in engine.documents() if one.source == source)


def test_the_listing_tells_what_each_document_is(engine, folder):
    assert [one.source for one in engine.documents()] == sorted(ARTICLES)
    path = folder / "han-quoc.md"
    assert listed(engine, "han-quoc.md").to_json() == {
        "source": "han-quoc.md",
        "title": "Diễn đàn ICT Việt Nam - Hàn Quốc",
        "date": "2018-03-22",
        "path": str(path),
        "bytes": path.stat().st_size,
        "passages": 1,
        "state": "indexed",
        "uploaded": False,
        "error": "",
        "hint": "",
    }
    assert sum(one.passages for one in engine.documents()) == engine.library.counts()[1]


def test_a_file_that_changed_or_went_is_told_until_it_is_indexed_again(engine, folder):
    (folder / "han-quoc.md").write_text("# Mới\n\nDiễn đàn dời sang tháng 4.", encoding="utf-8")
    (folder / "malaysia.txt").unlink()
    (folder / "phap/ve-tinh.txt").touch()
    assert states(engine) == {
        "han-quoc.md": "changed", "malaysia.txt": "missing", "phap/ve-tinh.txt": "indexed",
    }  # fmt: skip
    assert listed(engine, "malaysia.txt").bytes is None
    engine.ingest([one.path for one in engine.documents() if one.state == "changed"])
    assert states(engine)["han-quoc.md"] == "indexed"
    engine.ingest([folder / "malaysia.txt"])
    assert states(engine) == {"han-quoc.md": "indexed", "phap/ve-tinh.txt": "indexed"}


def test_a_file_that_cannot_be_read_is_listed_with_the_reason_and_what_to_do(engine, folder):
    (folder / "malaysia.txt").write_bytes(b"B\xe9 kh\xf4ng ph\xe1i UTF-8 \x81")
    (folder / "trong.md").write_text("  \n", encoding="utf-8")
    report = engine.ingest()
    told = {one.source: (one.error, one.hint) for one in report.failures}
    assert set(told) == {"malaysia.txt", "trong.md"}
    for source, passages in (("malaysia.txt", 1), ("trong.md", 0)):
        one = listed(engine, source)
        assert (one.state, one.passages) == ("failed", passages)
        assert (one.error, one.hint) == told[source]
    (folder / "malaysia.txt").write_text(ARTICLES["malaysia.txt"], encoding="utf-8")
    (folder / "trong.md").unlink()
    engine.ingest()
    assert states(engine) == dict.fromkeys(ARTICLES, "indexed")


def test_a_document_that_was_taken_out_stays_out_until_its_file_is_named(engine, folder):
    assert engine.remove(["malaysia.txt"]).removed == 1
    assert "malaysia.txt" not in {hit.source for hit in engine.search("Gobind Singh Deo", k=20)}
    for paths in ([], [folder]):
        report = engine.ingest(paths)
        assert (report.added, report.unchanged, report.left_out) == (0, 2, 1)
    assert states(engine)["malaysia.txt"] == "left_out"
    assert listed(engine, "malaysia.txt").passages == 0
    report = engine.ingest([folder / "malaysia.txt"])
    assert (report.added, report.left_out) == (1, 0)
    assert engine.search("Gobind Singh Deo", k=1)[0].source == "malaysia.txt"
    assert engine.ingest().unchanged == 3
    assert states(engine) == dict.fromkeys(ARTICLES, "indexed")


def test_what_was_taken_out_comes_back_neither_changed_nor_renamed(engine, folder):
    engine.remove(["malaysia.txt", "han-quoc.md"])
    (folder / "malaysia.txt").rename(folder / "ma-lai.txt")
    (folder / "han-quoc.md").write_text("Bài đã sửa.", encoding="utf-8")
    assert engine.ingest().left_out == 2
    assert engine.ingest().left_out == 2
    assert [one.source for one in engine.documents() if one.state == "indexed"] == [
        "phap/ve-tinh.txt"
    ]


def test_what_was_taken_out_is_known_by_the_name_that_it_had_below_its_folder(engine, folder):
    engine.remove(["phap/ve-tinh.txt"])
    engine.ingest([folder / "phap/ve-tinh.txt"])
    assert states(engine) == dict.fromkeys(ARTICLES, "indexed")


def test_an_unknown_source_is_an_error_and_nothing_is_taken_out(engine):
    with pytest.raises(DocumentError, match="holds no document 'khong-co'") as caught:
        engine.remove(["malaysia.txt", "khong-co"])
    assert caught.value.hint == f"askvn documents --index {engine.settings.index}"
    assert states(engine) == dict.fromkeys(ARTICLES, "indexed")


def test_one_line_of_a_file_of_many_can_be_taken_out(engine, tmp_path):
    lines = [{"id": f"tin-{number}", "text": f"Tin số {number} về Huế."} for number in range(3)]
    file = tmp_path / "tin.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    engine.ingest([file])
    assert listed(engine, "tin-1").bytes is None
    engine.remove(["tin-1"])
    file.write_text("\n".join(map(json.dumps, [*lines, {"id": "a", "text": "Mới."}])), "utf-8")
    report = engine.ingest()
    assert (report.added, report.left_out) == (1, 1)
    assert states(engine)["tin-1"] == "left_out"
    assert states(engine)["tin-2"] == states(engine)["a"] == "indexed"
    engine.ingest([file])
    assert states(engine)["tin-1"] == "indexed"


def test_everything_can_be_taken_out_and_then_nothing_answers(engine):
    engine.remove(list(ARTICLES))
    assert engine.search("Gobind Singh Deo") == []
    assert engine.ask("Ai thăm Hà Nội?").refused
    assert engine.ingest().left_out == 3


def test_a_file_that_never_could_be_read_can_be_taken_out(engine, folder):
    (folder / "trong.md").write_text(" ", encoding="utf-8")
    engine.ingest()
    engine.remove(["trong.md"])
    report = engine.ingest()
    assert (report.failures, report.left_out) == ((), 1)


def test_a_question_can_be_asked_of_chosen_documents_only(engine, folder):
    (folder / "a[1].txt").write_text("Hà Nội có diễn đàn khác.", encoding="utf-8")
    engine.ingest()
    for sources in (["a[1].txt"], ["malaysia.txt", "phap/ve-tinh.txt"]):
        hits = engine.search("diễn đàn Hà Nội", k=20, where=exactly(sources))
        assert {hit.source for hit in hits} == set(sources)


def test_answers_go_on_while_documents_come_and_go(engine, folder):
    question, done, told = "Vệ tinh VNREDSat-1 được phóng ngày nào?", threading.Event(), []

    def ask():
        while not done.is_set():
            try:
                told.append(engine.ask(question).citations[0].quote)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                told.append(error)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    expected = engine.ask(question).citations[0].quote
    for number in range(3):
        for part in range(20):
            name = f"them-{number}-{part}.txt"
            (folder / name).write_text(f"Bài {number}.{part} về trạm đo mưa.", encoding="utf-8")
        engine.ingest()
        engine.remove([f"them-{number}-{part}.txt" for part in range(20)])
    done.set()
    for thread in asking:
        thread.join()
    assert set(told) == {expected}
    assert engine.library.counts()[0] == 3


def test_a_question_is_answered_while_a_run_is_in_the_middle_of_its_work(engine, folder):
    (folder / "moi.txt").write_text("Bài mới về Úc.", encoding="utf-8")
    found = []

    def look(stage, done, total):
        answer = engine.ask("Vệ tinh VNREDSat-1 được phóng ngày nào?")
        found.append((stage, answer.citations[0].source))

    engine.ingest(progress=look)
    assert {stage for stage, _ in found} == {"read", "chunk", "embed", "publish"}
    assert {source for _, source in found} == {"phap/ve-tinh.txt"}


def test_an_upload_that_nobody_indexed_yet_is_indexed_by_the_next_run(engine):
    room = Path(engine.settings.index) / "uploads" / "shared"
    room.mkdir(parents=True)
    (room / "úc.txt").write_text("Sydney có cầu cảng.", encoding="utf-8")
    assert engine.ingest().added == 1
    assert listed(engine, "úc.txt").uploaded
    assert engine.ingest().unchanged == 4


# uploads -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("báo cáo.TXT", "báo cáo.txt"),
        ("ba\u0301o ca\u0301o.txt", "báo cáo.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lan\\thư.docx", "thư.docx"),
        ("..\\..\\x.md", "x.md"),
        (".ẩn.txt", "ẩn.txt"),
        ("~$mở.docx", "mở.docx"),
        ("a\x00b\n<c>.txt", "ab c.txt"),
        ("\u202etxt.exe.md", "txt.exe.md"),
        ("...txt", "txt"),
        (" .. .txt", "txt"),
        ("con.txt", "con_.txt"),
        ("nghị định 13/2023.pdf", "2023.pdf"),
        ("x" * 400 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name, kept):
    assert safe(name) == kept


@given(VIETNAMESE)
def test_a_safe_name_stays_as_it_is_and_leads_nowhere_else(text):
    name = safe(f"{text}a.txt")
    assert safe(name) == name
    assert name.endswith(".txt")
    assert Path(name).name == name
    assert not name.startswith((".", "~$"))
    assert len(name.encode()) <= 180


@pytest.fixture
def hand(tmp_path):
    """Return a function that hands over texts by their names."""
    place = tmp_path / "cache"
    place.mkdir()

    def handed(files):
        given = []
        for number, (name, text) in enumerate(files):
            path = place / f"{number}-{len(list(place.iterdir()))}"
            path.write_bytes((text or "").encode())
            if text is None:  # too large, though it takes no room on the disk
                os.truncate(path, MAX_UPLOAD_MB * MEGABYTE + 1)
            given.append(Upload(name, path))
        return given

    return handed


def names(paths):
    return [path.name for path in paths]


def test_files_of_one_name_are_told_apart_and_the_same_bytes_kept_once(tmp_path, hand):
    box = tmp_path / "index" / "uploads"
    taken = take(
        box, hand([("họp.txt", "Một"), ("họp.txt", "Hai"), ("ho\u0323p.txt", "Một")]), "vi"
    )
    assert names(taken.added) == ["họp.txt", "họp (2).txt"]
    assert names(taken.same) == ["họp.txt"]
    assert [path.read_text("utf-8") for path in taken.added] == ["Một", "Hai"]
    assert names(take(box, hand([("họp.txt", "Hai")]), "vi").same) == ["họp (2).txt"]
    assert sorted(names(box.iterdir())) == ["họp (2).txt", "họp.txt"]


def test_what_is_refused_says_why_and_leaves_nothing(tmp_path, hand):
    box = tmp_path / "uploads"
    taken = take(
        box,
        hand([("../phim.mp4", "x"), ("thư.doc", "x"), ("trống.txt", ""), ("to.txt", None)]),
        "vi",
    )
    assert taken.added == taken.same == ()
    assert [one.source for one in taken.refused] == ["phim.mp4", "thư.doc", "trống.txt", "to.txt"]
    formats = ".csv .docx .htm .html .jsonl .markdown .md .pdf .tsv .txt .xlsx"
    assert [one.error for one in taken.refused] == [
        f"phim.mp4: chưa hỗ trợ định dạng '.mp4' (các định dạng đọc được: {formats})",
        f"thư.doc: chưa hỗ trợ định dạng '.doc' (các định dạng đọc được: {formats})",
        "trống.txt: không có nội dung",
        "to.txt: tệp quá lớn (101 MB, tối đa 100 MB)",
    ]
    assert all(one.hint for one in taken.refused)
    assert not box.exists()


def test_many_hand_in_the_same_name_at_once_and_nothing_is_lost(tmp_path, hand):
    box, given = tmp_path / "uploads", hand([("a.txt", f"Bài {n}") for n in range(24)])
    threads = [
        threading.Thread(target=take, args=(box, given[start::4], "vi")) for start in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_text("utf-8") for path in box.iterdir()) == sorted(
        f"Bài {n}" for n in range(24)
    )


def test_an_upload_that_is_taken_out_is_deleted_and_other_files_are_not(engine, folder, hand):
    box = Path(engine.settings.index) / "uploads"
    (path,) = take(box, hand([("úc.txt", "Sydney có cầu cảng.")]), "vi").added
    engine.ingest([box])
    assert listed(engine, "úc.txt").uploaded
    engine.remove(["úc.txt", "malaysia.txt"])
    assert not path.exists()
    assert (folder / "malaysia.txt").exists()
    assert states(engine).get("úc.txt") is None
    take(box, hand([("úc.txt", "Sydney có cầu cảng.")]), "vi")
    engine.ingest([box])
    assert states(engine)["úc.txt"] == "indexed"


def test_what_lies_below_a_folder_can_be_left_out_of_a_search(engine, folder):
    (folder / "phap2").mkdir()
    (folder / "phap2/khac.txt").write_text("Vệ tinh khác của Pháp.", encoding="utf-8")
    engine.ingest()
    hits = engine.search("vệ tinh Pháp", k=20, where=Where(outside=(str(folder / "phap"),)))
    assert {hit.source for hit in hits} == {"han-quoc.md", "malaysia.txt", "phap2/khac.txt"}


def test_the_index_is_counted_by_year_format_and_abbreviation(engine, folder):
    text = "---\ndate: 2018\n---\nCông nghệ thông tin (CNTT) và ủy ban nhân dân (UBND)."
    for name in ("a.md", "b.md"):
        (folder / name).write_text(text + name, encoding="utf-8")
    engine.ingest()
    counted = census.count(engine.library)
    assert (counted.documents, counted.passages) == (5, 5)
    assert counted.passages_of_a_document == (1, 1, 1)
    assert (counted.years, counted.undated) == ({"2018": 3}, 2)
    assert counted.formats == {"md": 3, "txt": 2}
    assert Meaning("CNTT", "Công nghệ thông tin", 2) in counted.abbreviations
    alone = census.count(engine.library, Where(sources=("malaysia.txt",)))
    assert (alone.documents, alone.undated, alone.abbreviations) == (1, 1, ())
    assert json.loads(json.dumps(counted.to_json()))["abbreviations"][0]["documents"] == 2

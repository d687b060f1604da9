"""Forms of an answer: all parts told, documents that disagree, days worked out, tables, figures."""

import json
from dataclasses import replace

import pytest

from askvn import forms
from askvn.cite import as_written
from askvn.cli import show
from askvn.evidence import Sentence
from askvn.records import Hit, Note, Span
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.wiring import open_engine

WIDE = show.Terminal(100, coloured=False)
DOCUMENTS = {
    "bien-ban.md": """---
title: Biên bản họp dự án Bình Minh
date: 2024-03-15
---

Giai đoạn 1 của dự án Bình Minh gồm 600 tủ rack, đặt tại khu công nghiệp Long Khê.

Hôm qua, hai bên đã ký biên bản ghi nhớ về điện. Lễ khởi công dự án Bình Minh diễn ra ngày 20/4.
""",
    "bao-cao.md": """---
title: Báo cáo quý III dự án Bình Minh
date: 2024-10-10
---

Sau khi điều chỉnh, giai đoạn 1 của dự án Bình Minh gồm 720 tủ rack, đặt tại khu công nghiệp Long
Khê.
""",
    "an-giang.md": "# Tỉnh An Giang\n\nTỉnh An Giang có 155 xã, phường và thị trấn, dân số đông.\n",
    "ben-tre.md": "# Tỉnh Bến Tre\n\nTỉnh Bến Tre có 142 xã, phường và thị trấn, nhiều dừa.\n",
    "tien-do.md": """# Tiến độ xây nhà máy Hoa Sen

Tiến độ nhà máy Hoa Sen đến cuối tháng chín gồm các hạng mục sau đây:

| Hạng mục | Kế hoạch | Thực hiện |
| --- | --- | --- |
| Nền móng | 100% | 95% |
| Kết cấu mái | 80% | 71% |

Bảng dưới đây là kho vật tư của nhà máy.

| Vật tư | Cần | Có |
| --- | --- | --- |
| Máy bơm nước | 320 chiếc | 180 chiếc |
| Ống thép không gỉ | 900 mét | 640 mét |
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("forms")
    for name, text in DOCUMENTS.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def engine(folder):
    engine = open_engine(Settings(index=str(folder / "index"), log="off"), create=True)
    engine.ingest([folder])
    yield engine
    engine.close()


def test_documents_that_disagree_are_both_shown_newest_first_with_their_days(engine):
    answer = engine.ask("Giai đoạn 1 của dự án Bình Minh gồm bao nhiêu tủ rack?")
    assert [one.source for one in answer.citations] == ["bao-cao.md", "bien-ban.md"]
    assert [one.date for one in answer.citations] == ["2024-10-10", "2024-03-15"]
    assert answer.short is None
    assert answer.notes == (
        Note(
            "conflict",
            "Các tài liệu nói khác nhau: 720 tủ rack theo “Báo cáo quý III dự án Bình Minh”"
            " (10/10/2024); 600 tủ rack theo “Biên bản họp dự án Bình Minh” (15/3/2024).",
            (1, 2),
        ),
    )


def test_two_versions_of_a_sentence_disagree_however_it_is_asked(tmp_path):
    told = "Ngày {day}/9/2023, ông Lê Bá Tùng khánh thành bến phà Cẩm Sơn dài 80 mét. Phà chạy êm."
    for name, day in (("cu.md", 3), ("moi.md", 8)):
        (tmp_path / name).write_text(told.format(day=day), encoding="utf-8")
    other = told.format(day=9).replace("80", "95").replace("Cẩm Sơn", "Long Mỹ")
    (tmp_path / "khac.md").write_text(other, encoding="utf-8")
    with_three = open_engine(Settings(index=str(tmp_path / "index"), log="off"), create=True)
    with_three.ingest([tmp_path])
    answer = with_three.ask("Bến phà Cẩm Sơn mở cho bà con qua lại từ khi nào?")
    assert {one.source for one in answer.citations} == {"cu.md", "moi.md"}
    assert [note.kind for note in answer.notes] == ["conflict"]
    with_three.close()


def test_a_document_without_a_title_is_named_by_its_source(tmp_path):
    lines = [
        json.dumps(
            {"id": f"so-{day}", "text": f"Lễ khánh thành cầu Mỹ Lợi diễn ra ngày {day}/8/2023."}
        )
        for day in (3, 9)
    ]
    (tmp_path / "hai.jsonl").write_text("\n".join(lines), encoding="utf-8")
    engine = open_engine(Settings(index=str(tmp_path / "index"), log="off"), create=True)
    engine.ingest([tmp_path / "hai.jsonl"])
    (note,) = engine.ask("Lễ khánh thành cầu Mỹ Lợi diễn ra ngày nào?").notes
    assert "ngày 3/8/2023 theo “so-3”" in note.text
    assert "ngày 9/8/2023 theo “so-9”" in note.text
    engine.close()


LEAVE = """Điều 7. Nghỉ việc riêng hưởng nguyên lương

Nhân viên kho Bình Minh báo trước một ngày và được nghỉ hưởng nguyên lương như sau:
a) Kết hôn: nghỉ {days} ngày;
b) Con kết hôn: nghỉ 1 ngày;
c) Cha mẹ mất: nghỉ 4 ngày.
"""
FINE = LEAVE.replace("{days}", "9").replace("Nghỉ việc riêng hưởng nguyên lương", "Nghỉ lễ")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (LEAVE.format(days=5), {"3 ngày", "5 ngày"}),
        (LEAVE.format(days=3), set()),
        (LEAVE.format(days=5).replace("nghỉ 1 ngày", "nghỉ 2 ngày"), set()),  # of what is it said?
        (FINE.replace("kho Bình Minh", "xưởng đúc gang Phú Điền ca đêm"), set()),
    ],
)
def test_two_versions_of_a_list_differ_by_one_figure(tmp_path, other, told):
    (tmp_path / "cu.txt").write_text(LEAVE.format(days=3), encoding="utf-8")
    (tmp_path / "moi.txt").write_text(other, encoding="utf-8")
    engine = open_engine(Settings(index=str(tmp_path / "index"), log="off"), create=True)
    engine.ingest([tmp_path])
    answer = engine.ask("Nhân viên kho Bình Minh kết hôn được nghỉ hưởng nguyên lương mấy ngày?")
    noted = [note.text for note in answer.notes if note.kind == "conflict"]
    assert len(noted) == bool(told)
    assert all(words in noted[0] for words in told)
    engine.close()


def test_documents_that_agree_are_not_said_to_differ(engine):
    answer = engine.ask("Dự án Bình Minh giai đoạn 1 đặt tại khu công nghiệp nào?")
    assert "Long Khê" in answer.text.replace("\n", " ")
    assert answer.notes == ()


def test_each_of_two_things_asked_for_is_told_from_its_own_document(engine):
    answer = engine.ask("An Giang và Bến Tre có bao nhiêu xã, phường và thị trấn?")
    assert [one.source for one in answer.citations] == ["an-giang.md", "ben-tre.md"]
    assert answer.notes == ()


def test_a_part_that_no_passage_mentions_is_named(engine):
    answer = engine.ask("An Giang và Quảng Ninh có bao nhiêu xã, phường và thị trấn?")
    assert [one.source for one in answer.citations] == ["an-giang.md"]
    assert answer.notes == (Note("missing", "Các đoạn tìm được không nhắc đến: “Quảng Ninh”."),)


def test_a_year_that_only_one_part_names_does_not_stop_an_answer():
    text = "Năm 2021 có 155 xã."
    hit = Hit(1, 1.0, "a.txt", "Bài", 1, 0, len(text), None, text, visible=text)
    judged = forms.Judgement([Sentence(hit, Span(0, len(text)), text, 0.0)], 1.0, [hit])
    assert forms._telling("năm 2021", ["năm 2021", "Bến Tre"], judged) == judged.sentences


def test_a_day_told_from_the_day_of_the_document_is_worked_out(engine):
    answer = engine.ask("Khi nào hai bên ký biên bản ghi nhớ về điện?")
    assert answer.notes == (
        Note(
            "day",
            "“Hôm qua” là 14/3/2024, tính theo ngày của tài liệu (15/3/2024)",
            (1,),
        ),
    )


def test_a_date_without_its_year_gets_it_where_the_question_asks_when(engine):
    answer = engine.ask("Lễ khởi công dự án Bình Minh diễn ra ngày nào?")
    assert answer.short.text == "ngày 20/4"
    assert [(note.kind, note.text) for note in answer.notes] == [
        ("day", "“ngày 20/4” được hiểu là 20/4/2024, theo ngày của tài liệu (15/3/2024)")
    ]


def test_a_table_below_its_lead_is_quoted_whole(engine):
    answer = engine.ask("Tiến độ nhà máy Hoa Sen đến cuối tháng chín gồm những hạng mục nào?")
    assert answer.text.splitlines()[1:4] == [
        "Hạng mục | Kế hoạch | Thực hiện",
        "Nền móng | 100% | 95%",
        "Kết cấu mái | 80% | 71% [1]",
    ]


def test_a_row_is_quoted_with_the_names_of_its_columns_and_answers_by_the_one_asked_for(engine):
    answer = engine.ask("Máy bơm nước cần bao nhiêu chiếc?")
    assert answer.text.splitlines() == [
        "320 chiếc [1]",
        "Vật tư: Máy bơm nước; Cần: 320 chiếc; Có: 180 chiếc [1]",
    ]
    quote = answer.citations[0]
    text = engine.document("tien-do.md").text
    assert text[quote.start : quote.end] == quote.quote == "Máy bơm nước | 320 chiếc | 180 chiếc"


def test_notes_are_no_part_of_the_text_and_stand_in_the_json(engine):
    answer = engine.ask("Khi nào hai bên ký biên bản ghi nhớ về điện?")
    assert "tính theo" not in answer.text
    assert json.loads(json.dumps(answer.to_json()["notes"])) == [
        {"kind": "day", "text": answer.notes[0].text, "citations": [1]}
    ]


def test_the_terminal_shows_notes_between_the_answer_and_its_sources(engine):
    shown = show.answer(engine.ask("Khi nào hai bên ký biên bản ghi nhớ về điện?"), WIDE, "vi")
    note = "Lưu ý: “Hôm qua” là 14/3/2024, tính theo ngày của tài liệu (15/3/2024) [1]"
    assert note in shown.splitlines()
    assert shown.index(note) < shown.index("Nguồn")


def test_notes_are_english_on_demand(folder):
    engine = open_engine(Settings(index=str(folder / "index"), log="off", lang="en"))
    answer = engine.ask("Khi nào hai bên ký biên bản ghi nhớ về điện?")
    assert answer.notes[0].text == (
        "“Hôm qua” is 14/3/2024, reckoned from the day of the document (15/3/2024)"
    )
    engine.close()


@pytest.mark.parametrize(
    ("claim", "quote", "written"),
    [
        ("Vốn là 1.520 triệu USD.", "tăng thêm là 1,52 tỷ USD, chiếm", "Vốn là 1,52 tỷ USD."),
        ("Chiếm 27.7% vốn", "chiếm 27,7% tổng", "Chiếm 27,7% vốn"),
        ("Gần một trăm hãng dự", "với gần 100 doanh nghiệp", "Gần 100 hãng dự"),
        ("Ký ngày 15 tháng 1", "ký 15/1", "Ký ngày 15 tháng 1"),
        ("Có 5 nước và 7 tỉnh", "Có 5 nước, 8 tỉnh", "Có 5 nước và 7 tỉnh"),
    ],
)
def test_figures_are_written_as_the_source_has_them(claim, quote, written):
    assert as_written(claim, [quote]) == written


def test_a_composed_answer_has_the_figures_of_the_source(engine):
    said = "Bến Tre có một trăm bốn mươi hai xã, phường và thị trấn [1]."
    writing = replace(engine, llm=ScriptedLLM(said), style="compose")
    assert "142 xã" in writing.ask("Bến Tre có bao nhiêu xã, phường và thị trấn?").text

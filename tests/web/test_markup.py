"""What the page is made of: text stays text, spans stay exact, colours can be read."""

import html
import re
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn.conversation import Conversation
from askvn.log import Log
from askvn.records import Answer, Citation, Document, Hit, Mark, Note, Span
from askvn.settings import Settings
from askvn.web import files, frame, texts
from askvn.web.chat import again, cards, markup, reading, talk, welcome
from askvn.web.chat.cards import Around, Sources
from askvn.web.chat.talk import Turn
from askvn.web.chat.texts import TEXTS
from askvn.web.desk import Desk
from askvn.web.visit import Visit
from askvn.wiring import open_engine

NASTY = st.text(st.sampled_from("aăệốỮđ1 \u0301*_#`[]()<>&\"'$\\{}|!-+.:/\t"), max_size=80)
VI = TEXTS["vi"]
NOWHERE = Sources(lambda source: None, lambda source: False)


def citation(start, end, text, **changes):
    known = {"n": 1, "source": "a.txt", "title": "A", "page": None, "supported": True}
    return Citation(start=start, end=end, quote=text[start:end], **known | changes)


def hit(start, text):
    return Hit(1, 1.0, "a.txt", "A", 1, start, start + len(text), None, text, text)


def answer(text, citations, style="compose"):
    return Answer("?", "?", text, False, style, "m", citations=tuple(citations))


@given(NASTY)
def test_what_is_shown_reads_the_same_and_holds_no_markup(text):
    shown = markup.conversation((Turn(text, state="stopped"),), VI, None)
    read = html.unescape(re.sub(r"<[^>]*>", "", shown))
    words = "".join(text.split())
    assert "".join(read.split()).count(words) >= 2  # as it was asked, and to be edited
    assert not re.search(
        r"<(?!/?(?:div|article|button|svg|path|p|span|form|textarea|strong)\b)", shown
    )


@given(st.text("aệ .\n\t", min_size=1, max_size=900), st.data())
def test_a_passage_around_a_citation_keeps_every_word(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quoted = citation(100 + start, 100 + end, " " * 100 + text)
    around = cards.surroundings(quoted, [hit(100, text)], NOWHERE)
    assert around.before + quoted.quote + around.after == text
    assert quoted.quote == text[start:end]


def test_a_citation_outside_the_passages_is_read_from_its_document():
    text = "Một. Hai ba. ẨN Bốn."
    document = Document("a.txt", text, date="2024-03-05", hidden=(Span(13, 15),))
    known = NOWHERE._replace(document={"a.txt": document}.get)
    around = cards.surroundings(citation(5, 12, text), [], known)
    assert around == Around("Một. ", "    Bốn.", date="2024-03-05")
    changed = NOWHERE._replace(document={"a.txt": Document("a.txt", "Khác hẳn rồi.")}.get)
    assert cards.surroundings(citation(5, 12, text), [], changed) == Around()


def test_a_card_names_source_and_page_and_escapes_all_of_it():
    text = "Câu <b>một</b>. Câu hai."
    quoted = citation(0, 15, text, source="<i>.pdf", title="T & <u>", page=3)
    turn = Turn("?<s>", answer=answer("x [1]", [quoted]), state="answered")
    found = replace(hit(0, text), source="<i>.pdf", date="2024-03-05")
    turn = replace(turn, answer=replace(turn.answer, hits=(found,)))
    shown = cards.panel((turn,), NOWHERE, VI)
    assert '<p class="place">&lt;i&gt;.pdf · 5/3/2024 · tr. 3</p>' in shown
    assert "<h3>T &amp; &lt;u&gt;</h3>" in shown
    assert "<mark>Câu &lt;b&gt;một&lt;/b&gt;.</mark>" in shown
    assert not re.search(r"<[bius]>", shown)
    there = NOWHERE._replace(has_file=lambda source: True)
    assert 'href="/original?source=%3Ci%3E.pdf#page=3"' in cards.panel((turn,), there, VI)


def test_what_askvn_adds_to_an_answer_stands_below_it_with_its_citations():
    one, two = citation(0, 1, "ab"), citation(1, 2, "ab", n=2)
    notes = (Note("conflict", "<b> khác nhau", (1, 2, 9)), Note("missing", "thiếu"))
    told = replace(answer("Một. [1] Hai. [2]", [one, two]), notes=notes)
    turns = (Turn("?", answer=told, state="answered", text=told.text),)
    shown = markup.conversation(turns, VI, None)
    below = shown.partition('<div class="answer">')[2]
    assert '<p class="note conflict">&lt;b&gt; khác nhau <a' in below
    assert re.findall(r"note conflict.*?</p>", below)[0].count('class="marker"') == 2
    assert shown.count('title="Nguồn 2: A">[2]</a>') == 2
    assert '<p class="note missing">thiếu</p>' in below
    assert "khác nhau\n\nthiếu\n\nNguồn:" in markup.copy_text(turns[0], VI)


def test_a_card_does_not_repeat_the_title_among_its_headings():
    found = hit(0, "Câu một.")
    for headings, place in (("A", "a.txt"), ("A › B", "a.txt · B"), ("B › A", "a.txt · B › A")):
        refused = replace(answer("x", []), refused=True, hits=(replace(found, headings=headings),))
        turn = Turn("?", answer=refused, state="answered")
        assert f'<p class="place">{place}</p>' in cards.panel((turn,), NOWHERE, VI)


def test_markers_are_those_of_the_answer_not_those_of_the_documents():
    one, two = citation(0, 1, "ab"), citation(1, 2, "ab", n=2)
    quoted = answer("Theo [2] và [1]. [1]\nHai. [2]", [one, two], "quote")
    assert list(talk.pieces(quoted)) == ["Theo [2] và [1].", 1, "\nHai.", 2, ""]
    composed = answer("Một. [1] [2] Hai [7]. [1]", [one, two])
    assert list(talk.pieces(composed)) == ["Một.", 1, "", 2, " Hai [7].", 1, ""]
    turns = [Turn("a", answer=quoted), Turn("b", state="stopped"), Turn("c", answer=composed)]
    assert talk.history(turns) == [("a", "Theo [2] và [1].\nHai."), ("c", "Một. Hai [7].")]


def test_the_page_never_claims_more_than_is_true():
    words = texts.TEXTS["vi"]
    assert frame.whereabouts(Settings(), words) == "Mọi thứ chạy trên máy này"
    remote = frame.whereabouts(Settings(llm="openai:http://host:8000/v1"), words)
    assert remote == "Có dùng dịch vụ ngoài máy này: openai:http://host:8000/v1"


def test_the_first_command_to_type_names_the_folder_only_where_it_must(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for settings, command in (
        (Settings(), "askvn index THƯ_MỤC"),
        (Settings(index="kho"), "askvn index THƯ_MỤC --index kho"),
    ):
        desk = Desk(settings, partial(open_engine, settings))
        desk.prepare().join()
        shown = html.unescape(welcome.greeting(desk, Visit(settings)))
        assert f"<pre>{command}</pre>" in shown
        assert "Chưa có tài liệu nào để hỏi." in welcome.foot(desk, Visit(settings))


def test_the_state_is_loading_until_everything_is_loaded():
    opened = []
    desk = Desk(Settings(), lambda: opened.append(1))
    assert "Đang nạp mô hình và chỉ mục…" in welcome.foot(desk, Visit(Settings()))
    assert "Loading models and index…" in welcome.foot(desk, Visit(Settings(lang="en")))
    assert opened == []


def test_a_document_keeps_every_word_and_marks_the_span_even_across_paragraphs():
    text = "# Đầu đề\n\nMột <b>hai</b>.\n\nBa bốn.\n\nNăm."
    marks = (Mark(0, 0, "7"), Mark(0, 1, "Đầu đề"), Mark(text.index("Năm"), 1, ""))
    document = Document("a & b.pdf", text, "T < U", "2020-01-02", {}, (Span(0, 2),), marks)
    start, end = text.index("<b>"), text.index("bốn")
    shown = reading.page(document, Span(start, end), VI, has_file=True)
    assert re.findall("<mark>(.*?)</mark>", shown, re.S) == ["&lt;b&gt;hai&lt;/b&gt;.\n\n", "Ba "]
    assert re.findall('<p class="heading">(.*?)</p>', shown) == ["Đầu đề"]
    assert '<p class="page">tr. 7</p>' in shown
    assert 'href="/original?source=a%20%26%20b.pdf#page=7"' in shown
    assert "<title>T &lt; U</title>" in shown
    assert "a &amp; b.pdf · 2/1/2020" in shown


def test_a_logged_conversation_comes_back_with_its_citations(folder, tmp_path):
    log = Log(tmp_path / "log.db")
    engine = open_engine(Settings(index=str(folder), style="quote"))
    talk_ = Conversation(engine, log, "web", owner="browser:1")
    told = [talk_.ask(one) for one in ("Cầu Thạnh Lợi khánh thành ngày nào?", "Giá vàng?")]
    desk = Desk(engine.settings, lambda: engine, log)
    turns = again.turns_of(desk, talk_.id, "browser:1")
    assert [turn.question for turn in turns] == [one.question for one in told]
    assert [turn.answer.citations for turn in turns] == [one.citations for one in told]
    assert [turn.answer.refused for turn in turns] == [False, True]
    assert [hit.text for hit in turns[1].answer.hits] == [hit.text for hit in told[1].hits]
    assert talk.history(turns) == talk_.turns
    assert again.turns_of(desk, talk_.id, "browser:2") == ()


def test_a_conversation_comes_back_without_markup_of_its_documents(tmp_path):
    folder = tmp_path / "index"
    (tmp_path / "bao.md").write_text(
        "# Cầu Mới\n\nXem [ảnh cầu](https://vi.du/anh.png). **Cầu Mới** thông xe ngày 2/3/2021. "
        "Lễ có ~~ba~~ hai trăm khách.\n",
        encoding="utf-8",
    )
    engine = open_engine(Settings(index=str(folder), style="quote"), create=True)
    engine.ingest([tmp_path / "bao.md"])
    log = Log(tmp_path / "log.db")
    talk_ = Conversation(engine, log, "web", owner="browser:1")
    told = talk_.ask("Cầu Mới thông xe ngày nào?")
    (turn,) = again.turns_of(Desk(engine.settings, lambda: engine, log), talk_.id, "browser:1")
    before, after = (
        cards.surroundings(told.citations[0], hits, NOWHERE)
        for hits in (told.hits, turn.answer.hits)
    )
    assert after == before
    assert "https" not in after.before
    engine.close()


def test_a_turn_keeps_the_passages_that_its_cards_show():
    text = "x" * 300
    hits = (hit(0, text[:100]), hit(100, text[:100]), hit(200, text[:100]))
    told = replace(answer("a", [citation(110, 120, text)]), hits=hits)
    assert talk.with_cited_alone(Turn("?", answer=told)).answer.hits == hits[1:2]
    refused = Turn("?", answer=replace(told, refused=True, citations=()))
    assert talk.with_cited_alone(refused) == refused
    assert talk.with_cited_alone(Turn("?")) == Turn("?")


@pytest.mark.parametrize(
    ("turns", "number", "replaced"),
    [
        ([(0, 4), (0, 5)], 0, 4),
        ([(0, 4), (0, 5)], 1, 5),
        ([(0, 4), (0, 5)], 2, 0),
        ([(0, 0), (0, 5)], 0, 5),  # the first one failed
        ([(0, 4), (5, 0)], 2, 5),  # the second one was asked again and stopped
        ([(0, 4), (5, 0)], 1, 5),
        ([(4, 0), (0, 0)], 1, 4),
        ([], 0, 0),
    ],
)
def test_what_an_answer_replaces_in_the_log(turns, number, replaced):
    known = tuple(Turn("?", replaces=one, logged=other) for one, other in turns)
    assert talk.replaced_by(known, number) == replaced


PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "sunk"), ("ink", "tint"), ("ink", "warn-tint"),
    ("soft", "paper"), ("soft", "sheet"), ("soft", "sunk"), ("soft", "warn-tint"),
    ("accent", "sheet"), ("accent-strong", "tint"), ("accent-strong", "sheet"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("highlight-ink", "highlight"), ("warn", "warn-tint"), ("good", "paper"), ("soft", "tint"),
    ("accent", "paper"), ("accent", "sunk"), ("accent", "tint"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["body", "body.dark"])
def test_every_text_has_the_contrast_of_wcag_aa(scheme):
    block = re.search(
        rf"^{re.escape(scheme)} {{(.*?)^}}", files.styles(), re.DOTALL | re.MULTILINE
    )[1]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    low = {pair: contrast(*map(colours.get, pair)) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


def contrast(one, other):
    lights = sorted(luminance(colour) + 0.05 for colour in (one, other))
    return lights[1] / lights[0]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""What the page is made of: text stays text, spans stay exact, colours can be read."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn import web
from askvn.errors import IndexMissingError
from askvn.records import Answer, Citation, Document, Hit, Span
from askvn.settings import Settings
from askvn.web import cards, frame, markup, talk
from askvn.web.talk import Turn
from askvn.web.texts import TEXTS

NASTY = st.text(st.sampled_from("aăệốỮđ1 \u0301*_#`[]()<>&\"'$\\{}|!-+.:/\t"), max_size=80)
VI = TEXTS["vi"]


def citation(start, end, text, **changes):
    known = {"n": 1, "source": "a.txt", "title": "A", "page": None, "supported": True}
    return Citation(start=start, end=end, quote=text[start:end], **known | changes)


def hit(start, text):
    return Hit(1, 1.0, "a.txt", "A", 1, start, start + len(text), None, text, text)


def answer(text, citations, style="compose"):
    return Answer("?", "?", text, False, style, "m", citations=tuple(citations))


@given(NASTY)
def test_inert_text_reads_the_same_and_holds_no_markup(text):
    shown = markup.inert(text)
    assert html.unescape(shown) == text
    assert not re.search(r"[^\w\s&#;\u0301]", shown)


@given(st.text("aệ .\n\t", min_size=1, max_size=900), st.data())
def test_a_passage_around_a_citation_keeps_every_word(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quoted = citation(100 + start, 100 + end, " " * 100 + text)
    before, after, _ = cards.surroundings(quoted, [hit(100, text)], lambda source: None)
    assert before + quoted.quote + after == text
    assert quoted.quote == text[start:end]


def test_a_citation_outside_the_passages_is_read_from_its_document():
    text = "Một. Hai ba. ẨN Bốn."
    document = Document("a.txt", text, hidden=(Span(13, 15),))
    around = cards.surroundings(citation(5, 12, text), [], {"a.txt": document}.get)
    assert around == ("Một. ", "    Bốn.", "")
    changed = Document("a.txt", "Khác hẳn rồi.")
    assert cards.surroundings(citation(5, 12, text), [], {"a.txt": changed}.get) == ("", "", "")


def test_a_card_names_source_and_page_and_escapes_all_of_it():
    text = "Câu <b>một</b>. Câu hai."
    quoted = citation(0, 15, text, source="<i>.pdf", title="T & <u>", page=3)
    turn = Turn("?<s>", answer=answer("x [1]", [quoted]), state="answered")
    turn = replace(turn, answer=replace(turn.answer, hits=(hit(0, text),)))
    shown = cards.panel((turn,), lambda source: None, VI)
    assert '<p class="place">&lt;i&gt;.pdf · tr. 3</p>' in shown
    assert "<h3>T &amp; &lt;u&gt;</h3>" in shown
    assert "<mark>Câu &lt;b&gt;một&lt;/b&gt;.</mark>" in shown
    assert not re.search(r"<[bius]>", shown)


def test_a_card_does_not_repeat_the_title_among_its_headings():
    found = hit(0, "Câu một.")
    for headings, place in (("A", "a.txt"), ("A › B", "a.txt · B"), ("B › A", "a.txt · B › A")):
        refused = replace(answer("x", []), refused=True, hits=(replace(found, headings=headings),))
        turn = Turn("?", answer=refused, state="answered")
        assert f'<p class="place">{place}</p>' in cards.panel((turn,), lambda source: None, VI)


def test_markers_are_those_of_the_answer_not_those_of_the_documents():
    one, two = citation(0, 1, "ab"), citation(1, 2, "ab", n=2)
    quoted = answer("Theo [2] và [1]. [1]\nHai. [2]", [one, two], "quote")
    assert list(talk.pieces(quoted)) == ["Theo [2] và [1].", 1, "\nHai.", 2, ""]
    composed = answer("Một. [1] [2] Hai [7]. [1]", [one, two])
    assert list(talk.pieces(composed)) == ["Một.", 1, "", 2, " Hai [7].", 1, ""]
    turns = [Turn("a", answer=quoted), Turn("b", state="stopped"), Turn("c", answer=composed)]
    assert talk.history(turns) == [("a", "Theo [2] và [1].\nHai."), ("c", "Một. Hai [7].")]


def test_the_footer_never_claims_more_than_is_true():
    assert frame.footer(Settings(), VI) == "<p>Mọi thứ chạy trên máy này</p>"
    remote = frame.footer(Settings(llm="openai:http://host:8000/v1"), VI)
    assert remote == "<p>Có dùng dịch vụ ngoài máy này: openai:http://host:8000/v1</p>"


def test_the_first_command_to_type_names_the_folder_only_where_it_must():
    error = IndexMissingError("there is no index in '{folder}'", folder="x")
    shown = html.unescape(frame.unready(error, Settings(), VI))
    assert "<pre>askvn index THƯ_MỤC</pre>" in shown
    shown = html.unescape(frame.unready(error, Settings(index="kho"), VI))
    assert "<pre>askvn index THƯ_MỤC --index kho</pre>" in shown


def test_numbers_are_written_as_the_language_writes_them():
    assert '<span class="count">12.345 tài liệu</span>' in frame.header(12345, VI)
    assert '<span class="count">12,345 documents</span>' in frame.header(12345, TEXTS["en"])
    assert "count" not in frame.header(0, VI)


PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "sunk"), ("ink", "tint"), ("ink", "warn-tint"),
    ("soft", "paper"), ("soft", "sheet"), ("soft", "sunk"), ("soft", "warn-tint"),
    ("accent", "sheet"), ("accent-strong", "tint"), ("accent-strong", "sheet"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("highlight-ink", "highlight"), ("warn", "warn-tint"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["body", "body.dark"])
def test_every_text_has_the_contrast_of_wcag_aa(scheme):
    style = (Path(web.__file__).parent / "style.css").read_text(encoding="utf-8")
    block = re.search(rf"^{re.escape(scheme)} {{(.*?)^}}", style, re.DOTALL | re.MULTILINE)[1]
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

"""From question to cited answer: understanding, evidence, prompts, citations, refusal."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from askvn import answer, brief, prompt
from askvn.clock import finished, within
from askvn.errors import AnswerTimeoutError
from askvn.evidence import Sentence, missing_years, rank, rarity, sentences_of
from askvn.prompt import Asked
from askvn.reader.encoding import WORD
from askvn.reader.reading import Page, Reading
from askvn.records import Hit, Message, Span
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.understand import Vocabulary, expected_types, is_follow_up
from askvn.understand import understand as read
from askvn.wiring import open_engine

NONE = 0.1
GOLDEN = Path(__file__).parent / "golden"


def passage(text, *, rank=1, start=100, title="Bài", score=1.0):
    return Hit(
        rank=rank, score=score, source=f"{rank}.txt", title=title, chunk=rank, start=start,
        end=start + len(text), page=None, text=text, visible=text, date="2024-05-06",
    )  # fmt: skip


FIRST = passage("Hội nghị họp ở Huế ngày 3/4/2024. Có 120 đại biểu dự. Trời mưa.")
TOLD = ["Hội nghị họp ở Huế ngày 3/4/2024.", "Có 120 đại biểu dự.", "Trời mưa."]
SECOND = passage("Ông Lê Văn A là trưởng ban. Ban có ba người.", rank=2)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Ai là trưởng ban?", {"person"}),
        ("hop o dau", {"place"}),
        ("Khi nào khai mạc?", {"date"}),
        ("Có bao nhiêu đại biểu?", {"number"}),
        ("Vì sao hoãn?", {"reason"}),
        ("Nội dung chính?", set()),
        ("Nhà máy đặt trong sáu tháng đầu năm thế nào?", set()),
        ("Có mấy cái máy?", {"number"}),
        ("Hiệp định ký vào năm bao nhiêu?", {"date", "number"}),
        ("Mỗi năm bao nhiêu người sang Nhật?", {"number"}),
        ("nha may co may cai may", {"number"}),
        ("Chùa này quay về đâu?", {"place"}),
    ],
)
def test_question_words_tell_what_is_asked_for(question, kinds):
    assert set(expected_types(question)) == kinds


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("Thế còn Malaysia?", True),
        ("Công ty này sẽ làm gì ở Việt Nam?", True),
        ("Ông ấy giữ chức vụ gì từ năm 2018?", True),
        ("Bao giờ?", True),
        ("Malaysia thì sao?", True),
        ("Cầu Mây là gì?", False),
        ("Trung tâm dữ liệu Kinh Bắc đặt ở tỉnh nào?", False),
    ],
)
def test_follow_ups_are_recognised(question, leans):
    assert is_follow_up(question) is leans


def understand(question, history=()):
    knows_nothing = Vocabulary(lambda token: 0, lambda token: 1.0, lambda keys: [])
    return read(question, history, vocabulary=knows_nothing, restorer=None)


def test_a_follow_up_is_searched_with_the_question_before_it():
    history = [Message("user", "KTNF là công ty nước nào?"), Message("assistant", "Hàn Quốc.")]
    understood = understand("Thế công ty này làm gì?", history)
    assert understood.terms["ktnf"] == 1
    assert understood.terms["làm"] == 2
    assert understood.text == "Thế công ty này làm gì?"
    assert understand("Trung tâm dữ liệu Kinh Bắc đặt ở đâu?", history).context == ""


def test_sentences_are_ranked_by_what_they_share_with_the_question():
    idf = rarity({"~dai_bieu": 1}.get and (lambda token: 1), 10)
    ranked = rank(understand("Có bao nhiêu đại biểu dự hội nghị?"), [FIRST, SECOND], idf=idf)
    assert ranked[0].text == "Có 120 đại biểu dự."
    assert ranked[0].span == Span(134, 153)
    assert len(ranked) == 5


def test_headings_and_questions_are_not_quoted_and_a_list_stays_with_its_lead():
    text = "Thỏa thuận\nGồm bốn điều:\n- một là A\n- hai là B\nVì sao?\nHết."
    hit = replace(passage(text), headings="Chương 1 › Thỏa thuận")
    assert [part for _, part in sentences_of(hit)] == [
        "Gồm bốn điều:\n- một là A\n- hai là B",
        "Hết.",
    ]
    (start, end), _ = next(iter(sentences_of(hit)))
    assert text[start - 100 : end - 100] == "Gồm bốn điều:\n- một là A\n- hai là B"


def test_prompts_are_the_golden_ones():
    sentences = [Sentence(FIRST, Span(100, 133), "Hội nghị họp ở Huế ngày 3/4/2024.", 1.0),
                 Sentence(FIRST, Span(134, 153), "Có 120 đại biểu dự.", 0.5)]  # fmt: skip
    asked = [
        Asked("Hội nghị họp ở đâu?", [FIRST], "Hội nghị họp ở Huế. [1]"),
        Asked("Ai là trưởng ban?", [SECOND]),
    ]
    shown = {
        "quote": prompt.quote("Hội nghị họp ở đâu?", sentences),
        "compose": prompt.compose(asked),
    }
    for name, messages in shown.items():
        text = "\n".join(f"=== {turn.role}\n{turn.content}" for turn in messages) + "\n"
        assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def sentence(hit, text, score):
    start = hit.start + hit.text.index(text)
    return Sentence(hit, Span(start, start + len(text)), text, score)


def reading(scores, *, words=None):
    """Return a reading with these scores, that marks a word."""
    pages = {}
    if words:
        hit, marked, place = words
        spans = [match.span() for match in WORD.finditer(hit.text)]
        table = np.zeros((len(spans), 3), dtype=np.float32)
        table[place, 1:] = 9.0
        encoded = SimpleNamespace(
            spans=np.array(spans), sentences=np.zeros(len(spans), dtype=np.int32)
        )
        assert hit.text[slice(*spans[place])] == marked
        pages[hit.chunk] = Page(hit, encoded, table)
    return Reading({(one.hit.chunk, one.span): score for one, score in scores}, NONE, pages)


def test_ranker_and_reader_share_one_probability_among_sentences():
    city = sentence(FIRST, "Hội nghị họp ở Huế ngày 3/4/2024.", 3.0)
    people = sentence(FIRST, "Có 120 đại biểu dự.", 2.0)
    unread = sentence(SECOND, "Ban có ba người.", 2.8)
    read = reading([(city, -4.0), (people, -0.5)])
    weighed = answer.weigh(understand("Ở đâu?"), [city, unread, people], read)
    assert [one.text for one in weighed] == [people.text, city.text, unread.text]
    ranks, reads = answer.RANKER_WEIGHT, answer.READER_WEIGHT
    shares = [ranks * 2.0 + reads * -0.5, ranks * 3.0 + reads * -4.0, ranks * 2.8 + reads * -4.0]
    whole = math.log(sum(map(math.exp, shares)))
    assert [one.score for one in weighed] == pytest.approx([share - whole for share in shares])
    assert answer.weigh(understand("Ở đâu?"), [], reading([])) == []


@pytest.mark.parametrize(
    ("question", "behind"),
    [
        ("Hội nghị họp khi nào?", {"Có 120 đại biểu dự.", "Trời mưa."}),
        ("Có bao nhiêu đại biểu dự?", {"Hội nghị họp ở Huế ngày 3/4/2024.", "Trời mưa."}),
        ("Bao nhiêu trong số 120 đại biểu là nữ?", set(TOLD)),
        ("Hội nghị họp ở đâu?", set()),
    ],
)
def test_a_sentence_without_the_date_or_figure_asked_for_falls_behind(question, behind):
    ranked = [sentence(FIRST, text, 1.0) for text in TOLD]
    weighed = answer.weigh(understand(question), ranked, reading([]))
    scores = {one.text: one.score for one in weighed}
    ahead = max(scores.values()) + answer.NOT_GIVEN * (behind == set(TOLD))
    for text, score in scores.items():
        assert score - ahead == pytest.approx(-answer.NOT_GIVEN * (text in behind))


def test_the_model_counts_by_its_weight_and_none_is_shared():
    city = sentence(FIRST, "Hội nghị họp ở Huế ngày 3/4/2024.", math.log(0.2))
    people = sentence(FIRST, "Có 120 đại biểu dự.", math.log(0.7))
    weighed = [people, city]
    llm = ScriptedLLM(label="A")  # the first in the order of the document: the city
    chosen, none = finished(answer.choose("Ở đâu?", weighed, 0.1, llm, model_weight=0.0))
    assert chosen[0] == people
    assert none == pytest.approx(0.1)
    chosen, none = finished(answer.choose("Ở đâu?", weighed, 0.1, llm, model_weight=1.0))
    assert chosen == [city]
    assert none == pytest.approx(1e-4, rel=0.01)
    unsure = ScriptedLLM(label="?")
    chosen, _ = finished(answer.choose("Ở đâu?", weighed, 0.1, unsure, model_weight=0.5))
    assert chosen == [people, city]


class Slow(ScriptedLLM):
    """Never comes to an end, and knows that it was closed."""

    closed = False

    def choose(self, messages, labels):
        try:
            while True:
                yield ""
        finally:
            Slow.closed = True


def test_choosing_ends_with_the_time_and_with_the_stream(engine):
    weighed = [sentence(FIRST, "Có 120 đại biểu dự.", -0.1)]
    hurried = answer.choose("Ai?", weighed, 0.1, Slow(name="x"), model_weight=0.1, seconds=1e-9)
    with pytest.raises(AnswerTimeoutError, match="'x' gave no sentence within 1e-09 s") as caught:
        finished(hurried)
    assert caught.value.hint == "ASKVN_ANSWER_TIMEOUT_S=2e-09 askvn ask …"
    assert Slow.closed
    Slow.closed = False
    stream = replace(engine, llm=Slow()).stream("Vệ tinh VNREDSat-1 được phóng ngày nào?")
    assert next(stream) == ""
    stream.close()
    assert Slow.closed
    brief_ = replace(engine.settings, answer_timeout_s=0.01)
    with pytest.raises(AnswerTimeoutError, match="'scripted' gave no sentence within"):
        replace(engine, llm=Slow(), settings=brief_).ask("VNREDSat-1 được phóng ngày nào?")


def test_work_has_its_time_and_gives_its_result():
    def work():
        yield ""
        yield ""
        return 7

    clock = iter(range(10))
    assert finished(within(work(), 0)) == 7
    assert finished(within(work(), 5, now=lambda: next(clock))) == 7
    clock = iter(range(10))
    with pytest.raises(TimeoutError):
        finished(within(work(), 2, now=lambda: next(clock)))


def said(question, expects, hit, text, *, marked, chance=0.9):
    """Return the short answer where the reader marks one word of a sentence of that chance."""
    best = sentence(hit, text, math.log(chance))
    place = [match.group() for match in WORD.finditer(hit.text)].index(marked)
    short = brief.short(question, expects, best, reading([], words=(hit, marked, place)))
    if short:
        assert hit.text[short.start - hit.start : short.end - hit.start] == short.text
        assert short.n == 1
    return short.text if short else None


PEOPLE = "Có 120 đại biểu dự."
FOUNDED = passage("Năm 2019, ông Lê An lập công ty với 72 giờ học và 3 triệu đồng. Xong.")
FOUND = "Năm 2019, ông Lê An lập công ty với 72 giờ học và 3 triệu đồng."


def test_figures_come_with_their_unit_and_with_what_is_counted():
    asked = "Công ty lập với bao nhiêu giờ?"
    assert said(asked, ("number",), FOUNDED, FOUND, marked="72") == "72 giờ"
    assert said(asked, ("number",), FOUNDED, FOUND, marked="3") == "3 triệu đồng"
    asked = "Có bao nhiêu đại biểu?"
    assert said(asked, ("number",), FIRST, PEOPLE, marked="120") == "120 đại biểu"


RANGES = passage(
    "Đường dài 5–10 km, thu phí từ 2 triệu đến 7 triệu đồng. Hội họp ngày 15-17/1/2024 ở Huế.\n"
    "Dịch kéo dài năm 1654-57 rồi tắt."
)


@pytest.mark.parametrize(
    ("question", "marked", "told"),
    [
        ("Đường dài bao nhiêu km?", "10", "5–10 km"),
        ("Đường dài bao nhiêu km?", "5", "5–10 km"),
        ("Thu phí bao nhiêu?", "7", "từ 2 triệu đến 7 triệu đồng"),
        ("Thu phí tối đa bao nhiêu?", "7", "7 triệu đồng"),
        ("Thu phí từ bao nhiêu?", "2", "2 triệu"),
        ("Hội họp ngày nào?", "17", "ngày 15-17/1/2024"),
        ("Dịch kéo dài năm nào?", "57", "năm 1654-57"),
        ("Dịch chết bao nhiêu người?", "57", None),
    ],
)
def test_a_range_is_told_whole_unless_one_end_is_asked_for(question, marked, told):
    text = next(one for _, one in sentences_of(RANGES) if marked in one)
    assert said(question, expected_types(question), RANGES, text, marked=marked) == told


def test_asked_for_a_date_another_figure_is_no_answer():
    asked = "Lê An lập công ty khi nào?"
    assert said(asked, ("date",), FOUNDED, FOUND, marked="2019") == "Năm 2019"
    assert said(asked, ("date",), FOUNDED, FOUND, marked="72") == "Năm 2019"
    known = "Năm 2019 Lê An lập công ty vào ngày nào?"
    assert said(known, ("date",), FOUNDED, FOUND, marked="2019") is None


def test_a_short_answer_is_sure_and_less_than_its_sentence():
    asked = "Lê An lập công ty khi nào?"
    assert said(asked, ("date",), FOUNDED, FOUND, marked="2019", chance=0.6) is None
    assert said("Mấy?", ("number",), passage("Có 120 ha."), "Có 120 ha.", marked="120") == "120 ha"
    assert said("Mấy?", ("number",), passage("120 ha."), "120 ha.", marked="120") is None


@pytest.mark.parametrize("kinds", [(), ("person",), ("place",), ("list",), ("reason",)])
def test_other_kinds_have_no_short_answer(kinds):
    assert said("Gì?", kinds, FOUNDED, FOUND, marked="Lê") is None


def test_a_sentence_that_was_not_read_has_no_short_answer():
    read = reading([(sentence(FIRST, PEOPLE, 0.0), -0.1)])
    asked = ("Bao nhiêu?", ("number",))
    assert brief.short(*asked, sentence(SECOND, "Ban có ba người.", 0.0), read) is None


def test_a_year_that_no_passage_has_is_noticed():
    assert missing_years("Họp năm 2019 ở đâu?", [FIRST]) == ["2019"]
    assert missing_years("Họp năm 2024 ở đâu?", [FIRST]) == []
    assert missing_years("Có 2.019 đại biểu?", [FIRST]) == []


def test_a_quoted_answer_is_verbatim_with_exact_spans(engine):
    answer = engine.ask("Vệ tinh VNREDSat-1 được phóng ngày nào?")
    assert not answer.refused
    sentence = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013."
    assert answer.text.startswith(f"ngày 7/5/2013 [1]\n{sentence} [1]")
    assert answer.short.text == "ngày 7/5/2013"
    source = engine.document(answer.citations[0].source).text
    assert source[answer.short.start : answer.short.end] == answer.short.text
    assert answer.to_json()["short"]["n"] == answer.citations[0].n == 1
    for citation in answer.citations:
        document = engine.document(citation.source)
        assert document.text[citation.start : citation.end] == citation.quote
    assert answer.hits[0].source == "phap/ve-tinh.txt"


def test_the_stream_is_the_answer_and_ask_is_the_stream_drained(engine):
    *pieces, last = engine.stream("Vệ tinh VNREDSat-1 được phóng ngày nào?")
    assert "".join(pieces) == last.text
    assert last.to_json().keys() == engine.ask("x y z").to_json().keys()


def test_no_evidence_means_no_model_call(engine):
    answer = engine.ask("Giá vàng thế giới chiều nay tăng mấy phần trăm?")
    assert answer.refused
    assert answer.citations == ()
    assert "Tài liệu không có thông tin" in answer.text
    assert engine.llm.calls == []


def test_a_year_the_documents_lack_means_no_model_call(engine):
    asked = "Lễ ký thỏa thuận năm {year} có bao nhiêu doanh nghiệp chứng kiến?"
    assert engine.find(asked.format(year=2019), k=5).strength > 0.35
    assert engine.ask(asked.format(year=2019)).refused
    assert engine.llm.calls == []
    assert not engine.ask(asked.format(year=2018)).refused


def test_the_model_may_say_none(engine):
    heard = replace(engine.settings, model_weight=0.9)
    sure = replace(engine, settings=heard, llm=ScriptedLLM(label="0"))
    assert sure.ask("Vệ tinh VNREDSat-1 được phóng ngày nào?").refused


def test_passages_without_a_sentence_to_quote_are_refused(tmp_path):
    (tmp_path / "hỏi.txt").write_text("Trạm bơm Cầu Sắt xây năm nào?\n", encoding="utf-8")
    settings = Settings(index=str(tmp_path / "index"), model_weight=1.0, strictness=0.0)
    engine = replace(open_engine(settings, create=True), llm=ScriptedLLM(label="A"))
    engine.ingest([tmp_path / "hỏi.txt"])
    answer = engine.ask("Trạm bơm Cầu Sắt xây năm nào?")
    assert answer.hits
    assert answer.refused
    engine.close()


def test_compose_streams_and_cites(engine):
    reply = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013 [1]."
    composing = replace(engine, llm=ScriptedLLM(reply=reply), style="compose")
    *pieces, last = composing.stream("VNREDSat-1 được phóng ngày nào?")
    assert len(pieces) > 3
    assert last.style == "compose"
    assert last.text == "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013. [1]"
    assert last.citations[0].supported
    assert composing.llm.calls[0][0].role == "system"


def test_compose_refuses_where_the_model_says_that_the_documents_dont_tell(engine):
    composing = replace(engine, llm=ScriptedLLM(reply=prompt.NO_ANSWER), style="compose")
    assert composing.ask("VNREDSat-1 được phóng ngày nào?").refused


def test_a_question_without_diacritics_or_decomposed_finds_the_same(engine):
    typed = engine.ask("Vệ tinh VNREDSat-1 được phóng ngày nào?").citations[0].quote
    import unicodedata

    assert engine.ask("ve tinh vnredsat-1 duoc phong ngay nao").citations[0].quote == typed
    decomposed = unicodedata.normalize("NFD", "Vệ tinh VNREDSat-1 được phóng ngày nào?")
    assert engine.ask(decomposed).citations[0].quote == typed


def test_history_is_taken_as_pairs(engine):
    history = [("Vệ tinh VNREDSat-1 là gì?", "Là vệ tinh viễn thám.")]
    answer = engine.ask("Kinh phí của nó gồm những gì?", history=history)
    assert answer.citations[0].source == "phap/ve-tinh.txt"


def test_an_engine_may_be_asked_from_several_threads(engine):
    questions = ["Vệ tinh VNREDSat-1 được phóng ngày nào?", "Gobind Singh Deo thăm Hà Nội khi nào?"]
    alone = [engine.ask(question).text for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: engine.ask(question).text, questions * 10))
    assert together == alone * 10

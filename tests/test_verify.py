"""Whether a sentence is supported, and why not: by value, whatever the spelling."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askvn import cite, resources
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.errors import ModelDamagedError
from askvn.records import Hit, Reason
from askvn.testing import ScriptedLLM
from askvn.verify import Verifier, explained
from askvn.verify.measures import NAMES
from askvn.verify.said import respelled, said
from askvn.vietnamese import sentences
from askvn.vietnamese.diacritics import strip
from askvn.wiring import open_verifier

SOURCE = (
    "Hội nghị họp ở Huế ngày 3/4/2024, có 1.200 đại biểu của Bộ Y tế dự, chi 15 % ngân sách, "
    "tức 1.234,5 tỷ đồng."
)


@pytest.fixture(scope="module")
def verifier():
    return open_verifier()


def found(verifier, claim, evidence, context=""):
    reasons = verifier.verify(claim, evidence, context).reasons
    return [(reason.code, reason.words) for reason in reasons]


@pytest.mark.parametrize(
    "claim",
    [
        "Hội nghị họp ở Huế ngày 3 tháng 4 năm 2024.",
        "Hội nghị họp ở Huế mồng 3 tháng 4 năm 2024.",
        "Hội nghị họp ở Huế ngày 03-04-2024.",
        "Hội nghị họp ở Huế tháng 4 năm 2024.",
        "Hội nghị họp ở Huế năm 2024.",
        "Hội nghị có 1200 đại biểu của Bộ Y tế dự.",
        "Hội nghị có 1,200 đại biểu của BYT dự.",
        "Hội nghị có một nghìn hai trăm đại biểu của Bộ Y tế dự.",
        "Hội nghị chi 15% ngân sách.",
        "Hội nghị chi mười lăm phần trăm ngân sách.",
        "Hội nghị chi 15% ngân sách, tức 1.234.500 triệu đồng.",
        "hoi nghi hop o hue ngay 3/4/2024, co 1.200 dai bieu cua Bo Y te du",
    ],
)
def test_another_form_of_the_same_is_supported(verifier, claim):
    assert verifier.verify(claim, SOURCE).supported, found(verifier, claim, SOURCE)


@pytest.mark.parametrize(
    ("claim", "code", "words"),
    [
        ("Hội nghị họp ở Huế ngày 4/3/2024.", "date", "ngày 4/3/2024"),
        ("Hội nghị họp ở Huế ngày 3/4/2025.", "date", "ngày 3/4/2025"),
        ("Hội nghị họp ở Huế quý I năm 2024.", "date", "quý I năm 2024"),
        ("Hội nghị họp ở Vinh ngày 3/4/2024.", "name", "Vinh"),
        ("Nguyễn Văn A họp ở Huế ngày 3/4/2024.", "name", "Nguyễn Văn A"),
        ("Hội nghị có 1.201 đại biểu của Bộ Y tế dự.", "number", "1.201"),
        ("Hội nghị có 1.200 đại biểu của BGDĐT dự.", "name", "BGDĐT"),
        ("Hội nghị chi 51 % ngân sách.", "amount", "51 %"),
        ("Hội nghị chi 15 triệu đồng ngân sách.", "amount", "15 triệu đồng"),
        ("Hội nghị chi 1.234,5 triệu đồng.", "amount", "1.234,5 triệu đồng"),
        ("Hội nghị chi 1.234,5 tỷ USD.", "amount", "1.234,5 tỷ USD"),
        ("Hội nghị không họp ở Huế.", "negation", "không họp"),
        ("hoi nghi hop o Vinh ngay 3/4/2024", "name", "Vinh"),
    ],
)
def test_another_figure_name_or_denial_is_named(verifier, claim, code, words):
    verdict = verifier.verify(claim, SOURCE)
    assert not verdict.supported
    assert (code, words) in [(reason.code, reason.words) for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("claim", "evidence", "words"),
    [
        ("Phạt tù từ 03 năm đến 03 năm.", "Phạt tù từ 03 năm đến 10 năm.", "03 năm"),
        ("Quỹ ở Huế tặng Huế 5 tỷ đồng.", "Quỹ ở Huế tặng Vinh 5 tỷ đồng.", "Huế"),
    ],
)
def test_what_stands_in_anothers_place_is_named(verifier, claim, evidence, words):
    assert ("displaced", words) in found(verifier, claim, evidence)
    assert verifier.verify(evidence, evidence).supported


@pytest.mark.parametrize(
    ("claim", "evidence", "denied"),
    [
        ("Được hút thuốc ở đây.", "Cấm hút thuốc ở đây.", True),
        ("Không được hút thuốc ở đây.", "Cấm hút thuốc ở đây.", False),
        ("Công ty đã nộp thuế.", "Công ty chưa nộp thuế.", True),
        ("Công ty chưa nộp thuế.", "Công ty chưa nộp thuế năm nay.", False),
        ("Hàng không phát triển.", "Ngành hàng không phát triển nhanh.", False),
        ("Không khí trong lành.", "Ở đây không khí trong lành.", False),
    ],
)
def test_denials_are_compared_by_what_they_deny(verifier, claim, evidence, denied):
    codes = [code for code, _ in found(verifier, claim, evidence)]
    assert ("negation" in codes) is denied


def test_a_name_may_come_from_the_title_only_where_none_was_put_in_its_place(verifier):
    title = "Viettel công bố kết quả kinh doanh"
    claim = "Viettel đạt doanh thu 5 tỷ đồng."
    assert verifier.verify(claim, "Công ty đạt doanh thu 5 tỷ đồng.", title).supported
    assert found(verifier, claim, "FPT đạt doanh thu 5 tỷ đồng.", title) == [("name", "Viettel")]


def test_an_abbreviation_that_the_passage_explains_is_its_long_name(verifier):
    passage = "Ủy ban Giám sát Sông Trà (UBGSST) họp hằng tháng."
    evidence = "Ủy ban Giám sát Sông Trà kiểm tra 12 trạm bơm."
    assert verifier.verify("UBGSST kiểm tra 12 trạm bơm.", evidence, passage).supported
    assert not verifier.verify("UBGSST kiểm tra 12 trạm bơm.", evidence).supported


def test_what_the_passage_does_not_say_is_unsupported_and_named(verifier):
    verdict = verifier.verify("Kinh tế thế giới phục hồi chậm chạp.", SOURCE)
    assert not verdict.supported
    assert verdict.chance < 0.1
    assert {reason.code for reason in verdict.reasons} == {"content"}


def test_a_claim_without_diacritics_takes_the_evidences_spelling():
    assert respelled("hop o hue 3 ngay", "Họp ở Huế ba ngày") == "họp ở huế 3 ngày"
    assert respelled("Hop ở Hue", "Họp ở Huế") == "Hop ở Hue"


def test_names_are_runs_of_capitals_without_titles():
    def named(text):
        return [" ".join(name.forms) for name in said(text).names]

    assert named("Ông Lê Văn An là trưởng ban ở Huế.") == ["lê văn an", "huế"]
    assert named("Nguyễn Thị Bình thăm Paris.") == ["nguyễn thị bình", "paris"]
    assert named("Viettel và FPT cùng đầu tư.") == ["viettel", "fpt"]
    assert named("Trời mưa ở đây.") == []


WORDS = "bản tin nói rằng đoàn công tác thăm trường học và trạm y tế ở hoà bình thuỷ lợi".split()
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=14)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SENTENCE, min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from(["NFC", "NFD", "tone", "bare"]),
    st.integers(2, 9999),
)
def test_a_sentence_of_the_passage_is_supported_in_any_spelling(parts, place, form, number):
    texts = [f"Năm nay {' '.join(part)} {number} lần không nghỉ." for part in parts]
    claim = texts[place % len(texts)]
    written = {
        "NFC": claim,
        "NFD": unicodedata.normalize("NFD", claim),
        "tone": claim.replace("hoà", "hòa").replace("thuỷ", "thủy"),
        "bare": strip(claim),
    }[form]
    assert open_cached().verify(written, " ".join(texts)).supported


@settings(max_examples=80, deadline=None)
@given(
    st.integers(2, 10**7),
    st.integers(2, 10**7),
    st.sampled_from(["%", "km", "tỷ đồng", "người", "triệu USD"]),
    st.sampled_from(["Đoàn đã ghi nhận {} ở Huế.", "Có {} theo báo cáo của đoàn công tác."]),
)
def test_a_swapped_number_is_never_supported(told, claimed, unit, frame):
    evidence = frame.format(f"{told} {unit}")
    claim = frame.format(f"{claimed} {unit}")
    assert open_cached().verify(claim, evidence).supported is (told == claimed)


KEPT = []


def open_cached():
    if not KEPT:
        KEPT.append(open_verifier())
    return KEPT[0]


def test_every_sentence_of_the_sample_corpus_is_supported_by_its_document(verifier):
    for path in sorted(resources.corpus().glob("**/*.md")):
        text = path.read_text(encoding="utf-8")
        for start, end in sentences.split(text)[:20]:
            assert verifier.verify(text[start:end], text).supported, text[start:end]


def test_reasons_are_told_in_both_languages():
    reasons = (Reason("amount", "15 %"), Reason("name", "Vinh"))
    assert explained(reasons, "vi") == (
        "số liệu “15 %” không có trong nguồn; tên “Vinh” không có trong nguồn"
    )
    assert explained(reasons, "en") == (
        "the amount “15 %” is not in the source; the name “Vinh” is not in the source"
    )
    assert explained((Reason("content", ""),), "vi") == "nguồn không nói vậy"


def test_the_weights_are_those_of_the_embedder_that_is_shipped():
    import json

    content = json.loads((resources.model("verifier") / "verifier.json").read_text("utf-8"))
    assert content["embedder"] == BuiltinEmbedder().fingerprint
    assert tuple(content["weights"]) == NAMES


def test_damaged_weights_are_an_error_with_a_hint(tmp_path):
    (tmp_path / "verifier.json").write_text("{}", encoding="utf-8")
    damaged = Verifier(tmp_path, BuiltinEmbedder())
    with pytest.raises(ModelDamagedError, match=r"verifier\.json"):
        damaged.verify("Trăng tròn.", "Trời mưa.")


# Composed answers -------------------------------------------------------------------------------


def passage(text, *, rank=1, start=100, title="Bài"):
    return Hit(
        rank=rank, score=1.0, source=f"{rank}.txt", title=title, chunk=rank, start=start,
        end=start + len(text), page=None, text=text, visible=text, date="2024-05-06",
    )  # fmt: skip


FIRST = passage("Hội nghị họp ở Huế ngày 3/4/2024. Có 120 đại biểu dự. Trời mưa.")
SECOND = passage("Ông Lê Văn An là trưởng ban. Ban có ba người.", rank=2)


def composed(verifier, text, unsupported="mark"):
    return cite.composed(text, [FIRST, SECOND], verifier, unsupported=unsupported)


def test_an_invented_number_is_marked_dropped_or_kept(verifier):
    text = "Hội nghị họp ở Huế [1]. Có 999 đại biểu dự [1]."
    answer, citations = composed(verifier, text)
    assert answer == "Hội nghị họp ở Huế. [1] Có 999 đại biểu dự. [2]"
    assert [one.supported for one in citations] == [True, False]
    assert citations[1].quote == "Có 120 đại biểu dự."
    assert citations[1].reasons == (Reason("number", "999"),)
    assert list(citations[1].to_json()["reasons"]) == [{"code": "number", "words": "999"}]
    assert composed(verifier, text, "drop")[0] == "Hội nghị họp ở Huế. [1]"
    assert composed(verifier, text, "keep")[0] == answer


def test_an_unmarked_sentence_is_cited_where_it_stands_or_marked(verifier):
    text = "Có 120 đại biểu dự. Trăng rất tròn và sáng."
    assert composed(verifier, text)[0] == "Có 120 đại biểu dự. [1] Trăng rất tròn và sáng. [?]"
    assert composed(verifier, text, "keep")[0] == (
        "Có 120 đại biểu dự. [1] Trăng rất tròn và sáng."
    )
    assert composed(verifier, text, "drop")[0] == "Có 120 đại biểu dự. [1]"
    assert composed(verifier, "Trăng rất tròn. [?]")[0] == "Trăng rất tròn. [?]"


def test_a_sentence_that_claims_nothing_is_neither_cited_nor_marked(verifier):
    answer, citations = composed(verifier, "Đúng vậy. Có 120 đại biểu dự [1].")
    assert answer == "Đúng vậy. Có 120 đại biểu dự. [1]"
    assert len(citations) == 1


def test_a_marker_without_a_passage_never_comes_out(verifier):
    text = "Có 120 đại biểu dự [7]. Ông Lê Văn An là trưởng ban [1, 2]【9】."
    answer, citations = composed(verifier, text)
    assert answer == "Có 120 đại biểu dự. [1] Ông Lê Văn An là trưởng ban. [2]"
    assert [one.source for one in citations] == ["1.txt", "2.txt"]


def test_a_sentence_that_named_the_wrong_passage_gets_the_right_one(verifier):
    _, citations = composed(verifier, "Có 120 đại biểu dự [2].")
    assert [(one.source, one.supported) for one in citations] == [("1.txt", True)]


def test_two_sentences_in_one_are_cited_as_the_run_that_says_both(verifier):
    answer, citations = composed(
        verifier, "Hội nghị họp ở Huế ngày 3/4/2024, có 120 đại biểu dự [1]."
    )
    assert answer.endswith("[1]")
    assert citations[0].quote == "Hội nghị họp ở Huế ngày 3/4/2024. Có 120 đại biểu dự."
    assert citations[0].supported


def test_the_engine_reports_what_a_model_invented(engine):
    reply = (
        "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 8/5/2013 [1][12]. "
        "Vệ tinh Vinasat được phóng lên quỹ đạo ngày 7/5/2013 [1]."
    )
    composing = replace(engine, llm=ScriptedLLM(reply=reply), style="compose", unsupported="mark")
    answer = composing.ask("VNREDSat-1 được phóng ngày nào?")
    assert [one.supported for one in answer.citations] == [False, False]
    assert answer.citations[0].reasons == (Reason("date", "ngày 8/5/2013"),)
    assert answer.citations[1].reasons[0].code == "name"
    assert "[12]" not in answer.text
    dropping = replace(composing, unsupported="drop")
    assert dropping.ask("VNREDSat-1 được phóng ngày nào?").refused

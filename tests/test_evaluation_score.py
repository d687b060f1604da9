"""One answer beside what was wanted: evidence, key facts, numbers, citations."""

from dataclasses import replace

import pytest

from askvn.evaluate import score
from askvn.evaluate.sets import Question
from askvn.records import Answer, Citation
from askvn.wiring import open_verifier

TEXT = "Hội nghị họp ở Huế ngày 3/4/2024. Có 120 đại biểu dự. Kinh phí là 1,5 tỷ đồng."
DATE, GUESTS, COST = (part + "." for part in TEXT.removesuffix(".").split(". "))


def cited(*quotes, text=""):
    """Return an answer that quotes sentences of TEXT, each with its marker."""
    citations = tuple(
        Citation(number, "a.txt", "Bài", TEXT.index(quote), TEXT.index(quote) + len(quote), None,
                 quote, True)
        for number, quote in enumerate(quotes, start=1)
    )  # fmt: skip
    said = text or "\n".join(f"{one.quote} [{one.n}]" for one in citations)
    return Answer("?", "?", said, not citations, "quote", "m", confidence=0.8, citations=citations)


def figures(question, answer):
    return score.reply(question, answer, {"a.txt": TEXT}, open_verifier())


GUEST_QUESTION = Question("1", "Bao nhiêu đại biểu?", answers=("120 người", "120 đại biểu"),
                          evidence=(GUESTS,))  # fmt: skip


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ((GUESTS, DATE), {"hit@1": 1.0, "hit@3": 1.0}),
        ((DATE, COST, GUESTS), {"hit@1": 0.0, "hit@3": 1.0}),
        ((DATE, COST), {"hit@1": 0.0, "hit@3": 0.0}),
        ((), {"hit@1": 0.0, "hit@3": 0.0}),
    ],
)
def test_evidence_is_a_cited_sentence_that_holds_an_answer(quotes, expected):
    assert figures(GUEST_QUESTION, cited(*quotes))["evidence"] == expected


def test_evidence_cannot_be_told_without_a_gold_sentence():
    abstract = replace(GUEST_QUESTION, evidence=())
    assert figures(abstract, cited(GUESTS))["evidence"] is None


def test_all_key_facts_must_be_told():
    question = Question("1", "?", answers=("x",), key_facts=("ngày 3 tháng 4", "120"))
    assert figures(question, cited(DATE, GUESTS))["key_facts"] == 1.0
    assert figures(question, cited(DATE))["key_facts"] == 0.0


def test_one_of_several_answers_is_enough_without_key_facts():
    assert figures(GUEST_QUESTION, cited(GUESTS))["key_facts"] == 1.0


def test_a_list_is_scored_per_item():
    question = Question(
        "1", "?", answers=("Huế, 120 đại biểu, Đà Nẵng và 1,5 tỷ đồng",), kind="list"
    )
    assert figures(question, cited(DATE, GUESTS))["key_facts"] == 0.5


def test_another_figure_than_the_one_wanted_is_a_wrong_number():
    question = Question("1", "?", answers=("1,5 triệu đồng",), evidence=(COST,))
    assert figures(question, cited(COST))["wrong_number"] == 1.0
    assert figures(question, cited(COST))["key_facts"] == 0.0
    assert figures(GUEST_QUESTION, cited(GUESTS))["wrong_number"] == 0.0


def test_a_refusal_tells_nothing_and_nothing_wrong():
    told = figures(GUEST_QUESTION, replace(cited(), text="Không có 7 đại biểu."))
    assert (told["key_facts"], told["em"], told["f1"], told["wrong_number"]) == (0.0, 0.0, 0.0, 0.0)
    assert told["citation"] is None


def test_an_unanswerable_question_has_no_answer_to_score():
    told = figures(Question("1", "?", unanswerable=True), cited(DATE))
    assert told["key_facts"] is told["evidence"] is told["em"] is None


def test_an_exact_short_answer_matches_exactly():
    told = figures(GUEST_QUESTION, cited(GUESTS, text="120 đại biểu [1]"))
    assert (told["em"], told["f1"]) == (1.0, 1.0)


def test_citations_are_judged_anew_whatever_they_say_of_themselves():
    good = cited(DATE, GUESTS)
    assert figures(GUEST_QUESTION, good)["citation"] == {
        "precision": [2, 2], "recall": [2, 2], "gold_precision": [1, 2], "gold_recall": [1, 1],
    }  # fmt: skip
    moved = replace(good.citations[0], start=1)
    shifted = replace(good, citations=(moved, good.citations[1]))
    assert figures(GUEST_QUESTION, shifted)["citation"]["precision"] == [1, 2]
    invented = replace(good, style="compose", text=f"Có 121 đại biểu. [2]\n{DATE} [1]\nHết. [7]")
    assert figures(GUEST_QUESTION, invented)["citation"]["precision"] == [1, 3]
    assert figures(GUEST_QUESTION, invented)["citation"]["recall"] == [1, 3]


def test_a_marker_speaks_for_the_lines_above_it_if_they_stand_in_its_source():
    both = cited(f"{DATE} {GUESTS}", text=f"{DATE}\n{GUESTS} [1]")
    assert figures(GUEST_QUESTION, both)["citation"]["recall"] == [2, 2]
    other = cited(GUESTS, text=f"{DATE}\n{GUESTS} [1]")
    assert figures(GUEST_QUESTION, other)["citation"]["recall"] == [1, 2]
    assert figures(GUEST_QUESTION, other)["citation"]["precision"] == [1, 1]


def test_a_number_in_brackets_of_the_documents_own_is_no_citation():
    noted = cited(DATE, text=f"{DATE} [12] [1]")
    assert figures(GUEST_QUESTION, noted)["citation"]["precision"] == [1, 1]
    own = "Theo báo cáo [2], có 120 đại biểu dự."
    quotes = (Citation(1, "b.txt", "", 0, len(own), None, own, True), cited(DATE).citations[0])
    quotes = (quotes[0], replace(quotes[1], n=2))
    told = Answer("?", "?", f"{own} [1]\n{DATE} [2]", False, "quote", "m", citations=quotes)
    found = score.citation(GUEST_QUESTION, told, {"a.txt": TEXT, "b.txt": own}, open_verifier())
    assert (found["precision"], found["recall"]) == ([2, 2], [2, 2])


def test_key_facts_are_enough_to_score_an_answer():
    told = figures(Question("1", "?", key_facts=("120",)), cited(GUESTS))
    assert (told["key_facts"], told["wrong_number"], told["em"], told["f1"]) == (
        1.0,
        0.0,
        None,
        None,
    )


def test_a_list_without_items_is_one_item():
    told = figures(Question("1", "?", answers=("…",), kind="list"), cited(GUESTS))
    assert told["key_facts"] in (0.0, 1.0)


def test_yes_and_no_are_held_only_by_the_gold_sentence():
    question = Question("1", "Có đại biểu dự không?", answers=("Có",), evidence=(DATE,))
    assert figures(question, cited(GUESTS))["evidence"] == {"hit@1": 0.0, "hit@3": 0.0}
    assert figures(question, cited(DATE))["evidence"] == {"hit@1": 1.0, "hit@3": 1.0}

"""`askvn eval`, whole: a set is indexed, asked, scored; twice alike; never from a stale index."""

import json
import unicodedata
from dataclasses import replace

import pytest
from material import ARTICLES

from askvn.errors import EvaluationError, IndexMissingError
from askvn.evaluate import compare, sets
from askvn.evaluate.measure import Plan, sample
from askvn.evaluate.run import Bench, run
from askvn.evaluate.sets import Question
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.wiring import open_engine

LAUNCH = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013."
QUESTIONS = (
    Question(
        "launch", "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày nào?", answers=("7/5/2013",),
        key_facts=("ngày 7 tháng 5 năm 2013",), documents=("phap/ve-tinh.txt",), evidence=(LAUNCH,),
        kind="date",
    ),
    Question(
        "cost", "Kinh phí gồm bao nhiêu?", answers=("55,8 triệu euro",),
        documents=("phap/ve-tinh.txt",), history=(("Vệ tinh VNREDSat-1 là gì?", "Vệ tinh Pháp."),),
        evidence=("Kinh phí gồm 55,8 triệu euro vốn ODA của Pháp.",),
    ),
    Question("sea", "Mực nước biển dâng cao nhất tại Cà Mau ra sao?", unanswerable=True,
             kind="off-corpus"),
    Question("place", "Diễn đàn ICT họp ở đâu?", documents=("han-quoc.md",)),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """Return an evaluation set over the three articles."""
    root = tmp_path / "articles-set"
    for name, text in ARTICLES.items():
        (root / "corpus" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "corpus" / name).write_text(text, encoding="utf-8")
    sets.write(root, QUESTIONS)
    return root


def opened(settings, *, create=True):
    """Return an engine with the built-in embedder and a model that never says none."""
    return replace(open_engine(settings, create=create), llm=ScriptedLLM(label="-"))


def measured(folder, tmp_path, plan=Plan(), **changes):  # noqa: B008 - frozen
    bench = Bench(Settings(), opened, tmp_path / "cache", **changes)
    return run(bench, [sets.read(folder)], plan, lambda stage, done, total: None)


def without_times(result):
    """Return a result without what no two runs have in common."""
    text = json.dumps(result)
    plain = json.loads(text)
    for one in plain["sets"]:
        del one["milliseconds"]
        for row in one["records"]:
            del row["milliseconds"]
    return plain


def test_a_set_is_measured_in_the_shape_of_the_contract(folder, tmp_path):
    result = measured(folder, tmp_path)
    (one,) = result["sets"]
    assert (one["set"], one["documents"], one["questions"]) == ("articles-set", 3, 4)
    assert set(one["retrieval"]) == {
        "as_typed", "unaccented", "half_accented", "nfd", "new_tone", "typo", "polite", "upper",
    }  # fmt: skip
    assert one["retrieval"]["as_typed"] == {"ndcg@10": 1.0, "hit@1": 1.0, "recall@10": 1.0}
    assert one["evidence"] == {"hit@1": 1.0, "hit@3": 1.0}
    assert one["answer"]["key_facts"] == 1.0
    assert one["answer"]["wrong_number"] == 0.0
    assert one["citation"]["precision"] == one["citation"]["recall"] == 1.0
    assert one["refusal"]["off_corpus_recall"] == 1.0
    assert one["refusal"]["near_miss_recall"] is None
    assert one["refusal"]["wrongly_refused"] == 0.0
    assert set(one["milliseconds"]) == {
        "retrieve_p50", "retrieve_p95", "first_token_p50", "first_token_p95", "total_p50",
        "total_p95",
    }  # fmt: skip
    assert one["baseline"]["retrieval"]["as_typed"]["recall@10"] == 1.0
    assert set(one["follow_up"]) == {"with_history", "last_question", "all_glued"}
    assert one["intervals"] == {}  # four questions are too few
    assert one["unknown_documents"] == []
    assert {"sets", "mean", "settings", "versions", "date", "machine", "sample", "seed"} == set(
        result
    )


def test_a_row_tells_what_was_wanted_found_and_cited(folder, tmp_path):
    row = measured(folder, tmp_path)["sets"][0]["records"][0]
    assert row["retrieved"][0]["source"] == "phap/ve-tinh.txt"
    assert row["answer"]["cited"][0]["quote"] == LAUNCH
    assert row["answer"]["confidence"] >= 0.5
    assert row["wanted"]["documents"] == ("phap/ve-tinh.txt",)


def test_two_runs_give_identical_figures(folder, tmp_path):
    first = without_times(measured(folder, tmp_path))
    assert without_times(measured(folder, tmp_path)) == first
    assert without_times(measured(folder, tmp_path / "elsewhere")) == first


def test_a_changed_corpus_makes_the_kept_index_stale(folder, tmp_path):
    plan = Plan(variants=("as_typed",), answers=False)
    measured(folder, tmp_path, plan)
    (folder / "corpus" / "phap" / "ve-tinh.txt").unlink()
    result = measured(folder, tmp_path, plan)["sets"][0]
    assert result["documents"] == 2
    assert result["retrieval"]["as_typed"]["recall@10"] == pytest.approx(1 / 3, abs=1e-4)


def test_without_answers_only_retrieval_is_told(folder, tmp_path):
    one = measured(folder, tmp_path, Plan(answers=False), has_baseline=False)["sets"][0]
    assert one["retrieval"]["upper"]["hit@1"] == 1.0
    assert [one[name] for name in ("evidence", "answer", "citation", "refusal", "follow_up",
                                   "baseline", "curve")] == [None] * 7  # fmt: skip


def test_distractors_lie_beside_the_set(folder, tmp_path):
    file = tmp_path / "distractors.jsonl"
    lines = [{"id": f"d{n}", "text": f"Vệ tinh VNREDSat-1, bài {n}."} for n in range(5)]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    plan = Plan(variants=("as_typed",), answers=False)
    for further in range(2):
        one = measured(folder, tmp_path, plan, distractors=file)["sets"][0]
        assert one["documents"] == 8 + further
        lines.append({"id": "d5", "text": "Bài nữa."})
        file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        assert {hit["source"] for hit in one["records"][0]["retrieved"]} > {
            "d0",
            "phap/ve-tinh.txt",
        }


def test_a_set_without_a_corpus_is_asked_of_the_index(folder, tmp_path):
    index = str(tmp_path / "index")
    settings = Settings(index=index)
    opened(settings).ingest([folder / "corpus"])
    sets.write(tmp_path / "own", QUESTIONS)
    bench = Bench(settings, opened, tmp_path / "cache")
    own = sets.read(tmp_path / "own")
    one = run(bench, [own], Plan(), lambda stage, done, total: None)["sets"][0]
    assert one["evidence"]["hit@1"] == 1.0
    assert one["baseline"] is None
    with pytest.raises(EvaluationError, match="'own' has no corpus of its own"):
        replace(bench, distractors=tmp_path / "x.jsonl").engine(own, lambda *_: None)


def test_a_sample_keeps_the_order_and_is_drawn_by_the_seed():
    questions = [Question(str(number), "?") for number in range(100)]
    chosen = sample(questions, Plan(sample=10, seed=3))
    assert [one.id for one in chosen] == sorted((one.id for one in chosen), key=int)
    assert chosen == sample(questions, Plan(sample=10, seed=3))
    assert chosen != sample(questions, Plan(sample=10, seed=4))
    assert sample(questions, Plan(sample=0)) == sample(questions, Plan(sample=200)) == questions


@pytest.mark.parametrize("strictness", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_confidence_is_the_strictness_up_to_which_the_engine_answers(folder, tmp_path, strictness):
    base = opened(Settings(index=str(tmp_path / "index"), strictness=0.0))
    base.ingest([folder / "corpus"])
    strict = replace(base, settings=replace(base.settings, strictness=strictness))
    for question in ("Vệ tinh được phóng ngày nào?", "Ai khai mạc diễn đàn năm 2019 ở Pháp?",
                     "Giá vàng hôm nay?", "Diễn đàn ICT"):  # fmt: skip
        assert strict.ask(question).refused == (base.ask(question).confidence < strictness)


def test_a_result_compared_with_itself_has_not_changed(folder, tmp_path):
    result = measured(folder, tmp_path)
    found = compare.compare(result, json.loads(json.dumps(result)))
    (one,) = found["sets"]
    assert one["questions"] == 4
    assert one["flipped"] == []
    assert all(
        (change["difference"], change["interval"], change["sure"]) == (0.0, None, False)
        for change in one["differences"].values()
    )


def test_a_comparison_names_what_changed_and_which_questions_flipped(folder, tmp_path):
    before = json.loads(json.dumps(measured(folder, tmp_path)))
    after = json.loads(json.dumps(before))
    rows = after["sets"][0]["records"]
    rows[0]["answer"]["evidence"] = {"hit@1": 0.0, "hit@3": 1.0}
    rows[2]["answer"]["refused"] = False
    one = compare.compare(before, after)["sets"][0]
    change = one["differences"]["evidence.hit@1"]
    assert (change["before"], change["after"], change["difference"]) == (1.0, 0.5, -0.5)
    assert (change["interval"], change["sure"]) == (None, False)
    assert [(flip["id"], flip["changes"]) for flip in one["flipped"]] == [
        ("launch", {"evidence.hit@1": [1.0, 0.0]}),
        ("sea", {"refused": [1.0, 0.0]}),
    ]


def test_a_sure_change_is_called_sure():
    def result(value):
        rows = [
            {"id": str(number), "question": "?", "retrieval": {"as_typed": {"hit@1": value}},
             "answer": None, "follow_up": None, "baseline": None}
            for number in range(20)
        ]  # fmt: skip
        return {"sets": [{"set": "a", "records": rows}]}

    found = compare.compare(result(0.0), result(1.0))
    assert found["mean"]["retrieval.as_typed.hit@1"] == {
        "before": 0.0, "after": 1.0, "difference": 1.0, "interval": [1.0, 1.0], "sure": True,
    }  # fmt: skip


def test_what_is_no_result_cannot_be_compared(tmp_path):
    path = tmp_path / "x.json"
    for text in ('{"sets": [{"set": "a"}]}', '{"sets": [{"records": [{"id": "1"}]}]}', "[]", "x"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(EvaluationError, match="is no result of askvn eval"):
            compare.load(path)
    with pytest.raises(EvaluationError, match="no questions in common"):
        compare.compare({"sets": []}, {"sets": []})


def test_a_mean_compares_the_same_sets_on_both_sides():
    def result(**refused):
        sets_ = []
        for name, flags in refused.items():
            rows = [
                {"id": str(number), "question": "?", "kind": "", "unanswerable": number > 9,
                 "retrieval": None, "follow_up": None, "baseline": None,
                 "answer": {"refused": flag, "evidence": None, "citation": None, "key_facts": None,
                            "em": None, "f1": None, "wrong_number": None}}
                for number, flag in enumerate(flags)
            ]  # fmt: skip
            sets_.append({"set": name, "records": rows})
        return {"sets": sets_}

    same = [False] * 10 + [True] * 10
    before = result(a=same, b=[True] * 10 + [False] * 10, c=same)
    after = result(a=same, b=[False] * 20, c=same)
    change = compare.compare(before, after)["mean"]["refusal.precision"]
    assert (change["before"], change["after"], change["difference"]) == (1.0, 1.0, 0.0)


def test_only_the_same_question_is_compared(folder, tmp_path):
    before = json.loads(json.dumps(measured(folder, tmp_path, Plan(answers=False))))
    after = json.loads(json.dumps(measured(folder, tmp_path)))
    assert compare.compare(before, after)["sets"][0]["flipped"] == []  # one never answered
    after["sets"][0]["records"][0]["question"] = "Một câu khác?"
    assert compare.compare(before, after)["sets"][0]["questions"] == 3


def test_a_distractor_may_not_be_called_as_a_document_of_the_set(tmp_path):
    root = tmp_path / "one"
    sets.write(root, [Question("1", "Vệ tinh nào?", documents=("a",))])
    (root / "corpus.jsonl").write_text('{"id": "a", "text": "Vệ tinh."}', encoding="utf-8")
    file = tmp_path / "distractors.jsonl"
    file.write_text('{"id": "a", "text": "Bài khác."}', encoding="utf-8")
    with pytest.raises(EvaluationError, match="'a' is a document of the set 'one' and one of"):
        measured(root, tmp_path, distractors=file)


def test_a_wanted_document_is_found_in_either_unicode_form_and_named_if_unknown(tmp_path):
    root = tmp_path / "one"
    decomposed = unicodedata.normalize("NFD", "báo cáo")
    sets.write(root, [Question("1", "Vệ tinh?", documents=("báo cáo", "đã mất"))])
    line = json.dumps({"id": decomposed, "text": "Vệ tinh."})
    (root / "corpus.jsonl").write_text(line, encoding="utf-8")
    one = measured(root, tmp_path, Plan(answers=False))["sets"][0]
    assert one["retrieval"]["as_typed"]["hit@1"] == 1.0
    assert one["unknown_documents"] == ["đã mất"]


def test_two_sets_of_one_name_are_refused(folder, tmp_path):
    own = sets.read(folder)
    bench = Bench(Settings(), opened, tmp_path / "cache")
    with pytest.raises(EvaluationError, match="2 sets are called 'articles-set'"):
        run(bench, [own, own], Plan(), lambda *_: None)


def test_no_index_is_made_where_questions_are_asked_of_one(tmp_path):
    sets.write(tmp_path / "own", QUESTIONS)
    bench = Bench(Settings(index=str(tmp_path / "index")), open_engine, tmp_path / "cache")
    with pytest.raises(IndexMissingError):
        run(bench, [sets.read(tmp_path / "own")], Plan(), lambda *_: None)
    assert not (tmp_path / "index").exists()

"""Figures against brute force: ranking by hand, ratios, intervals, means, the refusal curve."""

import math
import random

import numpy as np
import pytest

from askvn.evaluate import figures, ranking
from askvn.evaluate.sets import Question
from askvn.records import Hit


def hit(source, rank):
    return Hit(rank=rank, score=1 / rank, source=source, title="", chunk=rank, start=0, end=1,
               page=None, text="x")  # fmt: skip


def answered(*, refused=False, unanswerable=False, kind="", hit_at_1=None, confidence=0.7, **told):
    """Return a row with an answer, as `measure` makes it."""
    answer = {
        "refused": refused,
        "confidence": confidence,
        "evidence": None if hit_at_1 is None else {"hit@1": hit_at_1, "hit@3": 1.0},
        "key_facts": None, "em": None, "f1": None, "wrong_number": None, "citation": None, **told,
    }  # fmt: skip
    return {
        "id": "1", "question": "Ai?", "kind": kind, "unanswerable": unanswerable,
        "retrieval": None, "answer": answer, "follow_up": None, "baseline": None,
    }  # fmt: skip


def retrieved(**values):
    return answered() | {"answer": None, "retrieval": {"as_typed": values}}


def test_ranks_are_scored_as_by_hand():
    questions = [
        Question("both", "?", documents=("a", "b")),
        Question("second", "?", documents=("a",)),
        Question("eleventh", "?", documents=("z",)),
        Question("nothing", "?", documents=("a",)),
    ]
    others = [hit(name, rank) for rank, name in enumerate("cdefghijkl", start=1)]
    found = {
        "both": [hit("b", 1), hit("c", 2), hit("a", 3)],
        "second": [hit("c", 1), hit("a", 2)],
        "eleventh": [*others, hit("z", 11)],
    }
    ideal = 1 + 1 / math.log2(3)
    assert ranking.scored(questions, found) == {
        "both": {
            "ndcg@10": pytest.approx((1 + 1 / math.log2(4)) / ideal, abs=1e-6),
            "hit@1": 1.0,
            "recall@10": 1.0,
        },
        "second": {"ndcg@10": pytest.approx(1 / math.log2(3), abs=1e-6), "hit@1": 0.0,
                   "recall@10": 1.0},
        "eleventh": {"ndcg@10": 0.0, "hit@1": 0.0, "recall@10": 0.0},
        "nothing": {"ndcg@10": 0.0, "hit@1": 0.0, "recall@10": 0.0},
    }  # fmt: skip


def test_a_mean_counts_only_questions_that_can_tell():
    rows = [answered(hit_at_1=1.0), answered(hit_at_1=0.0), answered(), retrieved(**{"hit@1": 1.0})]
    values = figures.of_set("a", rows).values
    assert values["evidence.hit@1"] == 0.5
    assert values["retrieval.as_typed.hit@1"] == 1.0
    assert "answer.em" not in values


def test_citations_are_counted_over_all_answers():
    rows = [
        answered(citation={"precision": [1, 1], "recall": [1, 2]}),
        answered(citation={"precision": [0, 3], "recall": [2, 2]}),
    ]
    values = figures.of_set("a", rows).values
    assert values["citation.precision"] == 0.25
    assert values["citation.recall"] == 0.75


def test_refusal_is_scored_apart_for_what_is_off_the_corpus_and_what_is_near():
    rows = [
        *[answered(refused=True, unanswerable=True, kind="off-corpus")] * 3,
        *[answered(refused=True, unanswerable=True, kind="unanswerable")] * 1,
        *[answered(refused=False, unanswerable=True, kind="near-miss")] * 3,
        *[answered(refused=True)] * 2,
        *[answered(refused=False)] * 8,
    ]
    values = figures.of_set("a", rows).values
    told = {name.removeprefix("refusal."): value for name, value in values.items()}
    assert told == {
        "precision": round(4 / 6, 4), "recall": round(4 / 7, 4), "f1": round(8 / 13, 4),
        "off_corpus_precision": 0.6, "off_corpus_recall": 1.0, "off_corpus_f1": 0.75,
        "near_miss_precision": round(1 / 3, 4), "near_miss_recall": 0.25,
        "near_miss_f1": round(2 / 7, 4), "wrongly_refused": 0.2,
    }  # fmt: skip


def test_without_unanswerable_questions_only_wrong_refusals_are_told():
    values = figures.of_set("a", [answered(refused=True), answered()]).values
    assert values == {"refusal.wrongly_refused": 0.5}


def test_intervals_are_those_of_a_plain_bootstrap():
    dice = random.Random(1)
    rows = [answered(hit_at_1=float(dice.random() < 0.7)) for _ in range(200)]
    found = figures.of_set("a", rows)
    low, high = found.intervals()["evidence.hit@1"]
    firsts = [row["answer"]["evidence"]["hit@1"] for row in rows]
    means = sorted(sum(dice.choices(firsts, k=200)) / 200 for _ in range(4000))
    assert low == pytest.approx(means[100], abs=0.015)
    assert high == pytest.approx(means[3900], abs=0.015)
    assert low < found.values["evidence.hit@1"] < high


def test_a_handful_of_questions_has_no_interval():
    row = answered(hit_at_1=1.0)
    assert "evidence.hit@1" not in figures.of_set("a", [row] * 9).intervals()
    assert figures.of_set("a", [row] * 10 + [answered()]).counts["evidence.hit@1"] == 10
    assert figures.of_set("a", [row] * 10).intervals()["evidence.hit@1"] == [1.0, 1.0]


def test_the_same_questions_are_drawn_each_time():
    rows = [answered(hit_at_1=float(number % 3 == 0)) for number in range(50)]
    first, again = (figures.of_set("a", rows).spreads for _ in range(2))
    assert np.array_equal(first["evidence.hit@1"], again["evidence.hit@1"])
    assert figures.resamples("a", 50).sum(axis=1).tolist() == [50.0] * 1000


def test_the_mean_over_sets_weighs_each_set_alike():
    many = figures.of_set("a", [answered(hit_at_1=1.0)] * 30)
    few = figures.of_set("b", [answered(hit_at_1=0.0)] * 2 + [retrieved(**{"hit@1": 1.0})])
    found = figures.mean([many, few])
    assert found.values["evidence.hit@1"] == 0.5
    assert found.counts["evidence.hit@1"] == 32
    assert "retrieval.as_typed.hit@1" not in found.values  # one set alone is no mean
    assert found.spreads["evidence.hit@1"].shape == (1000,)


def test_the_curve_reads_who_would_be_refused_off_the_confidences():
    rows = [answered(confidence=0.3), answered(confidence=0.72), answered(confidence=0.2,
            unanswerable=True)]  # fmt: skip
    curve = figures.curve(rows)
    at = {limit: place for place, limit in enumerate(curve["strictness"])}
    assert [curve["wrongly_refused"][at[limit]] for limit in (0.0, 0.3, 0.35, 0.7, 0.75)] == [
        0.0, 0.0, 0.5, 0.5, 1.0,
    ]  # fmt: skip
    assert curve["rightly_refused"][at[0.2]] == 0.0
    assert curve["rightly_refused"][at[0.25]] == 1.0
    assert [curve["precision"][at[limit]] for limit in (0.2, 0.25, 0.35, 0.75)] == [
        None, 1.0, 0.5, 0.3333,
    ]  # fmt: skip
    assert figures.curve([answered()])["rightly_refused"] is None
    assert figures.curve([retrieved(**{"hit@1": 1.0})]) is None


def test_a_figure_nobody_can_tell_is_null_in_the_json():
    tree = figures.nested(
        {"evidence.hit@1": 0.5}, {"evidence": ("hit@1", "hit@3"), "answer": ("em",)}
    )
    assert tree == {"evidence": {"hit@1": 0.5, "hit@3": None}, "answer": None}

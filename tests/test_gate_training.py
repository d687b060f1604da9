"""Making the gate, and the twin that has not read some sets: the parts by value."""

import random
import re
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("torch")
from training.embedder.arrays import FORMS, Bags, Pairs
from training.embedder.twin import without
from training.gate import fit
from training.gate.tables import KINDS, Table, changed, compound_names

from askvn.gate import NAMES


def table(silent, *, seed, sets="ab"):
    """Return a table in which `strength` tells what is silent and `sense` nothing."""
    chance = np.random.default_rng(seed)
    rows = np.zeros((len(silent), len(NAMES)))
    rows[:, NAMES.index("strength")] = chance.normal(size=len(silent)) - 2.0 * silent
    rows[:, NAMES.index("sense")] = chance.normal(size=len(silent))
    kinds = np.where(silent, KINDS.index("gone"), KINDS.index("own"))
    names = np.array([sets[place % len(sets)] for place in range(len(silent))])
    return Table(rows, np.zeros(len(silent)), silent, kinds, names)


def test_weights_tell_what_is_silent_apart():
    silent = np.random.default_rng(1).random(400) < 0.5
    made = table(silent, seed=2)
    weights, bias = fit.fit(made)
    strength, sense = NAMES.index("strength"), NAMES.index("sense")
    assert -weights[strength] > 5 * abs(weights[sense])
    none = fit.chances(made, weights, bias)
    assert fit.area(none[silent], none[~silent]) > 0.9
    assert fit.chances(made, weights, bias + 1).min() > none.min()


def test_the_line_refuses_that_share_of_sets_left_out():
    silent = np.random.default_rng(1).random(2000) < 0.5
    made = table(silent, seed=2)
    weights, bias = fit.fit(made)
    answered = fit.chances(made.of("own"), weights, bias)
    shares = [(answered > fit.line(made, share)).mean() for share in (0.05, 0.2)]
    assert 0 < shares[0] < 0.08 < shares[1] < 0.25


def test_a_blurred_reader_weighs_less():
    silent = np.random.default_rng(1).random(400) < 0.5
    made = table(silent, seed=2)
    made.rows[:, NAMES.index("reader")] = np.where(silent, 1.0, -1.0)
    weights = {}
    for kind in ("gone", "elsewhere"):
        kinds = np.where(silent, KINDS.index(kind), KINDS.index("alone"))
        found, _ = fit.fit(replace(made, kinds=made.kinds if kind == "gone" else kinds))
        weights[kind] = found[NAMES.index("reader")]
    assert 0 < weights["gone"] < weights["elsewhere"]


def test_what_a_line_refuses_is_counted():
    none = np.array([0.1, 0.8, 0.9, 0.95])
    silent = np.array([False, False, True, True])
    assert fit.at(none, silent, 0.85) == {
        "precision": 1.0, "recall": 1.0, "f1": 1.0, "wrongly_refused": 0.0,
    }  # fmt: skip
    told = fit.at(none, silent, 0.5)
    assert (told["precision"], told["recall"]) == (0.6667, 1.0)
    assert told["wrongly_refused"] == 0.5
    assert fit.area(np.array([1.0, 0.0]), np.array([0.0])) == 0.75


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_question_has_another_year_or_another_name(seed):
    question = "Năm 2021 ông Lê An của Quỹ Sen nhận gì?"
    figure, name = changed(question, ["Lê An", "Trần Bình"], random.Random(seed))
    year = int(re.findall(r"\d+", figure)[0])
    assert 0 < abs(year - 2021) <= 4
    assert figure.replace(str(year), "2021") == question
    assert "Trần Bình" in name
    assert "2021" in name


def test_a_question_without_figures_and_names_stays():
    assert list(changed("Ai nhận gì?", ["Lê An"], random.Random(0))) == []
    digits, *_ = changed("Có 37,5 triệu gì?", [], random.Random(0))
    assert digits != "Có 37,5 triệu gì?"
    assert re.fullmatch(r"Có \d\d,\d triệu gì\?", digits)


def test_only_names_of_several_words_stand_for_others():
    assert compound_names(["Năm 2021 ông Lê An của Quỹ nhận gì?", "Ở Vinh, Lê An đi đâu?"]) == [
        "Lê An"
    ]


def test_the_twin_reads_no_question_of_the_sets_left_out_nor_about_their_passages():
    bags = Bags(np.arange(5, dtype=np.int32), np.arange(6))
    pairs = Pairs(
        dict.fromkeys(FORMS, bags),
        groups=np.array([7, 7, 8, 9, 7]),
        are_questions=np.array([True, True, True, False, False]),
    )
    kept = without(pairs, ["left", "other", "other"], {"left"})
    assert kept.forms["typed"].ids.tolist() == [2, 3, 4]
    assert kept.are_questions.tolist() == [True, False, False]

"""Making the gate, and the twin that has not read some sets: the parts by value."""

import random
import re

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("torch")
from training.embedder.arrays import FORMS, Bags, Pairs
from training.embedder.twin import without
from training.gate import fit
from training.gate.tables import KINDS, Table, changed


def test_weights_tell_what_is_silent_apart():
    chance = np.random.default_rng(1)
    silent = chance.random(400) < 0.5
    rows = np.column_stack([silent * 2.0 + chance.normal(size=400), chance.normal(size=400)])
    kinds = np.where(silent, KINDS.index("gone"), KINDS.index("own"))
    weights, bias = fit.fit(Table(rows, silent, kinds))
    assert weights[0] > 5 * abs(weights[1])
    none = 1 / (1 + np.exp(-(rows @ weights + bias)))
    assert fit.area(none[silent], none[~silent]) > 0.9
    slower, _ = fit.fit(Table(rows * 10, silent, kinds))
    assert slower[0] == pytest.approx(weights[0] / 10, rel=1e-3)


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

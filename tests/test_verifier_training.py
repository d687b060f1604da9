"""What the verifier learns from: claims that say the same, claims that do not, and the weights."""

import random

import numpy as np
import pytest
from training.verifier import claims, fit, rewrites, swaps
from training.verifier.claims import Passage, Told

from askvn.verify.said import said
from askvn.vietnamese.canonical import canonical

TEXT = "Năm 2019, Viettel chi 1.200 triệu đồng, tức 15%, cho Bệnh viện Bạch Mai từ ngày 5/3/2019."
OTHER = "Ngày 7/8/2020 FPT chi 3.400 triệu đồng, tức 27%, cho Trường Đại học Huế ở Paris."
MATERIAL = swaps.Material(said(f"{TEXT} {OTHER}"), [said(OTHER)])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("way", [rewrites.dates, rewrites.numbers, rewrites.decomposed])
def test_another_form_says_the_same(way, seed):
    changed = way(TEXT, random.Random(seed))
    assert changed != TEXT
    assert canonical(changed) == canonical(TEXT)


def test_a_lead_goes_to_the_end_and_a_clause_stands_alone():
    chance = random.Random(0)
    assert rewrites.reordered("Năm 2019, công ty lập quỹ.", chance) == "Công ty lập quỹ năm 2019."
    assert rewrites.part("Trời mưa, vì gió từ biển thổi vào bờ.", chance) == (
        "Vì gió từ biển thổi vào bờ."
    )
    assert rewrites.abbreviated("Bộ Y tế họp.", chance) == "BYT họp."
    assert rewrites.dates("Trời mưa.", chance) == ""


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["number", "date", "name", "unit"])
def test_a_swap_changes_one_thing_of_its_kind(kind, seed):
    changed = swaps.SWAPS[kind](TEXT, MATERIAL, random.Random(seed))
    assert changed
    before, after = said(TEXT), said(changed)
    names = [set(name.forms for name in one.names) for one in (before, after)]
    figures = [list(map(str, one.figures)) for one in (before, after)]
    assert (names[0] != names[1]) is (kind == "name")
    assert (figures[0] != figures[1]) is (kind != "name")


def test_denials_and_contraries_are_put_in_and_taken_out():
    chance = random.Random(1)
    assert swaps.denied("Ông ấy đã đến.", MATERIAL, chance) == "Ông ấy chưa đến."
    assert swaps.opposite("Giá tăng.", MATERIAL, chance) == "Giá giảm."
    assert swaps.number("Trời mưa.", MATERIAL, chance) == ""


def test_a_question_with_its_answer_is_a_claim():
    passage = Passage("", ("Ấn Độ Dương rộng 75.000.000 km².", "Nó ở phía nam."), (), False)
    told = Told(passage, "Ấn Độ Dương rộng bao nhiêu?", "75.000.000 km²", "")
    made = list(claims.of_told(told, [passage], random.Random(0)))
    assert made[0].claim == "Ấn Độ Dương rộng 75.000.000 km²."
    assert [case.true for case in made] == [True, *[False] * (len(made) - 1)]
    assert all(case.claim != made[0].claim for case in made[1:])


def test_the_fit_tells_true_from_false():
    chance = np.random.default_rng(0)
    true = chance.random(400) < 0.3
    rows = np.column_stack([true + chance.normal(0, 0.3, 400), chance.normal(0, 1, 400)])
    fitted = fit.fit(rows, true, np.ones(400))
    assert fitted.weights[0] > 5 * abs(fitted.weights[1])
    assert fit.auc(fitted.chances(rows), true) > 0.95
    caught, limit = fit.recall(fitted.chances(rows), true, alarms=0.02)
    assert caught > 0.8
    assert 0 < limit < 1


def test_a_weight_keeps_its_sign():
    chance = np.random.default_rng(0)
    true = chance.random(400) < 0.5
    rows = np.column_stack([true + chance.normal(0, 1, 400), ~true + chance.normal(0, 1, 400)])
    fitted = fit.fit(rows, true, np.ones(400), [1, 1])
    assert fitted.weights[0] > 0.5
    assert fitted.weights[1] == 0
    assert fit.fit(rows, true, np.ones(400)).weights[1] < -0.5


def test_the_area_counts_ties_half():
    true = np.array([True, True, False, False])
    assert fit.auc(np.array([0.9, 0.5, 0.5, 0.1]), true) == pytest.approx(0.875)
    assert fit.auc(np.ones(4), true) == pytest.approx(0.5)

import unicodedata

import numpy as np
import pytest
from benchmarks.peers import plot, score, systems, vectors, worker
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

GOLD = {"q1": ["a"], "q2": ["b", "c"], "q3": ["d"]}
RANKED = {"q1": ["a", "x"], "q2": ["x", "c"], "q3": []}


def test_a_hit_at_the_top_counts_fully_one_below_less_and_silence_nothing():
    values = score.per_question(RANKED, GOLD)
    one_of_two_at_second_place = (1 / np.log2(3)) / (1 + 1 / np.log2(3))
    assert values["ndcg@10"] == pytest.approx([1.0, one_of_two_at_second_place, 0.0])
    assert values["hit@1"].tolist() == [1.0, 0.0, 0.0]
    assert values["recall@10"].tolist() == [1.0, 0.5, 0.0]


def test_every_set_weighs_the_same_however_many_questions_it_has():
    small = score.per_question({"q1": ["a"]}, {"q1": ["a"]})
    large = score.per_question({}, {f"q{number}": ["a"] for number in range(9)})
    means = score.over_sets({"small": small, "large": large})
    assert means == {
        "ndcg@10": 0.5, "hit@1": 0.5, "recall@10": 0.5, "ndcg@10_interval": [0.5, 0.5],
    }  # fmt: skip


def test_a_system_is_ahead_of_itself_by_nothing():
    values = {"only": score.per_question(RANKED, GOLD)}
    assert score.ahead(values, values) == {"ndcg@10": 0.0, "interval": [0.0, 0.0]}


def test_an_interval_holds_the_mean_and_is_the_same_each_time():
    values = [np.linspace(0, 1, 50), np.linspace(0.2, 0.8, 50)]
    low, high = score.interval(values)
    assert low < 0.5 < high
    assert [low, high] == score.interval(values)


def test_a_document_ranks_where_its_best_passage_does():
    assert worker.documents_of(["b", "a", "b", "c", "a", "d"], depth=3) == ["b", "a", "c"]


def test_a_title_is_the_first_line_of_a_passage_where_there_is_one():
    assert worker.passage({"title": "Sông Hương", "text": "Dài 80 km."}) == "Sông Hương\nDài 80 km."
    assert worker.passage({"title": "", "text": "Dài 80 km."}) == "Dài 80 km."


@given(st.lists(VIETNAMESE, min_size=1, max_size=6))
def test_each_spelling_of_a_text_gets_its_own_vector_back(tmp_path_factory, texts):
    spellings = [
        unicodedata.normalize(form, text) for text in [*texts, "Huế"] for form in ("NFC", "NFD")
    ]
    row_of = {text: number for number, text in enumerate(dict.fromkeys(spellings))}
    file = tmp_path_factory.mktemp("vectors") / "stored.npz"
    vectors.write(
        file, spellings, lambda wanted: np.array([[row_of[one], 1] for one in wanted], np.float32)
    )
    found = vectors.Vectors(file)(spellings)
    assert found.tolist() == [[row_of[text], 1] for text in spellings]


def test_a_text_that_was_not_embedded_beforehand_is_an_error(tmp_path):
    vectors.write(tmp_path / "stored.npz", ["có"], lambda wanted: np.ones((len(wanted), 2)))
    with pytest.raises(KeyError, match="x"):
        vectors.Vectors(tmp_path / "stored.npz")(["không"])


def test_every_configuration_says_in_one_line_how_it_is_set_up():
    for system in systems.ALL:
        for configuration in systems.configurations(system):
            assert "\n" not in configuration.note
            assert system.notes[configuration.splitting] in configuration.note


def test_the_picture_names_systems_best_first_and_leaves_out_what_failed():
    def row(system, ndcg):
        mean = {"ndcg@10": ndcg, "ndcg@10_interval": [ndcg - 0.01, ndcg + 0.01]}
        return {
            "system": system, "retrieval": "hybrid", "splitting": "whole",
            "mean": {"as_typed": mean, "unaccented": mean},
        }  # fmt: skip

    failed = {"system": "C", "retrieval": "bm25", "splitting": "whole", "error": "no package"}
    drawn = plot.figure({"systems": [row("A", 0.5), row("askvn", 0.9), failed]})
    labels = [label.get_text() for label in drawn.axes[0].get_yticklabels()]
    assert labels == ["A  hybrid", "askvn  hybrid"]
    assert "0.900  as typed" in [text.get_text() for text in drawn.axes[0].texts]

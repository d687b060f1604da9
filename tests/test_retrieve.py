"""Fusion by weighted normalised scores, against the formula written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn.protocols import Scored
from askvn.retrieve import Sources, find, fuse, lexical_fields, strength, text_to_embed

SCORES = st.dictionaries(st.integers(0, 20), st.floats(0.01, 50), max_size=12)
COSINES = st.dictionaries(st.integers(0, 20), st.floats(-1, 1), max_size=12)


@given(SCORES, COSINES, st.floats(0, 1))
def test_fused_scores_are_the_weighted_sum_of_normalised_ones(lexical, dense, weight):
    fused = fuse(lexical, dense, lexical_weight=weight)
    assert set(fused) == set(lexical) | set(dense)
    top = max(lexical.values(), default=1.0)
    low, high = min(dense.values(), default=0.0), max(dense.values(), default=0.0)
    for identifier, score in fused.items():
        by_words = lexical.get(identifier, 0) / top
        by_sense = (dense[identifier] - low) / (high - low or 1) if identifier in dense else 0
        assert score == pytest.approx(weight * by_words + (1 - weight) * by_sense)
        assert -1e-9 <= score <= 1 + 1e-9
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


class Listed:
    def __init__(self, hits):
        self.hits = hits

    def search(self, query, k):
        return self.hits[:k]


def test_what_only_the_words_found_gets_its_exact_cosine():
    vectors = {1: np.array([1.0, 0.0]), 2: np.array([0.6, 0.8]), 3: np.array([0.0, 1.0])}
    sources = Sources(
        Listed([Scored(3, 4.0), Scored(2, 2.0)]),
        Listed([Scored(1, 1.0)]),
        lambda ids: {one: vectors[one] for one in ids},
    )
    found = find(["x"], np.array([1.0, 0.0]), sources, candidates=10, lexical_weight=0.5)
    assert found.best_lexical == 4.0
    assert found.fused == pytest.approx({2: 0.5 * 0.5 + 0.5 * 0.6, 1: 0.5, 3: 0.5})


def test_strength_is_the_share_of_the_best_conceivable_score():
    held = Counted({"hop": 0, "~hop": 3, "tác": 2, "~tac": 2})
    idf = {"hop": 9.0, "~hop": 1.0, "tác": 4.0, "~tac": 1.0, "mới": 2.0}.__getitem__
    assert strength(["tác", "mới"], 3.0, held, idf) == 0.5
    assert strength(["hop", "~hop", "tác", "~tac"], 3.0, held, idf) == 0.5
    assert strength([], 0.0, held, idf) == 0.0


class Counted:
    def __init__(self, counts):
        self.counts = counts

    def document_frequency(self, token):
        return self.counts.get(token, 0)


def test_title_and_headings_are_searched_and_embedded_with_the_text():
    fields = lexical_fields("Tiêu đề", "Mục", "Thân bài")
    assert {"tiêu", "~muc", "~than_bai"} <= set(fields.body.split())
    assert "~muc" not in fields.title.split()
    assert text_to_embed("Tiêu  đề", "", " thân \n bài ") == "Tiêu đề\nthân bài"

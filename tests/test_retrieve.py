"""Fusion by weighted normalised scores, against the formula written out."""

import threading
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn.protocols import Scored
from askvn.records import Hit
from askvn.retrieve import (
    Query,
    Sources,
    find,
    fuse,
    lexical_fields,
    mean_vector,
    propose,
    rerank,
    strength,
    text_to_embed,
)

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
    def __init__(self, hits, size=3, meet=lambda: None):
        self.hits = hits
        self.size = size
        self.meet = meet

    def __len__(self):
        return self.size

    def search(self, query, k, *, among=None):
        self.meet()
        return [hit for hit in self.hits if among is None or hit.id in among][:k]


VECTORS = {1: np.array([1.0, 0.0]), 2: np.array([0.6, 0.8]), 3: np.array([0.0, 1.0])}
SOURCES = Sources(
    Listed([Scored(3, 4.0), Scored(2, 2.0)]),
    Listed([Scored(1, 1.0)]),
    lambda ids: {one: VECTORS[one] for one in ids},
)


def test_large_indexes_are_searched_at_once_and_say_the_same():
    both = threading.Barrier(2)
    meet = partial(both.wait, timeout=10)
    query = Query({"x": 1.0}, VECTORS[1])
    by_words, by_sense = SOURCES.lexical.hits, SOURCES.dense.hits
    large = Sources(
        Listed(by_words, 1_000_000, meet), Listed(by_sense, 1_000_000, meet), SOURCES.vectors_of
    )
    assert propose(query, large, 10) == propose(query, SOURCES, 10)
    broken = Listed(by_sense, 1_000_000, partial(int, "no number"))
    with pytest.raises(ValueError, match="no number"):
        propose(query, Sources(Listed(by_words, 1_000_000), broken, SOURCES.vectors_of), 10)


def test_what_only_the_words_found_gets_its_exact_cosine():
    found = find(Query({"x": 1.0}, VECTORS[1]), SOURCES, candidates=10, lexical_weight=0.5)
    assert found.best_lexical == 4.0
    assert found.fused == pytest.approx({2: 0.5 * 0.5 + 0.5 * 0.6, 1: 0.5, 3: 0.5})
    assert found.dense == pytest.approx({1: 1.0, 2: 0.6, 3: 0.0})
    assert found.is_all
    assert not find(Query({"x": 1.0}, VECTORS[1]), SOURCES, candidates=1, lexical_weight=0.5).is_all


def test_a_filter_reaches_both_indexes():
    query = Query({"x": 1.0}, VECTORS[1], np.array([2, 7]))
    found = find(query, SOURCES, candidates=10, lexical_weight=0.5)
    assert found.fused == {2: 0.5}


def test_strength_is_the_share_of_the_best_conceivable_score():
    held = {"hop": 0, "~hop": 3, "tác": 2, "~tac": 2}
    idf = {"hop": 9.0, "~hop": 1.0, "tác": 4.0, "~tac": 1.0, "mới": 2.0}.__getitem__
    ones = dict.fromkeys

    def frequency(token):
        return held.get(token, 0)

    assert strength(ones(["tác", "mới"], 1.0), 3.0, frequency, idf) == 0.5
    assert strength(ones(["tác", "mới"], 2.0), 3.0, frequency, idf) == 0.25
    assert strength(ones(["hop", "~hop", "tác", "~tac"], 1.0), 3.0, frequency, idf) == 0.5
    assert strength({}, 0.0, frequency, idf) == 0.0


def test_several_vectors_are_searched_by_their_mean():
    mean = mean_vector([VECTORS[1].astype(np.float32), VECTORS[3].astype(np.float32)])
    assert mean == pytest.approx([0.5**0.5, 0.5**0.5])
    assert mean.dtype == np.float32
    assert mean_vector([VECTORS[2]]) is VECTORS[2]


class Judge:
    name = "judge"

    def score(self, question, texts):
        return [float(len(question) + len(text)) for text in texts]


def test_reranked_hits_count_the_judge_as_much_as_the_search():
    hits = [
        Hit(rank, score, f"{rank}.txt", "T", rank, 0, 1, None, "x" * length, "x" * length)
        for rank, score, length in ((1, 0.9, 10), (2, 0.8, 30), (3, 0.1, 20))
    ]
    found = rerank(Judge(), "hỏi", hits)
    assert [hit.chunk for hit in found] == [2, 1, 3]
    assert [hit.rank for hit in found] == [1, 2, 3]
    assert [hit.score for hit in found] == pytest.approx([0.9, 0.45, 0.3])


def test_title_and_headings_are_searched_and_embedded_with_the_text():
    fields = lexical_fields("Tiêu đề", "Mục", "Thân bài")
    assert {"tiêu", "~muc", "~than_bai"} <= set(fields.body.split())
    assert "~muc" not in fields.title.split()
    assert fields.pairs.split() == ["tiêu_đề", "đề_mục", "mục_thân", "thân_bài"]
    assert text_to_embed("Tiêu  đề", "", " thân \n bài ") == "Tiêu đề\nthân bài"

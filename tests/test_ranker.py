"""The trained ranker: its features by value, its order, its file and its card."""

import hashlib
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from askvn import features, resources, sense
from askvn.errors import ModelDamagedError
from askvn.evidence import Sentence, rank, rarity, reorder
from askvn.ranker import COLUMNS, SHORTLIST, Ranker, shortlist, table
from askvn.records import Hit, Span
from askvn.understand import Vocabulary
from askvn.understand import understand as read

IDF = rarity(lambda token: 1, 10)


def passage(text, *, rank=1, title="Bài", score=1.0):
    return Hit(
        rank=rank, score=score, source=f"{rank}.txt", title=title, chunk=rank, start=0,
        end=len(text), page=None, text=text, visible=text,
    )  # fmt: skip


def understand(question):
    knows_nothing = Vocabulary(lambda token: 0, lambda token: 1.0, lambda keys: [])
    return read(question, vocabulary=knows_nothing, restorer=None)


def rows(question, *hits):
    understood = understand(question)
    chosen = rank(understood, hits, idf=IDF)
    found = features.table(understood, chosen, idf=IDF)
    return {
        sentence.text: dict(zip(features.NAMES, row, strict=True))
        for sentence, row in zip(chosen, found.tolist(), strict=True)
    }


def test_shares_are_of_the_questions_weight():
    found = rows("đại biểu Huế", passage("Đại biểu đến. Trời mưa ở Huế."))
    told = found["Đại biểu đến."]
    assert told["bare"] == pytest.approx(2 / 3)
    assert told["marked"] == pytest.approx(2 / 3)
    assert told["around"] == pytest.approx(1 / 3)
    assert told["before"] == 0
    assert found["Trời mưa ở Huế."]["before"] == pytest.approx(2 / 3)
    assert told["passage"] == 1
    assert told["nowhere"] == 0
    assert told["of_best"] == 1
    assert told["all_squared"] == pytest.approx(told["all"] ** 2)


def test_what_only_the_title_has_counts_as_heading():
    found = rows("đại biểu Huế", passage("Đại biểu đến.", title="Hội nghị ở Huế"))
    told = found["Đại biểu đến."]
    assert told["in_heading"] == pytest.approx(1 / 3)
    assert told["nowhere"] == 0
    assert rows("đại biểu Vinh", passage("Đại biểu đến."))["Đại biểu đến."]["nowhere"] == (
        pytest.approx(1 / 3)
    )


def test_the_place_and_the_score_of_the_passage_are_seen():
    first, second = passage("Huế mưa."), passage("Huế nắng.", rank=2, score=0.5)
    found = rows("Huế", first, second)
    assert found["Huế mưa."]["passage_score"] == 1.0
    assert found["Huế nắng."]["passage_score"] == 0.5
    assert found["Huế nắng."]["rank"] == 0.5
    assert found["Huế nắng."]["early"] == 1.0


def test_the_kind_of_thing_asked_for_is_looked_for():
    found = rows("Hội nghị có bao nhiêu đại biểu?", passage("Có 120 đại biểu. Đại biểu vui."))
    assert found["Có 120 đại biểu."]["number"] == 1
    assert found["Có 120 đại biểu."]["not_given"] == 0
    assert found["Đại biểu vui."]["number"] == 0
    assert found["Đại biểu vui."]["not_given"] == 1


def test_figures_and_names_that_a_sentence_lacks_are_seen():
    found = rows("Năm 2019 ông Lê Văn An ở đâu?", passage("Ông Lê Văn An ở Huế. Năm 2019 mưa."))
    assert found["Ông Lê Văn An ở Huế."]["numbers_missing"] == 1
    assert found["Ông Lê Văn An ở Huế."]["names_missing"] == 0
    assert found["Năm 2019 mưa."]["names_missing"] == 1
    assert found["Năm 2019 mưa."]["names_nowhere"] == 0
    assert found["Năm 2019 mưa."]["numbers_missing"] == 0


def test_every_row_has_every_feature_and_no_sentence_gives_no_row():
    table_ = features.table(understand("Huế"), [], idf=IDF)
    assert table_.shape == (0, len(features.NAMES))
    values = rows("có bao nhiêu", passage("A. 1\n- b; c\nNGÀY MAI TRỜI SẼ MƯA TO."))
    assert all(math.isfinite(value) for row in values.values() for value in row.values())


class FewPieces:
    """Pieces are words, in the order in which they were first read; rows point to corners."""

    fingerprint = "few"

    def __init__(self):
        self.numbers = {}

    def pieces_of(self, text):
        found = [self.numbers.setdefault(word, len(self.numbers)) for word in text.split()]
        return np.array(found, dtype=np.int32), np.zeros((len(found), 2), dtype=np.int32)

    def vectors_of(self, pieces):
        return np.eye(64, dtype=np.float32)[pieces] * (1 + pieces[:, None] % 2)


@pytest.fixture
def made_up(tmp_path):
    def written(**weights):
        named = dict.fromkeys(COLUMNS, 0.0) | weights
        content = {"embedder": FewPieces.fingerprint, "weights": named}
        (tmp_path / "ranker.json").write_text(json.dumps(content), encoding="utf-8")
        return Ranker(tmp_path, FewPieces())

    return written


def test_scores_are_weighted_sums_best_first(made_up):
    hit = passage("Huế mưa. Huế nắng. Vinh mưa.")
    ranked = made_up(early=-1.0).rank(understand("Huế mưa"), [hit], idf=IDF)
    assert [one.text for one in ranked] == ["Vinh mưa.", "Huế nắng.", "Huế mưa."]
    assert ranked[0].score == pytest.approx(-math.exp(-19 / 500))


def test_sense_is_a_cosine_and_alike_the_best_piece_for_each_asked():
    asked, told = "Huế mưa", ["mưa nắng", "gió Huế", "", "nắng"]
    near = sense.closeness(asked, told, FewPieces())
    # rows: Huế 1 long, mưa 2, nắng 1, gió 2; all at right angles
    expected = [
        [4 / (math.sqrt(5) * math.sqrt(5)), 2 / 3],
        [1 / (math.sqrt(5) * math.sqrt(5)), 1 / 3],
        [0, 0],
        [0, 0],
    ]
    assert np.allclose(near, expected, atol=1e-6)
    assert sense.closeness("", told, FewPieces()).tolist() == [[0, 0]] * 4
    assert sense.closeness(asked, [], FewPieces()).shape == (0, 2)


def test_no_more_than_the_shortlist_of_one_passage_is_judged(made_up):
    hit = passage(" ".join(f"Huế mưa lần {number}." for number in range(40)))
    ranked = made_up().rank(understand("Huế mưa"), [hit], idf=IDF)
    assert len(ranked) == SHORTLIST


def test_every_passage_has_a_sentence_that_is_judged():
    long = passage(" ".join(f"Huế mưa lần {number}." for number in range(40)))
    other = passage("Vinh nắng. Vinh gió.", rank=2, score=0.0)
    chosen = shortlist(understand("Huế mưa"), [long, other], idf=IDF)
    assert [one.hit.chunk for one in chosen] == [1] * SHORTLIST + [2]


def test_passages_stand_in_the_order_of_their_best_sentences():
    hits = [passage("A.", rank=rank, score=score) for rank, score in ((1, 0.9), (2, 0.8), (3, 0.1))]
    judged = [Sentence(hits[1], Span(0, 2), "A.", 1.0), Sentence(hits[0], Span(0, 2), "A.", -2.0)]
    ordered, renewed = reorder(hits, judged, 2)
    assert [(hit.chunk, hit.rank) for hit in ordered] == [(2, 1), (1, 2), (3, 3)]
    assert [hit.score for hit in ordered] == pytest.approx([0.8, 0.9 - 0.3, 0.1])
    assert [one.hit for one in renewed] == ordered[:2]


def test_a_passage_that_was_read_stays_before_those_that_were_not():
    hits = [passage("A.", rank=rank, score=1 - rank / 100) for rank in (1, 2, 3)]
    judged = [Sentence(hits[0], Span(0, 2), "A.", 9.0), Sentence(hits[1], Span(0, 2), "A.", -9.0)]
    ordered, _ = reorder(hits, judged, 2)
    assert [hit.chunk for hit in ordered] == [1, 2, 3]
    assert [hit.score for hit in ordered] == pytest.approx([0.99, 0.97, 0.97])
    assert reorder(hits, [], 2) == (hits, [])


@pytest.mark.parametrize("content", ["", "[]", '{"embedder": "x", "weights": {"all": 1}}'])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "ranker.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=r"ranker\.json"):
        Ranker(tmp_path, FewPieces()).rank(understand("a"), [passage("A.")], idf=IDF)


def test_the_shipped_ranker_is_its_cards_and_was_made_for_the_built_in_embedder(engine):
    folder = resources.model("ranker")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    content = (folder / "ranker.json").read_bytes()
    assert card["sha256"] == {"ranker.json": hashlib.sha256(content).hexdigest()}
    named = json.loads(content)
    assert named["embedder"] == engine.embedder.fingerprint
    assert tuple(named["weights"]) == COLUMNS


def test_sense_is_the_cosine_of_the_built_in_embedder(engine):
    found = engine.find("Vệ tinh VNREDSat-1 được phóng ngày nào?", k=2)
    idf = found.opened.idf
    chosen = rank(found.understood, found.hits, idf=idf)[:3]
    rows_ = table(found.understood, chosen, idf=idf, pieces=engine.embedder)
    question = engine.embedder.embed_question(found.understood.text)
    expected = engine.embedder.embed_documents([one.text for one in chosen]) @ question
    assert np.allclose(rows_[:, COLUMNS.index("sense")], expected, atol=1e-5)


def test_the_engine_answers_in_the_rankers_order(engine):
    class Backwards(Ranker):
        def rank(self, understood, hits, *, idf):
            return [
                replace(one, score=-one.score) for one in super().rank(understood, hits, idf=idf)
            ]

    question = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
    backwards = Backwards(resources.model("ranker"), engine.embedder)
    best = engine.ask(question).citations[0].quote
    other = replace(
        engine,
        judge=replace(engine.judge, ranker=backwards),
        settings=replace(engine.settings, strictness=0.0),
    )
    assert other.ask(question).citations[0].quote != best

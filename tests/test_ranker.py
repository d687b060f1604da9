"""The trained ranker: its features by value, its order, its file and its card."""

import hashlib
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from askvn import features, resources
from askvn.errors import ModelDamagedError
from askvn.evidence import rank, rarity
from askvn.ranker import PLAIN, SENSE, SHORTLIST, Ranker, columns, table
from askvn.records import Hit
from askvn.testing import HashEmbedder
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


@pytest.fixture
def made_up(tmp_path):
    plain = dict.fromkeys(features.NAMES, 0.0) | {"early": -1.0}
    sense = plain | {SENSE: 100.0}
    content = {"embedder": HashEmbedder().fingerprint, PLAIN: plain, SENSE: sense}
    (tmp_path / "ranker.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


OTHER = HashEmbedder(fingerprint="other")


def test_scores_are_weighted_sums_best_first(made_up):
    hit = passage("Huế mưa. Huế nắng. Vinh mưa.")
    ranked = Ranker(made_up, OTHER).rank(understand("Huế mưa"), [hit], idf=IDF)
    assert [one.text for one in ranked] == ["Vinh mưa.", "Huế nắng.", "Huế mưa."]
    assert ranked[0].score == pytest.approx(-math.exp(-19 / 500))


def test_sense_counts_where_the_embedder_is_the_one_of_training(made_up):
    hit = passage("Huế mưa. Huế nắng. Vinh mưa.")
    ranked = Ranker(made_up, HashEmbedder()).rank(understand("Huế mưa."), [hit], idf=IDF)
    assert ranked[0].text == "Huế mưa."
    assert ranked[0].score == pytest.approx(99, abs=0.1)


def test_no_more_than_the_shortlist_is_judged(made_up):
    hit = passage(" ".join(f"Huế mưa lần {number}." for number in range(40)))
    ranked = Ranker(made_up, OTHER).rank(understand("Huế mưa"), [hit], idf=IDF)
    assert len(ranked) == SHORTLIST


@pytest.mark.parametrize("content", ["", "[]", '{"embedder": "x", "plain": {"all": 1}}'])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "ranker.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=r"ranker\.json"):
        Ranker(tmp_path, HashEmbedder()).rank(understand("a"), [passage("A.")], idf=IDF)


def test_the_shipped_ranker_is_its_cards_and_knows_the_built_in_embedder(engine):
    folder = resources.model("ranker")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    content = (folder / "ranker.json").read_bytes()
    assert card["sha256"] == {"ranker.json": hashlib.sha256(content).hexdigest()}
    named = json.loads(content)
    assert named["embedder"] == engine.embedder.fingerprint
    assert tuple(named[PLAIN]) == columns(None)
    assert tuple(named[SENSE]) == columns(engine.embedder)


def test_the_last_column_is_the_cosine(engine):
    found = engine.find("Vệ tinh VNREDSat-1 được phóng ngày nào?", k=2)
    idf = found.opened.idf
    chosen = rank(found.understood, found.hits, idf=idf)[:3]
    rows_ = table(found.understood, chosen, idf=idf, embedder=engine.embedder)
    question = engine.embedder.embed_question(found.understood.text)
    expected = engine.embedder.embed_documents([one.text for one in chosen]) @ question
    assert np.allclose(rows_[:, -1], expected, atol=1e-6)


def test_the_engine_answers_in_the_rankers_order(engine):
    class Backwards(Ranker):
        def rank(self, understood, hits, *, idf):
            return [
                replace(one, score=-one.score) for one in super().rank(understood, hits, idf=idf)
            ]

    question = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
    backwards = Backwards(resources.model("ranker"), engine.embedder)
    best = engine.ask(question).citations[0].quote
    assert replace(engine, ranker=backwards).ask(question).citations[0].quote != best

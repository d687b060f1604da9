"""The gate: what it weighs, by value, its file and its card."""

import hashlib
import json
import math
from dataclasses import replace

import pytest

from askvn import resources, sense
from askvn.errors import ModelDamagedError
from askvn.evidence import Sentence
from askvn.gate import BIAS, NAMES, Gate
from askvn.judge import NONE, confidence
from askvn.reader.reading import WEIGHTS as READER
from askvn.records import Hit, Span
from askvn.understand import Vocabulary, understand


def passage(text, *, document=1, title=""):
    return Hit(
        rank=document, score=1.0, source=f"{document}.txt", title=title, chunk=document, start=0,
        end=len(text), page=None, text=text, visible=text, document=document,
    )  # fmt: skip


def row(engine, question, *hits, reader=0.5, strength=0.5):
    nothing_known = Vocabulary(lambda token: 0, lambda token: 1.0, lambda keys: [])
    understood = understand(question, vocabulary=nothing_known, restorer=None)
    best = Sentence(hits[0], Span(0, len(hits[0].text)), hits[0].text, 0.0)
    found = engine.judge.gate.row(
        understood, hits, best, reader=reader, strength=strength, idf=lambda token: 1.0
    )
    return dict(zip(NAMES, found, strict=True))


def test_what_the_best_document_mentions_counts(engine):
    own, other = passage("Quỹ Sen cấp 5 tỷ đồng."), passage("Hội nghị họp ở Vinh.", document=2)
    told = row(engine, "Quỹ Sen ở Vinh", own, other)
    assert told["mentioned"] == pytest.approx(2 / 3)  # quỹ, sen, vinh
    assert row(engine, "Quỹ Sen", own, other)["mentioned"] == 1


def test_names_that_the_passage_lacks_count_where_it_is_strong(engine):
    hit = passage("Ông Lê An nhận 5 tỷ đồng năm 2021.", title="Quỹ Sen")
    question = "Năm 2022 ông Lê Bình của Quỹ Sen nhận bao nhiêu?"
    assert row(engine, question, hit, strength=0.8)["names"] == pytest.approx(1 / 4 * 0.8)
    assert row(engine, question, hit, strength=1.2)["names"] == pytest.approx(1 / 4)
    assert row(engine, "Năm 2021 ông Lê An nhận gì?", hit)["names"] == 0


def test_figures_that_no_passage_has_count(engine):
    hit = passage("Ông Lê An nhận 5 tỷ đồng năm 2021.")
    other = passage("Năm 2022 trời mưa.", document=2)
    question = "Năm 2022 ông Lê An nhận bao nhiêu?"
    assert row(engine, question, hit)["numbers"] == 1
    assert row(engine, question, hit, other)["numbers"] == 0


def test_what_nothing_beside_the_sentence_is_like_is_uncovered(engine):
    hit = passage("Đại biểu tới dự hội nghị.")
    assert row(engine, "đại biểu dự hội nghị", hit)["uncovered"] == pytest.approx(0, abs=1e-5)
    near = row(engine, "đại biểu họp", hit)["uncovered"]
    assert near < row(engine, "cá voi ngoài khơi", hit)["uncovered"] <= 1


def test_the_kind_of_thing_asked_for_counts(engine):
    assert row(engine, "Có bao nhiêu đại biểu?", passage("Đại biểu rất vui."))["not_given"] == 1
    assert row(engine, "Có bao nhiêu đại biểu?", passage("Có 120 đại biểu."))["not_given"] == 0
    assert row(engine, "Đại biểu thế nào?", passage("Đại biểu rất vui."))["not_given"] == 0


def test_reader_and_strength_are_bounded(engine):
    hit = passage("Có 120 đại biểu.")
    sure = row(engine, "Đại biểu?", hit, reader=1.0, strength=7.0)
    assert sure["reader"] == pytest.approx(math.log((1 - 1e-4) / 1e-4))
    assert sure["strength"] == 1.5


def test_sense_is_nearer_for_what_is_asked(engine):
    near = row(engine, "đại biểu dự hội nghị", passage("Đại biểu tới dự hội nghị."))
    far = row(engine, "đại biểu dự hội nghị", passage("Cá voi bơi ngoài khơi."))
    assert near["sense"] > far["sense"]


def test_the_cosine_is_the_one_that_the_ranker_weighs(engine):
    question, text = "đại biểu dự hội nghị", "Đại biểu tới dự hội nghị."
    expected = sense.closeness(question, [text], engine.embedder)[0, 0]
    assert sense.cosine(question, text, engine.embedder) == pytest.approx(expected, abs=1e-6)
    assert sense.cosine("", text, engine.embedder) == 0


def test_a_follow_up_has_the_sense_of_what_it_refers_to(engine):
    hit = passage("Quỹ Sen cấp 5 tỷ đồng.")
    nothing_known = Vocabulary(lambda token: 0, lambda token: 1.0, lambda keys: [])
    alone = understand("Của nó thì sao?", vocabulary=nothing_known, restorer=None)
    following = replace(alone, context="Quỹ Sen cấp bao nhiêu tiền?")
    best = Sentence(hit, Span(0, len(hit.text)), hit.text, 0.0)
    told = [
        engine.judge.gate.row(one, [hit], best, reader=0.5, strength=0.5, idf=lambda token: 1.0)
        for one in (alone, following)
    ]
    place = NAMES.index("sense")
    assert told[1][place] > told[0][place]


def test_a_doubting_reader_counts_more_where_the_words_fit(engine):
    hit = passage("Có 120 đại biểu.")
    assert row(engine, "Đại biểu?", hit, reader=0.5, strength=0.8)["doubted"] == pytest.approx(2.4)
    assert row(engine, "Đại biểu?", hit, reader=0.01, strength=0.8)["doubted"] == 0


def test_the_probability_is_that_of_the_weighed_odds(tmp_path):
    weights = dict.fromkeys(NAMES, 0.0) | {"reader": 2.0, "names": -1.0}
    content = {"weights": weights, BIAS: 0.5}
    (tmp_path / "gate.json").write_text(json.dumps(content), encoding="utf-8")
    values = dict.fromkeys(NAMES, 9.0) | {"reader": 0.25, "names": 0.5}
    expected = 1 / (1 + math.exp(-(2.0 * 0.25 - 0.5 + 0.5)))
    told = [values[name] for name in NAMES]
    assert Gate(tmp_path, None).none(told) == pytest.approx(expected)
    against = 1 / (1 + math.exp(-(2.0 * 0.25 - 0.5 + 0.5 + 1.5)))
    assert Gate(tmp_path, None).none(told, against=1.5) == pytest.approx(against)


@pytest.mark.parametrize("content", ["", "[]", '{"weights": {"reader": 1}}'])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "gate.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=r"gate\.json"):
        Gate(tmp_path, None).none([0.0] * len(NAMES))


def test_the_shipped_gate_is_its_cards():
    folder = resources.model("gate")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    content = (folder / "gate.json").read_bytes()
    assert card["sha256"] == {"gate.json": hashlib.sha256(content).hexdigest()}
    assert card["figures"]["line"] == NONE
    assert tuple(json.loads(content)["weights"]) == NAMES
    assert BIAS in json.loads(content)


def test_the_gate_was_made_for_the_shipped_embedder_and_reader(engine):
    named = json.loads((resources.model("gate") / "gate.json").read_text(encoding="utf-8"))
    card = json.loads((resources.model("reader") / "card.json").read_text(encoding="utf-8"))
    reason = "make it again (src/askvn/models/gate/CARD.md)"
    assert named["embedder"] == engine.embedder.fingerprint, reason
    assert named["reader"] == card["sha256"][READER], reason


def test_confidence_falls_as_none_rises_and_stays_a_share():
    values = [confidence(none / 100) for none in range(101)]
    assert values == sorted(values, reverse=True)
    assert (values[0], values[-1]) == (1.0, 0.0)
    assert confidence(NONE) == pytest.approx(0.5)

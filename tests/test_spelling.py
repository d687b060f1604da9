"""Missing diacritics and slips of the finger, with the built-in restorer and with documents."""

import hashlib
import json
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from material import VIETNAMESE

from askvn import resources
from askvn.errors import ModelDamagedError, ModelNotFoundError
from askvn.understand.passages import near
from askvn.understand.restorer import BACKOFF, BITS, Restorer, _from_gaps, gaps_of
from askvn.understand.spelling import respell
from askvn.vietnamese import words
from askvn.vietnamese.normalise import normalise

RESTORER = Restorer(resources.model("restorer"))


def documents(text):
    """Return how often each token stands in a document that says all of this many times."""
    held = {*words.tokens(text), *words.pairs(text)}
    return lambda token: 20 * (token in held)


def nothing(token):
    del token
    return 0


def meant(typed, held=""):
    return respell(typed, RESTORER, documents(held)).text


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("chu tich nuoc nao tham ha noi", "chủ tịch nước nào thăm hà nội"),
        ("VE TINH DUOC PHONG LEN QUY DAO", "VỆ TINH ĐƯỢC PHÓNG LÊN QUỸ ĐẠO"),
        ("Bo truong Bo Thong tin va Truyen thong", "Bộ trưởng Bộ Thông tin và Truyền thông"),
        ("Bộ trưởng bo thông tin va truyền thong", "Bộ trưởng bộ thông tin và truyền thông"),
        ("truờng đại hôc quốc gia", "trường đại học quốc gia"),
        ("bao nhêu ngừoi tham gia", "bao nhiêu người tham gia"),
    ],
)  # fmt: skip
def test_marks_are_put_back_and_slips_mended(typed, restored):
    assert meant(typed) == restored


@pytest.mark.parametrize(
    "question",
    [
        "Ai là bộ trưởng Bộ Thông tin và Truyền thông?",
        "Hai bên hợp tác trong lĩnh vực nào?",
        "Khi nào Nam đi làm?",
        "Có bao nhiêu đại biểu dự hội nghị?",
        "Công ty cho vay bao nhiêu tiền?",
        "Samsung và MobiFone ký kết ngày 22/3/2018?",
        "NIPA là gì?",
        "TTTT",
        "",
    ],
)
def test_a_right_question_is_never_changed(question):
    assert meant(question) == question


def test_the_documents_own_names_come_first():
    assert meant("ong mai van phan la ai") != "ông mãi vạn phán là ai"
    assert meant("ong mai van phan la ai", "ông Mãi Vạn Phán") == "ông mãi vạn phán là ai"
    assert meant("hop tac voi sam sung", "hợp tác với Sam Sung") == "hợp tác với sam sung"


def test_passages_that_fit_decide_what_the_documents_leave_open():
    fitting = "Cây có lá tre khô."
    held = documents("học viên là trẻ em. " + fitting)
    assert respell("la tre", RESTORER, held).text == "là trẻ"
    assert respell("la tre", RESTORER, held, near([fitting])).text == "lá tre"


def test_a_slip_in_a_name_is_mended_only_towards_the_documents():
    assert meant("Peurto Rico ở đâu?") == "Peurto Rico ở đâu?"
    assert meant("Peurto Rico ở đâu?", "đảo Puerto Rico") == "Puerto Rico ở đâu?"


def test_codes_numbers_and_capitals_inside_stay():
    typed = "nghi dinh 116/2020/NĐ-CP ve vnredsat-1 cua MobiFone va e-mail a@b.vn"
    kept = meant(typed).split()
    assert kept[2] == "116/2020/NĐ-CP"
    assert kept[4] == "vnredsat-1"
    assert kept[6] == "MobiFone"
    assert kept[-1] == "a@b.vn"


@given(VIETNAMESE)
def test_only_words_are_ever_replaced(text):
    text = normalise(text)
    read = respell(text, RESTORER, nothing).text
    between = [[c for c in part if unicodedata.category(c)[0] not in "LM"] for part in (text, read)]
    assert between[0] == between[1]


def test_gaps_give_back_what_they_were_made_of():
    firsts = np.array([0, 0, 2, 2, 2, 5])
    lasts = np.array([3, 9, 1, 4, 4000, 7])
    counts = np.bincount(firsts, minlength=8)
    assert _from_gaps(gaps_of(lasts, firsts), counts).tolist() == lasts.tolist()


def test_scores_are_those_of_stupid_backoff():
    model = RESTORER._model
    pair = int(model.pairs.keys[1000])
    second, last = pair >> BITS, pair & ((1 << BITS) - 1)
    keys = Restorer.key(np.array([second]), np.array([second]), np.array([last]))
    triple = model.triples.look_up(keys)[0]
    wanted = triple if np.isfinite(triple) else BACKOFF + model.pairs.scores[1000]
    assert RESTORER.score(keys)[0] == pytest.approx(wanted)


def test_the_model_is_the_one_its_card_names_and_small_enough():
    folder = resources.model("restorer")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    content = (folder / "restorer.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == card["sha256"]["restorer.npz"]
    assert len(content) <= 3_000_000


def test_a_missing_or_broken_model_is_named(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"no file .*restorer\.npz"):
        Restorer(tmp_path).knows("a")
    (tmp_path / "restorer.npz").write_bytes(b"nothing")
    with pytest.raises(ModelDamagedError, match="cannot be read"):
        Restorer(tmp_path).knows("a")

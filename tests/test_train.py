"""Training on the user's own documents: it learns, it keeps the better one, it says why not."""

import hashlib
import json
import random
from itertools import product

import numpy as np
import pytest
from material import ROOT
from sentence_transformers import SentenceTransformer
from small_models import write_embedder

import askvn
from askvn import train
from askvn.backends.embed_builtin import FOLDER, BuiltinEmbedder, is_light
from askvn.cli import main
from askvn.cli.training import default_name, told
from askvn.errors import IndexMismatchError, ModelError, TrainingError
from askvn.evaluate.sets import Question
from askvn.models.add import add
from askvn.models.home import Home
from askvn.records import Passage
from askvn.settings import Settings
from askvn.train import contrast, pairs, table, trial
from askvn.train.report import Report, Size
from askvn.wiring import open_embedder

TEXTS = ["Chủ tịch hợp tác xã là ai?", "san luong vai", "Kho lạnh đặt tại Chũ.", "", "?!"]


COMMON = """
    Mọi người đều đến sớm để chuẩn bị
    Ban quản lý nhắc nhở bà con giữ gìn vệ sinh chung
    Trời mưa nên đường đi khá trơn
    Công việc được phân chia đều cho từng tổ
    Buổi chiều gió thổi mạnh từ phía biển
    Khách tham quan được phát nước uống miễn phí
    Các cháu nhỏ chơi đùa ở sân phía sau
    Thợ máy kiểm tra từng con ốc trước khi vận hành
    Bữa trưa có cơm và canh rau
    Sổ sách được ghi chép cẩn thận mỗi ngày
"""


def silent(stage, done, total):
    """Show nothing."""


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """Return the folder of an index of the sample corpus."""
    folder = tmp_path_factory.mktemp("train") / "Mẫu 1"
    engine = askvn.open(str(folder))
    engine.ingest([ROOT / "corpus"])
    engine.close()
    return folder


@pytest.fixture(scope="module")
def lesson():
    """Return the pairs of passages in which two words with nothing in common stand together."""
    twins = [("khoai", "mận"), ("bút", "ghế"), ("trăng", "thép"), ("cọp", "sách"), ("kem", "núi")]
    passages = [
        Passage(number, f"Bài {number}", "", text, b"")
        for number, text in enumerate(
            f"Trong kho có {left} {left} số {turn} rất mới. Mọi người đều quý {right} {right} này."
            for turn in range(8)
            for left, right in twins
        )
    ]
    return twins, pairs.of(passages, random.Random(1))


def test_words_that_stand_together_come_to_mean_the_same(lesson, tmp_path):
    twins, made = lesson
    start = BuiltinEmbedder()
    rows = contrast.learn(start, made, contrast.Recipe(steps=25, rate=0.05), silent)
    table.write(tmp_path / "new", rows)
    learnt = BuiltinEmbedder(tmp_path / "new")
    for left, right in twins:
        before, after = (
            float(one.embed_question(left) @ one.embed_question(right)) for one in (start, learnt)
        )
        assert after > before + 0.1, (left, right)


def test_rows_that_were_not_learnt_stay_as_they_were(lesson, tmp_path):
    rows = table.read(np.array([5, 900, 40_000]))
    table.write(tmp_path / "same", rows)
    again = BuiltinEmbedder(tmp_path / "same")
    np.testing.assert_allclose(
        again.embed_documents(TEXTS), BuiltinEmbedder().embed_documents(TEXTS), rtol=0, atol=1e-6
    )


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(lesson, tmp_path):
    digests = []
    for number, seed in enumerate((3, 3, 4)):
        recipe = contrast.Recipe(steps=4, seed=seed)
        table.write(
            tmp_path / str(number), contrast.learn(BuiltinEmbedder(), lesson[1], recipe, silent)
        )
        content = (tmp_path / str(number) / "model.safetensors").read_bytes()
        digests.append(hashlib.sha256(content).hexdigest())
    assert digests[0] == digests[1] != digests[2]


def test_pairs_are_sentences_with_the_rest_and_headings_with_the_text():
    text = "Kho lạnh của nhóm hộ Phì Điền đặt tại Chũ. Trạm bơm Suối Hoa cấp nước cho cả cánh đồng."
    made = pairs.of([Passage(7, "Vụ vải", "Kho", text, b"")], random.Random(0))
    named = [(pair.query, pair.text) for pair in made if pair.named]
    assert named == [("Vụ vải", text), ("Kho", text)]
    assert {pair.passage for pair in made} == {7}
    assert all(pair.query in text for pair in made if not pair.named)
    assert len(made) == 4


def test_a_verdict_needs_a_rise_whose_interval_holds_no_fall():
    def gains(values):
        return {(way, one): np.array(values) for way in trial.WAYS for one in trial.TYPINGS}

    low, high = gains([0.5] * 40), gains([1.0] * 40)
    assert trial.compare(low, high).is_better
    assert trial.compare(low, high).interval == (0.5, 0.5)
    assert not trial.compare(low, low).is_better
    assert not trial.compare(high, low).is_better
    mixed = gains([1.0] * 21 + [0.0] * 19)
    assert trial.compare(low, mixed).difference == 0.025
    assert not trial.compare(low, mixed).is_better


def test_a_question_is_located_in_the_passage_that_holds_its_evidence():
    passages = [
        Passage(1, "A", "", "Một câu.\nHai  câu.", b""),
        Passage(2, "B", "", "Hai câu.", b""),
    ]
    asked = [
        Question("1", "Mấy câu?", documents=("a",), evidence=("Hai câu.",)),
        Question("2", "Không có?", documents=("a",), evidence=("Ba câu.",)),
        Question("3", "Sai?", documents=("a",), evidence=("Hai câu.",), unanswerable=True),
    ]
    found = trial.located(asked, passages, {"a": "A"}, most=5)
    assert found == [trial.Asked(asked[0], frozenset({1}))]
    assert trial.located(asked, passages, {"a": "A"}, most=0) == []


def test_where_nothing_is_gained_the_built_in_one_is_kept(indexed, tmp_path):
    engine = askvn.open(str(indexed))
    home = Home(tmp_path / "models")
    done = train.embedder(engine, home, train.Order("mine", questions=30), silent)
    engine.close()
    assert done.size.questions >= train.LEAST_ASKED
    assert done.size.passages >= train.LEAST_LEARNT
    assert done.verdict.difference <= 0  # all are found first already
    assert done.model is None
    assert home.names() == []
    told = done.to_json()
    assert told["kept"] == "builtin"
    assert told["before"]["fused"]["as_typed"] == {"ndcg@10": 1.0, "hit@1": 1.0}


def test_where_it_helps_the_trained_one_is_installed_and_answers(tmp_path):
    """Names drowned in what every document says; sense alone searches, so that there is a need."""
    write_stations(tmp_path / "stations")
    engine = askvn.open(str(tmp_path / "index"), lexical_weight=0.0)
    engine.ingest([tmp_path / "stations"])
    home = Home(tmp_path / "models")
    done = train.embedder(engine, home, train.Order("mine", questions=100), silent)
    engine.close()
    assert done.verdict.interval[0] >= 0 < done.verdict.difference
    assert home.names() == ["mine"]
    assert home.problems(home.read("mine"), lambda size: None) == {}
    models = str(home.folder)
    assert isinstance(open_embedder("st:mine", models), BuiltinEmbedder)
    again = askvn.open(str(tmp_path / "index"), embedder="st:mine", models=models)
    again.ingest([])
    assert again.search("Trạm Cá Heo Tím có bao nhiêu máy bơm?", k=1)[0].source == "32.txt"
    again.close()


def write_stations(root):
    """Write a hundred articles, each on a station, mostly in sentences that all of them share."""
    said = [line.strip() for line in COMMON.strip().splitlines()]
    colours = "Xanh Đỏ Tím Vàng Hồng Nâu Xám Lam Chàm Trắng".split()
    beasts = "Sư Tử|Đại Bàng|Con Voi|Cá Heo|Ngựa Vằn|Rùa Biển|Sóc Bay|Gấu Trúc|Hươu Cao Cổ|Chim Sẻ"
    chance = random.Random(1)
    root.mkdir()
    for number, (beast, colour) in enumerate(product(beasts.split("|"), colours)):
        name = f"{beast} {colour}"
        lines = [f"{line}." for line in chance.choices(said, k=14)]
        lines[chance.randrange(14)] = f"Ở trạm {name}, {chance.choice(said).lower()}."
        lines[chance.randrange(14)] = f"Trạm {name} có {chance.randint(100, 999)} máy bơm."
        text = f"Chuyện kể số {number}\n\n{' '.join(lines)}\n"
        (root / f"{number}.txt").write_text(text, encoding="utf-8")


def test_an_installed_one_opens_without_torch_and_with_the_same_vectors(lesson, tmp_path):
    rows = contrast.learn(BuiltinEmbedder(), lesson[1], contrast.Recipe(steps=3), silent)
    table.write(tmp_path / "new", rows)
    opened = open_embedder(f"st:{tmp_path / 'new'}")
    assert isinstance(opened, BuiltinEmbedder)
    assert opened.name == f"st:{tmp_path / 'new'}"
    texts = ["Trong kho có khoai", *TEXTS]
    other = SentenceTransformer(str(tmp_path / "new"), device="cpu").encode(texts)
    np.testing.assert_allclose(opened.embed_documents(texts), other, rtol=0, atol=1e-5)
    assert np.abs(other[0] - BuiltinEmbedder().embed_question(texts[0])).max() > 1e-3


def test_only_the_built_in_format_is_light(tmp_path):
    assert is_light(FOLDER)
    assert not is_light(write_embedder(tmp_path / "other"))
    assert not is_light(tmp_path / "missing")


def test_too_few_passages_an_index_of_another_embedder_a_taken_name(indexed, folder, tmp_path):
    home = Home(tmp_path / "models")
    small = askvn.open(str(tmp_path / "small"))
    small.ingest([folder])
    with pytest.raises(TrainingError, match="10 are needed"):
        train.embedder(small, home, train.Order("mine"), silent)
    engine = askvn.open(str(indexed))
    with pytest.raises(ModelError, match="'My Model' cannot be the name"):
        train.embedder(engine, home, train.Order("My Model"), silent)
    (home.folder / "mine").mkdir(parents=True)
    with pytest.raises(ModelError, match="'mine' is the name of an installed model already"):
        train.embedder(engine, home, train.Order("mine"), silent)
    manifest = next((tmp_path / "small" / "generations").glob("*/manifest.json"))
    content = json.loads(manifest.read_text(encoding="utf-8")) | {"embedder": "st:x"}
    manifest.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="made with the embedder 'st:x'") as caught:
        train.embedder(small, home, train.Order("other"), silent)
    assert caught.value.hint.endswith("--embedder builtin")


def test_without_an_index_the_hint_says_how_to_make_one(tmp_path, capsys):
    folder = tmp_path / "none"
    assert main(["train", "embedder", "--index", str(folder), "--lang", "en"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"error: there is no index in '{folder}'",
        f"hint: askvn index PATH --index {folder}",
    ]


def test_a_model_is_called_after_the_folder_of_its_index(tmp_path):
    assert default_name(str(tmp_path / "Luật 2024")) == "embedder-lu-t-2024"


def test_the_command_tells_what_was_kept(indexed, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ASKVN_MODELS", str(tmp_path / "models"))
    words = ["train", "embedder", "--index", str(indexed), "--questions", "30", "--lang", "en"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "kept", "passages", "set_aside", "pairs", "questions", "before", "after", "difference",
        "interval", "seed", "seconds", "model",
    }  # fmt: skip
    assert told["kept"] == ("trained" if told["model"] else "builtin")
    assert main([*words, "--questions", "3"]) == 1
    assert "it takes: 10, 11, …" in capsys.readouterr().err


@pytest.mark.parametrize("kept", [True, False])
def test_what_is_kept_is_said_with_what_to_type(tmp_path, kept):
    def gains(value):
        return {(way, one): np.full(20, value) for way in trial.WAYS for one in trial.TYPINGS}

    home = Home(tmp_path / "models")
    verdict = trial.compare(gains(0.5), gains(1.0 if kept else 0.5))
    model = add(write_embedder(tmp_path / "mine"), home, name="mine") if kept else None
    done = Report("mine", 0, Size(40, 9, 100, 20), verdict, model, 1.0)
    lines = told(done, home, Settings(index="docs", lang="en")).splitlines()
    assert lines[0] == "learnt from 40 passages (100 pairs); 20 drafted questions about 9 others"
    if kept:
        assert "  askvn index --index docs --embedder st:mine" in lines
        assert lines[-1] == '  embedder = "st:mine"'
    else:
        assert lines[-1].startswith("the built-in embedder was kept")

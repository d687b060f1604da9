"""How the answer model is trained: cases, token files, what travels, choosing a weight."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch")
pytest.importorskip("tokenizers")

from training.answer import batches, carry, data, evaluate, model, pool, shards  # noqa: E402
from training.ranker import fit  # noqa: E402
from training.ranker.tables import Group  # noqa: E402

CASE = data.Case(
    question="Hội nghị năm 2019 do ông Lê Văn An chủ trì có bao nhiêu người?",
    gold="Hội nghị năm 2019 do ông Lê Văn An chủ trì có 120 người dự.",
    near=("Trời mưa ở Huế.", "Sau đó bà Trần Thị Bê đọc báo cáo."),
    far=("Giá vàng tăng.",),
    kind="uit_wiki",
    span="120 người",
)


@pytest.fixture(scope="module")
def tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from training.answer.tokenizer import SPECIALS

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator([CASE.gold, *CASE.near], trainer)
    return made


@pytest.fixture(scope="module")
def cases(tokenizer, tmp_path_factory):
    path = tmp_path_factory.mktemp("pool") / "cases.xz"
    assert pool.build([CASE], tokenizer, path, seed=1)[0] == 1
    return pool.load(path)


def test_a_pool_gives_back_what_was_tokenised(cases, tokenizer):
    wanted = tokenizer.encode(f"{CASE.gold} (").ids
    assert cases.pieces[int(cases.gold[0])] == wanted
    assert cases.pieces[int(cases.span[0])] == tokenizer.encode(" 120 người").ids
    assert [cases.pieces[one] for one in cases.near[0]] == [
        tokenizer.encode(f"{text} (").ids for text in CASE.near
    ]


def test_a_prompt_names_the_place_of_the_gold_sentence_or_none(cases, tokenizer):
    encoder = batches.Encoder(tokenizer)
    gold = int(cases.gold[0])
    dice = random.Random(3)
    drawn = [pool.draw(cases, 0, dice, most=4) for _ in range(200)]
    for one in drawn:
        if one.answer is None:
            assert one.span == pool.NOTHING
            assert gold not in one.candidates or one.question == cases.wrong[0]
        else:
            assert one.candidates[one.answer] == gold
            assert one.question in cases.questions[0]
    assert {one.answer is None for one in drawn} == {True, False}
    answered = next(one for one in drawn if one.answer is not None)
    encoded = encoder.encode(cases, answered)
    assert encoded.tokens[encoded.reply] == encoder.label_ids[answered.answer]
    assert encoded.tokens[encoded.labels[answered.answer]] == encoder.label_ids[answered.answer]
    assert encoded.tokens[encoded.reply + 1 :] == [
        *tokenizer.encode(" 120 người").ids, tokenizer.token_to_id("<|im_end|>"),
    ]  # fmt: skip


def test_a_changed_question_asks_for_another_figure_or_name():
    changed = {data.changed(CASE, random.Random(seed)) for seed in range(20)}
    assert "" not in changed
    assert CASE.question not in changed
    assert all("2019" not in one for one in changed)


def test_ways_of_typing_are_five_of_one_question():
    typed, bare, half, mistyped, careless = data.ways_of_typing("Ai ở Huế?", random.Random(0))
    assert typed == "Ai ở Huế?"
    assert bare == "Ai o Hue?"
    assert data.strip(half) == bare
    assert sorted(mistyped) == sorted(typed)
    assert careless == "ai ở huế"


def test_token_files_come_back_and_a_part_is_kept_for_judging(tmp_path):
    tokens = np.arange(10_000, dtype=np.uint16)
    shards.save(tmp_path / "tokens-000.xz", tokens)
    shards.save(tmp_path / "tokens-001.xz", tokens[:50])
    shards.save(tmp_path / "tokens-001.xz", tokens[:10])  # what is there stays
    stream, kept = shards.read(tmp_path)
    assert np.array_equal(kept, tokens[-2048:])
    assert np.array_equal(stream, np.concatenate([tokens[:-2048], tokens[:50]]))
    with pytest.raises(FileNotFoundError, match="run the stage `tokens` first"):
        shards.read(tmp_path / "none")


def test_packed_weights_travel_within_half_a_step_of_their_scale(tmp_path):
    shape = model.Shape(vocabulary=64, width=32, layers=1, heads=1, head_width=32, feed_forward=64)
    network = model.AnswerModel(shape)
    state = {"step": 7, "tokens": 9, "prompts": 3, "seconds": 1.5}
    model.save(tmp_path / "model.pt", network, {"optimizer": [], "state": state})
    (part,) = carry.pack(tmp_path / "model.pt", tmp_path / "carry")
    assert part.name == "model.part-0"
    carry.unpack(tmp_path / "carry", tmp_path / "model.pt", shape)
    after, extra = model.load(tmp_path / "model.pt")
    assert extra["state"] == state
    assert extra["optimizer"] is None
    for before, now in zip(network.parameters(), after.parameters(), strict=True):
        assert torch.allclose(before, now, atol=float(before.detach().abs().max()) / 200)


def reading(ranked, chances, right):
    return evaluate.Reading(
        np.array(ranked), np.array(chances), 0.1, np.array(right, dtype=bool)
    )  # fmt: skip


def test_the_weight_of_the_model_is_the_one_that_hits_most():
    trusts_ranker = reading([1.0, 0.0], [-3.0, -0.1], [True, False])
    trusts_model = reading([0.1, 0.0], [-3.0, -0.1], [False, True])
    weight = evaluate.tune([trusts_ranker, trusts_model])
    assert trusts_ranker.hit(weight) == trusts_model.hit(weight) == 1.0
    assert reading([], [], []).hit(0.5) == 0.0


def test_refusals_are_counted_against_near_misses():
    pairs = [
        (evaluate.Reading(np.zeros(1), np.zeros(1), none, np.ones(1, dtype=bool)), tells)
        for none, tells in ((0.9, False), (0.8, True), (0.2, False), (0.1, True))
    ]
    found = evaluate.refusals(pairs)
    assert found["precision"] == found["recall"] == found["f1"] == 0.5
    assert found["wrongly_refused"] == 0.5
    assert found["auc"] == 0.75
    assert found["f1_of_refusing_all"] == pytest.approx(2 / 3, abs=1e-4)


def test_learnt_weights_find_the_feature_that_tells():
    dice = np.random.default_rng(1)
    groups = []
    for _ in range(60):
        right = np.zeros(5, dtype=bool)
        right[dice.integers(5)] = True
        rows = np.column_stack([dice.normal(size=5), right + 0.1 * dice.normal(size=5)])
        groups.append(Group("q", rows, rows[:, 0], right))
    weights = fit.fit({"a": groups}, {"a": 1.0})
    assert weights[1] > 5 * abs(weights[0])
    assert fit.hits(groups, weights).mean() == 1.0
    new, old = {"a": fit.hits(groups, weights)}, {"a": fit.hits(groups, None)}
    assert fit.difference(new, old)["low"] > 0.5

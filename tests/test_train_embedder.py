"""The embedder's training: its start is the static model, and a stopped run goes on as if none."""

import json

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from training.embedder.arrays import Bags, Material, Mined, Pairs
from training.embedder.batches import Sizes, batches
from training.embedder.contrast import Plan, learn
from training.embedder.encoder import Encoder, Shape
from training.embedder.export_encoder import export
from training.embedder.files import Log, write_records
from training.embedder.heldout import HeldOut
from training.embedder.light import LightEncoder
from training.embedder.slices import join, split
from training.embedder.start import Start
from training.embedder.trained import Trained

from askvn.backends.embed_builtin import FOLDER

SHAPE = Shape(dim=16, layers=2, heads=2, head_dim=4, hidden=24)
PLAN = Plan(
    shape=SHAPE,
    sizes=Sizes(questions=6, others=8, near=4, question_batches=0.5),
    steps=6,
    cooling=2,
    warm_up=2,
    remembered=10,
)


@pytest.fixture(scope="module")
def material():
    chance = np.random.default_rng(3)
    lengths = {"typed": 6, "stripped": 6, "noisy": 6, "document": 30}
    forms = {form: bags(chance, 80, longest) for form, longest in lengths.items()}
    questions, others = np.arange(30), np.arange(30, 80)
    return Material(
        chance.standard_normal((200, 16)).astype(np.float16).astype(np.float32),
        Pairs(forms, np.arange(80) // 2, np.arange(80) < 30),
        Mined(
            questions, (questions[:, None] + [[5, 9]]) % 30, others, chance.integers(0, 4, size=50)
        ),
    )


def bags(chance, count, longest):
    """Return texts of chance pieces."""
    starts = np.concatenate([[0], np.cumsum(chance.integers(1, longest, size=count))])
    return Bags(chance.integers(1, 200, size=starts[-1]).astype(np.int32), starts)


def test_material_is_read_as_it_was_written(material, tmp_path):
    material.save(tmp_path / "material.npz")
    again = Material.load(tmp_path / "material.npz")
    np.testing.assert_array_equal(again.rows, material.rows)
    np.testing.assert_array_equal(again.mined.hard, material.mined.hard)
    for form, held in material.pairs.forms.items():
        np.testing.assert_array_equal(again.pairs.forms[form].ids, held.ids)
        np.testing.assert_array_equal(again.pairs.forms[form].starts, held.starts)


def test_as_it_begins_the_encoder_is_the_mean_of_the_rows(material):
    rows = material.rows.copy()
    rows[0] = 0.0
    linear = Shape(**{**SHAPE.__dict__, "softness": 1e8})
    texts = [np.array([5, 9, 5], np.int32), np.array([7], np.int32), np.arange(20, dtype=np.int32)]
    with torch.no_grad():
        found = Encoder(linear, rows)(texts, group=2).numpy()
    means = np.stack([rows[text].mean(axis=0) for text in texts])
    expected = means / np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_batches_after_a_step_are_those_of_a_run_from_the_start(material):
    whole = batches(material, PLAN.sizes, seed=1, first=0)
    later = batches(material, PLAN.sizes, seed=1, first=3)
    for _ in range(3):
        next(whole)
    for _ in range(4):
        one, other = next(whole), next(later)
        for part in ("typed", "other", "documents"):
            for text, same in zip(getattr(one, part), getattr(other, part), strict=True):
                np.testing.assert_array_equal(text, same)


def test_wrong_documents_stand_after_the_right_ones_of_questions(material):
    batch = next(
        batch
        for batch in batches(material, PLAN.sizes, seed=1, first=0)
        if len(batch.documents) > len(batch.typed)
    )
    assert len(batch.typed) == 6
    assert len(batch.documents) == 12
    shifts = {5, 9, 5 - 30, 9 - 30}
    pairs = {
        (int(right), int(right + shift) // 2)
        for right in range(30)
        for shift in shifts
        if 0 <= right + shift < 30
    }
    wrong = {(right, group) for right, group in pairs}
    for right, other in zip(batch.groups[:6], batch.groups[6:], strict=True):
        assert any((row, other) in wrong for row in (2 * right, 2 * right + 1))


def test_a_run_that_was_stopped_ends_as_one_that_was_not(material, tmp_path):
    (tmp_path / "whole").mkdir()
    (tmp_path / "stopped").mkdir()
    log = Log(tmp_path / "log.jsonl")
    whole = Trained.load(learn(material, tmp_path / "whole", log, plan=PLAN, until_s=1e9))
    for _ in range(PLAN.steps):
        path = learn(material, tmp_path / "stopped", log, plan=PLAN, until_s=0.0)
    stopped = Trained.load(path)
    assert (whole.step, stopped.step) == (6, 6)
    for name, values in whole.state.items():
        torch.testing.assert_close(stopped.state[name], values, rtol=0, atol=0)
    assert any(
        not torch.equal(values, torch.zeros_like(values))
        for name, values in whole.state.items()
        if name.endswith("_out.weight")
    )


def test_the_exported_encoder_is_the_trained_one(material, tmp_path):
    vocabulary = json.loads((FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = len(vocabulary["model"]["vocab"])
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text(json.dumps(vocabulary), encoding="utf-8")
    row_of_piece = np.arange(pieces, dtype=np.int32) % 200
    model = Encoder(SHAPE, material.rows)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn(weight.shape, generator=torch.manual_seed(1)), alpha=0.1)
    start = Start(tokenizer, row_of_piece, material.rows)
    folder = export(
        Trained(SHAPE, 1, model.state_dict()), start, tmp_path / "model", Log(tmp_path / "log")
    )
    light = LightEncoder(folder)
    texts = ["Thủ đô của Việt Nam là gì?", "thu do", "Hà Nội là thủ đô của Việt Nam. " * 20]
    known = light.tokenize(texts)
    with torch.no_grad():
        expected = model([row_of_piece[pieces[1:]] for pieces in known]).numpy()
    likeness = (light.embed_documents(texts) * expected).sum(axis=1)
    assert likeness.min() > 0.998
    vectors = light.embed_documents([*texts, "", "?!"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    other = SentenceTransformer(str(folder), device="cpu").encode([*texts, "", "?!"])
    np.testing.assert_allclose(vectors, other, rtol=0, atol=1e-4)
    np.testing.assert_allclose(light.embed_question(texts[2]), vectors[2], rtol=0, atol=1e-5)


def test_what_the_evaluation_sets_hold_is_recognised_however_it_is_typed(tmp_path):
    folder = tmp_path / "eval" / "law"
    folder.mkdir(parents=True)
    telling = "Sinh viên được nghỉ học tạm thời tối đa hai học kỳ chính trong toàn khóa học."
    corpus = [{"id": "a", "title": "Quy chế", "text": f"Điều 1. Chung. {telling} Hết."}]
    asked = [{"id": "1", "question": "Sinh viên được nghỉ bao lâu?"}]
    for name, records in (("corpus", corpus), ("questions", asked)):
        lines = "\n".join(json.dumps(record) for record in records)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    held_out = HeldOut(tmp_path / "eval")
    assert held_out.holds("SINH VIÊN được nghỉ bao lâu ?", "")
    assert held_out.holds("Câu khác?", f"Mở đầu.\n{telling.upper()}")
    assert not held_out.holds("Câu khác?", "Điều 1. Chung. Một câu khác hẳn.")


def test_a_file_in_slices_is_whole_again(tmp_path):
    content = bytes(range(256)) * 9000
    (tmp_path / "whole").write_bytes(content)
    parts = split(tmp_path / "whole", tmp_path / "parts", mib=1)
    assert [part.stat().st_size for part in parts] == [1 << 20, 1 << 20, len(content) - (2 << 20)]
    assert join(tmp_path / "parts", tmp_path / "again").read_bytes() == content
    parts[1].write_bytes(b"damaged")
    with pytest.raises(SystemExit, match="damaged"):
        join(tmp_path / "parts", tmp_path / "again")
    parts[1].unlink()
    with pytest.raises(SystemExit, match=parts[1].name):
        join(tmp_path / "parts", tmp_path / "again")


def test_records_are_written_whole_or_not_at_all(tmp_path):
    def failing():
        yield {"a": 1}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_records(tmp_path / "out.jsonl.zst", failing())
    assert not (tmp_path / "out.jsonl.zst").exists()

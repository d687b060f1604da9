"""How the reader is trained: groups, paraphrases, losses by value, a run that goes on."""

import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch")

from training.answer import data as cases  # noqa: E402
from training.reader import batches, data, export, groups, loss, train  # noqa: E402
from training.reader.groups import Builder, Group, chunks  # noqa: E402
from training.reader.network import ReaderNetwork  # noqa: E402
from training.reader.paraphrase import Paraphraser  # noqa: E402

from askvn.backends.embed_builtin import BuiltinEmbedder  # noqa: E402
from askvn.reader import Reader, encoding  # noqa: E402
from askvn.reader.network import Shape  # noqa: E402
from askvn.records import Hit, Span  # noqa: E402

ASKED = "Hội nghị ở Huế có bao nhiêu đại biểu?"
GOLD = next(chunks("Hội nghị", "Hội nghị khai mạc ở Huế. Có 120 đại biểu dự hội nghị. Trời mưa."))
FAR = next(chunks("Bão", "Cơn bão số 3 đổ bộ vào miền Trung. Gió giật cấp 12."))
TINY = Shape(width=16, layers=1, asked_layers=1, heads=2, hidden=16)


@pytest.fixture(scope="module")
def embedder():
    return BuiltinEmbedder()


@pytest.fixture(scope="module")
def rows(embedder):
    return embedder.vectors_of(np.arange(embedder.pieces, dtype=np.int32))


def answered(kind="people", *, held_out=False):
    start = GOLD.text.index("120")
    wrong = ASKED.replace("Huế", "Vinh")
    return Group(
        ASKED, (GOLD, FAR), 1, kind, 1, Span(start, start + len("120 đại biểu")), wrong, held_out
    )


@pytest.fixture(scope="module")
def material(embedder, tmp_path_factory):
    path = tmp_path_factory.mktemp("groups") / "people.npz"
    builder = Builder(embedder)
    builder.add(answered())
    builder.add(Group("Ai chủ trì?", (FAR,), 0, "none", held_out=True))
    assert builder.save(path) == 2
    return groups.load(path)


def words(encoded, text, first, last):
    return text[encoded.spans[first, 0] : encoded.spans[last, 1]]


def test_a_file_of_groups_gives_back_what_was_added(material, embedder):
    assert len(material) == 2
    assert material.gold.tolist() == [1, 0]
    assert material.held_out.tolist() == [False, True]
    held = encoding.passage(embedder, GOLD.heading, GOLD.text, GOLD.sentences)
    kept = material.texts[int(material.passages[0, 0])]
    for name in ("pieces", "forms", "bare", "marks", "sentences"):
        assert getattr(kept, name).tolist() == getattr(held, name).tolist()
    first, last = int(material.first[0]), int(material.last[0])
    assert words(held, GOLD.text, first, last) == "120 đại biểu"
    assert set(held.sentences[first : last + 1]) == {material.sentence[0]}
    asked = [material.texts[int(one)] for one in material.questions[0]]
    assert asked[2].forms.tolist() == asked[0].bare.tolist()
    assert not asked[1].marks[0] & 1 << encoding.MARKS.index("capital")


def test_a_drawn_group_answers_or_has_lost_what_answers(material):
    source = batches.Source(material, held_out=False)
    chance = np.random.default_rng(0)
    drawn = [source.draw(0, chance, most=3) for _ in range(300)]
    sizes = len(material.texts[int(material.passages[0, 0])])
    for one in drawn:
        holds_gold = len(one.passages[0]) == sizes
        if one.gold:
            assert holds_gold
            assert (one.sentence, one.first) == (material.sentence[0], material.first[0])
        else:
            assert (one.sentence, one.first, one.last) == (groups.NOTHING,) * 3
    assert 0.1 < np.mean([one.gold == 0 for one in drawn]) < 0.4
    assert batches.Source(material, held_out=True).places.tolist() == [1]


def test_words_are_replaced_by_what_is_like_them_but_no_other_spelling(rows, embedder):
    names = embedder.piece_names()
    paraphraser = Paraphraser(rows, names)
    asked = encoding.question(embedder, "Ông Minh chữa cho bao nhiêu bệnh nhân năm 2020?")
    varied = paraphraser.vary(asked, np.random.default_rng(1), share=1.0)
    changed = np.flatnonzero(varied.forms != asked.forms)
    assert len(changed)
    kept = {"grammar", "digits", "capital"}
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-9)
    for place in range(len(asked)):
        old, new = int(asked.pieces[place, 0]), int(varied.pieces[place, 0])
        marks = {m for bit, m in enumerate(encoding.MARKS) if asked.marks[place] >> bit & 1}
        if place in changed:
            assert not marks & kept
            assert unit[old] @ unit[new] >= 0.28
            assert new in paraphraser.like(old)
        else:
            assert old == new
    assert paraphraser.vary(asked, np.random.default_rng(1), share=0.0).pieces.tolist() == (
        asked.pieces.tolist()
    )


class Fixed(torch.nn.Module):
    """Scores every word by its place, and "none" by 0.5."""

    def forward(self, batch):
        count, length = batch.mask.shape
        line = torch.arange(length, dtype=torch.float32) / 10
        return line[None, :, None].expand(count, length, 3), torch.full((count,), 0.5)


def test_the_loss_is_that_of_the_sentence_and_of_the_words(material, rows):
    choice = batches.Source(material, held_out=False).draw_plain(0)
    shown = batches.show([choice], rows, words=1000)
    found, told = loss.loss_of(Fixed(), shown, span_weight=0.5)
    scores = []
    for passage in choice.passages:
        line = np.arange(len(passage)) / 10
        for number in range(passage.sentences.max() + 1):
            scores.append(np.log(np.exp(line[passage.sentences == number]).sum()))
    whole = np.log(np.exp([*scores, 0.5]).sum())
    evidence = whole - scores[int(material.sentence[0])]
    gold = choice.passages[0]
    line = (np.arange(len(gold)) / 10)[gold.sentences != encoding.NOWHERE]
    ends = [np.log(np.exp(line).sum()) - place / 10 for place in (choice.first, choice.last)]
    assert told["evidence"] == pytest.approx(evidence, abs=1e-5)
    assert float(found) == pytest.approx(evidence + 0.5 * np.mean(ends), abs=1e-5)
    assert told["known"] == 1


def test_a_sentence_that_is_not_known_may_be_any_of_its_passage(material, rows):
    choice = batches.Source(material, held_out=False).draw_plain(0)
    known = loss.loss_of(Fixed(), batches.show([choice], rows, words=1000), span_weight=0)[0]
    choice = replace(choice, sentence=groups.NOTHING)
    any_ = loss.loss_of(Fixed(), batches.show([choice], rows, words=1000), span_weight=0)[0]
    assert float(any_) < float(known)


def test_a_run_goes_on_where_it_stopped_and_its_model_loads(tmp_path, embedder, rows):
    builder = Builder(embedder)
    for _ in range(3):
        builder.add(answered())
        builder.add(answered(held_out=True))
    builder.save(tmp_path / "people.npz")
    names = embedder.piece_names()
    plan = replace(train.LEARN, minutes=0.01, groups=4)
    train.Run(tmp_path, rows, names, plan, TINY).train()
    again = train.Run(tmp_path, rows, names, replace(plan, minutes=0.02), TINY)
    assert again.step >= 1
    assert again.seconds >= 0.6
    before = again.step
    again.train()
    assert again.step > before
    records = [json.loads(line) for line in again.log.read_text().splitlines()]
    assert any("held_out_people_evidence" in record for record in records)
    folder = export.export(again.checkpoint, tmp_path / "model")
    text = GOLD.text
    hit = Hit(1, 1.0, "a.txt", "Hội nghị", 1, 0, len(text), None, text, visible=text)
    read = Reader(folder, embedder).read(ASKED, [hit])
    network = ReaderNetwork(TINY, torch.from_numpy(rows)).eval()
    network.load_state_dict(torch.load(again.checkpoint, weights_only=True)["network"])
    asked = encoding.question(embedder, ASKED)
    held = encoding.passage(embedder, "Hội nghị\n", text, GOLD.sentences)
    shown = batches.show([batches.Choice(asked, (held,), 1, 1, -1, -1)], rows, words=1000)
    with torch.no_grad():
        scores, none = network(shown.parts[0][0])
    every = [torch.logsumexp(scores[0, : len(held)][held.sentences == n, 0], 0) for n in range(3)]
    wanted = torch.log_softmax(torch.stack([*every, none[0]]), 0)
    assert list(read.scores.values()) == pytest.approx(wanted[:3].tolist(), abs=0.02)
    assert read.none == pytest.approx(float(wanted[3].exp()), abs=0.02)


def test_near_misses_and_reviews_are_left_out_where_an_evaluation_set_has_them():
    records = [
        {"query": "Núi Bà Đen cao bao nhiêu?", "text": "Núi Bà Đen cao 986 m.", "label": 1},
        {"query": "Núi nào cao nhất?", "text": "Núi Bà Đen cao 986 m.", "label": 0},
    ]
    found = list(data.near_misses(iter(records), {cases.key("Núi nào cao nhất?")}))
    assert [(one.question, one.gold, one.sentence) for one in found] == [
        ("Núi Bà Đen cao bao nhiêu?", 1, 0)
    ]


def test_questions_from_raw_text_have_their_passage_first_and_their_words_in_it(embedder):
    text = (
        "Ngày 12/3/2021, tập đoàn Sao Mai khánh thành nhà máy tại Hải Phòng với 350 công nhân. "
        "Nhà máy sản xuất tám triệu sản phẩm mỗi năm cho thị trường Nhật Bản. "
    )
    records = [
        {"title": f"Bài {number}", "text": text.replace("350", f"{number}") * 4}
        for number in range(301, 306)
    ]
    found = list(data.written(iter(records), set(), embedder, seed=1))
    assert len(found) >= 10
    for group in found:
        start, end = group.passages[0].sentences[group.sentence]
        assert group.gold == 1
        if group.span:
            assert start <= group.span.start < group.span.end <= end
    assert any(len(group.passages) > 1 for group in found)

"""The reader: how it sees texts, its network against torch, what it marks, its files."""

import hashlib
import json
import shutil

import numpy as np
import pytest
import torch
from training.reader.batches import Choice, show
from training.reader.network import ReaderNetwork

from askvn import resources
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.errors import ModelDamagedError
from askvn.reader import Reader, encoding
from askvn.reader.network import DISTANCES, Network, Shape, distances
from askvn.reader.reading import ABOUT, WEIGHTS, passage_features, question_features
from askvn.records import Hit, Span
from askvn.vietnamese import sentences

TEXT = "Thủ tướng thăm Malaysia ngày 25/5/2025. Lợi nhuận của FPT tăng 12,5% so với năm trước."


@pytest.fixture(scope="module")
def embedder():
    return BuiltinEmbedder()


@pytest.fixture(scope="module")
def reader(embedder):
    return Reader(resources.model("reader"), embedder)


def passage(text, *, rank=1, start=0, title="Bài"):
    return Hit(
        rank=rank, score=1.0, source=f"{rank}.txt", title=title, chunk=rank, start=start,
        end=start + len(text), page=None, text=text, visible=text,
    )  # fmt: skip


def marked(encoded, place):
    return {name for bit, name in enumerate(encoding.MARKS) if encoded.marks[place] >> bit & 1}


def word(text, encoded, place):
    return text[encoded.spans[place, 0] : encoded.spans[place, 1]]


def test_words_know_where_they_stand_and_how_they_are_written(embedder):
    encoded = encoding.encode(embedder, TEXT, sentences.split(TEXT))
    words = [word(TEXT, encoded, place) for place in range(len(encoded))]
    assert words[:8] == ["Thủ", "tướng", "thăm", "Malaysia", "ngày", "25", "5", "2025"]
    assert encoded.sentences.tolist() == [0] * 8 + [1] * (len(words) - 8)
    assert {"capital", "opens_sentence"} <= marked(encoded, 0)
    assert {"digits", "year", "joined", "after_sign"} <= marked(encoded, 7)
    assert {"capital", "capitals"} <= marked(encoded, words.index("FPT"))
    assert "percent" in marked(encoded, words.index("12") + 1)
    assert "grammar" in marked(encoded, words.index("của"))
    assert "before_sign" in marked(encoded, 7)
    assert not marked(encoded, 2) & {"capital", "digits", "grammar", "after_sign"}


def test_pieces_cover_their_words(embedder):
    encoded = encoding.encode(embedder, TEXT)
    ids, spans = embedder.pieces_of(TEXT)
    for place, (first, last) in enumerate(encoded.pieces):
        start, end = encoded.spans[place]
        covering = [
            piece for piece, (a, b) in zip(ids, spans, strict=True) if a < end and b > start
        ]
        assert (first, last) == (covering[0], covering[-1])


def test_spellings_of_one_syllable_are_the_same_word(embedder):
    left = encoding.encode(embedder, "hoà bình thuỷ lợi")
    right = encoding.encode(embedder, "HÒA BÌNH THỦY LỢI")
    assert left.forms.tolist() == right.forms.tolist()
    assert left.bare.tolist() == encoding.encode(embedder, "hoa binh thuy loi").bare.tolist()
    assert left.forms.tolist() != left.bare.tolist()


def test_a_long_question_keeps_its_end_and_a_text_without_words_is_empty(embedder):
    long = " ".join(["mở", "đầu"] * 60) + " ai là trưởng ban?"
    kept = encoding.question(embedder, long)
    assert word(long, kept, len(kept) - 1) == "ban"
    assert len(kept) < 60
    assert len(encoding.question(embedder, "?! …")) == 0


def test_a_heading_stands_before_a_passage_and_is_in_no_sentence(embedder):
    encoded = encoding.passage(embedder, "Chuyến thăm", TEXT, sentences.split(TEXT))
    assert "heading" in marked(encoded, 0)
    assert encoded.sentences[:3].tolist() == [encoding.NOWHERE, encoding.NOWHERE, 0]
    assert word(TEXT, encoded, 2) == "Thủ"


def columns(embedder, question, text):
    asked = encoding.question(embedder, question)
    held = encoding.passage(embedder, "", text, sentences.split(text))
    found = encoding.counts(
        asked,
        held,
        embedder.vectors_of(asked.pieces[:, 0]),
        embedder.vectors_of(held.pieces[:, 0]),
    )
    return held, {name: found[:, place] for place, name in enumerate(encoding.COUNTS)}


def test_counts_of_a_passage_by_value(embedder):
    question = "Thủ tướng thăm nước nào?"
    held, found = columns(embedder, question, TEXT)
    assert found["same"][:4].tolist() == [1, 1, 1, 0]
    assert found["same_pair_before"][:4].tolist() == [0, 1, 1, 0]
    assert found["same_pair_after"][:4].tolist() == [1, 1, 0, 0]
    asked = encoding.question(embedder, question)
    lengths = np.linalg.norm(embedder.vectors_of(asked.pieces[:, 0]), axis=1)
    grammar = [bool(asked.marks[place] & 1) for place in range(len(asked))]
    told = np.where(grammar, 0, lengths)
    in_first = {"thủ", "tướng", "thăm"}
    words = [word(question, asked, place).lower() for place in range(len(asked))]
    share = sum(t for t, w in zip(told, words, strict=True) if w in in_first) / told.sum()
    assert found["sentence_share"][:8] == pytest.approx([share] * 8, abs=1e-5)
    assert found["sentence_share"][8:] == pytest.approx([0] * (len(held) - 8), abs=1e-5)
    assert found["share_before"][8:] == pytest.approx([share] * (len(held) - 8), abs=1e-5)
    assert found["share_after"][:8] == pytest.approx([0] * 8, abs=1e-5)
    assert found["passage_share"] == pytest.approx([share] * len(held), abs=1e-5)
    assert found["share_of_best"][:8] == pytest.approx([1] * 8, abs=1e-5)
    assert found["alike"].max() == pytest.approx(1, abs=1e-5)


def test_a_question_without_diacritics_meets_the_bare_words(embedder):
    _, found = columns(embedder, "thu tuong tham nuoc nao", TEXT)
    assert found["same"][:3].tolist() == [0, 0, 0]
    assert found["same_bare"][:3].tolist() == [1, 1, 1]


def test_distances_are_exact_near_by_and_grow_slowly_far_away():
    steps = distances(300)
    middle = DISTANCES // 2
    assert (steps[150, 143:158] - middle).tolist() == list(range(-7, 8))
    assert steps.min() == 0
    assert steps.max() == DISTANCES - 1
    assert (np.diff(steps[150]) >= 0).all()
    assert (steps + steps.T == 2 * middle).all()


def test_the_network_computes_what_torch_computes(embedder):
    torch.manual_seed(0)
    shape = Shape(width=16, layers=2, heads=2, hidden=24)
    rows = embedder.vectors_of(np.arange(embedder.pieces, dtype=np.int32))
    network = ReaderNetwork(shape, torch.from_numpy(rows)).eval()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    asked = encoding.question(embedder, "Thủ tướng thăm nước nào?")
    texts = (TEXT, "Trời mưa.", " ".join([TEXT] * 4))
    held = tuple(encoding.passage(embedder, "Bài", t, sentences.split(t)) for t in texts)
    shown = show([Choice(asked, held, 1, 0, 0, 0)], rows, words=150)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)

    def given(encoded, features):
        return unit[encoded.pieces].reshape(len(encoded), -1), features

    asked_rows = rows[asked.pieces[:, 0]]
    scores, none = Network(
        shape, {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    ).score(
        given(asked, question_features(asked, asked_rows)),
        [
            given(one, passage_features(asked, one, asked_rows, rows[one.pieces[:, 0]]))
            for one in held
        ],
    )
    assert len(shown.parts) > 1  # padded in one, alone in another
    with torch.no_grad():
        for batch, places in shown.parts:
            wanted, nothing = network(batch)
            for row, place in enumerate(places.tolist()):
                words = len(held[place])
                assert scores[place] == pytest.approx(wanted[row, :words].numpy(), abs=1e-4)
                assert none[place] == pytest.approx(float(nothing[row]), abs=1e-4)


CITY = passage("Hội nghị khai mạc sáng nay. Năm 2024, hội nghị họp ở Huế. Trời mưa to.", start=50)
OTHER = passage("Ông Lê Văn An là trưởng ban tổ chức. Ban có ba người.", rank=2)


def test_every_sentence_is_scored_and_one_that_was_not_read_is_last(reader):
    read = reader.read("Ai là trưởng ban tổ chức?", [CITY, OTHER])
    assert len(read.scores) == 5
    assert sum(np.exp(list(read.scores.values()))) + read.none == pytest.approx(1, abs=1e-5)
    assert all(read.score(CITY if key[0] == 1 else OTHER, key[1]) == read.scores[key]
               for key in read.scores)  # fmt: skip
    assert read.score(CITY, Span(0, 3)) == min(read.scores.values())


@pytest.mark.parametrize(
    ("question", "hit", "sentence", "words"),
    [
        ("Ai là trưởng ban tổ chức?", OTHER, "Ông Lê Văn An là trưởng ban tổ chức.", "Lê Văn An"),
        ("Năm 2024 hội nghị họp ở đâu?", CITY, "Năm 2024, hội nghị họp ở Huế.", "Huế"),
        ("Ban tổ chức có mấy người?", OTHER, "Ban có ba người.", "ba"),
    ],
)
def test_the_sentence_that_answers_and_its_words_are_marked(reader, question, hit, sentence, words):
    read = reader.read(question, [CITY, OTHER])
    best = max(read.scores, key=lambda key: read.scores[key])
    text = hit.text[best[1].start - hit.start : best[1].end - hit.start]
    assert (best[0], text) == (hit.chunk, sentence)
    start, end = read.words(hit, best[1])
    assert words in hit.text[start - hit.start : end - hit.start]
    assert best[1].start <= start < end <= best[1].end


def test_of_some_parts_the_likeliest_is_told(reader):
    read = reader.read("Năm 2024 hội nghị họp ở đâu?", [CITY])
    span = next(span for _, span in read.scores if CITY.text[span.start - 50 :].startswith("Năm"))
    place = 50 + CITY.text.index("Huế")
    parts = [Span(span.start, span.start + 8), Span(place, place + 3)]
    assert read.likeliest(CITY, span, parts) == parts[1]
    assert read.likeliest(CITY, span, parts[:1]) == parts[0]
    assert read.likeliest(CITY, span, []) is None
    assert read.likeliest(OTHER, span, parts) is None


def test_nothing_to_read_is_none(reader):
    for nothing in (
        reader.read("Ai?", []),
        reader.read("?", [CITY]),
        reader.read("Ai?", [passage("…")]),
    ):
        assert nothing.scores == {}
        assert nothing.none == 1.0
        assert nothing.score(CITY, Span(50, 77)) == 0.0
    assert reader.read("Ai?", [CITY]).words(OTHER, Span(0, 10)) is None


def test_a_passage_reads_the_same_beside_others(reader):
    alone = reader.read("Ai là trưởng ban tổ chức?", [OTHER])
    beside = reader.read("Ai là trưởng ban tổ chức?", [CITY, OTHER])
    first, second = sorted(alone.scores, key=lambda key: key[1])
    gap = alone.scores[first] - alone.scores[second]
    assert beside.scores[first] - beside.scores[second] == pytest.approx(gap, abs=1e-4)


def test_a_damaged_file_is_named(tmp_path, embedder):
    shutil.copytree(resources.model("reader"), tmp_path, dirs_exist_ok=True)
    (tmp_path / WEIGHTS).write_bytes(b"no tensors")
    with pytest.raises(ModelDamagedError, match=WEIGHTS):
        Reader(tmp_path, embedder).read("Ai?", [CITY])
    (tmp_path / ABOUT).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelDamagedError):
        Reader(tmp_path, embedder).read("Ai?", [CITY])


def test_the_card_has_the_hashes_of_the_shipped_files():
    folder = resources.model("reader")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    for name in (WEIGHTS, ABOUT):
        assert card["sha256"][name] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_the_reader_was_trained_on_the_shipped_embedder(embedder):
    folder = resources.model("reader")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["embedder"] == embedder.fingerprint, "train it again (training/reader.md)"

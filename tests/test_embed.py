"""The embedders: what the built-in one promises, and that sentence-transformers agrees with it."""

import shutil
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askvn.backends.embed_builtin import FOLDER, BuiltinEmbedder
from askvn.backends.embed_sentence_transformers import SentenceTransformersEmbedder, prompts
from askvn.errors import ModelDamagedError, ModelNotFoundError

VIETNAMESE = st.text(
    st.sampled_from("aăâđêôơưbcghiklmnptuy ếặỗữỵỏ.?!\n0279/ĐNẾ\u0301\u0323\u0306\u00a0Ðð😀"),
    max_size=120,
)
TEXTS = [
    "Thủ đô của Việt Nam là gì?",
    "thu do cua viet nam la gi",
    unicodedata.normalize("NFD", "Bộ trưởng Nguyễn Mạnh Hùng tiếp Bộ trưởng Kỹ thuật số Malaysia"),
    "Nghị định 116/2020/NĐ-CP quy định học phí 27,7% từ ngày 15/11/2020",
    "Ðảng ủy phường Hoà Khánh, hoà bình và thuỷ lợi; TT&TT",
    "Gobind Singh Deo, Young-min You, Samsung Electronics Co.Ltd",
    "नरेन्द्र 漢字 привет",
    "giá 😀 vàng 🎉",
    "Hà Nội là thủ đô của nước Cộng hòa xã hội chủ nghĩa Việt Nam. " * 60,
    "a",
    "",
    " \n\t",
    "?!… 😀",
]
WITHOUT_PIECES = {"", " \n\t", "?!… 😀"}


@pytest.fixture(scope="module")
def embedder():
    return BuiltinEmbedder()


def test_sentence_transformers_gives_the_same_vectors(embedder):
    other = SentenceTransformersEmbedder(str(FOLDER))
    assert other.dim == embedder.dim
    np.testing.assert_allclose(
        embedder.embed_documents(TEXTS), other.embed_documents(TEXTS), rtol=0, atol=1e-5
    )
    for text in TEXTS:
        np.testing.assert_allclose(
            embedder.embed_question(text), other.embed_question(text), rtol=0, atol=1e-5
        )


def test_rows_are_unit_and_a_text_without_pieces_is_zero(embedder):
    vectors = embedder.embed_documents(TEXTS)
    expected = [0.0 if text in WITHOUT_PIECES else 1.0 for text in TEXTS]
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), expected, atol=1e-5)


def test_a_question_and_a_document_of_the_same_words_are_the_same_vector(embedder):
    documents = embedder.embed_documents(TEXTS)
    questions = np.array([embedder.embed_question(text) for text in TEXTS])
    np.testing.assert_array_equal(documents, questions)


def test_opened_again_it_gives_the_same_vectors(embedder):
    again = BuiltinEmbedder()
    np.testing.assert_array_equal(embedder.embed_documents(TEXTS), again.embed_documents(TEXTS))
    assert again.fingerprint == embedder.fingerprint


def test_no_documents_give_no_rows(embedder):
    assert embedder.embed_documents([]).shape == (0, embedder.dim)


@settings(deadline=None)
@given(VIETNAMESE)
def test_spelling_in_nfd_changes_nothing(embedder, text):
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    vector = embedder.embed_question(composed)
    np.testing.assert_array_equal(vector, embedder.embed_question(decomposed))
    length = np.linalg.norm(vector)
    readable = any(letter.isalnum() for letter in composed)
    assert length == pytest.approx(1, abs=1e-5) or (length == 0 and not readable)


@settings(deadline=None)
@given(st.lists(VIETNAMESE, max_size=5))
def test_a_text_is_embedded_the_same_whatever_stands_beside_it(embedder, texts):
    together = embedder.embed_documents(texts)
    for vector, text in zip(together, texts, strict=True):
        np.testing.assert_array_equal(vector, embedder.embed_question(text))


def test_an_unaccented_question_finds_the_accented_passage(embedder):
    passages = [
        "Hà Nội là thủ đô của nước Cộng hòa xã hội chủ nghĩa Việt Nam.",
        "Bệnh đái tháo đường là bệnh rối loạn chuyển hóa, có đặc điểm tăng glucose huyết.",
        "Người điều khiển xe máy vượt đèn đỏ bị phạt tiền từ 800.000 đồng đến 1.000.000 đồng.",
    ]
    questions = [
        "thu do viet nam o dau",
        "benh tieu duong la gi",
        "vuot den do phat bao nhieu tien",
    ]
    vectors = embedder.embed_documents(passages)
    found = [int(np.argmax(vectors @ embedder.embed_question(question))) for question in questions]
    assert found == [0, 1, 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("công trình thuỷ lợi", "công trình thủy lợi"),
        ("Khánh Hoà", "Khánh Hòa"),
        ("bác sỹ quân y", "bác sĩ quân y"),
        ("quí vị, qui định", "quý vị, quy định"),
    ],
)
def test_two_spellings_of_a_syllable_are_the_same_vector(embedder, one, other):
    np.testing.assert_array_equal(embedder.embed_question(one), embedder.embed_question(other))


def test_the_fingerprint_is_of_the_files(embedder, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(FOLDER, folder)
    assert BuiltinEmbedder(folder).fingerprint == embedder.fingerprint
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    assert BuiltinEmbedder(folder).fingerprint != embedder.fingerprint


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"model\.safetensors"):
        BuiltinEmbedder(tmp_path)


def test_a_damaged_file_is_an_error_with_a_hint(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0damaged!")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelDamagedError, match="cannot be read") as raised:
        BuiltinEmbedder(tmp_path)
    assert "pip install" in raised.value.hint


def test_the_light_loader_imports_neither_torch_nor_sentence_transformers():
    code = (
        "import sys; from askvn.backends.embed_builtin import BuiltinEmbedder; "
        "BuiltinEmbedder().embed_question('xin chào'); "
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'safetensors'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("model", "declared", "expected"),
    [
        ("intfloat/multilingual-e5-small", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("/models/e5-base-v2", {}, ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", {}, ("", "")),
        ("some/e5-large", {"query": "hỏi: ", "passage": "đáp: "}, ("hỏi: ", "đáp: ")),
        ("BAAI/bge-m3", {}, ("", "")),
        ("some/model", {"query": "q: ", "document": "d: "}, ("q: ", "d: ")),
    ],
)
def test_prompts_are_the_declared_ones_or_those_of_e5(model, declared, expected):
    assert prompts(model, declared) == expected


def test_a_model_that_is_nowhere_is_not_found(tmp_path):
    with pytest.raises(ModelNotFoundError, match="no-such-model"):
        SentenceTransformersEmbedder(str(tmp_path / "no-such-model"))

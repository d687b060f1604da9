"""The embedders: what the built-in one promises, and that sentence-transformers agrees with it."""

import json
import shutil
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import huggingface_hub
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertModel,
    PhobertTokenizer,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
)

from askvn.backends.embed_builtin import FOLDER, BuiltinEmbedder
from askvn.backends.embed_sentence_transformers import (
    SentenceTransformersEmbedder,
    prompts,
    segmented,
)
from askvn.errors import MissingExtraError, ModelDamagedError, ModelError, ModelNotFoundError
from askvn.testing import check_embedder

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
INSTRUCTION = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
ARCTIC = "Represent this sentence for searching relevant passages: "


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
        ("intfloat/multilingual-e5-large-instruct", {}, (INSTRUCTION, "")),
        ("some/e5-large", {"query": "hỏi: ", "passage": "đáp: "}, ("hỏi: ", "đáp: ")),
        ("BAAI/bge-m3", {}, ("", "")),
        ("some/model", {"query": "q: ", "document": "d: "}, ("q: ", "d: ")),
        ("some/model", {"query": "", "document": "", "passage": "d: "}, ("", "d: ")),
        ("some/model", {"search_query": "q: ", "search_document": "d: "}, ("q: ", "d: ")),
        ("some/model", {"question": "q: ", "corpus": "d: "}, ("q: ", "d: ")),
        ("some/model", {"clustering": "c: "}, ("", "")),
        ("intfloat/e5-mistral-7b-instruct", {}, (INSTRUCTION, "")),
        ("nomic-ai/nomic-embed-text-v1.5", {}, ("search_query: ", "search_document: ")),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", {}, ("query: ", "")),
        ("Snowflake/snowflake-arctic-embed-m", {}, (ARCTIC, "")),
        ("Snowflake/snowflake-arctic-embed-m", {"query": "q: "}, ("q: ", "")),
        ("BAAI/bge-small-en-v1.5", {}, ("", "")),
        ("some/core5-base", {}, ("", "")),
    ],
)
def test_prompts_are_the_declared_ones_or_those_of_e5(model, declared, expected):
    assert prompts(model, declared) == expected


def test_a_model_that_is_nowhere_is_not_found(tmp_path):
    with pytest.raises(ModelNotFoundError, match="no-such-model"):
        SentenceTransformersEmbedder(str(tmp_path / "no-such-model"))


SMALL = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "initializer_range": 0.5,
    "pad_token_id": 1,
}
VOCABULARY = "<s> <pad> </s> <unk> hỏi đáp : hà nội là thủ đô của việt nam huế mưa giá vàng"
SENTENCES = ["hà nội là thủ đô của việt nam", "huế mưa", "giá vàng " * 30, "nam", ""]


def save_words(folder):
    """Write a tokenizer of whole words."""
    words = {word: number for number, word in enumerate(VOCABULARY.split())}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>"
    ).save_pretrained(folder)


def save_model(folder, *, kind=BertModel, declared=None, pooling="cls", dtype=torch.float32):
    """Write a model of sentence-transformers with 24 positions and random weights."""
    torch.manual_seed(3)
    save_words(folder / "encoder")
    made = {BertModel: BertConfig, RobertaModel: RobertaConfig}[kind]
    positions = 24 if kind is BertModel else 26
    config = made(vocab_size=len(VOCABULARY.split()), max_position_embeddings=positions, **SMALL)
    kind(config).to(dtype).save_pretrained(folder / "encoder")
    modules = [Transformer(str(folder / "encoder")), Pooling(16, pooling)]
    SentenceTransformer(modules=modules, prompts=declared).save(str(folder / "model"))
    return str(folder / "model")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return save_model(tmp_path_factory.mktemp("bert"))


def test_a_model_of_sentence_transformers_keeps_the_contract(model):
    embedder = SentenceTransformersEmbedder(model)
    check_embedder(embedder, SENTENCES)
    assert embedder.dim == 16
    expected = SentenceTransformer(model).encode(SENTENCES, normalize_embeddings=True)
    np.testing.assert_allclose(embedder.embed_documents(SENTENCES), expected, atol=1e-6)


def test_prompts_are_put_before_texts_as_the_model_declares_them(tmp_path):
    folder = save_model(tmp_path, declared={"query": "hỏi : ", "passage": "đáp : "})
    embedder = SentenceTransformersEmbedder(folder)
    plain = SentenceTransformer(folder)
    for found, text in [
        (embedder.embed_question("hà nội"), "hỏi : hà nội"),
        (embedder.embed_documents(["hà nội"])[0], "đáp : hà nội"),
    ]:
        expected = plain.encode(text, prompt="", normalize_embeddings=True)
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_prompt_that_is_declared_as_the_default_is_not_put_before_documents(tmp_path):
    folder = Path(save_model(tmp_path, declared={"query": "hỏi : "}))
    file = folder / "config_sentence_transformers.json"
    config = json.loads(file.read_text(encoding="utf-8")) | {"default_prompt_name": "query"}
    file.write_text(json.dumps(config), encoding="utf-8")
    found = SentenceTransformersEmbedder(str(folder)).embed_documents(["hà nội"])[0]
    expected = SentenceTransformer(str(folder)).encode("hà nội", prompt="")
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-6)


@pytest.mark.parametrize("kind", [BertModel, RobertaModel])
def test_a_long_text_is_cut_at_the_models_longest_input(tmp_path, kind):
    embedder = SentenceTransformersEmbedder(save_model(tmp_path, kind=kind, pooling="mean"))
    words = ("hà nội là thủ đô " * 20).split()
    long, kept, shorter = embedder.embed_documents(
        [" ".join(words), " ".join(words[:22]), " ".join(words[:21])]
    )
    np.testing.assert_allclose(long, kept, atol=1e-5)
    assert np.abs(long - shorter).max() > 1e-3


def test_weights_of_16_bits_give_unit_rows_that_keep_the_contract(tmp_path):
    check_embedder(
        SentenceTransformersEmbedder(save_model(tmp_path, dtype=torch.bfloat16)), SENTENCES
    )


def test_the_fingerprint_tells_how_texts_are_read(tmp_path, model):
    before = SentenceTransformersEmbedder(model).fingerprint
    assert SentenceTransformersEmbedder(model).fingerprint == before
    other = shutil.copytree(model, tmp_path / "same name" / Path(model).name)
    file = other / "config_sentence_transformers.json"
    config = json.loads(file.read_text(encoding="utf-8")) | {"prompts": {"query": "hỏi : "}}
    file.write_text(json.dumps(config), encoding="utf-8")
    after = SentenceTransformersEmbedder(str(other)).fingerprint
    assert after.rpartition("-")[2] != before.rpartition("-")[2]


def test_threads_get_the_vectors_of_their_own_texts(model):
    embedder = SentenceTransformersEmbedder(model)
    expected = [embedder.embed_question(text) for text in SENTENCES]
    found = [np.zeros(16)] * len(SENTENCES)

    def ask(number):
        for _ in range(5):
            found[number] = embedder.embed_question(SENTENCES[number])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(SENTENCES))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(found, expected)


def test_program_code_of_a_model_is_not_run(tmp_path, model):
    other = shutil.copytree(model, tmp_path / "own")
    config = json.loads((other / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config"}}
    (other / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (other / "own.py").write_text("raise SystemExit('was run')", encoding="utf-8")
    with pytest.raises(ModelError, match="needs program code of its own"):
        SentenceTransformersEmbedder(str(other))


def test_a_folder_that_holds_no_whole_model_is_damaged(tmp_path, model):
    other = shutil.copytree(model, tmp_path / "broken")
    (other / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelDamagedError, match="cannot be loaded"):
        SentenceTransformersEmbedder(str(other))


@pytest.fixture
def cached(tmp_path, model, monkeypatch):
    """Put the model into a cache of the hub, as `some/model`, and return its folder."""
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    repository = tmp_path / "models--some--model"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    return shutil.copytree(model, repository / "snapshots" / ("0" * 40))


def test_a_model_in_the_cache_needs_no_network(cached, model):
    found = SentenceTransformersEmbedder("some/model").embed_question("hà nội")
    expected = SentenceTransformersEmbedder(model).embed_question("hà nội")
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("parts", "tried"), [(True, [True]), (False, [False, True])])
def test_a_cache_that_lacks_the_models_parts_is_completed_first(cached, monkeypatch, parts, tried):
    if not parts:
        (cached / "modules.json").unlink()
    asked = []
    made = SentenceTransformer.__init__

    def init(self, name, **options):
        asked.append(options["local_files_only"])
        if not options["local_files_only"]:
            raise OSError("no network")
        made(self, name, **options)

    monkeypatch.setattr(SentenceTransformer, "__init__", init)
    SentenceTransformersEmbedder("some/model")
    assert asked == tried


def save_phobert(folder):
    """Write a model with PhoBERT's tokenizer: single letters, and "_" within words."""
    letters = sorted(set("hà nội là thủ đô của việt nam Hà Nội Việt Nam_.") - {" "})
    pieces = [piece for letter in letters for piece in (letter, f"{letter}@@")]
    (folder / "vocab.txt").write_text("".join(f"{piece} 1\n" for piece in pieces), "utf-8")
    (folder / "bpe.codes").write_text("#version: 0.2\n", encoding="utf-8")
    tokenizer = PhobertTokenizer(str(folder / "vocab.txt"), str(folder / "bpe.codes"))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    config = RobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=130, **SMALL)
    RobertaModel(config).save_pretrained(folder)
    return str(folder)


def test_a_model_made_from_phobert_reads_words_joined(tmp_path):
    folder = save_phobert(tmp_path)
    embedder = SentenceTransformersEmbedder(folder)
    plain = SentenceTransformer(folder)
    text = "Hà Nội là thủ đô.\nViệt Nam là của Hà Nội."
    joined, unjoined = plain.encode(
        ["Hà_Nội là thủ_đô . Việt_Nam là của Hà_Nội .", text], normalize_embeddings=True
    )
    for found in (embedder.embed_question(text), embedder.embed_documents([text])[0]):
        np.testing.assert_allclose(found, joined, atol=1e-5)
    assert np.abs(joined - unjoined).max() > 1e-3
    assert embedder.embed_documents(["nam " * 500]).shape == (1, 16)


def test_words_are_joined_right_when_threads_come_first(monkeypatch):
    segmented("Hà Nội")
    words = sys.modules["underthesea.pipeline.word_tokenize"]
    monkeypatch.setattr(words, "word_tokenize_model", None)
    found = [""] * 6

    def ask(number):
        found[number] = segmented("Hà Nội là thủ đô của Việt Nam")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Hà_Nội là thủ_đô của Việt_Nam"] * 6


def test_words_without_underthesea_are_an_error_that_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "underthesea", None)
    with pytest.raises(MissingExtraError, match="underthesea"):
        SentenceTransformersEmbedder(save_phobert(tmp_path))

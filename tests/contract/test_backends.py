"""Every backend keeps the contract of its Protocol, by value."""

import numpy as np
import pytest

from askvn import resources
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.backends.index_faiss import FaissIndex
from askvn.backends.index_tantivy import TantivyIndex
from askvn.backends.llm_llama_cpp import LlamaCppLLM
from askvn.clock import finished
from askvn.errors import IndexDamagedError, ModelDamagedError, ModelNotFoundError
from askvn.records import Message
from askvn.retrieve import TITLE_WEIGHT
from askvn.testing import (
    HashEmbedder,
    check_embedder,
    check_lexical_index,
    check_llm,
    check_vector_index,
)

TEXTS = ["Hợp tác số", "hop tac so", "Trạm thu phát 5G phủ 90% số xã", "ờ", "G-Group 4G/LTE"]


def test_faiss_keeps_the_contract(tmp_path):
    check_vector_index(lambda: FaissIndex(tmp_path, dim=16), dim=16)


@pytest.mark.parametrize("dim", [16, 15])
def test_faiss_finds_the_same_neighbours_above_the_exact_limit(tmp_path, dim):
    check_vector_index(lambda: FaissIndex(tmp_path, dim=dim, exact_limit=50), dim=dim)


def test_faiss_holds_what_the_last_change_says(tmp_path):
    index = FaissIndex(tmp_path, dim=2)
    right, up = np.eye(2, dtype=np.float32)
    index.upsert([4, 2], np.stack([right, right]))
    index.remove([4])
    index.upsert([2, 9], np.stack([up, right]))
    index.upsert([4], up[None])
    index.remove([9])
    index.flush()
    assert FaissIndex(tmp_path, dim=2).search(up, 3) == [(2, 1.0), (4, 1.0)]
    index.upsert([3], right[None])
    index.flush()
    assert index.search(up, 3, among=np.array([3, 4])) == [(4, 1.0), (3, 0.0)]


def test_faiss_names_a_file_of_other_dimensions(tmp_path):
    FaissIndex(tmp_path, dim=8).flush()
    with pytest.raises(IndexDamagedError, match="8 dimensions, 16 were expected"):
        FaissIndex(tmp_path, dim=16)


@pytest.mark.parametrize("weight", [0.0, TITLE_WEIGHT])
def test_tantivy_keeps_the_contract(tmp_path, weight):
    check_lexical_index(lambda: TantivyIndex(tmp_path, title_weight=weight), title_weight=weight)


@pytest.mark.parametrize(
    "embedder", [HashEmbedder(), BuiltinEmbedder(resources.model("embedder"))], ids=lambda e: e.name
)
def test_embedders_keep_the_contract(embedder):
    check_embedder(embedder, TEXTS)


def test_llama_cpp_keeps_the_contract():
    path = resources.model("answer") / "answer.gguf"
    check_llm(LlamaCppLLM(path, name="builtin", context_size=1024, threads=1))


def test_llama_cpp_names_a_missing_and_a_broken_model(tmp_path):
    missing = LlamaCppLLM(tmp_path / "x.gguf", name="x", context_size=512, threads=1)
    with pytest.raises(ModelNotFoundError, match="no model file"):
        missing.count_tokens([Message("user", "a")])
    (tmp_path / "x.gguf").write_bytes(b"GGUF but not really")
    with pytest.raises(ModelDamagedError, match="cannot be loaded"):
        finished(missing.choose([Message("user", "a")], ["A"]))

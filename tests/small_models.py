"""Models of a few kilobytes, real ones: a GGUF chat model's head and a static embedder."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"


def write_gguf(
    path: Path, *, template: str = TEMPLATE, licence: str = "mit", parts: int = 0
) -> Path:
    """Write a GGUF with one matrix of 64 × 32 and two vectors, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "qwen3")
    writer.add_name("Tí Hon")
    if licence:
        writer.add_license(licence)
    writer.add_context_length(4096)
    writer.add_token_list(["a", "ấ", "đ"])
    writer.add_token_scores([0.0, 1.0, 2.0])
    if template:
        writer.add_chat_template(template)
    if parts:
        writer.add_uint16("split.count", parts)
    writer.add_tensor("token_embd.weight", np.arange(2048, dtype=np.float32).reshape(64, 32))
    writer.add_tensor("output_norm.weight", np.ones(32, dtype=np.float32))
    writer.add_tensor("other.weight", np.ones(8, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_embedder(folder: Path) -> Path:
    """Write a static embedder of 8 dimensions over a few words, as the library saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {word: number for number, word in enumerate("[UNK] hà nội huế mưa".split())}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    weights = np.random.default_rng(0).normal(size=(len(words), 8)).astype(np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu"
    )
    model.save(str(folder), create_model_card=False)
    (folder / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n# Tí hon\n", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

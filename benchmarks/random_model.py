"""A chat model of ordinary size with random weights: it says nothing, at an ordinary pace."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
from gguf.quants import quantize
from numpy.typing import NDArray

from askvn import resources

_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_WIDTH, _LAYERS, _HEADS, _KEY_HEADS, _HEAD, _HIDDEN = 768, 12, 12, 4, 64, 2304
_CONTEXT = 8192


def write(path: Path) -> Path:
    """Write a model of 92 million parameters in 8 bits with the built-in vocabulary, once."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "qwen3")
    writer.add_name("random")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_HIDDEN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_KEY_HEADS)
    writer.add_key_length(_HEAD)
    writer.add_value_length(_HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_chat_template(_TEMPLATE)
    vocabulary = _vocabulary(writer)
    for name, shape in _shapes(vocabulary).items():
        _add(writer, name, shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def parameters() -> int:
    """Return how many parameters the model has."""
    return sum(int(np.prod(shape)) for shape in _shapes(_built_in_vocabulary()).values())


def _built_in_vocabulary() -> int:
    return len(_reader().fields["tokenizer.ggml.tokens"].data)


def _reader() -> gguf.GGUFReader:
    return gguf.GGUFReader(resources.model("answer") / "answer.gguf")


def _vocabulary(writer: gguf.GGUFWriter) -> int:
    """Copy the built-in model's vocabulary; return its size."""
    known = _reader().fields
    tokens = known["tokenizer.ggml.tokens"].contents()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(known["tokenizer.ggml.token_type"].contents())
    writer.add_token_merges(known["tokenizer.ggml.merges"].contents())
    for name, add in (
        ("bos", writer.add_bos_token_id),
        ("eos", writer.add_eos_token_id),
        ("padding", writer.add_pad_token_id),
    ):
        add(known[f"tokenizer.ggml.{name}_token_id"].contents())
    writer.add_add_bos_token(False)
    return len(tokens)


def _shapes(vocabulary: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor by its name."""
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd": (vocabulary, _WIDTH), "output_norm": (_WIDTH,),
    }  # fmt: skip
    for layer in range(_LAYERS):
        block = {
            "attn_norm": (_WIDTH,),
            "attn_q": (_HEADS * _HEAD, _WIDTH),
            "attn_k": (_KEY_HEADS * _HEAD, _WIDTH),
            "attn_v": (_KEY_HEADS * _HEAD, _WIDTH),
            "attn_q_norm": (_HEAD,),
            "attn_k_norm": (_HEAD,),
            "attn_output": (_WIDTH, _HEADS * _HEAD),
            "ffn_norm": (_WIDTH,),
            "ffn_gate": (_HIDDEN, _WIDTH),
            "ffn_up": (_HIDDEN, _WIDTH),
            "ffn_down": (_WIDTH, _HIDDEN),
        }
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in block.items()}
    return shapes


def _add(writer: gguf.GGUFWriter, name: str, shape: tuple[int, ...]) -> None:
    if len(shape) == 1:
        writer.add_tensor(f"{name}.weight", np.ones(shape, dtype=np.float32))
        return
    seed = sum(map(ord, name)) + 131 * len(name)
    values: NDArray[np.float32] = np.random.default_rng(seed).normal(0, 0.02, shape)
    kind = gguf.GGMLQuantizationType.Q8_0
    packed = quantize(values.astype(np.float32), kind)
    writer.add_tensor(f"{name}.weight", packed, raw_dtype=kind)

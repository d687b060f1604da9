"""From a checkpoint to a GGUF, and the proof that both say the same."""

import ctypes
import json
from collections.abc import Sequence
from pathlib import Path

import gguf
import llama_cpp
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training.answer import batches, data, model
from training.answer.tokenizer import SPECIALS

NAME = "askvn-answer"
TEMPLATE = (
    "{%- for message in messages if message['role'] != 'system' -%}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"
)
# Q5_0 and Q5_1 are what llama.cpp's AMX kernels leave alone (docs/decisions/amx.md).
MIXED = "F16_Q5_1"
QUANTISATIONS = {
    MIXED: llama_cpp.LLAMA_FTYPE_MOSTLY_F16,
    "Q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0,
    "Q6_K": llama_cpp.LLAMA_FTYPE_MOSTLY_Q6_K,
    "Q5_1": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_1,
    "Q5_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_0,
    "Q5_K_M": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_K_M,
    "Q4_K_M": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M,
}
MAXIMUM_ERROR = 2e-2
ARGMAX_SHARE = 0.99
CHECKED_PROMPTS = 60


class ExportError(Exception):
    """The GGUF does not say what the checkpoint says."""


def write(path: Path, network: model.AnswerModel, tokenizer: Tokenizer) -> None:
    """Write the model as a GGUF: matrices in f16, vectors in f32."""
    writer = gguf.GGUFWriter(path, "qwen3")
    _describe(writer, network.shape)
    _add_tokenizer(writer, tokenizer)
    for name, tensor in _tensors(network):
        writer.add_tensor(name, tensor.astype(np.float16) if tensor.ndim > 1 else tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _describe(writer: gguf.GGUFWriter, shape: model.Shape) -> None:
    writer.add_name(NAME)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_freq_base(shape.rope_base)


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    described = json.loads(tokenizer.to_str())["model"]
    by_id = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    kinds = [
        gguf.TokenType.CONTROL if token in SPECIALS else gguf.TokenType.NORMAL for token, _ in by_id
    ]
    merges = [m if isinstance(m, str) else " ".join(m) for m in described["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list([token for token, _ in by_id])
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    end, _, turn_end = (tokenizer.token_to_id(special) for special in SPECIALS)
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(turn_end)
    writer.add_pad_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def _tensors(network: model.AnswerModel) -> Sequence[tuple[str, NDArray[np.float32]]]:
    found = {"token_embd": network.embedding.weight, "output_norm": network.norm.weight}
    for number, block in enumerate(network.blocks):
        attention = block.attention
        parts = {
            "attn_norm": block.attention_norm,
            "attn_q": attention.query,
            "attn_k": attention.key,
            "attn_v": attention.value,
            "attn_output": attention.output,
            "attn_q_norm": attention.query_norm,
            "attn_k_norm": attention.key_norm,
            "ffn_norm": block.feed_norm,
            "ffn_gate": block.gate,
            "ffn_up": block.up,
            "ffn_down": block.down,
        }
        found |= {f"blk.{number}.{name}": part.weight for name, part in parts.items()}
    return [(f"{name}.weight", w.detach().float().numpy()) for name, w in found.items()]


def quantise(source: Path, target: Path, kind: str) -> None:
    """Write `source` quantised as `kind`.

    Raises:
        ExportError: if llama.cpp refuses.
    """
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = QUANTISATIONS[kind]
    if kind == MIXED:
        parameters.token_embedding_type = int(gguf.GGMLQuantizationType.Q5_1)
    status = llama_cpp.llama_model_quantize(
        str(source).encode(), str(target).encode(), ctypes.byref(parameters)
    )
    if status != 0:
        raise ExportError(f"llama.cpp could not quantise {source} as {kind}")


def check(
    path: Path, network: model.AnswerModel, tokenizer: Tokenizer, cases: Sequence[data.Case]
) -> dict[str, float]:
    """Compare tokens and logits of the f16 GGUF with the checkpoint's and return the differences.

    Raises:
        ExportError: if they differ by more than rounding.
    """
    runner = llama_cpp.Llama(
        str(path), n_ctx=2048, n_batch=2048, n_ubatch=2048, logits_all=True, verbose=False
    )
    worst, same, places = 0.0, 0, 0
    for case in cases[:CHECKED_PROMPTS]:
        content = data.user_content(case.question, [case.gold or case.question, *case.near][:12])
        text = data.OPENING + content + data.CLOSING
        tokens = runner.tokenize(text.encode(), add_bos=False, special=True)[: batches.LENGTHS[-1]]
        if tokens != tokenizer.encode(text, add_special_tokens=False).ids[: len(tokens)]:
            raise ExportError(f"the GGUF splits a prompt into other tokens: {text!r}")
        runner.reset()
        runner.eval(tokens)
        got = runner.scores[: len(tokens)]
        with torch.no_grad():
            wanted = network.logits(network(torch.tensor([tokens])))[0].numpy()
        worst = max(worst, float(np.abs(got - wanted).max()))
        same += int((got.argmax(-1) == wanted.argmax(-1)).sum())
        places += len(tokens)
    if worst > MAXIMUM_ERROR or same < ARGMAX_SHARE * places:
        raise ExportError(f"logits differ by up to {worst:.4f}, argmax equal on {same}/{places}")
    return {"maximum_error": worst, "argmax_equal": same / places}

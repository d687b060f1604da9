"""Stage `export`: the encoder as a folder that sentence-transformers loads."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from training.embedder.encoder import BUCKETS, FAR, Shape
from training.embedder.files import Log
from training.embedder.start import Start
from training.embedder.trained import Trained

NAME = "askvn-encoder"
VERSION = "2"
MAX_PIECES = 512
# 8-bit floats are finest from 1/64 up: with the rows, all that is added to them is made longer.
LONGER = 16.0
MODULES = {
    "": "sentence_transformers.base.modules.transformer.Transformer",
    "1_Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
    "2_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
}
PARTS = {
    "attend_norm": "layer.0.layer_norm",
    "query": "layer.0.SelfAttention.q",
    "key": "layer.0.SelfAttention.k",
    "value": "layer.0.SelfAttention.v",
    "attend_out": "layer.0.SelfAttention.o",
    "think_norm": "layer.1.layer_norm",
    "think_in": "layer.1.DenseReluDense.wi",
    "think_out": "layer.1.DenseReluDense.wo",
}


def export(trained: Trained, start: Start, folder: Path, log: Log) -> Path:
    """Write the model's files, without the card, to `folder` and return it."""
    state, shape = trained.state, trained.shape
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors(state, start.row_of_piece), folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    tokenizer = json.loads(start.tokenizer.read_text(encoding="utf-8"))
    _write(folder / "tokenizer.json", opened(tokenizer), indent=None)
    for name, content in _configurations(shape, len(start.row_of_piece)).items():
        _write(folder / name, content)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    log("export", pieces=len(start.row_of_piece), megabytes=round(size / 1e6, 2))
    return folder


def tensors(state: dict[str, Tensor], row_of_piece: NDArray[np.int32]) -> dict[str, Tensor]:
    """Return the weights by T5's names: a row of 8-bit floats a piece, 16-bit floats for the rest.

    T5's norms undo any length, so all rows and what the blocks add may be made `LONGER`.
    """
    table = state["table"].cpu().float()[torch.from_numpy(row_of_piece).long()] * LONGER
    found = {
        "shared.weight": table.to(torch.float8_e4m3fn),
        "encoder.final_layer_norm.weight": state["norm.weight"],
        "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight": state["near"],
    }
    for name, values in state.items():
        if name.startswith("blocks."):
            _, number, part, _ = name.split(".")
            longer = LONGER if part.endswith("_out") else 1.0
            found[f"encoder.block.{number}.{PARTS[part]}.weight"] = values * longer
    return {
        name: (values if values.dtype == torch.float8_e4m3fn else values.cpu().half()).contiguous()
        for name, values in found.items()
    }


def opened(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """Return the tokenizer so that the unknown piece, which no text has, opens every text."""
    opening = tokenizer["model"]["vocab"][0][0]
    template = [
        {"SpecialToken": {"id": opening, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
    ]
    special = {
        "id": 0,
        "content": opening,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }
    pair = [*template, {"Sequence": {"id": "B", "type_id": 0}}]
    return {
        **tokenizer,
        "added_tokens": [special],
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template,
            "pair": pair,
            "special_tokens": {opening: {"id": opening, "ids": [0], "tokens": [opening]}},
        },
    }


def _configurations(shape: Shape, pieces: int) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    names = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}
    return {
        "config.json": {
            "architectures": ["T5EncoderModel"],
            "model_type": "t5",
            "vocab_size": pieces,
            "d_model": shape.dim,
            "d_kv": shape.head_dim,
            "d_ff": shape.hidden,
            "num_layers": shape.layers,
            "num_heads": shape.heads,
            "feed_forward_proj": "relu",
            "relative_attention_num_buckets": BUCKETS,
            "relative_attention_max_distance": FAR,
            "layer_norm_epsilon": shape.softness * LONGER**2,
            "dropout_rate": 0.0,
            "is_encoder_decoder": False,
            "use_cache": False,
            "pad_token_id": 0,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_PIECES,
            "pad_token": "<unk>",
            "unk_token": "<unk>",
        },
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {
                "text": {"method": "forward", "method_output_name": "last_hidden_state"}
            },
            "module_output_name": "token_embeddings",
        },
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "", "document": ""},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "embedding_dimension": shape.dim,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        "2_Normalize/config.json": names,
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": kind}
            for number, (path, kind) in enumerate(MODULES.items())
        ],
    }


def write_card(folder: Path, figures: Path) -> Path:
    """Write `card.json`: name, version, dimension, the files' SHA-256 and the mean figures."""
    files = ("model.safetensors", "tokenizer.json", "config.json")
    card = {
        "name": NAME,
        "version": VERSION,
        "dim": json.loads((folder / "config.json").read_text(encoding="utf-8"))["d_model"],
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files
        },
        "figures": json.loads(figures.read_text(encoding="utf-8"))["mean"],
    }
    target = folder / "card.json"
    _write(target, card)
    return target


def _write(path: Path, content: object, *, indent: int | None = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")

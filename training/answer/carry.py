"""Checkpoints small enough to travel: eight bits a weight, in files of a size that may be sent."""

import io
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from training.answer import model

BLOCK = 32
PART_BYTES = 15 << 20
_SCALE = "+scale"
_STATE = ("step", "tokens", "prompts", "seconds")


def pack(checkpoint: Path, folder: Path) -> list[Path]:
    """Write the weights of a checkpoint, without its optimizer, and return the files.

    A matrix is written as llama.cpp's Q8_0 has it: 32 values share a scale. What a GGUF made from
    this loses is lost in Q8_0 anyway, and training that goes on from it does not notice.
    """
    network, extra = model.load(checkpoint)
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, value in network.state_dict().items():
        if value.ndim == 2 and value.shape[1] % BLOCK == 0:
            arrays[name], arrays[name + _SCALE] = _eight_bits(value)
        else:
            arrays[name] = value.float().numpy()
    state = extra["state"]
    arrays["state"] = np.array([state[name] for name in _STATE], dtype=np.float64)
    held = io.BytesIO()
    np.savez(held, **arrays)
    content = held.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{checkpoint.stem}.part-*"):
        old.unlink()
    paths = []
    for number, begin in enumerate(range(0, len(content), PART_BYTES)):
        path = folder / f"{checkpoint.stem}.part-{number}"
        path.write_bytes(content[begin : begin + PART_BYTES])
        paths.append(path)
    return paths


def unpack(folder: Path, checkpoint: Path, shape: model.Shape) -> None:
    """Write the checkpoint that `pack` packed; its optimizer begins anew.

    Raises:
        FileNotFoundError: if the files are not there.
    """
    paths = sorted(folder.glob(f"{checkpoint.stem}.part-*"), key=lambda path: path.suffix)
    if not paths:
        raise FileNotFoundError(f"no {checkpoint.stem}.part-* in {folder}")
    network = model.AnswerModel(shape)
    with np.load(io.BytesIO(b"".join(path.read_bytes() for path in paths))) as held:
        weights = {}
        for name in network.state_dict():
            value = held[name]
            if name + _SCALE in held:
                scales = held[name + _SCALE].astype(np.float32)
                value = value.astype(np.float32).reshape(*scales.shape, BLOCK) * scales[..., None]
                value = value.reshape(len(scales), -1)
            weights[name] = torch.from_numpy(value)
        state = dict(zip(_STATE, held["state"].tolist(), strict=True))
    network.load_state_dict(weights)
    counted = {name: value if name == "seconds" else int(value) for name, value in state.items()}
    model.save(checkpoint, network, {"optimizer": None, "state": counted})


def _eight_bits(value: Tensor) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    blocks = value.float().reshape(len(value), -1, BLOCK)
    scales = (blocks.abs().amax(-1) / 127).to(torch.float16)
    divisor = scales.float().clamp(min=1e-8).unsqueeze(-1)
    small = (blocks / divisor).round().clamp(-127, 127).to(torch.int8)
    return small.reshape(len(value), -1).numpy(), scales.numpy()

"""What the encoder has learnt, in half the space: the weights in 16 bits, the shape, the step."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from training.embedder.encoder import Shape


@dataclass(frozen=True)
class Trained:
    """The weights by the encoder's own names, after `step` steps."""

    shape: Shape
    step: int
    state: dict[str, Tensor]

    def save(self, path: Path) -> None:
        """Write one file, whole or not at all."""
        arrays: dict[str, Any] = {
            f"state.{name}": values.detach().cpu().half().numpy()
            for name, values in self.state.items()
        }
        about = json.dumps({"shape": asdict(self.shape), "step": self.step})
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, about=np.array(about), **arrays)
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Trained":
        """Return what `save` wrote, in 32 bits."""
        stored = np.load(path)
        about = json.loads(str(stored["about"]))
        state = {
            name.removeprefix("state."): torch.from_numpy(stored[name].astype(np.float32))
            for name in stored.files
            if name.startswith("state.")
        }
        return cls(Shape(**about["shape"]), about["step"], state)

"""Public models worth having, by tier; why these is written in `docs/models.md`."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from askvn.errors import ModelNotFoundError
from askvn.models.manifest import Kind, is_name, is_safe

# Bytes that a weight takes: a 32-bit float; Q8_0 stores 32 weights in 34 bytes.
_FLOAT, _Q8 = 4.0, 34 / 32


@dataclass(frozen=True, slots=True)
class Preset:
    """A model of a hub. `size` is 0 where it was not known when this was written.

    The hub is asked for sizes and hashes; nothing here is trusted when files are checked. `file`
    is "" where the model is a whole repository. A licence of "" means that sources differ or are
    silent: its card decides.
    """

    name: str
    kind: Kind
    repository: str
    file: str = ""
    parameters: int = 0
    weight: float = _FLOAT
    size: int = 0
    licence: str = ""
    purpose: str = ""

    @property
    def about_size(self) -> int:
        """Its size in bytes, else what so many parameters of such weights take."""
        return self.size or round(self.parameters * self.weight)

    @property
    def source(self) -> str:
        """The repository, and the file where it is one."""
        return f"{self.repository}/{self.file}" if self.file else self.repository


PRESETS = (
    Preset(
        "qwen3-4b", "chat", "unsloth/Qwen3-4B-Instruct-2507-GGUF",
        "Qwen3-4B-Instruct-2507-Q4_K_M.gguf", size=2_497_280_736, licence="apache-2.0",
        purpose="Take this one first: writes answers, never thinks aloud.",
    ),
    Preset(
        "qwen3-1.7b", "chat", "Qwen/Qwen3-1.7B-GGUF", "Qwen3-1.7B-Q8_0.gguf",
        parameters=1_700_000_000, weight=_Q8, licence="apache-2.0",
        purpose="For machines with little memory.",
    ),
    Preset(
        "qwen3-8b", "chat", "Qwen/Qwen3-8B-GGUF", "Qwen3-8B-Q4_K_M.gguf",
        size=5_027_783_488, licence="apache-2.0",
        purpose="Larger, for machines with much memory.",
    ),
    Preset(
        "gemma-4-e4b", "chat", "unsloth/gemma-4-E4B-it-GGUF", "gemma-4-E4B-it-Q4_K_M.gguf",
        size=4_977_169_568,
        purpose="Another large one, with fewer tokens for a Vietnamese syllable.",
    ),
    Preset(
        "multilingual-e5-small", "embedder", "intfloat/multilingual-e5-small",
        parameters=118_000_000, licence="mit",
        purpose="Take this one first: searches by meaning, fast enough without a GPU.",
    ),
    Preset(
        "multilingual-e5-large", "embedder", "intfloat/multilingual-e5-large",
        parameters=560_000_000, licence="mit",
        purpose="Finds more; larger and slower.",
    ),
    Preset(
        "bge-m3", "embedder", "BAAI/bge-m3", parameters=568_000_000, licence="mit",
        purpose="For long passages: reads up to 8,192 tokens.",
    ),
    Preset(
        "mmarco-minilm", "reranker", "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1",
        parameters=118_000_000, licence="apache-2.0",
        purpose="Take this one first: the only one fast enough without a GPU.",
    ),
    Preset(
        "bge-reranker-v2-m3", "reranker", "BAAI/bge-reranker-v2-m3", parameters=568_000_000,
        purpose="For machines with a GPU.",
    ),
    Preset(
        "vietnamese-reranker", "reranker", "AITeamVN/Vietnamese_Reranker",
        parameters=568_000_000,
        purpose="Made for Vietnamese; for machines with a GPU.",
    ),
)  # fmt: skip


def find(name: str) -> Preset:
    """Return the preset called so, else one for `OWNER/REPOSITORY` or `OWNER/REPOSITORY/FILE.gguf`.

    Raises:
        ModelNotFoundError: if it is neither.
    """
    for preset in PRESETS:
        if preset.name == name:
            return preset
    owner, _, rest = name.partition("/")
    repository, _, file = rest.partition("/")
    if not (owner and repository) or (file and not (file.endswith(".gguf") and is_safe(file))):
        raise unknown(name)
    own_name = re.sub(r"[^a-z0-9._-]+", "-", (PurePosixPath(file).stem or repository).lower())
    own_name = own_name.strip("._-")[:64]
    if not is_name(own_name):
        raise unknown(name)
    return Preset(own_name, "chat" if file else "embedder", f"{owner}/{repository}", file)


def is_preset(name: str, source: str) -> bool:
    """Tell whether the installed model called `name`, from `source`, is the preset of that name."""
    return any(preset.name == name and preset.source == source for preset in PRESETS)


def unknown(name: str) -> ModelNotFoundError:
    """Return the error for a name that means no model, with the nearest command as its hint."""
    names = [preset.name for preset in PRESETS]
    near = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return ModelNotFoundError(
        "there is no model called '{name}'",
        hint="askvn models pull {near}" if near else "askvn models list",
        name=name,
        near=near[0] if near else "",
    )

"""The quantised model as the product runs it: one prompt in, the labels' probabilities out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np
from numpy.typing import NDArray
from training.answer import data

CONTEXT = 2048


@dataclass(frozen=True)
class Reading:
    """Log-probabilities of each candidate's label and, last, of "none"."""

    labels: NDArray[np.float64]

    @property
    def none(self) -> float:
        """The probability that no candidate answers."""
        return float(np.exp(self.labels[-1]))


@contextmanager
def plain_buffers() -> Iterator[None]:
    """Load models without repacked weights while this is open.

    On a CPU with AMX, llama.cpp's kernels for Q4_K…Q8_0 crash (ggml-org/llama.cpp#20824) and
    llama-cpp-python offers no option to leave them out. What is shipped must not need this.
    """
    defaults = llama_cpp.llama_cpp.llama_model_default_params

    def without_repacking() -> llama_cpp.llama_model_params:
        parameters = defaults()
        parameters.use_extra_bufts = False
        return parameters

    llama_cpp.llama_cpp.llama_model_default_params = without_repacking
    try:
        yield
    finally:
        llama_cpp.llama_cpp.llama_model_default_params = defaults


class Runner:
    """The answer model in llama.cpp."""

    def __init__(self, path: Path, *, threads: int = 2) -> None:
        self.llama = llama_cpp.Llama(
            str(path),
            n_ctx=CONTEXT,
            n_batch=CONTEXT,
            n_ubatch=CONTEXT,
            n_threads=threads,
            n_threads_batch=threads,
            verbose=False,
        )
        names = (*data.LABELS, data.NONE)
        self.ids = [self.llama.tokenize(name.encode(), add_bos=False)[0] for name in names]

    def tokens(self, question: str, candidates: Sequence[str]) -> list[int]:
        """Return the prompt's tokens; special ones are read only outside of the user's text."""
        parts = (
            (data.OPENING, True),
            (data.user_content(question, candidates), False),
            (data.CLOSING, True),
        )
        pieces = [self.llama.tokenize(t.encode(), add_bos=False, special=s) for t, s in parts]
        return [token for piece in pieces for token in piece]

    def read(self, question: str, candidates: Sequence[str]) -> Reading:
        """Return the distribution over the labels after one forward pass."""
        tokens = self.tokens(question, candidates)
        self.llama.reset()
        self.llama.eval(tokens)
        row = llama_cpp.llama_get_logits_ith(self.llama.ctx, -1)
        size = self.llama.n_vocab()
        scores = np.ctypeslib.as_array(row, shape=(size,))
        allowed = [*self.ids[: len(candidates)], self.ids[-1]]
        logits = scores[allowed].astype(np.float64)
        return Reading(logits - np.logaddexp.reduce(logits))

    def generate(self, question: str, candidates: Sequence[str]) -> str:
        """Return the label that generation under a grammar writes."""
        names = [*data.LABELS[: len(candidates)], data.NONE]
        rule = "root ::= " + " | ".join(f'"{name}"' for name in names)
        grammar = llama_cpp.LlamaGrammar.from_string(rule, verbose=False)
        self.llama.reset()
        reply = self.llama.create_completion(
            self.tokens(question, candidates), max_tokens=2, temperature=0.0, grammar=grammar
        )
        return str(reply["choices"][0]["text"])

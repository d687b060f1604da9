"""Any GGUF chat model through llama-cpp-python, in process."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from askvn.errors import ModelDamagedError, ModelNotFoundError
from askvn.records import Message

_THINK_OPEN, _THINK_CLOSE = "<think>", "</think>"
_GPT2_SPECIAL = ("<|", "<｜")


class LlamaCppLLM:
    """A chat model by its GGUF file; loaded at first use, one computation at a time."""

    def __init__(self, path: Path, *, name: str, context_size: int, threads: int) -> None:
        self.name = name
        self._path = path
        self._wanted_context = context_size
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()  # a stream may be continued, and closed, by another thread
        self._loading = threading.RLock()

    @property
    def context_size(self) -> int:
        """How many tokens fit into prompt and answer together."""
        return int(self._model.n_ctx())

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes in this model's own vocabulary."""
        return len(self._model.tokenize(text.encode("utf-8"), add_bos=False, special=False))

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, grammar: str = ""
    ) -> Iterator[str]:
        """Yield the reply piece by piece, greedily, without what the model thinks aloud."""
        from llama_cpp import LlamaGrammar

        rule = LlamaGrammar.from_string(grammar, verbose=False) if grammar else None
        with self._lock:
            pieces = self._model.create_completion(
                prompt=self._tokens(messages),
                max_tokens=max_tokens,
                temperature=0.0,
                repeat_penalty=1.0 if rule else 1.1,
                grammar=rule,
                stream=True,
            )
            yield from _without_thoughts(piece["choices"][0]["text"] for piece in pieces)

    def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> list[float]:
        """Return the log-probability of each label as the reply's first token, summing to one.

        One forward pass. A label of several tokens is judged by its first.
        """
        import llama_cpp

        with self._lock:
            model = self._model
            model.reset()
            model.eval(self._tokens(messages))
            logits = np.ctypeslib.as_array(
                llama_cpp.llama_get_logits_ith(model.ctx, -1), shape=(model.n_vocab(),)
            )
            firsts = [
                model.tokenize(label.encode("utf-8"), add_bos=False, special=False)[0]
                for label in labels
            ]
            chosen = [float(logits[token]) for token in firsts]
        top = max(chosen)
        total = top + math.log(sum(math.exp(value - top) for value in chosen))
        return [value - total for value in chosen]

    @cached_property
    def _model(self) -> Any:
        import llama_cpp

        if not self._path.is_file():
            raise ModelNotFoundError(
                "there is no model file '{path}'", hint="askvn doctor", path=self._path
            )
        with self._loading, _without_amx():
            try:
                return llama_cpp.Llama(
                    model_path=str(self._path),
                    n_ctx=self._wanted_context,
                    n_threads=self._threads,
                    n_threads_batch=self._threads,
                    seed=0,
                    verbose=False,
                )
            except (ValueError, RuntimeError) as error:
                raise ModelDamagedError(
                    "the model file '{path}' cannot be loaded: {reason}",
                    hint="askvn doctor",
                    path=self._path,
                    reason=str(error).splitlines()[0],
                ) from error

    @cached_property
    def _formatter(self) -> Any:
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        model = self._model
        template = model.metadata.get("tokenizer.chat_template")
        if not template:
            raise ModelDamagedError(
                "the model file '{path}' has no chat template",
                hint="use an instruct or chat model, not a base model",
                path=self._path,
            )
        return Jinja2ChatFormatter(
            template=template,
            eos_token=model.detokenize([model.token_eos()], special=True).decode("utf-8", "ignore"),
            bos_token=model.detokenize([model.token_bos()], special=True).decode("utf-8", "ignore")
            if model.token_bos() >= 0
            else "",
        )

    def _tokens(self, messages: Sequence[Message]) -> list[int]:
        prompt = self._render(messages)
        add_bos = self._model.metadata.get("tokenizer.ggml.add_bos_token") == "true"
        tokens: list[int] = self._model.tokenize(
            prompt.encode("utf-8"), add_bos=False, special=True
        )
        bos = self._model.token_bos()
        if add_bos and bos >= 0 and tokens[:1] != [bos]:
            tokens = [bos, *tokens]
        return tokens

    def _render(self, messages: Sequence[Message]) -> str:
        """Return the prompt by the model's own template; one that refuses system turns gets none.

        Thinking is switched off where the template knows how (Qwen3 and its kin).
        """
        turns = [{"role": turn.role, "content": _defused(turn.content)} for turn in messages]
        try:
            return str(self._formatter(messages=turns, enable_thinking=False).prompt)
        except Exception as error:
            if turns[0]["role"] != "system":
                raise ModelDamagedError(
                    "the chat template of '{path}' fails: {reason}",
                    hint="use another model",
                    path=self._path,
                    reason=error,
                ) from error
            system, first, *rest = turns
            folded = {"role": "user", "content": f"{system['content']}\n\n{first['content']}"}
            return str(self._formatter(messages=[folded, *rest], enable_thinking=False).prompt)


@contextmanager
def _without_amx() -> Iterator[None]:
    """Load models without ggml's AMX kernels on processors that have AMX.

    GCC 12 and older tell the optimiser of only 8 of the 64 bytes that `ldtilecfg` reads; the rest
    may be left unwritten and the first matrix product kills the process. Wheels are built on the
    user's machine with whatever compiler is there, so we step aside: the parameter has no keyword
    in llama-cpp-python, hence its default is changed for the moment of loading.
    """
    import llama_cpp.llama_cpp as binding

    if "amx_int8" not in _processor_flags():
        yield
        return
    original = binding.llama_model_default_params

    def patched() -> Any:
        parameters = original()
        parameters.use_extra_bufts = False
        return parameters

    binding.llama_model_default_params = patched
    try:
        yield
    finally:
        binding.llama_model_default_params = original


def _processor_flags() -> frozenset[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return frozenset()
    line = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return frozenset(line.split())


def _defused(text: str) -> str:
    """Return `text` in which no passage can pose as a control token of the template."""
    for mark in _GPT2_SPECIAL:
        text = text.replace(mark, f"{mark[0]} {mark[1]}")
    return text


def _without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """Yield a stream without a leading `<think>…</think>` and the blanks behind it."""
    held = ""
    for piece in pieces:
        held += piece
        head = held.lstrip()
        if head.startswith(_THINK_OPEN):
            if _THINK_CLOSE not in head:
                continue
            head = head.split(_THINK_CLOSE, 1)[1].lstrip()
        if not head or _THINK_OPEN.startswith(head):
            held = head
            continue
        yield head
        yield from pieces
        return
    if held and not held.lstrip().startswith(_THINK_OPEN):
        yield held

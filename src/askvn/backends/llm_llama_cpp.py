"""Any GGUF chat model through llama-cpp-python, in process."""

from __future__ import annotations

import codecs
import math
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from askvn import speech
from askvn.backends.decoding_llama_cpp import Decoder
from askvn.errors import ModelDamagedError, ModelNotFoundError, PromptTooLongError
from askvn.line import Line
from askvn.protocols import Chances
from askvn.records import Message, Pace

# How often someone who waits in line may stop waiting.
_GLANCE_S = 0.2
_ASSISTANT_ENDS = "<think>"


class LlamaCppLLM:
    """A chat model by its GGUF file; loaded once, at first use; one computation at a time.

    Who comes meanwhile is served in the order of coming.
    """

    def __init__(self, path: Path, *, name: str, context_size: int, threads: int) -> None:
        self.name = name
        self.threads = threads
        self._path = path
        self._wanted_context = context_size
        self._line = Line()  # a stream may be continued, and closed, by another thread
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def context_size(self) -> int:
        """How many tokens fit into prompt and answer together."""
        return int(self._model.n_ctx())

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens the prompt of these messages takes, the template's included."""
        return len(self._tokens(messages)[0])

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece, greedily, without what the model thinks aloud.

        Empty pieces come while it waits in line and while the prompt is read: the stream can be
        closed there too. Nothing is computed after it is closed.
        """
        tokens, thinks = self._tokens(messages)
        self._check_room(tokens)
        with self._line.place() as place:
            while not place.wait(_GLANCE_S):
                yield ""
            for _ in self._decoder.read(tokens):
                yield ""
            yield from speech.without_thoughts(self._written(max_tokens), opened=thinks)

    def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> Chances:
        """Return the log-probability of each label as the reply's first token, summing to one.

        Read once, from the beginning, so that a prompt always gives the same bits. A label of
        several tokens is judged by its first. As in `stream`, "" comes while it waits and reads,
        and nothing is computed after it is closed.
        """
        tokens, _ = self._tokens(messages)
        self._check_room(tokens)
        model = self._model
        with self._line.place() as place:
            while not place.wait(_GLANCE_S):
                yield ""
            for _ in self._decoder.read(tokens, anew=True):
                yield ""
            firsts = [
                model.tokenize(label.encode("utf-8"), add_bos=False, special=False)[0]
                for label in labels
            ]
            chosen = [float(value) for value in self._decoder.logits()[firsts]]
        top = max(chosen)
        total = top + math.log(sum(math.exp(value - top) for value in chosen))
        return [value - total for value in chosen]

    def pace(self, *, read: int, written: int) -> Pace:
        """Return how fast a prompt of so many tokens is read and so many are written."""
        prompt = np.random.default_rng(0).integers(300, self._model.n_vocab() - 300, read).tolist()
        with self._line.place() as place:
            place.wait()
            decoder = self._decoder
            began = time.perf_counter()
            for _ in decoder.read(prompt, anew=True):
                pass
            half = time.perf_counter()
            for _ in range(written):
                decoder.put(int(decoder.logits().argmax()))
            ended = time.perf_counter()
            decoder.forget()
        return Pace(read / (half - began), written / (ended - half))

    def _written(self, most: int) -> Iterator[str]:
        """Yield what the model writes, as text; a piece is empty where a letter is unfinished."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        for count, token in enumerate(self._decoder.write(), start=1):
            yield decode(self._model.detokenize([token]))
            if count >= most:
                break
        yield decode(b"", final=True)

    def _check_room(self, tokens: Sequence[int]) -> None:
        if len(tokens) >= self.context_size:
            raise PromptTooLongError(
                "a prompt of {tokens} tokens does not go into the {size} of the model '{name}'",
                hint="ASKVN_CONTEXT_TOKENS={more} askvn ask …",
                tokens=len(tokens),
                size=self.context_size,
                name=self.name,
                more=2 * self.context_size,
            )

    @property
    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    @cached_property
    def _decoder(self) -> Decoder:
        return Decoder(self._model)

    def _load(self) -> Any:
        import llama_cpp

        if not self._path.is_file():
            raise ModelNotFoundError(
                "there is no model file '{path}'", hint="askvn doctor", path=self._path
            )
        with _without_amx():
            try:
                return llama_cpp.Llama(
                    model_path=str(self._path),
                    n_ctx=self._wanted_context,
                    n_threads=self.threads,
                    n_threads_batch=self.threads,
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

    def _tokens(self, messages: Sequence[Message]) -> tuple[list[int], bool]:
        """Return the prompt's tokens, and whether it ends in the beginning of thoughts."""
        prompt = self._render(
            [Message(turn.role, self._inert(speech.defused(turn.content))) for turn in messages]
        )
        model = self._model
        tokens: list[int] = model.tokenize(prompt.encode("utf-8"), add_bos=False, special=True)
        bos = model.token_bos()
        if model._model.add_bos_token() and bos >= 0 and tokens[:1] != [bos]:
            tokens = [bos, *tokens]
        return tokens, prompt.rstrip().endswith(_ASSISTANT_ENDS)

    def _inert(self, text: str) -> str:
        """Return a text in which no words are one of this vocabulary's control tokens."""
        import llama_cpp

        model = self._model
        vocabulary = llama_cpp.llama_model_get_vocab(model.model)
        for token in set(model.tokenize(text.encode("utf-8"), add_bos=False, special=True)):
            attributes = llama_cpp.llama_vocab_get_attr(vocabulary, token)
            if attributes & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL:
                word = model.detokenize([token], special=True).decode("utf-8", "ignore")
                text = text.replace(word, f"{word[:1]} {word[1:]}")
        return text

    def _render(self, messages: Sequence[Message]) -> str:
        """Return the prompt by the model's own template; one that refuses system turns gets none.

        Thinking is switched off where the template knows how (Qwen3 and its kin).
        """
        try:
            return self._formatted(messages)
        except Exception as error:
            if messages[0].role != "system":
                raise ModelDamagedError(
                    "the chat template of '{path}' fails: {reason}",
                    hint="use another model",
                    path=self._path,
                    reason=error,
                ) from error
            return self._render(speech.without_system(messages))

    def _formatted(self, messages: Sequence[Message]) -> str:
        turns = [{"role": turn.role, "content": turn.content} for turn in messages]
        return str(self._formatter(messages=turns, enable_thinking=False).prompt)


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

"""Reading and writing with llama.cpp: what was read is kept, what is copied is guessed."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from askvn.copying import Copying
from askvn.errors import ModelError

Logits = NDArray[np.float32]
# How many tokens are read between two chances to stop.
SLICE = 128


class Decoder:
    """Reads prompts into a model's memory and writes behind them; one caller at a time.

    The memory is kept: of the next prompt only what differs from its first different token on is
    read. `reused` says how many tokens of the last prompt were not read again.
    """

    def __init__(self, model: Any, *, slice_tokens: int = SLICE, copies: bool = True) -> None:
        import llama_cpp

        self._llama = llama_cpp
        self._model = model
        self._vocab = llama_cpp.llama_model_get_vocab(model.model)
        self._memory = llama_cpp.llama_get_memory(model.ctx)
        self._batch = llama_cpp.llama_batch_init(slice_tokens, 0, 1)
        weakref.finalize(self, llama_cpp.llama_batch_free, self._batch)
        self._slice = slice_tokens
        self._is_recurrent = llama_cpp.llama_model_is_recurrent(
            model.model
        ) or llama_cpp.llama_model_is_hybrid(model.model)
        # A recurrent memory cannot be taken back by a few tokens, so nothing is guessed there.
        self._copies = copies and not self._is_recurrent
        self._held: list[int] = []
        self.reused = 0
        for place in range(slice_tokens):
            self._batch.n_seq_id[place] = 1
            self._batch.seq_id[place][0] = 0
        self._batch_tokens = _view(self._batch.token, slice_tokens)
        self._batch_places = _view(self._batch.pos, slice_tokens)
        self._batch_wanted = _view(self._batch.logits, slice_tokens)

    def read(self, tokens: Sequence[int], *, anew: bool = False) -> Iterator[int]:
        """Yield, after each slice, how many of `tokens` are in the memory; the last time, all.

        With `anew` nothing is taken from before: the same prompt then always gives the same bits.
        """
        kept = 0 if anew else min(_common(self._held, tokens), len(tokens) - 1)
        self._keep(kept)
        self.reused = len(self._held)
        while len(self._held) < len(tokens):
            begin = len(self._held)
            end = min(begin + self._slice, len(tokens))
            self._decode(tokens[begin:end], outputs=int(end == len(tokens)))
            yield end

    def logits(self, place: int = -1) -> Logits:
        """Return what the model says of the token after the last decoded ones' `place`."""
        row = self._llama.llama_get_logits_ith(self._model.ctx, place)
        return np.ctypeslib.as_array(row, shape=(self._model.n_vocab(),))

    def write(self, pick: Callable[[Logits], int] | None = None) -> Iterator[int]:
        """Yield one token after another behind what was read, until the model or the room ends.

        `pick` chooses a token by its logits: by default the likeliest.
        """
        pick = pick or _likeliest
        copying = Copying(self._held) if self._copies else None
        token = pick(self.logits())
        while not self._ends(token):
            yield token
            room = self._model.n_ctx() - len(self._held) - 1
            if room < 0:
                return
            guessed: list[int] = []
            if copying:
                copying.add(token)
                guessed = copying.guess(min(room, self._slice - 1))
            self._decode([token, *guessed], outputs=1 + len(guessed))
            token, right = pick(self.logits(0)), 0
            while right < len(guessed) and token == guessed[right] and not self._ends(token):
                yield token
                right += 1
                if copying:
                    copying.add(token)
                token = pick(self.logits(right))
            if copying:
                copying.learn(len(guessed), right)
            self._keep(len(self._held) - len(guessed) + right)

    def put(self, token: int) -> None:
        """Write this very token behind what is held."""
        self._decode([token], outputs=1)

    def forget(self) -> None:
        """Empty the memory."""
        self._keep(0)

    def _ends(self, token: int) -> bool:
        return bool(self._llama.llama_vocab_is_eog(self._vocab, token))

    def _decode(self, tokens: Sequence[int], *, outputs: int) -> None:
        """Put tokens behind what is held; the last `outputs` of them give logits."""
        count, begin = len(tokens), len(self._held)
        self._batch.n_tokens = count
        self._batch_tokens[:count] = tokens
        self._batch_places[:count] = range(begin, begin + count)
        self._batch_wanted[:count] = 0
        self._batch_wanted[count - outputs : count] = 1
        status = self._llama.llama_decode(self._model.ctx, self._batch)
        if status:
            self._keep(0)
            raise ModelError(
                "llama.cpp cannot go on (status {status})", hint="askvn doctor", status=status
            )
        self._held.extend(tokens)

    def _keep(self, count: int) -> None:
        """Forget all but the first `count` tokens; all where the memory cannot forget a part."""
        if count and self._llama.llama_memory_seq_rm(self._memory, 0, count, -1):
            del self._held[count:]
            return
        self._llama.llama_memory_clear(self._memory, self._is_recurrent)
        self._held.clear()


def _likeliest(logits: Logits) -> int:
    return int(np.argmax(logits))


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many tokens two texts begin with in common."""
    shorter = min(len(one), len(other))
    differ = np.flatnonzero(np.asarray(one[:shorter]) != np.asarray(other[:shorter]))
    return int(differ[0]) if differ.size else shorter


def _view(pointer: Any, count: int) -> NDArray[Any]:
    """Return `count` values behind a pointer of C, to be written as an array."""
    kind = pointer._type_
    return np.ctypeslib.as_array(ctypes.cast(pointer, ctypes.POINTER(kind)), shape=(count,))

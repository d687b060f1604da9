"""A chat model behind a server that speaks OpenAI's protocol: vLLM, llama-server, Ollama."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NoReturn

from askvn import speech
from askvn.backends.http_service import RefusedError, Service, message
from askvn.errors import (
    ModelNotFoundError,
    PromptTooLongError,
    ServiceError,
    ServiceStreamError,
)
from askvn.protocols import Chances
from askvn.records import Message

_CHAT = "chat/completions"
_DATA = b"data:"
_DONE = b"[DONE]"
_MOST_LOGPROBS = 20
_UNHEARD = 1e-4
# What a chat template writes around a turn takes fewer tokens than this.
_AROUND_A_TURN = 16
_NOT_FOUND = 404
_TOO_LONG = re.compile(r"context.{0,30}(?:length|size|window)|too long|too many tokens", re.I)
_WORDS = re.compile(rb'^data:.*"(?:content|reasoning|reasoning_content)"\s*:\s*"[^"]')
_LAST = re.compile(rb'^data:\s*\[DONE\]|^data:.*"finish_reason"\s*:\s*"|^data:\s*{"error"')
_NO_SYSTEM = re.compile(r"system role|roles must alternate|conversation roles", re.I)


@dataclass(frozen=True, slots=True)
class About:
    """What a server tells of itself: the model, its context (0 is unknown), and its kind."""

    model: str
    context: int
    kind: str


class OpenAILLM:
    """A chat model that some server runs; what it can tell of itself is asked once."""

    def __init__(self, service: Service, *, name: str, model: str, context_size: int) -> None:
        self.name = name
        self._service = service
        self._model = model
        self._wanted_context = context_size
        self._asking = threading.Lock()
        self._known: About | None = None
        self._folds = False  # whether system turns are refused

    @property
    def context_size(self) -> int:
        """How many tokens fit into prompt and answer together: as set, or fewer if there are."""
        return min(self._wanted_context, self._about().context or self._wanted_context)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens the prompt takes, by the server's own count where it has one.

        Elsewhere the number of bytes of the text: no vocabulary makes more tokens of a text than it
        has bytes; and 16 a turn.
        """
        about = self._about()
        try:
            if about.kind == "vllm":
                return int(self._service.ask("../tokenize", self._body(messages))["count"])
            if about.kind == "llamacpp":
                prompt = self._service.ask("../apply-template", self._body(messages))["prompt"]
                wanted = {"content": prompt, "add_special": True, "parse_special": True}
                return len(self._service.ask("../tokenize", wanted)["tokens"])
        except (RefusedError, KeyError, TypeError):
            self._known = About(about.model, about.context, "")
        return sum(len(turn.content.encode()) + _AROUND_A_TURN for turn in messages)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece, greedily, without what the model thinks aloud.

        Empty pieces come while the server is silent. Closing the stream closes the connection.

        Raises:
            ServiceError: if no server answers, or the reply breaks off.
        """
        try:
            yield from speech.without_thoughts(self._said(messages, max_tokens))
        except RefusedError as error:
            if not self._may_fold(error, messages):
                self._explain(error)
            yield from speech.without_thoughts(self._said(messages, max_tokens))

    def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> Chances:
        """Return the log-probability of each label as the reply's first token, summing to one.

        A label that is not among the likeliest tokens is as likely as the last of them; where the
        server tells no probabilities, nearly all goes to the label that it says. "" comes while the
        server is silent; closing the work closes the connection.
        """
        wanted = {
            "max_tokens": 1, "temperature": 0, "logprobs": True, "top_logprobs": _MOST_LOGPROBS,
        }  # fmt: skip
        try:
            told = yield from self._asked_for(self._body(messages) | wanted)
        except RefusedError as error:
            if not self._may_fold(error, messages):
                self._explain(error)
            told = yield from self._asked_for(self._body(messages) | wanted)
        weights = _weights(told["choices"][0], labels)
        return [math.log(weight / sum(weights)) for weight in weights]

    def check(self) -> str:
        """Return the model's name and the size of its context.

        Raises:
            ServiceError: if no server answers.
        """
        return f"{self._about().model} · {self.context_size}"

    def _asked_for(self, body: Mapping[str, Any]) -> Generator[str, None, Any]:
        """Return the JSON of a whole reply; yield "" while there is none."""
        lines: list[bytes] = []
        with closing(self._service.lines(_CHAT, body)) as chat:
            for line in chat:
                lines.append(line or b"")
                yield ""
        return self._service.read(b"".join(lines))

    def _said(self, messages: Sequence[Message], most: int) -> Iterator[str]:
        """Yield the contents of the reply's chunks; "" while there are none."""
        body = self._body(messages) | {"max_tokens": most, "temperature": 0, "stream": True}
        chat = self._service.lines(_CHAT, body, begins=_says_something, ends=_ends)
        for line in chat:
            data = (line or b"").strip()
            if data.startswith(_DATA) and not data.endswith(_DONE):
                yield self._piece(self._service.read(data.removeprefix(_DATA).strip()))
            else:
                yield ""

    def _piece(self, chunk: Any) -> str:
        """Return the text of a chunk.

        Raises:
            ServiceStreamError: if it is an error.
        """
        if "error" in chunk:
            raise ServiceStreamError(
                "the server at {address} gave up: {said}",
                hint="curl {address}/models",
                address=self._service.place,
                said=message(chunk),
            )
        choices = chunk.get("choices")
        return str(choices[0].get("delta", {}).get("content") or "") if choices else ""

    def _body(self, messages: Sequence[Message]) -> dict[str, Any]:
        about = self._about()
        turns = speech.without_system(messages) if self._folds else messages
        body: dict[str, Any] = {
            "model": about.model,
            "messages": [
                {"role": turn.role, "content": speech.defused(turn.content)} for turn in turns
            ],
        }
        if about.kind:  # others refuse what they don't know
            body["chat_template_kwargs"] = {"enable_thinking": False}
        return body

    def _may_fold(self, error: RefusedError, messages: Sequence[Message]) -> bool:
        """Tell whether it is the system turn that is refused; from now on there will be none."""
        refused = bool(_NO_SYSTEM.search(error.said)) and messages[0].role == "system"
        if not refused or self._folds:
            return False
        self._folds = True
        return True

    def _explain(self, error: RefusedError) -> NoReturn:
        """Raise what a refusal means."""
        if _TOO_LONG.search(error.said):
            raise PromptTooLongError(
                "the prompt is too long for the server at {address}: {said}",
                hint="ASKVN_CONTEXT_TOKENS={less} askvn ask …",
                address=error.address,
                said=error.said,
                less=self.context_size // 2,
            ) from error
        if error.status == _NOT_FOUND:
            raise ModelNotFoundError(
                "the server at {address} has no model '{model}': {said}",
                hint="it has: {known}   |   --llm 'openai:{address}#MODEL'",
                address=error.address,
                model=self._about().model,
                said=error.said,
                known=", ".join(str(one.get("id")) for one in self._listed()) or "–",
            ) from error
        raise ServiceError(
            "the server at {address} refuses the request ({status}): {said}",
            hint="curl {address}/models",
            address=error.address,
            status=error.status,
            said=error.said,
        ) from error

    def _about(self) -> About:
        with self._asking:
            if self._known is None:
                self._known = self._asked()
            return self._known

    def _asked(self) -> About:
        """Return what the server tells of itself.

        Raises:
            ModelNotFoundError: if no model was named, and the server names none.
        """
        listed = self._listed()
        named = [one for one in listed if not self._model or one.get("id") == self._model]
        entry = named[0] if named else (listed[0] if self._model and listed else {})
        model = self._model or str(entry.get("id", ""))
        if not model:
            place = self._service.place
            raise ModelNotFoundError(
                "the server at {address} names no model",
                hint="--llm 'openai:{right}'",
                address=place,
                right=f"{place}#MODEL" if place.endswith("/v1") else f"{place}/v1",
            )
        kind = entry.get("owned_by", "")
        context = int(entry.get("max_model_len") or 0)
        if kind == "llamacpp":
            context = context or self._slot()
        return About(model, context, kind if kind in ("vllm", "llamacpp") else "")

    def _listed(self) -> list[Mapping[str, Any]]:
        """Return the models that the server names; none where it has no list."""
        try:
            return list(self._service.ask("models")["data"] or [])
        except (RefusedError, KeyError, TypeError):
            return []

    def _slot(self) -> int:
        """Return how many tokens llama-server has for one conversation, 0 if it does not say."""
        try:
            return int(self._service.ask("../props")["default_generation_settings"]["n_ctx"])
        except (RefusedError, KeyError, TypeError, ValueError):
            return 0


def _says_something(line: bytes) -> bool:
    """Tell whether a line of a stream holds words."""
    return _WORDS.search(line) is not None


def _ends(line: bytes) -> bool:
    """Tell whether a line of a stream says that it is the last one, or why there is no other."""
    return _LAST.search(line) is not None


def _weights(choice: Mapping[str, Any], labels: Sequence[str]) -> list[float]:
    """Return how likely each label is, up to a constant."""
    first = ((choice.get("logprobs") or {}).get("content") or [{}])[0]
    told = [one for one in first.get("top_logprobs") or [] if {"token", "logprob"} <= set(one)]
    heard = dict.fromkeys(labels, 0.0)
    for one in told:
        label = str(one["token"]).strip()
        if label in heard:
            heard[label] += math.exp(one["logprob"])
    if any(heard.values()):
        least = min(math.exp(one["logprob"]) for one in told) or 1e-30
        return [value or least for value in heard.values()]
    said = str((choice.get("message") or {}).get("content") or "").strip()
    return [1.0 if said == label else _UNHEARD for label in labels]

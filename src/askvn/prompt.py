"""The prompts, filled in. Their wording is in `prompts/`, in Vietnamese, reviewed like code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from askvn import resources
from askvn.evidence import Sentence
from askvn.records import Hit, Message
from askvn.vietnamese import orders

# Labels of candidate sentences; each is one token in every vocabulary we know.
LABELS = "ABCDEFGHIJKL"
NONE = "0"
NO_ANSWER = "Tài liệu không có thông tin này."
_SENTENCE_CHARS = 350
_FENCE = regex.compile(r"<{3,}|>{3,}")
_MARKER = regex.compile(r"[\[【]\s*(\d+(?:\s*[,;–-]\s*\d+)*|\?)\s*[\]】]")
_ISO_DAY = regex.compile(r"(\d{4})-(\d\d)-(\d\d)")


def quote(question: str, sentences: Sequence[Sentence]) -> list[Message]:
    """Return the prompt that asks for the label of the sentence that answers, or `NONE`.

    Each label stands behind its sentence: a causal model has then read question and sentence.
    """
    lines = "\n".join(
        f"{_shortened(sentence.text)} ({label})"
        for label, sentence in zip(LABELS, sentences, strict=False)
    )
    return [
        Message("system", _template("quote.system")),
        Message("user", _template("quote.user").format(question=question, sentences=lines)),
    ]


class Asked(NamedTuple):
    """A question, the passages that it was the first to be shown with, and the reply to it."""

    question: str
    hits: Sequence[Hit]
    reply: str = ""


def compose(turns: Sequence[Asked]) -> list[Message]:
    """Return the prompt that asks for an answer in the model's words, `[n]` after each sentence.

    Passages are fenced and numbered from the first turn to the last, which is the one to answer.
    Each stands before the question that brought it: what a model has read once, a later prompt
    begins with.
    """
    messages = [Message("system", _template("compose.system").format(no_answer=NO_ANSWER))]
    number = 1
    for turn in turns:
        parts = [_excerpt(place, hit) for place, hit in enumerate(turn.hits, start=number)]
        number += len(parts)
        asked = _template("compose.question").format(question=turn.question)
        shown = _template("compose.passages").format(passages="\n\n".join(parts))
        messages.append(Message("user", f"{shown}\n\n{asked}" if parts else asked))
        if turn.reply:
            messages.append(Message("assistant", _MARKER.sub("", turn.reply).strip()))
    return messages


def instructions() -> list[str]:
    """Return the lines that tell a model how to answer."""
    return _template("compose.system").format(no_answer=NO_ANSWER).splitlines()


def is_no_answer(text: str) -> bool:
    """Tell whether a composed reply says no more than that the documents don't tell."""
    return NO_ANSWER.rstrip(".").lower() in text.lower() or not text.strip()


def _excerpt(number: int, hit: Hit) -> str:
    """Return a passage between its fences, below its number, title, headings and day.

    Nothing in it can close the fence or pose as a citation number; what tells a machine what to say
    is left out.
    """
    parts = (orders.without(hit.title), orders.without(hit.headings), _day(hit.date))
    heading = " — ".join(part for part in parts if part)
    lines = (" ".join(line.split()) for line in orders.without(hit.visible).splitlines())
    body = "\n".join(line for line in lines if line)
    inert = _FENCE.sub("…", _MARKER.sub(r"(\1)", body))
    return f"[{number}] {_FENCE.sub('…', heading)}\n<<<\n{inert}\n>>>"


def _day(date: str) -> str:
    """Return an ISO day as it is written in Vietnam, "" if it is none."""
    match = _ISO_DAY.fullmatch(date)
    return f"ngày {int(match[3])}/{int(match[2])}/{match[1]}" if match else ""


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SENTENCE_CHARS else text[: _SENTENCE_CHARS - 1].rstrip() + "…"


def _template(name: str) -> str:
    return (resources.prompts() / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")

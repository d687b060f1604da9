"""What is said to a chat model and comes back: one way for every backend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from askvn.records import Message

_THINK_OPEN, _THINK_CLOSE = "<think>", "</think>"
# The beginnings of marks by which the usual templates tell who speaks, and of thoughts.
_MARK = regex.compile(
    r"<(?=[|｜]|/?s>|/?think>|(?:start|end)_of_turn>|/?tool_|/?unused)"
    r"|[|｜](?=>)|\[(?=/?INST\]|/?SYSTEM_PROMPT\])"
)


def defused(text: str) -> str:
    """Return `text` in which nothing can pose as one of the marks that tell who speaks."""
    return _MARK.sub(lambda match: f"{match.group()} ", text)


def without_system(messages: Sequence[Message]) -> list[Message]:
    """Return the messages with a leading system turn put before the first question."""
    if len(messages) < 2 or messages[0].role != "system":
        return list(messages)
    system, first, *rest = messages
    return [replace(first, content=f"{system.content}\n\n{first.content}"), *rest]


def without_thoughts(pieces: Iterator[str], *, opened: bool = False) -> Iterator[str]:
    """Yield a stream without a leading `<think>…</think>` and the blanks behind it.

    An empty piece stands for each one that is held back. With `opened` the prompt itself has begun
    the thoughts.
    """
    held = _THINK_OPEN if opened else ""
    for piece in pieces:
        held += piece
        head = held.lstrip()
        if head.startswith(_THINK_OPEN):
            head = head.partition(_THINK_CLOSE)[2].lstrip()
        if not head or _THINK_OPEN.startswith(head):
            yield ""
            continue
        yield head
        yield from pieces
        return
    if held and not held.lstrip().startswith(_THINK_OPEN):
        yield held

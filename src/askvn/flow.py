"""A model's words as they come: whole sentences out of pieces, an end to what repeats itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import regex

from askvn import cite

# What may still become a citation number, or the sign before a next word that decides.
_UNDECIDED = regex.compile(r"(?:[\s\"“”‘’'«»(–—•*.,;…?!-]|[\[【][\s\d,;–?-]*[\]】]?)*")
# A word or a run of words this many times in a row is a loop; sentences come but once.
_TIMES = 4
_SHORTEST_LOOP_CHARS = 16
_LONGEST_PERIOD_CHARS = 120
_SHORTEST_SENTENCE_CHARS = 12


def sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the sentences of a stream, each as soon as it is finished, "" while none is.

    A sentence comes with the blanks before it and the citation numbers behind it, so that all of
    them together are the text. Where it ends does not depend on how the stream was cut. A stream
    that begins to repeat the same words within a sentence ends behind the first of them.
    """
    held = ""
    for piece in pieces:
        held += piece
        while (end := _end(held)) is not None:
            yield held[:end]
            held = held[end:]
        if extra := _loop(held) if piece else 0:
            held = held[:-extra]
            break
        yield ""
    if held:
        yield held


def _end(text: str) -> int | None:
    """Return where the first sentence of an unfinished text ends for sure, None if nowhere."""
    begin = len(text) - len(text.lstrip())
    line, newline, _ = text[begin:].partition("\n")
    spans = cite.spans(line)
    if len(spans) > 1 and (newline or _UNDECIDED.fullmatch(line, spans[1].start) is None):
        return begin + spans[0].end
    return begin + len(line) if newline else None


def _loop(text: str) -> int:
    """Return how many characters at the end only repeat what stands before them, 0 if none."""
    for period in range(1, min(_LONGEST_PERIOD_CHARS, len(text) // _TIMES) + 1):
        last = text[-period:]
        repeats = period * _TIMES >= _SHORTEST_LOOP_CHARS and text.endswith(last * _TIMES)
        if repeats and any(map(str.isalpha, last)):
            return period * (_TIMES - 1)
    return 0


def without_repeats(finished: Iterator[str]) -> Iterator[str]:
    """Yield sentences up to the first one that was there before."""
    said: set[str] = set()
    for sentence in finished:
        words = " ".join(cite.unmarked(sentence).lower().split())
        if words in said:
            return
        if len(words) >= _SHORTEST_SENTENCE_CHARS:
            said.add(words)
        yield sentence


def until(
    pieces: Iterator[str], seconds: float, *, now: Callable[[], float] = time.monotonic
) -> Iterator[str]:
    """Yield a stream for so many seconds, 0 is for ever; whatever is unfinished then is left out.

    Raises:
        TimeoutError: when the time is over, from where the next piece would come.
    """
    end = now() + seconds
    for piece in pieces:
        if seconds and now() >= end:
            raise TimeoutError
        yield piece

"""Answering in a model's words: what it is shown, and what becomes of each sentence it writes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from askvn import answer, cite, flow, prompt
from askvn.clock import Clock
from askvn.errors import PromptTooLongError
from askvn.prompt import Asked
from askvn.protocols import LLM
from askvn.records import Citation, Hit, Message
from askvn.vietnamese import canonical, refusal

# So many questions in a row share one beginning of the prompt, which the model has read already.
_WINDOW = 8
# With how many passages a question comes that goes on about the same document.
_MORE_PASSAGES = 3
# Told how many passages a model begins to read, then 0 when that is over.
Notice = Callable[[int], None]


def unnoticed(passages: int) -> None:
    """Take no notice of what is read."""


def noted(clock: Clock, notice: Notice, passages: int) -> None:
    """Tell how many passages are read; note the time when that is over."""
    notice(passages)
    if not passages:
        clock.mark("first_token")


class Limits(NamedTuple):
    """How long an answer may be, in tokens, and how long it may take, in seconds (0: any time)."""

    tokens: int
    seconds: float = 0.0


class Task(NamedTuple):
    """What a model is told, and the passages that it may cite, in the order of their numbers."""

    messages: list[Message]
    hits: list[Hit]


class Written(NamedTuple):
    """What came of it: a checked text and its citations; no text where the documents don't tell."""

    text: str
    citations: tuple[Citation, ...]


def before(
    history: Sequence[tuple[str, str]],
    read: Callable[[str, Sequence[tuple[str, str]]], tuple[str, list[Hit]]],
) -> list[Asked]:
    """Return the turns that are told again, each with the passages that were read for it.

    They are found again by `read`, which costs milliseconds; having the model read them again would
    cost seconds. Nothing was read for what was refused. At most eight turns, at least one: where
    the first of them stands changes with every eighth question only, so that in between a prompt
    begins as the one before it did.
    """
    count = len(history)
    turns = []
    for number in range(_WINDOW * ((count - 1) // _WINDOW) if count else 0, count):
        question, reply = history[number]
        understood, hits = read(question, history[:number])
        if refusal.refuses(canonical.canonical(reply)):
            turns.append(Asked(understood, (), prompt.NO_ANSWER))
        else:
            turns.append(Asked(understood, hits, reply))
    return turns


def task(asked: Asked, earlier: Sequence[Asked], llm: LLM, *, answer_tokens: int) -> Task:
    """Return what is told: as many earlier turns and passages as the context has room for.

    Passages that were shown before keep their number and are not shown again: they have been read.

    Raises:
        PromptTooLongError: if not even one passage fits.
    """
    room = llm.context_size - answer_tokens
    for told in _tries(asked, earlier, lambda turns: _count(turns, llm) <= room):
        turns = _once(told)
        messages = prompt.compose(turns)
        if llm.count_tokens(messages) <= room:
            return Task(messages, [hit for turn in turns for hit in turn.hits])
    raise PromptTooLongError(
        "question and passage do not go into the {size} tokens of the model '{name}'",
        hint="ASKVN_CONTEXT_TOKENS={more} askvn ask …",
        size=llm.context_size,
        name=llm.name,
        more=2 * llm.context_size,
    )


def _tries(
    asked: Asked, earlier: Sequence[Asked], fits: Callable[[Sequence[Asked]], bool]
) -> Iterator[list[Asked]]:
    """Yield conversations that end in what is asked, each shorter than the one before it."""
    turns = [*earlier, asked]
    yield turns
    yield turns[_first(turns, fits) :]
    if earlier:
        yield [Asked(earlier[-1].question, (), earlier[-1].reply), asked]
    for count in range(len(asked.hits), 0, -1):
        yield [Asked(asked.question, asked.hits[:count])]


def _first(turns: Sequence[Asked], fits: Callable[[Sequence[Asked]], bool]) -> int:
    """Return the first turn that was told when the last of them was asked.

    Whenever the context was full the conversation was told from the turn before on: so the next
    ones could be put behind it, and a prompt seldom begins otherwise than the one before it.
    """
    first = 0
    for last in range(1, len(turns)):
        if not fits(turns[first : last + 1]):
            first = last - 1 if first < last - 1 else last
    return first


def _once(turns: Sequence[Asked]) -> list[Asked]:
    """Return the turns with each passage at the first of them only; the last one has no reply.

    A question whose best passage is of a document that was shown brings its best few only: what was
    shown for the questions before it is still there.
    """
    shown: dict[int, int] = {}
    told = []
    for turn in turns:
        goes_on = any(hit.document in shown.values() for hit in turn.hits[:1])
        hits = turn.hits[:_MORE_PASSAGES] if goes_on else turn.hits
        told.append(turn._replace(hits=[hit for hit in hits if hit.chunk not in shown]))
        shown.update({hit.chunk: hit.document for hit in hits})
    return [*told[:-1], told[-1]._replace(reply="")]


def _count(turns: Sequence[Asked], llm: LLM) -> int:
    return llm.count_tokens(prompt.compose(_once(turns)))


def write(
    told: Task, llm: LLM, limits: Limits, checked: cite.Checked, notice: Notice
) -> Generator[str, None, Written]:
    """Yield the answer sentence by sentence, each checked and cited; return it with its citations.

    "" is yielded while no sentence is finished; the first ones wait for one that is cited. A model
    that repeats itself is stopped; so is one that takes too long, and one that begins by saying
    that the documents don't tell. `notice` is told how many passages are read, then 0 before the
    first words, or when there are none. What is yielded is the text, character by character.

    Raises:
        AnswerTimeoutError: if there is no sentence in time.
    """
    shown = waiting = ""
    notice(len(told.hits))
    yield ""
    with closing(llm.stream(told.messages, max_tokens=limits.tokens)) as pieces:
        try:
            for sentence in _worth_showing(pieces, limits):
                if not shown + waiting and _denies(sentence):
                    break
                waiting += _written(sentence, checked, first=not shown + waiting)
                ready, waiting = (waiting, "") if checked.citations else ("", waiting)
                if ready and not shown:
                    notice(0)
                shown += ready
                yield ready
        except TimeoutError as error:
            if not shown:
                raise answer.too_slow(llm, limits.seconds) from error
        finally:
            if not shown:
                notice(0)
    return Written(shown, tuple(checked.citations))


def _worth_showing(pieces: Iterator[str], limits: Limits) -> Iterator[str]:
    """Yield the sentences of what a model writes, as long as it takes and says anything new."""
    return flow.without_repeats(flow.sentences(flow.until(pieces, limits.seconds)))


def _denies(sentence: str) -> bool:
    """Tell whether a sentence, citing nothing, says that the documents don't tell."""
    words = cite.unmarked(sentence)
    if not words or words != sentence.strip():
        return False
    return prompt.is_no_answer(words) or refusal.refuses(canonical.canonical(words))


def _written(sentence: str, checked: cite.Checked, *, first: bool) -> str:
    """Return a sentence with checked markers, behind the blanks that the model wrote before it.

    "" where it says nothing, or no more than that the documents don't tell.
    """
    words = cite.unmarked(sentence)
    if prompt.is_no_answer(words):  # nothing is an answer to nothing, too
        return ""
    text = checked.written(sentence)
    if not text:
        return ""
    breaks = sentence[: len(sentence) - len(sentence.lstrip())].count("\n")
    return text if first else ("\n" * min(breaks, 2) or " ") + text

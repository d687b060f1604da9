"""Choosing the sentences that answer: what ranker, reader and language model say, joined."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import replace

from askvn import clock, prompt
from askvn.errors import AnswerTimeoutError
from askvn.evidence import Sentence
from askvn.protocols import LLM
from askvn.reader import Reading
from askvn.understand import Understood, asks_for_figure, given_figures

# How much the log-probabilities of ranker and reader count for a sentence, fitted on held-out
# questions (docs/decisions/reader.md).
RANKER_WEIGHT = 1.0
READER_WEIGHT = 0.5
# What a sentence loses that gives none of the dates or figures asked for
# (docs/decisions/sentence-scores.md).
NOT_GIVEN = 1.0
# How far a further sentence may lie behind the best one to be quoted too.
_MARGIN = 1.5
_MOST_SENTENCES = 3
# Nothing is surer than this.
_SUREST = 1 - 1e-6


def weigh(understood: Understood, ranked: Sequence[Sentence], reading: Reading) -> list[Sentence]:
    """Return the ranked sentences, best first, as ranker and reader together see them.

    One that gives no date or figure where one is asked for falls behind. Their scores are the
    log-probabilities to answer if one of them does.
    """
    scores = [
        RANKER_WEIGHT * one.score
        + READER_WEIGHT * reading.score(one.hit, one.span)
        - NOT_GIVEN * _lacks_figure(understood, one)
        for one in ranked
    ]
    weighed = [
        replace(sentence, score=chance)
        for sentence, chance in zip(ranked, _shares(scores), strict=True)
    ]
    return sorted(weighed, key=lambda one: (-one.score, one.hit.rank, one.span))


def choose(
    question: str,
    weighed: Sequence[Sentence],
    none: float,
    llm: LLM,
    *,
    model_weight: float,
    seconds: float = 0.0,
) -> Generator[str, None, tuple[list[Sentence], float]]:
    """Return the weighed sentences that answer, best first, and the probability that none does.

    The best ones are `shown` in the order of their documents, so that position tells nothing. What
    the model says of them counts `model_weight`, what ranker and reader say the rest, as
    log-probabilities; so do its and the gate's log-odds that `none` answers. "" is yielded while
    the model works, for so many seconds at most; 0 is for ever.

    Raises:
        AnswerTimeoutError: if it has not chosen by then.
    """
    offered = shown(weighed)
    labels = [*prompt.LABELS[: len(offered)], prompt.NONE]
    work = llm.choose(prompt.quote(question, offered), labels)
    try:
        chances = yield from clock.within(work, seconds)
    except TimeoutError as error:
        raise too_slow(llm, seconds) from error
    *said, nothing = chances
    known = [sentence.score for sentence in offered]
    scores = _shares(
        [model_weight * a + (1 - model_weight) * b for a, b in zip(said, known, strict=True)]
    )
    joined = sorted(
        zip(scores, offered, strict=True),
        key=lambda pair: (-pair[0], pair[1].hit.rank, pair[1].span),
    )
    likely = [sentence for score, sentence in joined if score >= joined[0][0] - _MARGIN]
    odds = model_weight * _odds(math.exp(nothing)) + (1 - model_weight) * _odds(none)
    return likely[:_MOST_SENTENCES], 1 / (1 + math.exp(-odds))


def shown(weighed: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that a model may choose among, in the order of their documents."""
    return sorted(weighed[: len(prompt.LABELS)], key=lambda one: (one.hit.rank, one.span))


def too_slow(llm: LLM, seconds: float) -> AnswerTimeoutError:
    """Return the error that a model gave no sentence in the time it had."""
    return AnswerTimeoutError(
        "the model '{name}' gave no sentence within {seconds} seconds",
        hint="ASKVN_ANSWER_TIMEOUT_S={more} askvn ask …",
        name=llm.name,
        seconds=f"{seconds:g}",
        more=f"{2 * seconds:g}",
    )


def _lacks_figure(understood: Understood, sentence: Sentence) -> bool:
    expects = understood.expects
    given = given_figures(understood.text, expects, sentence.text)
    return asks_for_figure(expects) and not given


def _odds(chance: float) -> float:
    """Return the log-odds of a probability, which is never quite certain."""
    share = min(max(chance, 1 - _SUREST), _SUREST)
    return math.log(share / (1 - share))


def _shares(scores: Sequence[float]) -> list[float]:
    """Return log-probabilities of scores that are known up to a constant."""
    top = max(scores, default=0.0)
    whole = top + math.log(sum(math.exp(score - top) for score in scores) or 1.0)
    return [score - whole for score in scores]

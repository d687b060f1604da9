"""What a question asks: as it was meant, its tokens, other names, and what it refers to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from askvn.records import Message
from askvn.understand import manners
from askvn.understand.asks import (
    answer_fits,
    asks_for_figure,
    expected_types,
    given_figures,
)
from askvn.understand.casing import cased
from askvn.understand.content import content_tokens, searched_tokens
from askvn.understand.expand import Expansion, Vocabulary, expansions, weigh
from askvn.understand.follow_up import is_follow_up, questions_before
from askvn.understand.mentions import names_something
from askvn.understand.parts import parts
from askvn.understand.passages import near
from askvn.understand.resolve import resolve
from askvn.understand.restorer import Restorer
from askvn.understand.spelling import Spelled, respell
from askvn.vietnamese import words
from askvn.vietnamese.diacritics import canonical_syllable, strip
from askvn.vietnamese.normalise import normalise

__all__ = [
    "Expansion", "Restorer", "Understood", "Vocabulary", "answer_fits", "asks_for_figure",
    "content_tokens", "expected_types", "given_figures", "is_as_typed", "is_follow_up", "near",
    "parts", "understand",
]  # fmt: skip

# A follow-up's own words count twice beside those of the question before it.
_OWN_WEIGHT = 2.0
# What was typed counts beside what was meant where the two differ.
_TYPED_WEIGHT = 0.3
# `con lao` for `còn Lào`: short, and it asks nothing.
_BARE_AND = regex.compile(r"^con\s(?=\S+(?:\s+\S+){0,3}\W*$)(?!.*\b(?:gì|ai|nào|đâu|sao|bao)\b)")
# Questions of no other words, which are too short for their diacritics to be sure.
_BARE = {
    strip(one): one
    for one in (
        "ở đâu", "thế ở đâu", "đâu", "ai", "là ai", "bao lâu", "trong bao lâu", "bao giờ",
        "khi nào",
        "từ khi nào", "đến khi nào", "vào ngày nào", "năm nào", "ngày nào", "bao nhiêu", "tại sao",
        "vì sao", "thế nào", "như thế nào", "bằng cách nào", "để làm gì",
    )
}  # fmt: skip
# How many questions back one may lean.
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made ready: `text` as shown and answered, `terms` and `to_embed` as searched.

    `terms` are tokens with their weights: the question's `own`, what was typed where something
    else was meant, the `context` a follow-up `leans` on, and other names from `expansions`. The
    vector searched is the mean of those of `to_embed`: what was meant, and what was typed. `asked`
    is how passages are read: a follow-up that says what it asks in its own words alone, since the
    sentence that answers seldom names again what the talk is about.
    """

    text: str
    terms: Mapping[str, float]
    own: Mapping[str, float]
    to_embed: tuple[str, ...]
    expects: tuple[str, ...] = ()
    context: str = ""
    leans: bool = False
    asked: str = ""
    expansions: tuple[Expansion, ...] = field(default=())

    @property
    def is_doubtful(self) -> bool:
        """Whether something else than what was typed is searched too."""
        return len(self.to_embed) > 1


def understand(
    question: str,
    history: Sequence[Message] = (),
    *,
    vocabulary: Vocabulary,
    restorer: Restorer | None,
) -> Understood:
    """Return the question as it is searched; word for word as typed where there is no `restorer`.

    Missing diacritics are put back and slips mended where that is sure; lead-ins such as `cho em
    hỏi` are not searched. A follow-up is searched together with the question before it, whose
    tokens count once, its own twice; any other question stands for itself.
    """
    typed = _typed(question)
    if restorer is None:
        return _as_typed(typed, history)
    meant = _meant(typed, vocabulary, restorer)
    core, own = _own(meant)
    talk = _leaning(core, typed, history, vocabulary, restorer)
    shown = talk.filled or core
    found = tuple(expansions(shown, vocabulary))
    scale = _OWN_WEIGHT if talk.leans else 1.0
    own = _scaled(own, scale)
    terms = dict(own)
    _add(terms, _scaled(weigh(found, vocabulary), scale))
    _add(terms, _searched(talk.context))
    for token, weight in _searched(talk.filled).items():
        terms.setdefault(token, weight * scale)
    to_embed = [shown]
    if meant.text != typed:
        to_embed.append(typed[slice(*manners.core(typed))])
        for token in searched_tokens(to_embed[-1]):
            terms.setdefault(token, _TYPED_WEIGHT * scale)
    return Understood(
        text=talk.filled or meant.text,
        terms=terms,
        own=own,
        to_embed=tuple(dict.fromkeys(f"{talk.context} {text}".strip() for text in to_embed)),
        expects=expected_types(shown),
        context=talk.context,
        leans=talk.leans,
        asked=talk.asked if talk.leans else meant.text,
        expansions=found,
    )


def is_as_typed(question: str, meant: str) -> bool:
    """Tell whether a question was taken for nothing but what was typed."""
    return meant == _typed(question)


def _typed(question: str) -> str:
    return " ".join(normalise(question).split())


def _as_typed(typed: str, history: Sequence[Message]) -> Understood:
    """Return a question searched word for word, manners and grammar too; history is heeded."""
    leans = bool(history) and is_follow_up(typed)
    before = questions_before(history)[-1][0] if leans else ""
    scale = _OWN_WEIGHT if before else 1.0
    own = _scaled(Counter(words.tokens(typed)), scale)
    terms = dict(own)
    _add(terms, Counter(words.tokens(before)))
    to_embed = (f"{before} {typed}".strip(),)
    expects = expected_types(typed)
    return Understood(typed, terms, own, to_embed, expects, before, leans, asked=typed)


class _Leaning(NamedTuple):
    """How a question leans on those before it: what it says filled in, or what is searched too."""

    leans: bool = False
    filled: str = ""
    context: str = ""
    asked: str = ""


def _leaning(
    core: str,
    typed: str,
    history: Sequence[Message],
    vocabulary: Vocabulary,
    restorer: Restorer,
) -> _Leaning:
    if history and typed.isascii():
        core = _BARE.get(strip(core.lower()).strip(" ?.!"), _BARE_AND.sub("còn ", core))
    if not history or not is_follow_up(core):
        return _Leaning()
    before = _before(history, vocabulary, restorer)
    filled, is_bare = resolve(cased(core, vocabulary.about(core), bare=typed.isascii()), before)
    says_what = is_bare or names_something(filled)
    context = before[-1][0] if before and not (filled and says_what) else ""
    asked = (filled or f"{context} {core}".strip()) if is_bare else core
    return _Leaning(leans=True, filled=filled, context=context, asked=asked)


def _before(
    history: Sequence[Message], vocabulary: Vocabulary, restorer: Restorer
) -> list[tuple[str, str]]:
    """Return the last questions as they were meant, follow-ups filled in, with their answers."""
    found: list[tuple[str, str]] = []
    for question, answer in questions_before(history)[-_REMEMBERED:]:
        meant = _meant(question, vocabulary, restorer).text
        core = meant[slice(*manners.core(meant))]
        core = cased(core, vocabulary.about(core), bare=question.isascii())
        filled = resolve(core, found).text if is_follow_up(core) else ""
        found.append((filled or core, answer))
    return found


def _searched(text: str) -> dict[str, float]:
    return searched_tokens(text) if text else {}


def _meant(typed: str, vocabulary: Vocabulary, restorer: Restorer) -> Spelled:
    written = manners.written_out(typed, vocabulary.frequency)
    return respell(written, restorer, vocabulary.frequency, vocabulary.near)


def _own(meant: Spelled) -> tuple[str, dict[str, float]]:
    """Return the question without its manners, and its tokens: doubtful ones count by their chance.

    Where a word may be two, both are searched, each with its probability.
    """
    start, end = manners.core(meant.text)
    core = meant.text[start:end]
    own = searched_tokens(core)
    for span, chances in meant.doubts:
        chosen = canonical_syllable(meant.text[slice(*span)].lower())
        if chosen in own and start <= span.start and span.end <= end:
            own[chosen] -= 1.0
            _add(own, chances)
    return core, {token: weight for token, weight in own.items() if weight > 0}


def _scaled(weights: Mapping[str, float], scale: float) -> dict[str, float]:
    return {token: scale * weight for token, weight in weights.items()}


def _add(total: dict[str, float], more: Mapping[str, float]) -> None:
    for token, weight in more.items():
        total[token] = total.get(token, 0.0) + weight

"""What an answer only repeats: the question, our instructions, what a passage orders to be said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from askvn import prompt
from askvn.evidence import Sentence, sentences_of
from askvn.records import Hit, Span
from askvn.understand import Understood, content_tokens
from askvn.vietnamese import orders, words

# Which share of a claim's words must stand in what it repeats, and of a sentence's words in a claim
# for it to tell what the sentence tells.
_REPEATED = 0.85
_WHOLE = 0.7
# The log-probability to answer below which a sentence is beside the question.
_UNLIKELY = -4.5

Places = Collection[tuple[int, Span]]


class Heard(NamedTuple):
    """What was heard before an answer is written.

    `told` are the question and the instructions; `aside` the sentences of the passages, by passage
    and span, that have nothing to do with the question.
    """

    told: Sequence[str] = ()
    aside: Places = ()

    def refused(self, claim: str, hits: Sequence[Hit]) -> list[tuple[int, Span]]:
        """Return the sentences that are no support for a claim though its words stand there.

        Words that a sentence only wants to be said, and a fragment of one beside the question.
        """
        count = len(words.syllables(claim))
        return [
            (hit.chunk, span)
            for hit in hits
            for span, text in sentences_of(hit)
            if any(_within(claim, one) for one in orders.dictated(text))
            or (
                (hit.chunk, span) in self.aside
                and count < _WHOLE * len(words.syllables(text))
                and _within(claim, text)
            )
        ]

    def is_repeated(self, claim: str, hits: Sequence[Hit]) -> bool:
        """Tell whether a claim says nothing but what was told, or ordered by a passage."""
        orders_ = [_text(hit, span) for hit in hits for _, span in ordered([hit])]
        return any(_within(claim, one) for one in (*self.told, *orders_))


NOTHING = Heard()


def heard(question: str, understood: Understood, weighed: Sequence[Sentence]) -> Heard:
    """Return what was heard before a question is answered from sentences that were weighed for it.

    Beside it are those that hardly answer it and share no word with it.
    """
    wanted = set(content_tokens(f"{question} {understood.context} {understood.text}"))
    aside = frozenset(
        (one.hit.chunk, one.span)
        for one in weighed
        if one.score < _UNLIKELY and not wanted & set(words.tokens(one.text))
    )
    return Heard((question, understood.text, *prompt.instructions()), aside)


def ordered(hits: Sequence[Hit]) -> list[tuple[int, Span]]:
    """Return where orders to a machine stand in passages, by passage and span."""
    return [
        (hit.chunk, Span(hit.start + start, hit.start + end))
        for hit in hits
        for start, end in orders.spans(hit.visible)
    ]


def _text(hit: Hit, span: Span) -> str:
    return hit.visible[span.start - hit.start : span.end - hit.start]


def _within(claim: str, text: str) -> bool:
    """Tell whether a claim says nothing but words of a text, nearly all in its order."""
    own, held = words.syllables(claim), words.syllables(text)
    if not own or len(set(own) & set(held)) < _REPEATED * len(set(own)):
        return False
    blocks = SequenceMatcher(None, own, held, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= _REPEATED * len(own)

"""What verification finds: whether a claim is supported, how surely, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from askvn.messages import translate
from askvn.records import Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether evidence supports a claim, the chance that it does, and what speaks against it."""

    supported: bool
    chance: float
    reasons: tuple[Reason, ...] = ()


# Of a sentence of the document itself.
VERBATIM = Verdict(supported=True, chance=1.0)


def explained(reasons: Iterable[Reason], lang: str) -> str:
    """Return in the user's words why a sentence is not supported."""
    told = (
        translate(_WORDS[reason.code], lang).format(words=reason.words)
        for reason in reasons
        if reason.words
    )
    return "; ".join(told) or translate("not supported by the source", lang)


_WORDS = {
    "number": "the number “{words}” is not in the source",
    "amount": "the amount “{words}” is not in the source",
    "date": "the date “{words}” is not in the source",
    "name": "the name “{words}” is not in the source",
    "displaced": "the source says otherwise: “{words}”",
    "negation": "the source says otherwise: “{words}”",
    "opposite": "the source says otherwise: “{words}”",
    "content": "the source does not say: “{words}”",
}

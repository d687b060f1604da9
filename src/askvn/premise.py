"""What a question takes for granted and the documents do not say: signs against any answer."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from askvn.evidence import Sentence, around, missing_years
from askvn.features import gives_nothing_asked
from askvn.records import Hit
from askvn.retrieve import Rarity
from askvn.understand import Understood, content_tokens
from askvn.vietnamese import mentions, words
from askvn.vietnamese.diacritics import canonical_syllable, strip

# What each sign adds to the log-odds that nothing answers, by hand: too few questions to learn from
# have one (docs/decisions/evidence-gate.md).
_ODD_YEAR = 6.0
_SWAPPED = 3.0
_GROUNDLESS = 2.5
# A year behind these belongs to the name of a law, which its articles need not repeat.
_LAW = regex.compile(
    r"(?:luật|nghị định|thông tư|pháp lệnh|hiến pháp|nghị quyết|quyết định)\b[^,.;?]{0,60}$",
    regex.IGNORECASE,
)
# How much of the question's idf weight a sentence must have to be the one that is meant.
_SAME = 0.7
# The probability of "none" below which the reader takes a sentence for the answer.
_SURE = 0.27
# How much of what is asked why must stand nowhere beside the sentence.
_UNSAID = 0.4
# The share of a question that is unsaid from which on a short answer would confirm too much.
UNCONFIRMED = 0.5


def against(
    understood: Understood, hits: Sequence[Hit], best: Sentence, *, reader: float, idf: Rarity
) -> float:
    """Return the log-odds that speak against an answer: of the signs that a question shows.

    `best` is the sentence that answers if one does, `reader` its probability that nothing answers;
    a year has to stand in its document.
    """
    own = [hit for hit in hits if hit.document == best.hit.document]
    return (
        _ODD_YEAR * has_odd_year(understood.text, own)
        + _SWAPPED * (reader < _SURE and is_swapped(understood, best, idf))
        + _GROUNDLESS * is_groundless(understood, best, idf)
    )


def has_odd_year(question: str, hits: Sequence[Hit]) -> bool:
    """Tell whether a question names a year that none of the passages has, other than a law's."""
    years = missing_years(question, hits)
    return any(not _LAW.search(question[: question.find(year)]) for year in years)


def is_swapped(understood: Understood, best: Sentence, idf: Rarity) -> bool:
    """Tell whether a sentence gives what is asked for, but of something else.

    A figure or date is asked for, the sentence has most of the question, not a name of it, and
    another name instead.
    """
    if not {"number", "date"} & set(understood.expects):
        return False
    question = understood.text
    held = set(words.sentence_tokens(best.text))
    content = {token for token in content_tokens(question) if "_" not in token}
    same = sum(map(idf, content & held)) >= _SAME * sum(map(idf, content))
    asked = set(map(words.bare, words.syllables(question)))
    lost = any(not held & _bare(name) for name in mentions.names(question))
    other = any(not asked & _bare(name) for name in mentions.names(best.text))
    return same and lost and other


def is_groundless(understood: Understood, best: Sentence, idf: Rarity) -> bool:
    """Tell whether it is asked why something is so that is not said, and no reason is given."""
    return (
        "reason" in understood.expects
        and gives_nothing_asked(understood.expects, best.text)
        and unsaid(understood, best, idf) >= _UNSAID
    )


def unsaid(understood: Understood, best: Sentence, idf: Rarity) -> float:
    """Return the share of a question's idf weight that stands nowhere beside a sentence.

    Names do not count; a syllable stands there only as it is written, diacritics and all. It is 0
    for a question without diacritics.
    """
    question = understood.text
    if strip(question) == question:
        return 0.0
    hit = best.hit
    said = set(_written(f"{hit.title}\n{hit.headings}\n{hit.date}\n{around(best)}"))
    named = {one for name in mentions.names(question) for one in _written(name)}
    content = set(content_tokens(question))
    weights = {
        one: idf(one)
        for one in _written(question)
        if words.bare(one) in content and one not in named
    }
    whole = sum(weights.values())
    return sum(weights[one] for one in weights.keys() - said) / whole if whole else 0.0


def _bare(name: str) -> set[str]:
    return set(map(words.bare, words.syllables(name)))


def _written(text: str) -> list[str]:
    return list(map(canonical_syllable, words.syllables(text)))

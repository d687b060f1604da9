"""Questions with a wrong year or number: near to what the documents tell, and told by none."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import regex

from askvn.chunk import mask
from askvn.evaluate.draft.candidate import Candidate
from askvn.evaluate.draft.known import Known
from askvn.evaluate.sets import Question
from askvn.vietnamese import words
from askvn.vietnamese.diacritics import strip

_FIGURE = regex.compile(
    r"""
    (?<!đến\s(?:năm\s)?)\b[12]\d{3}\b(?!\sđến|-)    # a year that ends or begins no period
    | (?<=\s)[1-9]\d\d?(?=\s\p{Ll})                 # a number of something
    """,
    regex.VERBOSE,
)


def candidates(
    known: Known, clozes: Iterable[Candidate], chance: random.Random
) -> Iterator[Candidate]:
    """Yield clozes with a lower figure, one that no document has beside most of their words."""
    texts = [_plain(f"{one.title} {mask(one.text, one.hidden)}") for one in known.documents]
    for one in clozes:
        asked = one.question.question
        pairs = [_plain(term.replace("_", " ")) for term in one.terms if "_" in term]
        for match in _FIGURE.finditer(asked):
            figure = str(int(match[0]) - chance.randint(2, 9))
            told = [text for text in texts if _plain(figure) in text]
            if all(2 * sum(pair in text for pair in pairs) < len(pairs) for text in told):
                yield one._replace(question=_question(asked, match, figure))
                break


def _question(asked: str, match: regex.Match[str], figure: str) -> Question:
    wrong = f"{asked[: match.start()]}{figure}{asked[match.end() :]}"
    return Question("", wrong, unanswerable=True, kind="near-miss", drafted="near-miss")


def _plain(text: str) -> str:
    return f" {' '.join(words.syllables(strip(text)))} "

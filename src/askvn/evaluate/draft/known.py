"""What the documents tell: their lines, the terms in them, and what of it are names."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from askvn.chunk import mask
from askvn.evaluate.draft.language import NAME, SURNAME, TITLE
from askvn.records import Document
from askvn.understand import content_tokens
from askvn.vietnamese import sentences

_PERSON_OR_PLACE = regex.compile(
    rf"""
    \b{TITLE}(?P<person>{NAME})
    | \b(?:tại|ở|nước|người)\s(?P<place>{NAME})
    """,
    regex.VERBOSE,
)

_FULL_NAME = regex.compile(rf"\b{SURNAME}(?:\s\p{{Lu}}\p{{Ll}}+){{2,3}}\b(?!\s\p{{Lu}})")


class Line(NamedTuple):
    """A sentence as it is seen, on one line; its document's number and its place there."""

    document: int
    place: int
    text: str


class Known(NamedTuple):
    """The documents, the lines of those that were read, and what the lines tell together.

    `holders` are the numbers of the lines in which a term stands, `names` the words that are
    capitalised wherever they stand, `people` the names behind titles and their last words.
    """

    documents: Sequence[Document]
    lines: Sequence[Line]
    holders: Mapping[str, Sequence[int]]
    names: frozenset[str]
    people: frozenset[str]


def read(documents: Sequence[Document], *, most: int, chance: random.Random) -> Known:
    """Return what `most` of the documents tell, taken by chance if there are more."""
    numbers = sorted(chance.sample(range(len(documents)), min(len(documents), most)))
    lines = [line for number in numbers for line in _lines(documents[number], number)]
    names = _names(lines)
    return Known(documents, lines, _holders(lines), names, _people(lines, names))


def _lines(document: Document, number: int) -> Iterator[Line]:
    visible = mask(document.text, document.hidden)
    headings = {mark.label for mark in document.marks} | {document.title}
    for start, end in sentences.split(visible):
        text = " ".join(visible[start:end].split())
        if text not in headings:
            yield Line(number, start, text)


def _holders(lines: Iterable[Line]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for term in set(content_tokens(line.text)):
            holders[term].append(number)
    return holders


def _names(lines: Iterable[Line]) -> frozenset[str]:
    inner = {word.strip(".,;:()") for line in lines for word in line.text.split()[1:]}
    return frozenset(word for word in inner if word[:1].isupper() and word.lower() not in inner)


def _people(lines: Iterable[Line], names: frozenset[str]) -> frozenset[str]:
    found = [match for line in lines for match in _PERSON_OR_PLACE.finditer(line.text)]
    whole = {match["person"] for match in found if " " in (match["person"] or "")}
    given = {name.split()[-1] for name in whole} & names
    full = {name for line in lines for name in _FULL_NAME.findall(line.text)}
    return frozenset((whole | given | full) - {match["place"] for match in found})

"""Which figures and names of a claim stand where its evidence has others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from askvn.verify.said import Unit
from askvn.vietnamese.words import FUNCTION_WORDS

# How far on each side neighbours are compared.
_BESIDE = 2


class Place(NamedTuple):
    """A figure or name of a claim, and how many neighbours agree where the evidence has it.

    `others` is the same where the evidence has another one, `replaced` that one if the claim lacks
    it; `told` is how often the evidence has the unit itself.
    """

    unit: Unit
    own: int
    others: int
    replaced: Unit | None
    told: int

    @property
    def is_swapped(self) -> bool:
        """Whether it is told, but surely stands in the place of another that the claim lacks."""
        fits_there = self.replaced is not None and self.others >= _BESIDE
        return fits_there and self.told > 0 and self.own == 0


def places(claim: Sequence[Unit], evidence: Sequence[Unit]) -> Iterator[Place]:
    """Yield the place of each figure and name of a claim."""
    there = [place for place, unit in enumerate(evidence) if unit.kind != "word"]
    for place, unit in enumerate(claim):
        if unit.kind == "word":
            continue
        own, others, told = 0, 0, 0
        replaced: Unit | None = None
        for other in there:
            agree = _agreeing(claim, place, evidence, other)
            if unit.is_told_by(evidence[other]):
                own, told = max(own, agree), told + 1
            elif agree > others and evidence[other].kind == unit.kind:
                others, replaced = agree, evidence[other]
        if replaced and any(one.is_told_by(replaced) for one in claim):
            replaced = None
        yield Place(unit, own, others, replaced, told)


def _agreeing(claim: Sequence[Unit], place: int, evidence: Sequence[Unit], other: int) -> int:
    """Return how many neighbours in a row agree on both sides of two places, 0 for mere grammar."""
    agree, telling = 0, False
    for step in (1, -1):
        for distance in range(1, _BESIDE + 1):
            mine, theirs = place + step * distance, other + step * distance
            inside = 0 <= mine < len(claim) and 0 <= theirs < len(evidence)
            if not inside or claim[mine].form != evidence[theirs].form:
                break
            agree += 1
            telling = telling or claim[mine].form not in FUNCTION_WORDS
    return agree if telling else 0

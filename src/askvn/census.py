"""The index counted: documents by year, formats, passages, abbreviations that they explain."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from askvn.library import Library
from askvn.records import Meaning, Where

EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Census:
    """How much of what the index holds; `years` and `formats` in order, `undated` have no day.

    `passages_of_a_document` are the least, the median and the most. `abbreviations` are all that
    the documents explain, what most of them say first.
    """

    documents: int
    passages: int
    passages_of_a_document: tuple[int, int, int]
    years: dict[str, int]
    undated: int
    formats: dict[str, int]
    abbreviations: tuple[Meaning, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the figures as a JSON object."""
        told = [one._asdict() for one in self.abbreviations]
        return asdict(self) | {"abbreviations": told}


def count(library: Library, where: Where = EVERYWHERE) -> Census:
    """Return what the live documents that fit are like, all together."""
    fitting = library.fitting(where)
    kept = [one for one in library.kept() if one.id in fitting]
    identifiers = [one.id for one in kept]
    years = Counter(day[:4] for day in library.days(identifiers))
    sizes = sorted(one.passages for one in kept) or [0]
    suffixes = (PurePath(one.path).suffix.lower().lstrip(".") for one in kept)
    return Census(
        documents=len(kept),
        passages=sum(one.passages for one in kept),
        passages_of_a_document=(sizes[0], sizes[len(sizes) // 2], sizes[-1]),
        years={year: years[year] for year in sorted(years) if year},
        undated=years[""],
        formats=dict(Counter(suffixes).most_common()),
        abbreviations=tuple(library.all_meanings(identifiers)),
    )

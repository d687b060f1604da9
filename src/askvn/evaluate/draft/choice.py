"""Choosing among candidates: documents and kinds in even shares, nothing asked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from askvn.evaluate.draft.candidate import Candidate
from askvn.evaluate.draft.known import Known

# Of all terms of two questions: what they may share.
_ALIKE = 0.6
# Of the terms of a question: with so many in another line, that line may answer it too.
_TOLD_ELSEWHERE = 0.8


def choose(
    known: Known, pool: Iterable[Candidate], *, count: int, first: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Return up to `count` candidates: `first`, then plain ones of the pool before others.

    Each next one is of a document and a kind that have the fewest yet; no kind that is chosen
    from the pool takes more than a third.
    """
    chosen = list(first)
    waiting = sorted(pool, key=_commas_and_figures)
    kinds = Counter(one.question.kind for one in chosen)
    used = Counter(one.line.document for one in chosen)
    while waiting and len(chosen) < count:
        best = min(waiting, key=lambda one: (used[one.line.document], kinds[one.question.kind]))
        waiting.remove(best)
        if kinds[best.question.kind] < count / 3 and _is_new(known, best, chosen):
            chosen.append(best)
            kinds[best.question.kind] += 1
            used[best.line.document] += 1
    return chosen


def _commas_and_figures(one: Candidate) -> int:
    return sum(map(one.question.question.count, ",0123456789"))


def _is_new(known: Known, one: Candidate, chosen: Iterable[Candidate]) -> bool:
    return not any(_alike(one, other) for other in chosen) and not _told_elsewhere(known, one)


def _alike(one: Candidate, other: Candidate) -> bool:
    shared = len(one.terms & other.terms)
    return one.line == other.line or shared > _ALIKE * len(one.terms | other.terms)


def _told_elsewhere(known: Known, one: Candidate) -> bool:
    """Tell whether a line with another text holds nearly all terms of a question about a line."""
    shares = Counter(number for term in one.terms for number in known.holders.get(term, ()))
    return bool(one.line.text) and any(
        share >= _TOLD_ELSEWHERE * len(one.terms) and known.lines[number] != one.line
        for number, share in shares.items()
    )

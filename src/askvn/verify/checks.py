"""What of a claim its evidence does not say: figures, names and denials, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from askvn.records import Reason
from askvn.verify import names, polarity
from askvn.verify.places import places
from askvn.verify.said import Explained, Said, said
from askvn.vietnamese.quantities import Quantity

_DATES = ("date", "year")
_AMOUNTS = ("money", "percent", "measure")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim beside what it is checked against, and what stands around that.

    `around` is the title, headings and date of the document and the rest of the passage: a name
    or date may be taken from it where the evidence itself has none that says otherwise. `known`
    are abbreviations that are explained there.
    """

    claim: Said
    evidence: Said
    around: str
    known: Explained

    @property
    def context(self) -> Said:
        """What stands around, read; few claims need it."""
        return said(self.around, self.known)


def check(pair: Pair) -> tuple[Reason, ...]:
    """Return what the claim says and its evidence does not, in a fixed order of kinds."""
    lacking = (*_figures(pair), *_codes(pair), *_names(pair))
    return (*lacking, *_displaced(pair, lacking), *_denials(pair))


def _figures(pair: Pair) -> Iterator[Reason]:
    for figure in pair.claim.figures:
        if any(told.covers(figure) for told in pair.evidence.figures) or _around(pair, figure):
            continue
        yield Reason(_kind(figure), pair.claim.written(*figure.span))


def _around(pair: Pair, figure: Quantity) -> bool:
    """Tell whether the context has a date, and the evidence none that says otherwise."""
    if figure.kind not in _DATES or any(told.kind in _DATES for told in pair.evidence.figures):
        return False
    return any(told.covers(figure) for told in pair.context.figures)


def _kind(figure: Quantity) -> str:
    if figure.kind in _DATES:
        return "date"
    return "amount" if figure.kind in _AMOUNTS else "number"


def _codes(pair: Pair) -> Iterator[Reason]:
    if not pair.claim.codes:
        return
    held = {form for form, _, _ in pair.evidence.codes or pair.context.codes}
    for form, start, end in pair.claim.codes:
        if form not in held and f" {form.strip('⟨⟩')} " not in pair.evidence.row:
            yield Reason("number", pair.claim.written(start, end))


def _names(pair: Pair) -> Iterator[Reason]:
    missing = [name for name in pair.claim.names if not _is_named(name, pair.claim, pair.evidence)]
    if missing and _all_named(pair):
        missing = [name for name in missing if not _is_named(name, pair.claim, pair.context)]
    for name in missing:
        yield Reason("name", pair.claim.written(name.start, name.end))


def _is_named(name: names.Name, claim: Said, held: Said) -> bool:
    if names.stands(name, held.names, held.row):
        return True
    known = {one for short in held.shorts for one in short.meanings}
    return any(
        short.start < name.end and name.start < short.end and short.meanings & known
        for short in claim.shorts
    )


def _all_named(pair: Pair) -> bool:
    """Tell whether the claim has every name of its evidence: none was put in another's place."""
    return all(_is_named(name, pair.evidence, pair.claim) for name in pair.evidence.names)


def _displaced(pair: Pair, lacking: Sequence[Reason]) -> Iterator[Reason]:
    """Yield what stands in the place of another figure or name, though it is told elsewhere."""
    named = {reason.words for reason in lacking}
    for place in places(pair.claim.units, pair.evidence.units):
        words = pair.claim.written(place.unit.start, place.unit.end)
        if place.is_swapped and words not in named:
            yield Reason("displaced", words)


def _denials(pair: Pair) -> Iterator[Reason]:
    claim, evidence = pair.claim, pair.evidence
    denied, told = ({one.form for one in said.denials} for said in (claim, evidence))
    held = {word.form for word in evidence.words}
    for form in sorted((denied - told) & held):
        yield Reason("negation", _place(claim, form))
    for denial in evidence.denials:
        form = denial.form
        undone = form in claim.affirmed and form not in denied and form not in evidence.affirmed
        if undone and denial.is_undone(claim.row):
            yield Reason("negation", _place(claim, form))


def _place(claim: Said, form: str) -> str:
    """Return a denied word with the denial before it, as the claim has it."""
    for place, word in enumerate(claim.words):
        if word.form == form:
            start = word.start
            for before in claim.words[max(0, place - 4) : place]:
                if before.form in polarity.NEGATORS:
                    start = before.start
                    break
            return claim.written(start, word.end)
    return form

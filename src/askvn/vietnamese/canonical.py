"""One form for answers that say the same, and whether one text says what another wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from askvn.vietnamese.courtesy import (
    CLOSING_PARTICLES,
    PARTICLES,
    without_lead_in,
    without_titles,
)
from askvn.vietnamese.lists import items
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.quantities import Quantity, Token, quantities, read, reads_across
from askvn.vietnamese.quantities.pieces import cut, is_silent, unified
from askvn.vietnamese.refusal import refuses

__all__ = [
    "Quantity", "canonical", "contradicts", "holds", "is_refusal", "items", "quantities", "same",
    "syllable_f1",
]  # fmt: skip
_STOP = "."


def canonical(text: str) -> str:
    """Return `text` in one form: equal for texts that differ in manner only. Idempotent.

    Lower case, one spelling, no punctuation but " . " between sentences, no lead-ins, titles or
    particles. Every number, amount and date stands in one form in ⟨ ⟩, and so does every code that
    is none (116/2020/NĐ-CP): what is in ⟨ ⟩ is never read again.
    """
    return " ".join(token.form for token in _spoken(text) if not token.optional)


def same(left: str, right: str) -> bool:
    """Tell whether two answers say the same, the items of a list in any order."""
    if canonical(left) == canonical(right):
        return True
    ours, theirs = items(left), items(right)
    if not 1 < len(ours) == len(theirs):
        return False
    first, second = list(map(canonical, ours)), list(map(canonical, theirs))
    if sorted(first) == sorted(second):
        return True
    head = _shared_head(ours[0], theirs[0])
    first[0], second[0] = first[0].removeprefix(head), second[0].removeprefix(head)
    return bool(head and first[0] and second[0]) and sorted(first) == sorted(second)


def holds(text: str, fact: str) -> bool:
    """Tell whether `fact` stands in `text`: its tokens in a row, in any spelling.

    Quantities are compared by value and unit. A fact without unit holds where its number stands
    with any unit, one with a unit needs that unit; a date holds in one that tells more (`15/1` in
    `15/1/2019`), never in one that tells less.
    """
    wanted = [token for token in _spoken(fact) if not token.optional]
    if not wanted:
        return False
    told = _spoken(text)
    if any(_runs_from(start, told, wanted) for start in range(len(told))):
        return True
    return _as_written(fact) in _as_written(text) and all(
        any(_tells(token, one) for token in told) for one in wanted if one.sure
    )


def contradicts(text: str, fact: str) -> bool:
    """Tell whether `text` states another figure where `fact` has one: worse than silence.

    True if a quantity of `fact` is not in `text` while one of the same kind and unit is, with
    another value; of bare numbers only those that count the same (`3 nước`, `5 nước`).
    """
    told, wanted = _spoken(text), _spoken(fact)
    for position, one in enumerate(wanted):
        if one.quantity is None or not one.sure:
            continue
        if any(_tells(token, one) or _tells(one, token) for token in told if token.quantity):
            continue
        counted = _counted(wanted, position)
        if any(_rivals(told, rival, one.quantity, counted) for rival in range(len(told))):
            return True
    return False


def syllable_f1(answer: str, wanted: str) -> float:
    """Return F1 over the canonical syllables of both; value and unit of a quantity count apart."""
    ours, theirs = Counter(_syllables(answer)), Counter(_syllables(wanted))
    if not ours or not theirs:
        return float(ours == theirs)
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values()))


def is_refusal(text: str) -> bool:
    """Tell whether `text` says that the documents don't tell."""
    return refuses(canonical(text))


@lru_cache(maxsize=1024)
def _spoken(text: str) -> tuple[Token, ...]:
    """Return the tokens of canonical `text`, and those that it may leave out."""
    spoken: list[Token] = []
    gaps: list[int] = []
    for token in read(_bare(text)):
        if is_silent(token.form) or token.form in PARTICLES:
            gaps.append(len(spoken))
            continue
        if token.form == _STOP:
            while spoken and spoken[-1].form in CLOSING_PARTICLES:
                spoken.pop()
            if not spoken or spoken[-1].form == _STOP:
                continue
        spoken.append(token)
    for gap in reversed(gaps):
        if 0 < gap < len(spoken) and _is_misread(spoken, gap):
            place = spoken[gap].start
            spoken.insert(gap, Token(_STOP, place, place))
    while spoken and (spoken[-1].form == _STOP or spoken[-1].form in CLOSING_PARTICLES):
        spoken.pop()
    return tuple(spoken)


def _bare(text: str) -> str:
    text, before = unified(normalise(text)), ""
    while text != before:
        before, text = text, without_titles(without_lead_in(text))
    return text


def _is_misread(tokens: Sequence[Token], gap: int) -> bool:
    """Tell whether the words round a comma would be read as a quantity once it is gone."""
    left = [*takewhile(str.isalpha, (token.form for token in reversed(tokens[:gap][-3:])))][::-1]
    right = [*takewhile(str.isalpha, (token.form for token in tokens[gap : gap + 4]))]
    return bool(left and right) and reads_across(left, right)


def _runs_from(start: int, told: Sequence[Token], wanted: Sequence[Token]) -> bool:
    position = start
    for one in wanted:
        while position < len(told) and not _tells(told[position], one):
            if not told[position].optional:
                return False
            position += 1
        if position == len(told):
            return False
        position += 1
    return True


def _tells(token: Token, wanted: Token) -> bool:
    if token.form == wanted.form:
        return True
    if token.quantity is None or wanted.quantity is None:
        return False
    return token.quantity.covers(wanted.quantity)


@lru_cache(maxsize=1024)
def _as_written(text: str) -> str:
    """Return the forms of a text with no quantity put together, in blanks."""
    forms = [piece.form for piece in cut(unified(normalise(text)))]
    kept = " ".join(form for form in forms if not is_silent(form))
    return f" {kept.strip(' .')} "


def _counted(tokens: Sequence[Token], position: int) -> str:
    """Return the word a bare number counts, empty if there is none."""
    following = tokens[position + 1].form if position + 1 < len(tokens) else ""
    return following if following.isalpha() else ""


def _rivals(told: Sequence[Token], position: int, wanted: Quantity, counted: str) -> bool:
    token = told[position]
    if token.quantity is None or not token.quantity.contradicts(wanted):
        return False
    if wanted.kind == "number" and counted:
        return _counted(told, position) == counted
    return token.sure


def _shared_head(left: str, right: str) -> str:
    """Return the words both first items begin with (`các tỉnh `); none if all are of a name."""
    pairs = zip(left.split(), right.split(), strict=False)
    words = [
        one for one, other in takewhile(lambda pair: pair[0].lower() == pair[1].lower(), pairs)
    ]
    return canonical(" ".join(words)) + " " if any(word.islower() for word in words) else ""


def _syllables(text: str) -> list[str]:
    tokens = (token.form for token in _spoken(text) if token.form != _STOP and not token.optional)
    return [part for form in tokens for part in form.strip("⟨⟩").split()]

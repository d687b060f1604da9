"""One form for answers that say the same, and whether one text says what another wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

import regex

from askvn.vietnamese.courtesy import PARTICLES, without_lead_in, without_titles
from askvn.vietnamese.lists import enumerated, items
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.quantities import Quantity, Token, has_quantity, quantities, read
from askvn.vietnamese.quantities.pieces import cut, is_silent, unified
from askvn.vietnamese.quantities.readings import is_counted
from askvn.vietnamese.refusal import refuses

__all__ = [
    "Quantity", "canonical", "contradicts", "holds", "is_refusal", "items", "quantities", "same",
    "syllable_f1",
]  # fmt: skip
_STOP = "."
_NEGATION = regex.compile(r"(?i)\b(?:không|chưa|chẳng|trừ|ngoài|thiếu)\b")


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
    (lead, ours), (other_lead, theirs) = enumerated(left), enumerated(right)
    if not 1 < len(ours) == len(theirs):
        return False
    if not _leads_alike(lead, other_lead):
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
    written = _as_written(fact)
    if written.strip() in (token.form for token in told):  # "năm", five or year, left as a word
        return True
    return written in _as_written(text) and all(
        any(token.quantity and token.quantity.covers(one.quantity) for token in told)
        for one in wanted
        if one.quantity and one.sure
    )


def contradicts(text: str, fact: str) -> bool:
    """Tell whether `text` states another figure where `fact` has one: worse than silence.

    True if a quantity of `fact` is not in `text` while one of the same kind and unit is, with
    another value; of bare numbers only those that count the same (`3 nước`, `5 nước`).
    """
    told, wanted = _spoken(text), _spoken(fact)
    figures = [token.quantity for token in told if token.quantity]
    for position, one in enumerate(wanted):
        figure = one.quantity
        if figure is None or not one.sure:
            continue
        if any(other.covers(figure) or figure.covers(other) for other in figures):
            continue
        counted = _counted(wanted, position)
        if any(_rivals(told, rival, figure, counted) for rival in range(len(told))):
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
        if is_silent(token.form):
            gaps.append(len(spoken))
        elif token.form != _STOP or _ends_sentence(spoken):
            spoken.append(token)
    _ends_sentence(spoken)
    for gap in reversed(gaps):
        if 0 < gap < len(spoken) and _is_misread(spoken, gap):
            place = spoken[gap].start
            said = gap - (spoken[gap - 1].form in PARTICLES)
            spoken[said:gap] = [Token(_STOP, place, place)]
    if spoken and spoken[-1].form == _STOP:
        spoken.pop()
    alone = [token.form for token in spoken] == ["năm"]  # the answer "năm" is a number, not "year"
    return tuple(read("5") if alone else spoken)


def _ends_sentence(spoken: list[Token]) -> bool:
    """Drop final particles; tell whether there is a sentence that a stop could end."""
    while spoken and spoken[-1].form in PARTICLES:
        spoken.pop()
    return bool(spoken) and spoken[-1].form != _STOP


def _bare(text: str) -> str:
    """Return unified `text` without titles and lead-ins; one may hide the other."""
    bare = without_titles(unified(normalise(text)))
    while (shorter := without_lead_in(bare)) != bare:
        bare = without_titles(shorter)
    return bare


def _is_misread(tokens: Sequence[Token], gap: int) -> bool:
    """Tell whether the words round a comma would be read as a quantity once it is gone."""
    left = [*takewhile(_is_open, (token.form for token in reversed(tokens[:gap][-3:])))][::-1]
    right = [*takewhile(_is_open, (token.form for token in tokens[gap : gap + 4]))]
    return bool(left and right) and has_quantity([*left, *right])


def _is_open(form: str) -> bool:
    return form[0] != "⟨" and form != _STOP


def _runs_from(start: int, told: Sequence[Token], wanted: Sequence[Token]) -> bool:
    position = start
    for one in wanted:
        while position < len(told) and not _meets(told, position, one, final=one is wanted[-1]):
            if not told[position].optional:
                return False
            position += 1
        if position == len(told):
            return False
        position += 1
    return True


def _meets(told: Sequence[Token], position: int, wanted: Token, *, final: bool) -> bool:
    """Tell whether a token says what is wanted; a bare number inside a fact takes no unit."""
    ours, theirs = told[position].quantity, wanted.quantity
    if ours is None or theirs is None:
        return told[position].form == wanted.form
    if theirs.kind == "number" and not final and ours.kind in ("money", "percent", "measure"):
        return False
    if theirs.kind == "year" and ours.kind == "number":
        following = told[position + 1].form if position + 1 < len(told) else ""
        return str(ours) == str(theirs) and not is_counted(following)
    return ours.covers(theirs)


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


def _leads_alike(left: str, right: str) -> bool:
    """Tell whether two lists are led up to alike, or only one is and that adds nothing."""
    if left and right:
        return canonical(left) == canonical(right)
    return not (quantities(left + right) or _NEGATION.search(left + right))


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

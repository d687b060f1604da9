"""What may have been meant by one typed word, and what it costs to believe so."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log1p

from askvn.understand.restorer import BREAK, Form, Restorer
from askvn.vietnamese.diacritics import strip

Frequency = Callable[[str], int]

# Natural logarithms of how often people mistype so; a wrong key costs more than a wrong tone.
_CONFUSED_TONE = -7.0
_WRONG_MARKS = -3.0
_WRONG_KEY = -6.0
_OTHER_MARK = -1.5
# A word that neither the language nor the documents know.
_UNHEARD = -10.0
# A mark is seldom missing from what is written with a capital where the rest has its marks.
_LOST_FROM_NAME = -4.0
_MOST_CHOICES = 8
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HOOK_AND_TILDE = str.maketrans("\u0309\u0303", "\u0303\u0309")


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of a typed word.

    `token` and `bare_token` are how the lexical index has it, `passages` in how many `token`
    stands; `cost` is the log-probability of typing this word so, apart from marks lost or kept as a
    whole. A word is mended where letters, not only marks, were wrong.
    """

    form: str
    id: int
    token: str = ""
    bare_token: str = ""
    passages: int = 0
    cost: float = 0.0
    marks_lost: bool = False
    marks_kept: bool = False
    is_typed: bool = False
    is_mended: bool = False


PAUSE = Choice("", BREAK, is_typed=True)


def fixed(typed: str, restorer: Restorer) -> Choice:
    """Return the one reading of what is not a syllable: a number, a code, a name with a dash."""
    return Choice(typed, restorer.form(typed).id, is_typed=True)


@lru_cache(maxsize=1 << 14)
def choices_of(
    typed: str, restorer: Restorer, frequency: Frequency, *, is_name: bool = False
) -> tuple[Choice, ...]:
    """Return the readings of a word in lower case, itself first, then by how likely they are.

    What is written like a name (`is_name`) is doubted less.
    """
    costs = {typed: 0.0}
    given = restorer.form(typed)
    is_known = given.is_known or frequency(given.token) > 0
    if not is_known:
        costs = {typed: _UNHEARD, **_costs_of_strange(typed, restorer, frequency)}
    elif not given.is_marked:
        doubt = _LOST_FROM_NAME if is_name else 0.0
        costs = {form: doubt for form in restorer.spellings(typed)} | costs
    elif (other := _other_tone(typed)) != typed and restorer.knows(other):
        costs[other] = _CONFUSED_TONE
    readings = [
        _reading(given, restorer.form(form), frequency, cost) for form, cost in costs.items()
    ]
    readings.sort(
        key=lambda one: (
            not one.is_typed,
            -restorer.single(one.id) - one.cost - log1p(one.passages),
        )
    )
    return tuple(readings[:_MOST_CHOICES])


def _costs_of_strange(typed: str, restorer: Restorer, frequency: Frequency) -> dict[str, float]:
    """Return the known words that an unknown one may stand for, with their costs."""
    bare = strip(typed)
    if spellings := restorer.spellings(bare):
        return dict.fromkeys(spellings, 0.0 if typed == bare else _WRONG_MARKS)
    if frequency(f"~{bare}"):
        return {}
    return {form: _WRONG_KEY + cost for form, cost in _mended(typed, restorer, frequency)}


def _reading(given: Form, form: Form, frequency: Frequency, cost: float) -> Choice:
    return Choice(
        form=form.text,
        id=form.id,
        token=form.token,
        bare_token=form.bare_token,
        passages=frequency(form.token),
        cost=cost,
        marks_lost=form.is_marked and not given.is_marked,
        marks_kept=form.is_marked and given.is_marked,
        is_typed=form.spelling == given.spelling,
        is_mended=form.bare_token != given.bare_token,
    )


def _other_tone(typed: str) -> str:
    """Return the syllable with hỏi for ngã or the other way, the commonest mistake of all."""
    swapped = unicodedata.normalize("NFD", typed).translate(_HOOK_AND_TILDE)
    return unicodedata.normalize("NFC", swapped)


def _mended(typed: str, restorer: Restorer, frequency: Frequency) -> Iterator[tuple[str, float]]:
    """Yield known words one slip of the finger away, with the cost of their other marks."""
    given = _marks(typed)
    for bare in _slips(strip(typed)):
        forms = restorer.spellings(bare)
        if not forms and frequency(f"~{bare}") > 0:
            forms = (bare,)
        for form in forms:
            differing = (given - _marks(form)).total() + (_marks(form) - given).total()
            yield form, _OTHER_MARK * differing if given else 0.0


def _slips(bare: str) -> set[str]:
    """Return the words made by dropping, swapping, adding or exchanging one letter."""
    splits = [(bare[:place], bare[place:]) for place in range(len(bare) + 1)]
    dropped = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    other = {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    added = {left + letter + right for left, right in splits for letter in _LETTERS}
    return (dropped | swapped | other | added) - {bare, ""}


def _marks(form: str) -> Counter[str]:
    decomposed = unicodedata.normalize("NFD", form.replace("đ", "d\u0335"))
    return Counter(mark for mark in decomposed if unicodedata.combining(mark))

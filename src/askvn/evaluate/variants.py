"""One question as other people would type it: every set gets these slices without being asked."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence

import regex

from askvn.errors import SettingsError
from askvn.vietnamese.diacritics import has_marks, strip
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.words import FUNCTION_WORDS

AS_TYPED = "as_typed"
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_END = regex.compile(r"[\s?.!]*\Z")
# Open syllables whose tone stands on the first vowel in the old style, on the second in the new.
_OLD = {"oa": "òa óa ỏa õa ọa", "oe": "òe óe ỏe õe ọe", "uy": "ùy úy ủy ũy ụy"}
_NEW = {"oa": "oà oá oả oã oạ", "oe": "oè oé oẻ oẽ oẹ", "uy": "uỳ uý uỷ uỹ uỵ"}
_LEADS = (
    "Cho em hỏi {} ạ",
    "Dạ anh chị cho em hỏi {} vậy ạ",
    "Xin cho tôi biết {}",
    "Làm ơn cho tôi hỏi {} với ạ",
    "Bạn ơi, {} vậy",
)
_HOOK, _TILDE = "\u0309", "\u0303"
_NEIGHBOURS = {
    left: right
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for left, right in zip(row, row[1:] + row[-2], strict=True)
}

Spell = Callable[[str, random.Random], str]


def spell(variant: str, question: str, *, key: str) -> str:
    """Return `question` as typed in `variant`; the same `key` always makes the same text."""
    if variant == AS_TYPED:
        return question
    return VARIANTS[variant](normalise(question), random.Random(f"{variant} {key}"))  # noqa: S311


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """Return the variants to measure, `as_typed` first; all of them for no names.

    Raises:
        SettingsError: if a name is unknown.
    """
    for name in names:
        if name not in NAMES:
            raise SettingsError(
                "setting '{name}' has the value '{value}'",
                hint="it takes: {wanted}",
                name="variants",
                value=name,
                wanted=",".join(NAMES),
            )
    return tuple(dict.fromkeys((AS_TYPED, *(names or NAMES))))


def _unaccented(question: str, dice: random.Random) -> str:
    del dice
    return strip(question)


def _half_accented(question: str, dice: random.Random) -> str:
    """Strip every second marked syllable, chosen at random."""
    marked = [word.span() for word in _WORD.finditer(question) if has_marks(word.group())]
    pieces = list(question)
    for start, end in sorted(dice.sample(marked, (len(marked) + 1) // 2), reverse=True):
        pieces[start:end] = strip(question[start:end])
    return "".join(pieces)


def _nfd(question: str, dice: random.Random) -> str:
    del dice
    return unicodedata.normalize("NFD", question)


def _new_tone(question: str, dice: random.Random) -> str:
    """Put tones where the other style has them: `hòa` ↔ `hoà`."""
    del dice
    return _WORD.sub(lambda word: _other_tone(word.group()), question)


def _other_tone(syllable: str) -> str:
    if syllable[:1] in "qQ":
        return syllable
    tail = syllable[-2:]
    for left, right in _TONE_PAIRS.items():
        if tail.lower() == left:
            pairs = zip(tail, right, strict=True)
            swapped = [new.upper() if old.isupper() else new for old, new in pairs]
            return syllable[:-2] + "".join(swapped)
    return syllable


def _typo(question: str, dice: random.Random) -> str:
    """Spoil one word of content: letters swapped, dropped, doubled, a wrong key, a wrong tone."""
    words = [
        word.span()
        for word in _WORD.finditer(question)
        if len(word.group()) > 2 and word.group().isalpha()
    ]
    content = [span for span in words if question[slice(*span)].lower() not in FUNCTION_WORDS]
    if not content:
        return question
    start, end = dice.choice(content)
    word = question[start:end]
    made = [slip(word, dice.randrange(1, len(word) - 1)) for slip in _SLIPS]
    return question[:start] + dice.choice([new for new in made if new != word]) + question[end:]


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int) -> str:
    return word[: at + 1] + word[at:]


def _mistyped(word: str, at: int) -> str:
    return word[:at] + _NEIGHBOURS.get(strip(word[at]).lower(), word[at]) + word[at + 1 :]


def _wrong_tone(word: str, at: int) -> str:
    """Exchange hỏi and ngã, the commonest spelling mistake; `at` is not needed."""
    del at
    decomposed = unicodedata.normalize("NFD", word)
    table = str.maketrans({_HOOK: _TILDE, _TILDE: _HOOK})
    return unicodedata.normalize("NFC", decomposed.translate(table))


def _polite(question: str, dice: random.Random) -> str:
    """Wrap the question as people do: `Cho em hỏi … ạ?`."""
    bare = _END.sub("", question)
    first = bare.split(" ", 1)[0].lower()
    if first in FUNCTION_WORDS:
        bare = bare[:1].lower() + bare[1:]
    return dice.choice(_LEADS).format(bare) + "?"


def _upper(question: str, dice: random.Random) -> str:
    del dice
    return question.upper()


_TONE_PAIRS = {
    left: right
    for one, other in ((_OLD, _NEW), (_NEW, _OLD))
    for name in one
    for left, right in zip(one[name].split(), other[name].split(), strict=True)
}
_SLIPS = (_swapped, _dropped, _doubled, _mistyped, _wrong_tone)
VARIANTS: dict[str, Spell] = {
    "unaccented": _unaccented,
    "half_accented": _half_accented,
    "nfd": _nfd,
    "new_tone": _new_tone,
    "typo": _typo,
    "polite": _polite,
    "upper": _upper,
}
NAMES = (AS_TYPED, *VARIANTS)

"""What a text says, as verification compares it: words, figures, names and what is negated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from askvn.verify import names, polarity
from askvn.verify.names import Word
from askvn.vietnamese.abbreviations import BUILT_IN, definitions, key
from askvn.vietnamese.diacritics import has_marks, strip
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.quantities import Quantity, Token, read
from askvn.vietnamese.quantities.pieces import is_silent, unified
from askvn.vietnamese.words import FUNCTION_WORDS, WORD

Explained = tuple[tuple[str, str], ...]
# What an answer to a yes-no question begins with.
_YES_NO = frozenset("đúng sai vậy chính xác rồi phải vâng ừ".split())
Meanings = Mapping[str, Sequence[tuple[tuple[str, ...], frozenset[str]]]]


class Short(NamedTuple):
    """An abbreviation or a long form: what it may mean, and where it stands."""

    meanings: frozenset[str]
    start: int
    end: int


class Unit(NamedTuple):
    """A word, a whole name or a figure, as it stands beside others."""

    form: str
    kind: Literal["word", "name", "figure"]
    start: int
    end: int
    figure: Quantity | None = None

    def is_told_by(self, other: Unit) -> bool:
        """Tell whether another text has the same name, perhaps in full, or figure."""
        if self.figure and other.figure:
            return other.figure.covers(self.figure)
        return self.kind == other.kind and f" {self.form} " in f" {other.form} "


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a normalised text says.

    `shorts` are the abbreviations in it, also those of which it has the long form. `row` are its
    words in one line, between blanks; `line` has the figures too, and " . " round each sentence.
    """

    text: str
    words: tuple[Word, ...]
    figures: tuple[Quantity, ...]
    codes: tuple[tuple[str, int, int], ...]
    names: tuple[names.Name, ...]
    denials: tuple[polarity.Denial, ...]
    affirmed: frozenset[str]
    shorts: tuple[Short, ...]
    row: str
    line: str
    units: tuple[Unit, ...]

    @property
    def tells(self) -> bool:
        """Whether there is anything to check: more than "đúng vậy" or "không"."""
        told = any(word.carries and word.form not in _YES_NO for word in self.words)
        return told or bool(self.figures or self.codes)

    def written(self, start: int, end: int) -> str:
        """Return the words of the text at a place, on one line."""
        return " ".join(self.text[start:end].split())


def said(text: str, explained: Explained = ()) -> Said:
    """Return what `text` says; `explained` are abbreviations that are known beside the usual."""
    text = normalise(text)
    return _said(text, (*explained, *explanations(text)))


def explanations(text: str) -> Explained:
    """Return the abbreviations that normalised `text` explains, each with its long form."""
    return tuple(definitions(text)) if "(" in text or " tắt là" in text else ()


@lru_cache(maxsize=4096)
def _said(text: str, explained: Explained) -> Said:
    tokens = read(unified(text))
    words = tuple(_word(token, text) for token in tokens if _is_word(token))
    forms = [word.form for word in words]
    spoken = [token.form for token in tokens if _is_word(token) or token.form in polarity.ENDS]
    denied = dict(polarity.denials(spoken))
    affirmed = {form for place, form in enumerate(spoken) if place not in denied}
    found = tuple(names.find(text, words))
    shorts = tuple(_shorts(text, words, _table(explained)))
    return Said(
        text=text,
        words=words,
        figures=tuple(one.quantity for one in tokens if one.quantity and one.sure),
        codes=tuple((one.form, one.start, one.end) for one in tokens if _is_code(one)),
        names=found,
        denials=tuple(denied.values()),
        affirmed=frozenset(affirmed),
        shorts=shorts,
        row=f" {' '.join(forms)} ",
        line=_line(tokens),
        units=tuple(_units(tokens, found, shorts)),
    )


def respelled(claim: str, evidence: str) -> str:
    """Return a claim typed without diacritics in the spelling of its evidence, where that has it.

    Of several spellings the one with the same word behind it wins, then the one with the same
    before it, then the first.
    """
    claim, evidence = normalise(claim), normalise(evidence)
    if has_marks(claim) or not has_marks(evidence):
        return claim
    spellings = _spellings(evidence)
    matches = list(WORD.finditer(claim))
    bare = ["", *(strip(match.group().lower()) for match in matches), ""]
    parts: list[str] = []
    end = 0
    for place, match in enumerate(matches, start=1):
        before, word, after = bare[place - 1 : place + 2]
        keys = (f"{word} {after}", f"{before} {word}>", word)
        form = next((spellings[key] for key in keys if key in spellings), match.group())
        large = match.group()[:1].isupper()
        parts += (claim[end : match.start()], form.capitalize() if large else form)
        end = match.end()
    return "".join([*parts, claim[end:]])


@lru_cache(maxsize=256)
def _spellings(evidence: str) -> Mapping[str, str]:
    """Return the spelling of each bare word, also by the word after and the word before it."""
    known: dict[str, str] = {}
    words = WORD.findall(evidence.lower())
    bare = [*map(strip, words)]
    for place, word in enumerate(words):
        known.setdefault(bare[place], word)
        if place + 1 < len(words):
            known.setdefault(f"{bare[place]} {bare[place + 1]}", word)
            known.setdefault(f"{bare[place]} {bare[place + 1]}>", words[place + 1])
    return known


def _line(tokens: Sequence[Token]) -> str:
    forms = [".", *(token.form for token in tokens if not is_silent(token.form)), "."]
    return f" {' '.join(form for form, _ in groupby(forms))} "


def _units(
    tokens: Sequence[Token], found: Sequence[names.Name], shorts: Sequence[Short]
) -> Iterator[Unit]:
    """Yield the units of a text; what can be abbreviated is its abbreviation."""
    begins = {name.start: (" ".join(name.forms), name.end) for name in found}
    begins |= {short.start: (min(short.meanings), short.end) for short in shorts}
    end = 0
    for token in tokens:
        if token.start < end:
            continue
        if token.start in begins:
            form, end = begins[token.start]
            yield Unit(form, "name", token.start, end)
        elif token.quantity and token.sure:
            yield Unit(token.form, "figure", token.start, token.end, token.quantity)
        elif _is_word(token):
            yield Unit(token.form, "word", token.start, token.end)


def _is_word(token: Token) -> bool:
    return not (token.quantity and token.sure) and (token.form[0].isalnum())


def _is_code(token: Token) -> bool:
    return token.form[0] == "⟨" and not token.quantity


def _word(token: Token, text: str) -> Word:
    capital = text[token.start : token.start + 1].isupper()
    carries = token.form not in FUNCTION_WORDS and token.form not in polarity.NEGATORS
    return Word(token.form, token.start, token.end, carries, capital)


@lru_cache(maxsize=512)
def _table(explained: Explained) -> Meanings:
    """Return what is written short and long, by first syllable, longest first, with its meanings.

    An abbreviation is a form of one syllable that may mean several things.
    """
    meanings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for short, long in (*BUILT_IN, *explained):
        for form in (tuple(key(long).split()), (key(short),)):
            meanings[form].add(key(long))
    found: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = defaultdict(list)
    for form in sorted(meanings, key=len, reverse=True):
        found[form[0]].append((form, frozenset(meanings[form])))
    return dict(found)


def _shorts(text: str, words: Sequence[Word], meanings: Meanings) -> Iterator[Short]:
    bare = [strip(word.form) for word in words]
    place = 0
    while place < len(bare):
        end = place + 1
        for form, meant in meanings.get(bare[place], ()):
            stop = place + len(form)
            alone = len(form) == 1
            written = text[words[place].start : words[place].end]
            if tuple(bare[place:stop]) == form and (not alone or written.isupper()):
                yield Short(meant, words[place].start, words[stop - 1].end)
                end = stop
                break
        place = end

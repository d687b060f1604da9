"""Cutting a text into its smallest pieces: syllables, figures, dates, codes and punctuation."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

import regex

from askvn.vietnamese.diacritics import canonical_syllable
from askvn.vietnamese.quantities.units import is_glued

# The form of a dash that makes the figure right behind it negative.
MINUS = "−"


class Piece(NamedTuple):
    """The canonical form of `text[start:end]`; punctuation is its own form."""

    form: str
    start: int
    end: int


def unified(text: str) -> str:
    """Return NFC `text` with one kind of dash, slash, quote and figure; its length is kept."""
    return text.translate(_ALIKE)


def cut(text: str) -> list[Piece]:
    """Return the pieces of a `unified` text, in order, without list numbers and `[n]` marks.

    A form in ⟨ ⟩ is closed and never read again: a quantity of canonical text, or a code such as
    the number of a law or a telephone. A stop between sentences is ".", an inner one ",".
    """
    pieces: list[Piece] = []
    for match in _PIECE.finditer(_UNCOUNTED.sub(blank, text)):
        kind, start, end = match.lastgroup, match.start(), match.end()
        if kind in ("word", "name"):
            pieces.append(Piece(fold(match.group()), start, end))
        elif kind == "glued":
            pieces += _unglued(match.group(), start)
        elif kind == "stop":
            pieces.append(Piece(_stop(match.group(), start, pieces), start, end))
        elif kind == "code":
            pieces.append(Piece(closed(_code(match.group())), start, end))
        elif kind != "joint":
            form = match.group().casefold()
            pieces.append(Piece(_RENAMED.get(kind or "") or _RENAMED.get(form, form), start, end))
    return pieces


def blank(match: regex.Match[str]) -> str:
    """Return as many spaces as were matched."""
    return " " * len(match.group())


def closed(form: str) -> str:
    """Return `form` in ⟨ ⟩, so that it stays as it is."""
    return f"⟨{form}⟩"


def is_silent(form: str) -> bool:
    """Tell whether a form says nothing: punctuation that is no stop, and the particle ạ."""
    return form == "ạ" or not (form[0].isalnum() or form[0] in _SPOKEN)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return one spelling of a word: NFKC, no case, one tone style; closed if that breaks it."""
    if word.isascii():
        return canonical_syllable(word.lower())
    folded = unicodedata.normalize("NFKC", word).casefold()
    folded = canonical_syllable(unicodedata.normalize("NFKC", folded))
    return folded if _PLAIN.fullmatch(folded) else closed(unified(folded))


def _unglued(written: str, start: int) -> list[Piece]:
    """Return `5km` as two pieces, `8h30` as three, `1m75` as two, `4G` as one that is closed."""
    if parts := _CLOCK.fullmatch(written):
        spans = ((1, parts.group(1)), (2, "giờ"), (3, parts.group(3)))
        return [Piece(form, start + parts.start(n), start + parts.end(n)) for n, form in spans]
    if parts := _HEIGHT.fullmatch(written):
        middle, end = start + parts.start(2), start + len(written)
        return [Piece(f"{parts.group(1)},{parts.group(3)}", start, middle), Piece("m", middle, end)]
    parts = _SUFFIXED.fullmatch(written)
    if parts and is_glued(letters := fold(parts.group(2))) and not _GENERATION.fullmatch(written):
        middle, end = start + parts.start(2), start + len(written)
        return [Piece(parts.group(1), start, middle), Piece(letters, middle, end)]
    return [Piece(closed(fold(written).strip("⟨⟩")), start, start + len(written))]


def _stop(written: str, start: int, pieces: list[Piece]) -> str:
    """Return "," for the dot of an abbreviation, an initial or an ellipsis, else "."."""
    if written.startswith(".."):
        return ","
    if written == "." and pieces and pieces[-1].end == start:
        word = pieces[-1].form
        if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
            return ","
    return "."


def _code(written: str) -> str:
    if written[0] in "(+01" and not _LETTER.search(written):
        return _NO_FIGURE.sub("", written.replace("+84", "0", 1))
    return unicodedata.normalize("NFC", written.casefold())


_ALIKE = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"),
    **dict.fromkeys(map(ord, "⁄∕"), "/"),
    **dict.fromkeys(map(ord, "“”„«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚′`´"), "'"),
    **dict.fromkeys(map(ord, "º˚"), "°"),
}
# List numbers at the head of a line, and citation marks.
_UNCOUNTED = regex.compile(
    r"(?m)^[ \t]*(?:[-•*+▪●]+[ \t]+)?(?:(?:\(?\d{1,2}[.)]|\(?\p{L}\)|\p{Ll}\.)[ \t]+)+(?=\S)"
    r"|\[[ \t]*\d{1,3}[ \t]*\]"
)
_PIECE = regex.compile(
    r"""
    (?P<word>\p{L}[\p{L}\p{M}]*+(?=[\s,;]|[.!?:)"](?:\s|$)|$))
    |(?P<atom>⟨[^⟨⟩\n]*⟩)
    |(?P<code>
        https?://[^\s"<>⟨⟩]*[\w/] | www\.[^\s"<>⟨⟩]*[\w/]
        | (?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+
        |(?<![\d.,/])(?:
            (?:\(?\+84\)?[ .-]?\d{2,3} | \(?0\d{2,3}\)?)(?:[ .-]?\d{2,4}){2,3}
            | 1[89]00[ .]?\d{4}(?:[ .]?\d{2})?
        )(?![\d/]|[.,]\d)
        |[0-9]+[⁰¹²³⁴-⁹]+
        |[0-9]+/[0-9]{4}/\p{L}[\p{L}0-9]*(?:-\p{L}[\p{L}0-9]*)*
        |[0-9]+/\p{L}+[0-9]*(?:-\p{L}[\p{L}0-9]*)+
    )
    |(?P<date>(?<![\d.,/\p{L}])(?:
        [0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})
        | [0-9]{1,2}(?P<mark>[.-])[0-9]{1,2}(?P=mark)[0-9]{4}
        | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
        | [0-9]{1,2}/[0-9]{4} | [0-9]{1,2}/[0-9]{1,2} | [0-9]{1,2}-0[1-9](?!-)
    )(?![\d\p{L}]|[/.]\d))
    |(?P<glued>[0-9]{1,2}:[0-5][0-9](?![\d:])|[0-9]+(?:[.,][0-9]+)*\p{L}[\p{L}\p{M}\p{N}]*)
    |(?P<figure>(?:
        [0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?
        | [0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?
        | [0-9]+[.,][0-9]+
        | [0-9]+[½¼¾⅓⅔]?
    )(?![.,/]?\d))
    |(?P<numbers>[0-9]+(?:[.,/]?[0-9]+)*)
    |(?P<name>
        \p{L}[\p{L}\p{M}\p{N}]*(?:-(?=[0-9])(?!(?:19|20)[0-9]{2}\b)[\p{L}0-9]++)++(?![.,/][0-9])
        | [\p{L}\p{M}\p{N}]+(?:[&'][\p{L}\p{M}\p{N}]+)*(?:\+\+|\#)?
    )
    |(?P<minus>-(?<!(?:[\p{L}\p{N})%]|[0-9%)][ ]|\n[ \t]*)-)(?=[0-9]))
    |(?P<stop>[.!?;]+(?=[\s"')\]]|$))
    |(?P<joint>(?<=\p{L})-(?=\p{L}))
    |(?P<degree>°[CFcf]\b)
    |(?P<paragraph>\n[ \t]*\n\s*)
    |(?P<line>\n)
    |(?P<other>\S)
    """,
    regex.VERBOSE,
)
_SPOKEN = frozenset("⟨.%‰°<>≤≥±")
_RENAMED = {
    "minus": MINUS,
    "paragraph": ".",
    "&": "và",
    "×": "x",
    ".": ",",
    "!": ",",
    "?": ",",
    ";": ",",
    "⟨": ",",
    "⟩": ",",
}
_PLAIN = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}&'+#]*")
_CLOCK = regex.compile(r"([0-9]{1,2})([hg:]|giờ)([0-5][0-9])(?:p|ph|phút)?")
_HEIGHT = regex.compile(r"([0-9])(m)([0-9]{1,2})(?<!m[23])")
_SUFFIXED = regex.compile(r"([0-9.,]+)(\p{L}[\p{L}\p{M}]*[23²³]?)")
_GENERATION = regex.compile(r"[2-6][gG]")
_LETTER = regex.compile(r"\p{L}")
_NO_FIGURE = regex.compile(r"[^0-9]")
_ABBREVIATIONS = frozenset(
    "gs pgs ts ths tskh bs ks ls cn tp tx tt q p h tr st dr mr mrs ms prof jr sr co ltd inc vd no "
    "vs vol nxb ubnd".split()
)

"""Numbers in figures and in Vietnamese words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import regex


class Numeral(NamedTuple):
    """A number that ends before `end`; `figure` is its first part, before nghìn, triệu, tỷ.

    With `sure` false it is a lone word that more often counts nothing: một, ba, chín.
    """

    value: Fraction
    end: int
    figure: Fraction
    sure: bool


def numeral_at(forms: Sequence[str], start: int) -> Numeral | None:
    """Return the longest number that begins at `forms[start]`, in figures or words or both.

    `forms` must go on for a dozen empty strings after the text's last.
    """
    total, first, limit, position = Fraction(0), Fraction(0), 0, start
    while block := _block(forms, position):
        value, end = block
        scale, end = _scale(forms, end)
        if limit and (value * scale >= limit or (scale == 1 and is_figure(forms[position]))):
            break
        if limit and scale == 1 and end == position + 1:  # "một triệu hai": 1,2 triệu
            value *= limit // 10
        first = first or value
        total += value * scale
        position = end
        if scale == 1:
            break
        limit = scale
        tail, position = _tail(forms, position)
        if tail is not None:
            total += tail * limit
            break
    if position == start:
        return None
    sure = position > start + 1 or forms[start] not in _SELDOM_COUNTS
    return Numeral(total, position, first, sure)


@lru_cache(maxsize=1 << 14)
def figure(written: str, *, scaled: bool = False) -> Fraction | None:
    """Return the value of a number in figures, None if it is a code or far too long.

    Groups of three are thousands behind dots (`1.500`) and commas (`28,000`). A lone group behind
    a comma is a fraction if the whole is 0, or if it is `scaled`: a scale or per cent follows and
    it does not end in 0 (`1,525 tỷ`).
    """
    part = _PARTS.get(written[-1], Fraction(0))
    digits = written[:-1] if part else written
    if len(digits) > _MOST_DIGITS or _LEADING_ZERO.match(digits):
        return None
    if _DOTTED.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _COMMAED.fullmatch(digits) and not (scaled and _LONE_GROUP.fullmatch(digits)):
        digits = digits.replace(",", "")
    elif _PLAIN.fullmatch(digits):
        digits = digits.replace(",", ".")
    else:
        return None
    return Fraction(digits) + part


def is_figure(form: str) -> bool:
    """Tell whether a form begins with a figure."""
    return "0" <= form[:1] <= "9"


def scale_at(forms: Sequence[str], position: int) -> int | None:
    """Return what nghìn, triệu, tỷ … multiply by, None if no such word stands here."""
    scale = _SCALES.get(forms[position])
    if scale and forms[position + 1] in _NO_SCALE.get(forms[position], ()):
        return None
    return scale


def _scale(forms: Sequence[str], position: int) -> tuple[int, int]:
    product = 1
    while scale := scale_at(forms, position):
        product *= scale
        position += 1
    return product, position


def _block(forms: Sequence[str], position: int) -> tuple[Fraction, int] | None:
    """Return a number below 1000 in words, with what `phẩy` adds, or one in figures."""
    form = forms[position]
    if is_figure(form):
        return _in_figures(forms, position)
    if form == "nửa" and scale_at(forms, position + 1):
        return Fraction(1, 2), position + 1
    whole = _hundreds(forms, position) if form in _OPENERS else None
    if whole is None:
        return None
    value, end = whole
    decimals = _decimals(forms, end + 1, value) if forms[end] == "phẩy" else None
    return decimals or (Fraction(value), end)


def _in_figures(forms: Sequence[str], position: int) -> tuple[Fraction, int] | None:
    following = forms[position + 1]
    scaled = following in _SCALES or following in ("%", "phần")
    value = figure(forms[position], scaled=scaled)
    if value is None:
        return None
    factor = {"trăm": 100, "chục": 10}.get(following, 1)
    return value * factor, position + 1 + (factor > 1)


def _decimals(forms: Sequence[str], position: int, whole: int) -> tuple[Fraction, int] | None:
    if tens := _tens(forms, position):
        return Fraction(f"{whole}.{tens[0]}"), tens[1]
    digits = ""
    while (digit := _DIGITS.get(forms[position])) is not None:
        digits += str(digit)
        position += 1
    return (Fraction(f"{whole}.{digits}"), position) if digits else None


def _hundreds(forms: Sequence[str], position: int) -> tuple[int, int] | None:
    digit = _digit(forms, position)
    if digit is not None and forms[position + 1] == "trăm":
        rest, end = _below_hundred(forms, position + 2)
        return digit * 100 + rest, end
    if tens := _tens(forms, position):
        return tens
    return None if digit is None else (digit, position + 1)


def _below_hundred(forms: Sequence[str], position: int) -> tuple[int, int]:
    """Return what follows `trăm`: linh năm, hai mươi, or a lone digit that counts tens."""
    form = forms[position]
    if form in ("linh", "lẻ") and (digit := _ONES.get(forms[position + 1])):
        return digit, position + 2
    if form in ("rưỡi", "rưởi"):
        return 50, position + 1
    if tens := _tens(forms, position):
        return tens
    if form in _ONES and form not in ("một", "năm"):
        return _ONES[form] * 10, position + 1
    return 0, position


def _tens(forms: Sequence[str], position: int) -> tuple[int, int] | None:
    form, following = forms[position], forms[position + 1]
    if form == "mười":
        ones = 0 if following in ("năm", "tư", "mốt") else _ONES.get(following, 0)
        return 10 + ones, position + 1 + bool(ones)
    digit = _digit(forms, position)
    if digit and following == "mươi":
        last = forms[position + 2]
        ones = 0 if last == "năm" else _ONES.get(last, 0)
        return digit * 10 + ones, position + 2 + bool(ones)
    if digit and following == "chục":
        return digit * 10, position + 2
    return None


def _digit(forms: Sequence[str], position: int) -> int | None:
    """Return the digit a word names; `năm` (year) and `không` (not) only before a larger unit."""
    form, following = forms[position], forms[position + 1]
    if form == "không":
        return 0 if following in ("trăm", "phẩy") else None
    if form == "năm" and following not in ("mươi", "trăm", "chục", "phẩy"):
        return 5 if scale_at(forms, position + 1) else None
    return _DIGITS.get(form)


def _tail(forms: Sequence[str], position: int) -> tuple[Fraction | None, int]:
    """Return what a word right behind a scale adds, as a share of it: rưỡi, tư, linh năm."""
    form = forms[position]
    if form in ("rưỡi", "rưởi"):
        return Fraction(1, 2), position + 1
    if form in ("mốt", "tư", "lăm"):
        return Fraction(_ONES[form], 10), position + 1
    return None, position


_DIGITS = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
_ONES = {**_DIGITS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_OPENERS = frozenset((*_DIGITS, "mười"))
_SELDOM_COUNTS = frozenset(("một", "ba", "chín"))
_SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "thousand": 10**3, "vạn": 10**4, "triệu": 10**6, "tr": 10**6,
    "million": 10**6, "tỷ": 10**9, "billion": 10**9,
}  # fmt: skip
_NO_SCALE = {
    "triệu": frozenset(("tập", "hồi", "phú")),
    "tỷ": frozenset(("lệ", "giá", "phú", "trọng", "suất", "số")),
    "vạn": frozenset(("sự", "vật", "thọ")),
}
_PARTS = {
    "½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}  # fmt: skip
_MOST_DIGITS = 24
_LEADING_ZERO = regex.compile(r"0\d\d|0\d[.,]")
_DOTTED = regex.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_COMMAED = regex.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_LONE_GROUP = regex.compile(r"\d+,\d\d[1-9]")
_PLAIN = regex.compile(r"\d+(?:[.,]\d+)?")

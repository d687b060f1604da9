"""False claims by rule: a true sentence with one thing in it made another."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from askvn.verify import polarity
from askvn.verify.said import Said, said
from askvn.vietnamese.quantities import Quantity

AMOUNTS = ("number", "money", "percent", "measure")
DATES = ("date", "year")
_DIGITS = regex.compile(r"\d+(?:[.,]\d+)*")
_UNITS = (
    ("triệu", "tỷ"), ("tỷ", "triệu"), ("tỉ", "triệu"), ("nghìn", "triệu"), ("km", "m"), ("m", "km"),
    ("ha", "km2"), ("kg", "tấn"), ("tấn", "kg"), ("USD", "đồng"), ("đồng", "USD"), ("giờ", "phút"),
    ("ngày", "tháng"), ("tháng", "năm"), ("năm", "tháng"), ("phút", "giờ"), ("%", " lần"),
)  # fmt: skip
_VERBS = regex.compile(r"(?<= )(?:được|có|phải|đã|sẽ|bị|là)(?= )")
_SWEEPING = ("duy nhất", "hoàn toàn", "luôn luôn", "tuyệt đối", "vĩnh viễn")


@dataclass(frozen=True)
class Material:
    """What can stand in another's place: texts of the same passage, and of other documents."""

    near: Said
    far: Sequence[Said]


Swap = Callable[[str, Material, random.Random], str]


def number(text: str, material: Material, source: random.Random) -> str:
    """Return `text` with one number or amount made another, "" if it has none."""
    return _figure(text, material, source, AMOUNTS)


def date(text: str, material: Material, source: random.Random) -> str:
    """Return `text` with one date made another, "" if it has none."""
    return _figure(text, material, source, DATES)


def unit(text: str, material: Material, source: random.Random) -> str:
    """Return `text` with the unit of an amount made another, "" if it has none."""
    del material
    found = [
        text[: match.start()] + other + text[match.end() :]
        for one, other in _UNITS
        for match in regex.finditer(rf"(?<=\d\s?){regex.escape(one)}(?![\p{{L}}\d])", text)
    ]
    return source.choice(found) if found else ""


def name(text: str, material: Material, source: random.Random) -> str:
    """Return `text` with one name made another's, "" if it has none."""
    own = said(text)
    names = [one for one in own.names if one.is_whole]
    if not names:
        return ""
    gone = source.choice(names)
    place = source.random()
    texts = [material.near] if place < 0.6 else list(material.far)
    others = [
        one.text[other.start : other.end]
        for one in texts
        for other in one.names
        if other.is_whole and not _alike(other.forms, gone.forms)
    ]
    if not others:
        return ""
    return own.text[: gone.start] + source.choice(others) + own.text[gone.end :]


def denied(text: str, material: Material, source: random.Random) -> str:
    """Return `text` with a denial put in, or taken out where there is one."""
    del material
    own = said(text)
    if own.denials:
        places = [word for word in own.words if word.form in polarity.NEGATORS - {"trừ", "cấm"}]
        if places and source.random() < 0.8:
            word = source.choice(places)
            return own.text[: word.start] + own.text[word.end + 1 :]
    verbs = list(_VERBS.finditer(text))
    if not verbs:
        return ""
    match = source.choice(verbs)
    verb = match.group()
    instead = {"là": "không phải là", "đã": "chưa", "có": "không có"}.get(verb, f"không {verb}")
    return text[: match.start()] + instead + text[match.end() :]


def opposite(text: str, material: Material, source: random.Random) -> str:
    """Return `text` with a word made its contrary, "" if there is none."""
    del material
    own = said(text)
    places = [word for word in own.words if word.form in polarity.OPPOSITE and not word.capital]
    if not places:
        return ""
    word = source.choice(places)
    return own.text[: word.start] + polarity.OPPOSITE[word.form] + own.text[word.end :]


def sweeping(text: str, material: Material, source: random.Random) -> str:
    """Return `text` saying it of all, always or only, "" where there is no place for it."""
    del material
    verbs = list(_VERBS.finditer(text))
    if not verbs:
        return ""
    match = source.choice(verbs)
    return f"{text[: match.end()]} {source.choice(_SWEEPING)}{text[match.end() :]}"


# What the benchmark counts as claims with one thing swapped.
BY_RULE: dict[str, Swap] = {"number": number, "date": date, "name": name}
SWAPS: dict[str, Swap] = BY_RULE | {
    "unit": unit,
    "denied": denied,
    "opposite": opposite,
    "sweeping": sweeping,
}


def _figure(text: str, material: Material, source: random.Random, kinds: Sequence[str]) -> str:
    own = said(text)
    places = [one for one in own.figures if one.kind in kinds and _has_digit(own, one)]
    if not places:
        return ""
    gone = source.choice(places)
    written = own.text[slice(*gone.span)]
    instead = _other(gone, written, material, source)
    if not instead:
        return ""
    return own.text[: gone.span.start] + instead + own.text[gone.span.end :]


def _has_digit(own: Said, figure: Quantity) -> bool:
    return any(map(str.isdigit, own.text[slice(*figure.span)]))


def _other(gone: Quantity, written: str, material: Material, source: random.Random) -> str:
    """Return another figure of the kind: of the passage, of another document, or a near value."""
    place = source.random()
    if place < 0.7:
        texts = [material.near] if place < 0.45 else list(material.far)
        others = [
            one.text[slice(*other.span)]
            for one in texts
            for other in one.figures
            if other.kind == gone.kind
            and other.unit == gone.unit
            and not other.covers(gone)
            and not gone.covers(other)
        ]
        if others:
            return source.choice(others)
    return _near_value(written, source)


def _near_value(written: str, source: random.Random) -> str:
    """Return a figure with one of its numbers a little larger or smaller."""
    matches = list(_DIGITS.finditer(written))
    match = source.choice(matches)
    digits = list(match.group())
    places = [place for place, digit in enumerate(digits) if digit.isdigit()]
    place = source.choice(places)
    lowest = "1" if place == 0 else "0"
    others = [digit for digit in "0123456789" if digit != digits[place] and digit >= lowest]
    near = [digit for digit in others if abs(int(digit) - int(digits[place])) < 3]
    digits[place] = source.choice(near or others)
    return written[: match.start()] + "".join(digits) + written[match.end() :]


def _alike(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether one name may be a part of the other."""
    return set(left) <= set(right) or set(right) <= set(left)

"""True claims by rule: a sentence in another form that says the same."""

import random
import unicodedata
from collections.abc import Callable

import regex

from askvn.vietnamese.abbreviations import BUILT_IN
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.mentions import names

Rewrite = Callable[[str, random.Random], str]

_SLASHED = regex.compile(r"(?<![\d/.,-])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?![\d/])")
_SPELLED = regex.compile(
    r"(?i)(?<![\d/.,])(?P<d>\d{1,2}) tháng (?P<m>\d{1,2})(?:,)? năm (?P<y>\d{4})(?!\d)"
)
_MONTH = regex.compile(r"(?i)tháng (?P<m>\d{1,2}) năm (?P<y>\d{4})(?!\d)")
_PERCENT = regex.compile(r"(?<=\d)\s?(?:%|phần trăm)")
_THOUSANDS = regex.compile(r"(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?![\d.,]\d)")
_MILLIONS = regex.compile(r"(?<![\d.,/])(?P<n>[1-9]\d{0,2}) triệu(?= đồng| người| USD| tấn)")
_SMALL = regex.compile(r"(?<![\d.,/:\-–])(?P<n>[2-9]|10)(?= (?:người|nước|ngày|năm|tháng|tỉnh) )")
_IN_WORDS = dict(zip("2345678910"[:8], "hai ba bốn năm sáu bảy tám chín".split(), strict=True))
_LEAD = regex.compile(
    r"^(?P<lead>(?:Năm|Ngày|Tháng|Theo|Tại|Ở|Trong|Từ) [^,]{4,60}), (?P<rest>.+?)(?P<end>[.!]?)$"
)
_LEAST_WORDS = 6
# Words without which a sentence says the same.
_GRAMMAR = frozenset(
    "các những đã đang sẽ rất cũng thì mà rằng của được lại còn vẫn đều đây".split()
)


def dates(text: str, source: random.Random) -> str:
    """Return `text` with its dates in another form, "" if it has none."""
    if _SLASHED.search(text):
        forms = ("{d} tháng {m} năm {y}", "{d}-{m}-{y}", "{d:0>2}/{m:0>2}/{y}")
        return _written(_SLASHED, text, source.choice(forms))
    if _SPELLED.search(text):
        return _written(_SPELLED, text, source.choice(("{d}/{m}/{y}", "{d:0>2}-{m:0>2}-{y}")))
    if _MONTH.search(text):
        return _written(_MONTH, text, "tháng {m}/{y}")
    return ""


def numbers(text: str, source: random.Random) -> str:
    """Return `text` with one kind of its numbers in another form, "" if it has none."""
    ways = [
        lambda one: _PERCENT.sub(" phần trăm" if "%" in one else " %", one),
        lambda one: _THOUSANDS.sub(lambda match: match.group().replace(".", ""), one),
        lambda one: _THOUSANDS.sub(lambda match: match.group().replace(".", ","), one),
        lambda one: _MILLIONS.sub(lambda match: f"{match['n']}.000.000", one),
        lambda one: _SMALL.sub(lambda match: _IN_WORDS.get(match["n"], match["n"]), one),
    ]
    found = [changed for way in ways if (changed := way(text)) != text]
    return source.choice(found) if found else ""


def unaccented(text: str, source: random.Random) -> str:
    """Return `text` without diacritics."""
    del source
    return strip(text)


def decomposed(text: str, source: random.Random) -> str:
    """Return `text` in NFD."""
    del source
    return unicodedata.normalize("NFD", text)


def abbreviated(text: str, source: random.Random) -> str:
    """Return `text` with a usual abbreviation written out or put in, "" if there is none."""
    found = []
    for short, long in BUILT_IN:
        if regex.search(rf"(?<![\p{{L}}\d&/-]){regex.escape(short)}(?![\p{{L}}\d&/-])", text):
            found.append(
                regex.sub(rf"(?<![\p{{L}}\d]){regex.escape(short)}(?![\p{{L}}\d])", long, text)
            )
        elif long in text and len(long.split()) > 1 and short.isupper():
            found.append(text.replace(long, short))
    return source.choice(found) if found else ""


def dropped(text: str, source: random.Random) -> str:
    """Return `text` without some of its grammatical words, "" if none can go."""
    words = text.split(" ")
    kept = [word for word in words if word not in _GRAMMAR or source.random() > 0.5]
    return " ".join(kept) if _LEAST_WORDS <= len(kept) < len(words) else ""


def part(text: str, source: random.Random) -> str:
    """Return a clause of `text` that can stand alone, "" if it has none."""
    clauses = [one.strip(" .;") for one in regex.split(r"[,;] ", text)]
    long = [one for one in clauses if len(one.split()) > _LEAST_WORDS]
    if len(clauses) < 2 or not long:
        return ""
    chosen = source.choice(long)
    return f"{chosen[:1].upper()}{chosen[1:]}."


def reordered(text: str, source: random.Random) -> str:
    """Return `text` with what leads it at its end, "" if nothing does."""
    del source
    match = _LEAD.match(text)
    if match is None:
        return ""
    lead, rest = match["lead"], match["rest"]
    return f"{rest[:1].upper()}{rest[1:]} {lead[:1].lower()}{lead[1:]}{match['end']}"


def framed(text: str, source: random.Random) -> str:
    """Return `text` as people lead into what a document says."""
    lead = source.choice(("Theo tài liệu, ", "Cụ thể, ", "Như vậy, ", "Theo đoạn văn, "))
    first = names(f"a {text}")
    is_name = bool(first) and text.startswith(first[0]) and " " in first[0]
    return lead + (text if is_name or text[:2].isupper() else f"{text[:1].lower()}{text[1:]}")


# What the benchmark counts as true claims in other words.
BY_RULE: dict[str, Rewrite] = {
    "date": dates,
    "number": numbers,
    "unaccented": unaccented,
    "decomposed": decomposed,
    "abbreviation": abbreviated,
    "dropped": dropped,
}
REWRITES: dict[str, Rewrite] = BY_RULE | {"part": part, "reordered": reordered, "framed": framed}


def _written(pattern: regex.Pattern[str], text: str, form: str) -> str:
    return pattern.sub(lambda match: form.format(**match.groupdict()), text)

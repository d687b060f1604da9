"""Abbreviations: those that documents explain themselves, and the form they are looked up by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from askvn.vietnamese.diacritics import canonical_syllable, strip
from askvn.vietnamese.usual_abbreviations import BUILT_IN

__all__ = ["BUILT_IN", "definitions", "is_short", "key"]


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield (short, long) for each abbreviation that normalised `text` explains.

    `công nghệ thông tin (CNTT)`, `Tổ chức Y tế Thế giới (WHO)`, `HĐND (hội đồng nhân dân)`,
    `… (sau đây gọi tắt là X)`, `…, viết tắt là X`. The syllables' initials must spell the letters,
    or, where the letters are foreign, the words must be the name of a body or treaty. What is in
    doubt is left out.
    """
    for match in _BRACKET.finditer(text):
        inside = match["inside"]
        before = _before(text, match.start())
        if _CAPITALS.search(inside):
            yield from _explained_before(before, inside)
        if is_short(last := "".join(before.split()[-1:]).strip(_QUOTES)):
            yield from _explained_inside(last, inside)
    if " tắt là" not in text:
        return
    for match in _CALLED.finditer(text):
        before = _PASSIVE.sub("", _before(text, match.start()))
        if is_short(match["short"]) and (long := _long_form(match["short"], before)):
            yield match["short"], long


def is_short(form: str) -> bool:
    """Tell whether `form` looks like an abbreviation: KFIA, TT&TT, NĐ-CP, IoT, TP.HCM."""
    return bool(_CAPITALS.search(form) and _SHORT.fullmatch(form))


@lru_cache(maxsize=1 << 14)
def key(form: str) -> str:
    """Return what a short or long form is looked up by: bare lower-case syllables.

    Those of one word, or of several without any vowel, are glued: `TT&TT`, `TP. HCM` → `tttt`,
    `tphcm`; `Công nghệ thông tin` → `cong nghe thong tin`.
    """
    parts = [canonical_syllable(strip(part)) for part in _WORD.findall(form.lower())]
    glued = len(form.split()) < 2 or not any(_VOWEL.search(part) for part in parts)
    return ("" if glued else " ").join(parts)


def _before(text: str, end: int) -> str:
    """Return whole words before `end`, as far back as a long form may reach."""
    if end <= _REACH:
        return text[:end].rstrip()
    return text[end - _REACH : end].partition(" ")[2].rstrip()


# What stands in the brackets -------------------------------------------------------------------


def _explained_before(before: str, inside: str) -> Iterator[tuple[str, str]]:
    """Yield what `long (short)` and `long (English name – short)` explain."""
    for short, foreign in _offered(inside):
        if long := _long_form(short, before):
            yield short, long
        if foreign:
            yield short, foreign


def _offered(inside: str) -> Iterator[tuple[str, str]]:
    """Yield the abbreviation that a bracket gives, with its foreign words where those stand too."""
    plain = _LEAD.sub("", inside).strip(_QUOTES)
    if is_short(plain):
        yield plain, ""
        return
    parts = [part.strip(_QUOTES) for part in _DASH.split(plain)]
    if len(parts) == 2:
        for short, long in (parts, parts[::-1]):
            if is_short(short) and _is_foreign(long) and _spells(short, _syllables(long)) == 0:
                yield short, long
                return


def _explained_inside(short: str, inside: str) -> Iterator[tuple[str, str]]:
    """Yield what `short (long)` explains: every syllable of the bracket belongs to the name."""
    long = _LEAD.sub("", inside).strip(_QUOTES)
    if _PART_END.search(long) or any(c.isdigit() for c in long):
        return
    syllables = _syllables(long)
    if 2 <= len(syllables) <= _MOST_SYLLABLES and (
        _spells(short, syllables) == 0
        or (not _is_foreign(long) and _name_start(short, syllables) == 0)
    ):
        yield short, long


# How far the long form goes --------------------------------------------------------------------


def _long_form(short: str, before: str) -> str:
    """Return the words at the end of `before` that `short` abbreviates, "" if that is in doubt."""
    clause = _PART_END.split(before.rstrip(_QUOTES))[-1]
    found = list(_WORD.finditer(clause))
    syllables = [match.group() for match in found]
    start = _spells(short, syllables)
    if start < 0 and [syllable.lower() for syllable in syllables[-2:]] == ["việt", "nam"]:
        start = _spells(short, syllables[:-2])
        clause = clause if start < 0 else clause[: found[-2].start()].rstrip(_QUOTES)
    if start < 0:
        last = clause.rfind(",")
        parted = sum(match.start() < last for match in found)
        start = _name_start(short, syllables[parted:])
        start += parted if start >= 0 else 0
    if start < 0 or len(syllables) - start > _MOST_SYLLABLES:
        return ""
    return clause[found[start].start() :]


def _spells(short: str, syllables: Sequence[str]) -> int:
    """Return from which syllable on the initials spell `short` to the very end, -1 if they don't.

    Small words (`và`, `của`, …) may be passed over, `ph`, `th`, … count as one letter or two.
    """
    letters = "".join(_WORD.findall(short)).lower()
    return _match(letters, [syllable.lower() for syllable in syllables], len(syllables))


def _match(letters: str, syllables: Sequence[str], end: int) -> int:
    if not letters:
        return end
    if end == 0:
        return -1
    syllable = syllables[end - 1]
    for size in (1, 2):
        if _begins(syllable, letters[-size:], size):
            start = _match(letters[:-size], syllables, end - 1)
            if start >= 0:
                return start
    if syllable in _SMALL and end < len(syllables):
        return _match(letters, syllables, end - 1)
    return -1


def _begins(syllable: str, letters: str, size: int) -> bool:
    if len(letters) < size or (size == 2 and letters not in _DIGRAPHS):
        return False
    if "đ" in letters and not syllable.startswith("đ"):
        return False
    return strip(syllable).startswith(strip(letters))


def _name_start(short: str, syllables: Sequence[str]) -> int:
    """Return where the name of a body or treaty begins that ends the syllables, -1 if none does.

    For foreign letters: the nearest `Hiệp hội`, `Tổ chức`, … whose English initial is among them,
    or one that stands before it in the same name (`Hiệp hội Ngân hàng …`).
    """
    if not short.isascii() or key(short) in _NATIVE or short in syllables:
        return -1
    start = -1
    for at in range(len(syllables) - 3, max(0, len(syllables) - _MOST_SYLLABLES) - 1, -1):
        if _breaks(syllables, at):
            break
        initials = _head(syllables, at)
        if initials == "*" or set(initials) & set(short):
            start = at
            if initials == "*":
                break
    return -1 if start > 0 and _goes_on(syllables, start) else start


def _breaks(syllables: Sequence[str], at: int) -> bool:
    """Tell whether no name goes on across this syllable; `tự do` is one word."""
    return syllables[at].lower() in _BREAKING and syllables[at - 1 : at] != ["tự"]


def _goes_on(syllables: Sequence[str], start: int) -> bool:
    """Tell whether the name seems to begin before `start`: Quân Giải phóng, Đảng ủy Tập đoàn."""
    before = syllables[start - 1]
    two = " ".join(syllables[max(0, start - 2) : start]).lower()
    known = before.lower() in _BREAKING or before.lower() in _SMALL
    return two in _LARGER or (before[:1].isupper() and not known)


def _head(syllables: Sequence[str], at: int) -> str:
    """Return the English initials of the head of a name that begins here, "" if none does."""
    if not syllables[at][:1].isupper():
        return ""
    one, two, three = (" ".join(syllables[at : at + size]).lower() for size in (1, 2, 3))
    if three in _HEADS:
        return _HEADS[three]
    if two.endswith(_NO_HEAD) or three in _NO_HEADS:
        return ""
    return _HEADS.get(two) or _HEADS.get(one, "")


def _is_foreign(text: str) -> bool:
    return text.isascii() and len(text.split()) > 1


def _syllables(text: str) -> list[str]:
    return _WORD.findall(text)


_REACH = 120
_MOST_SYLLABLES = 14
_QUOTES = " \t\n\"'“”‘’«»,-–"
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_VOWEL = regex.compile(r"[aeiouy]")
_SHORT = regex.compile(r"\p{L}{1,10}(?:[&.\-/–]?\p{L}{1,8}){0,4}")
_BRACKET = regex.compile(r"\((?P<inside>[^()\n]{2,110})\)")
_LEAD = regex.compile(
    r"(?i)^\s*(?:(?:sau đây|dưới đây|hay|hoặc|còn|tên)\s+)?(?:được\s+)?"
    r"(?:gọi tắt|viết tắt|tên viết tắt|gọi|tiếng Anh|tên gọi tắt)\s*(?:(?:là|của)\b)?\s*:?\s*"
)
_CALLED = regex.compile(
    r"(?:gọi|viết) tắt là:? [\"“]?"
    r"(?P<short>\p{L}[\p{L}&.\-/–]{1,11}(?<![.\-/–]))(?=[\s,.;:)\"”]|$)"
)
_PASSIVE = regex.compile(r"[\s,]*(?:sau đây |và |thường |còn |tên |hay )?(?:được )?$")
_DASH = regex.compile(r"\s+[-–—]\s+|\s*[,;:]\s+|\s*–\s*")
_PART_END = regex.compile(r"[.;:!?()\n…]|,(?!\s\p{Lu})|\s[-–—]\s(?!\p{Lu})")
_CAPITALS = regex.compile(r"\p{Lu}.*\p{Lu}")
_DIGRAPHS = frozenset("th ph tr ch nh kh gi ng qu".split())
_SMALL = frozenset(
    "và của các cho về với trong tại ở những theo hoặc do để từ đến là of and the for in on".split()
)
_BREAKING = frozenset(
    (
        "là được do bởi tại ở gồm như cho theo từ với và đã sẽ có này đó khi mà nói vào thì thuộc "
        "qua bằng nhằm sau trước trên dưới giữa cùng hay hoặc một"
    ).split()
)
_NO_HEAD = (" trưởng", " phó", " viên", " sĩ", " nghị", " uỷ", " ủy", " thống", " chất")
# What makes a larger name of the one that follows.
_LARGER = frozenset(
    "đảng uỷ|đảng ủy|chính phủ|tư lệnh|cao ủy|cao uỷ|lực lượng|quân đội|mặt trận|phong trào"
    "|chấp hành|công đoàn|quản trị|thường niên|điều tra|trực thuộc|chi nhánh|văn phòng|thành viên"
    "|khu vực|thanh tra".split("|")
)
_NO_HEADS = frozenset(
    "hội đồng quản|hội đồng thành|hội đồng chấp|liên hiệp quốc|ban chấp hành".split("|")
)
# Vietnamese heads of names and the initials of what they are in English; * takes any letters.
_HEADS = {
    head: initials
    for initials, heads in {
        "A": "hiệp hội|cơ quan|tổng cục|khu vực|thỏa thuận|thoả thuận",
        "O": "tổ chức|văn phòng",
        "FA": "liên đoàn|diễn đàn|hiệp định",
        "F": "quỹ",
        "BAD": "cục",
        "B": "ngân hàng",
        "U": "liên minh|đại học|trường đại|liên hiệp",
        "C": "ủy ban|uỷ ban|hội đồng|trung tâm|công ước|cộng đồng|tòa án|toà án|ban",
        "ISA": "viện|học viện|hội",
        "M": "bộ",
        "MC": "hội nghị bộ",
        "P": "chương trình|đảng|dự án|đối tác",
        "S": "hệ thống|hội chứng",
        "*": "công ty|tập đoàn|tổng công",
    }.items()
    for head in heads.split("|")
}
# Vietnamese initials, and what follows a name in brackets without abbreviating it.
_NATIVE = frozenset(
    key(short) for short, long in BUILT_IN if _spells(short, _syllables(long)) == 0
) | frozenset("usa us uk uae hose hnx upcom afp ap vn hn hcm dn cn".split())

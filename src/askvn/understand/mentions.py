"""What a conversation has spoken of: persons, organisations, places, years, other names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import regex

from askvn.vietnamese.words import FUNCTION_WORDS

Kind = Literal["person", "organisation", "place", "year", "name"]


NAMING: tuple[Kind, ...] = ("organisation", "person", "name", "place")


class Mention(NamedTuple):
    """A part of a text that names something; `sex` is "m", "f" or "" for a person, else ""."""

    kind: Kind
    text: str
    start: int
    sex: str = ""


_CAPITAL = r"\p{Lu}[\p{L}\p{M}\p{N}.&'’\-]*(?<![.])"
NAME = rf"{_CAPITAL}(?:\s+(?:{_CAPITAL}|\p{{N}}[\p{{N}}.\-]*))*"
_MEN = "ông|anh|thầy|chú|bác|cậu"
_WOMEN = "bà|chị|cô|nàng"
_OFFICES = (
    "bác sĩ|giáo sư|phó giáo sư|tiến sĩ|thạc sĩ|thủ tướng|phó thủ tướng|tổng thống|chủ tịch nước"
    "|chủ tịch|phó chủ tịch|bộ trưởng|thứ trưởng|giám đốc|tổng giám đốc|kỹ sư|luật sư|nhà văn"
    "|nhạc sĩ|ca sĩ|cầu thủ|huấn luyện viên|vua|hoàng đế|bệnh nhân"
)
# `bác sĩ Việt Nam`, `giám đốc Sở`: whose they are, not who.
_NO_OFFICER = (
    r"(?:Việt Nam|Trung Quốc|Hàn Quốc|Nhật Bản|Hoa Kỳ|Mỹ|Pháp|Anh|Đức|Nga|Lào|Hà Nội|Bệnh|Đại|Học"
    r"|Viện|Trường|Bộ|Sở|Ban|Hội|Khoa|Công|Trung|Ủy|Cục|Vụ|Văn phòng|Tập)\b"
)
_PERSON = regex.compile(
    rf"\b(?P<title>(?i:{_MEN}|{_WOMEN}|{_OFFICES}))\s+(?!{_NO_OFFICER})(?P<name>{NAME})"
)
_FAMILY_NAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh"
    "|Trương|Mai|Đào|Lâm|Phùng|Tạ|Tô|Cao|Lưu|Hà|Chu|Thái|Quách|Lương|Kiều|Vương|Triệu"
)
_NO_PERSON = r"(?:Hà (?:Nội|Nam|Tĩnh|Giang|Đông|Lan)|Thái (?:Lan|Bình|Nguyên)|Cao Bằng|Lâm Đồng)\b"
_FULL_NAME = regex.compile(
    rf"\b(?!{_NO_PERSON})(?:{_FAMILY_NAMES})(?:\s+\p{{Lu}}[\p{{Ll}}\p{{M}}]+){{1,3}}"
)
_BODIES = (
    "tổng công ty|công ty|tập đoàn|ngân hàng|trường đại học|đại học|trường|học viện|viện"
    "|bệnh viện|hiệp hội|hội|liên đoàn|ủy ban|trung tâm|quỹ|đảng|câu lạc bộ|hãng|nhà máy"
)
_KINDS_OF_BODY = r"(?:\s+(?:cổ phần|trách nhiệm hữu hạn|TNHH|CP|mẹ|con|đa khoa|trung ương))*"
# Where a noun phrase in small letters ends, besides at grammar.
_VERBS = frozenset(
    "thuộc diễn tổ chức ký dự gây xảy khiến giúp làm đặt nằm cho thấy mắc nói biết đạt tăng "
    "giảm bắt kết xuất tiến thực áp sử dùng phải đang nhận trả mua bán sinh mất sống chữa đứng "
    "đối so hơn nhất đầu trước sau khác chính hiện nay ngày tháng năm họp xây ra hợp tuyển "
    "cùng thường luôn vẫn".split()
)
_NO_END = rf"(?!(?:{'|'.join(sorted(FUNCTION_WORDS | _VERBS))})\b)"
_BODY = regex.compile(
    rf"\b(?i:{_BODIES})(?i:{_KINDS_OF_BODY})\s+{NAME}(?:\s+{_NO_END}\p{{Ll}}+\s+{NAME})?"
)
_FIELD = rf"(?!Bộ|Sở|Cục)\p{{Lu}}\p{{Ll}}*(?:\s+{_NO_END}\p{{Ll}}+)?"
_OFFICE_OF_STATE = regex.compile(
    rf"\b(?:Bộ|Sở|Cục|Tổng cục|Vụ|Ban)\s+{_FIELD}(?:(?:,\s+{_FIELD})*\s+và\s+{_FIELD})?"
)
_REGIONS = (
    "tỉnh|thành phố|huyện|quận|xã|phường|thị xã|nước|bang|đảo|quần đảo|sông|núi|hồ|vịnh|làng|châu"
)
_PLACE = regex.compile(rf"\b(?:(?i:{_REGIONS})\s+(?P<name>{NAME})|(?i:ở|tại)\s+(?P<there>{NAME}))")
_YEAR = regex.compile(r"\bnăm\s+\d{4}\b|(?<![\p{N}/.,\-])(?:1[5-9]|20)\d\d(?![\p{N}/]|[.,]\d)")
_NAME = regex.compile(NAME)
_PATTERNS: tuple[tuple[Kind, regex.Pattern[str]], ...] = (
    ("year", _YEAR), ("organisation", _BODY), ("organisation", _OFFICE_OF_STATE),
    ("person", _PERSON), ("person", _FULL_NAME), ("place", _PLACE), ("name", _NAME),
)  # fmt: skip
_NAMED = regex.compile(
    r"(?:(?:cổ phần|trách nhiệm hữu hạn|TNHH|CP|mẹ|con|đa khoa)\s+)*"
    rf"(?:\p{{Lu}}\p{{Ll}}*\s+{_NO_END}\p{{Ll}}+(?:\s+{NAME})?|{NAME})"
)
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}\-]*")
_MOST_WORDS = 5
_LONGEST_SYLLABLE = 7
# Behind a phrase these ask for it: it names nothing.
_ASKED = regex.compile(r"\s*(?:nào|gì|ai|mấy|bao nhiêu|này|đó|ấy)\b", regex.IGNORECASE)


def mentions(text: str) -> list[Mention]:
    """Return what `text` names, in order; of two that overlap the more telling one."""
    taken: list[tuple[int, int]] = []
    found = []
    for mention, end in _all(text):
        start = mention.start
        if all(end <= left or right <= start for left, right in taken):
            taken.append((start, end))
            found.append(mention)
    return sorted(found, key=lambda one: one.start)


def names_something(text: str) -> bool:
    """Tell whether a text names a person, a body, a place or another thing."""
    return any(one.kind in NAMING for one in mentions(text))


def names(text: str) -> list[str]:
    """Return every run of words written with capitals that is no mere start of a sentence."""
    return [match.group() for match in _NAME.finditer(text) if _is_name(text, match)]


def phrase(noun: str, text: str) -> str:
    """Return the last phrase of `text` that begins with `noun` and says more, "" if none does.

    `công ty` finds `Công ty VinEco`, `bệnh` finds `bệnh đau vai gáy`.
    """
    found = ""
    for match in regex.finditer(rf"\b{regex.escape(noun)}\s+", text, regex.IGNORECASE):
        rest = text[match.end() :]
        name = _named(rest)
        more = name or _small(rest)
        if more and not _ASKED.match(rest, len(more)):
            found = text[match.start() : match.end()] + more
    return " ".join(found.split())


def _all(text: str) -> Iterator[tuple[Mention, int]]:
    """Yield mentions and where they end, the more telling kinds first."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = match.start("there") if match.groupdict().get("there") else match.start()
            sex = _sex(match) if kind == "person" else ""
            if kind != "name" or _is_name(text, match):
                yield Mention(kind, text[start : match.end()], start, sex), match.end()


def _named(rest: str) -> str:
    """Return the name that `rest` begins with, behind words such as `cổ phần`."""
    match = _NAMED.match(rest)
    return match.group() if match else ""


def _small(rest: str) -> str:
    """Return the words in small letters that `rest` begins with, up to grammar or a verb.

    More than five have no end, one alone is half of something: then "".
    """
    kept: list[str] = []
    end = 0
    for match in _WORD.finditer(rest):
        word = match.group()
        is_apart = rest[end : match.start()].strip() or word.lower() in FUNCTION_WORDS
        if is_apart or word.lower() in _VERBS:
            break
        kept.append(word)
        end = match.end()
    return rest[:end] if 1 < len(kept) <= _MOST_WORDS else ""


def _is_name(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a match is no mere word, capitalised at the start of a sentence."""
    before = text[: match.start()].rstrip()
    first = match.group().split()[0]
    follows = match.group().split()[1:]
    is_word = first.isalpha() and first[1:].islower() and len(first) <= _LONGEST_SYLLABLE
    is_alone = not any(part[0].isalpha() for part in follows)
    begins = not before or before[-1] in ".?!:;“\"'(\n"
    return not (is_word and is_alone and begins)


def _sex(match: regex.Match[str]) -> str:
    """Return the sex that a title or a middle name tells, "" if neither does."""
    title = str(match.groupdict().get("title") or "").lower()
    if title in _MEN.split("|") or " Văn " in match.group():
        return "m"
    return "f" if title in _WOMEN.split("|") or " Thị " in match.group() else ""


def latest(texts: Sequence[str], kinds: Sequence[Kind], sex: str = "") -> str:
    """Return the last mention of one of these kinds in `texts`, newest text first; "" if none.

    A person whose sex is known to be another one is passed over.
    """
    for text in texts:
        for one in reversed(mentions(text)):
            if one.kind in kinds and not (sex and one.sex and one.sex != sex):
                return one.text
    return ""

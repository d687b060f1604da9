"""What the words of a question that point back stand for: `ông ấy`, `họ`, `ở đó`, `số tiền này`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from askvn.understand import mentions as named
from askvn.understand.mentions import Kind
from askvn.understand.phrasing import ASKING, small, tidy
from askvn.vietnamese.quantities import quantities
from askvn.vietnamese.words import FUNCTION_WORDS

Turns = Sequence[tuple[str, str]]
Rule = Callable[[regex.Match[str], Turns], str]

_ANY_CASE = regex.IGNORECASE
_THIS = r"(?:ấy|này|đó|kia|nói trên|vừa nêu)"
_PERSONS = {
    **dict.fromkeys(("ông", "anh", "chú", "cậu", "chàng"), "m"),
    **dict.fromkeys(("bà", "chị", "cô", "nàng"), "f"),
    "người": "",
}
_PRONOUN = regex.compile(
    rf"\b(?P<noun>ông|bà|anh|chị|cô|cậu|chàng|nàng|chú|người)\s+(?:ta|{_THIS})\b"
    r"|^(?P<noun>ông|bà|anh|chị|cô)(?=\s+\p{Ll})(?!\s+(?:bà|chị|em|ấy|ta|này|đó)\b)",
    _ANY_CASE,
)
# Not `họ tên`, `họ Nguyễn`, `dòng họ`.
_THEY = regex.compile(r"(?<!\b(?:dòng|cùng|khác)\s)\b[Hh]ọ\b(?!\s+(?:tên|hàng|và tên|\p{Lu}))")
_SEVERAL = ("các", "những", "nhóm", "đoàn", "đội")
_IT = regex.compile(r"\bnó\b(?!\s+(?:là|có)\s+nghĩa)", _ANY_CASE)
_THING = regex.compile(rf"^(?:cái|thứ|món|vật)\s+{_THIS}\b", _ANY_CASE)
_THERE = regex.compile(
    rf"\b(?P<lead>ở|tại|đến|từ)\s+(?:đó|đấy|đây)\b|\b(?:nơi|chỗ|địa điểm)\s+{_THIS}\b", _ANY_CASE
)
_IS_WHERE = regex.compile(r"\s+(?:ở|nằm|thuộc|là)\b", _ANY_CASE)
_SIDE = regex.compile(rf"\b(?:phía )?bên\s+{_THIS}\b", _ANY_CASE)
_YEAR = regex.compile(rf"\bnăm\s+{_THIS}\b", _ANY_CASE)
_THEN = regex.compile(
    rf"^(?:vào\s+)?(?:(?:lúc|khi|hồi|dạo|thời điểm|thời gian)\s+{_THIS}|(?P<day>hôm|ngày)\s+{_THIS}"
    rf"|(?P<month>tháng)\s+{_THIS})\b",
    _ANY_CASE,
)
_MONEY = regex.compile(rf"\b(?P<noun>số tiền|khoản tiền|khoản)\s+{_THIS}\b", _ANY_CASE)
_FIGURE = regex.compile(rf"(?<!\btrong\s)\b(?P<noun>con số|số)\s+{_THIS}\b", _ANY_CASE)
# `dự án trên do ai làm?`, and not `dự án trên cao`.
_POINTED = regex.compile(
    rf"\b(?:(?P<first>\p{{L}}+)\s+)?(?P<noun>\p{{L}}+)\s+(?:{_THIS}\b|trên"
    r"(?=\W*$|\s+(?:là|có|bị|được|như|do|vì|đã|sẽ|ra|thuộc|nằm|trị giá|dùng|gồm|của)\b))",
    _ANY_CASE,
)
_NO_NOUNS = frozenset(
    "khi lúc việc điều cái nơi ở trước sau từ do đến trong bên qua cùng trên dưới là và của với "
    "những các một hai ba số cả hợp".split()
)
_KIND_OF_NOUN: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(
        ("công ty", "tập đoàn", "ngân hàng", "trường", "viện", "đơn vị", "cơ quan", "tổ chức",
         "doanh nghiệp", "hãng", "bộ", "hiệp hội", "bệnh viện"),
        ("organisation",),
    ),
    **dict.fromkeys(
        ("tỉnh", "thành phố", "nước", "huyện", "quốc gia", "địa phương", "vùng", "đảo", "xã"),
        ("place",),
    ),
}  # fmt: skip


def pointed(question: str, before: Turns) -> str:
    """Return the question with the words that point back replaced by what they point to.

    `before` are the questions and answers before it, oldest first.
    """
    for pattern, rule in _RULES:
        if match := pattern.search(question):
            found = _fitted(match, rule(match, before))
            question = f"{question[: match.start()]}{found}{question[match.end() :]}"
    return tidy(question)


def subject(text: str) -> str:
    """Return what a question is about: the first thing that it names."""
    found = [one.text for one in named.mentions(text) if one.kind in named.NAMING]
    if not found:
        return ""
    head = regex.match(r"(?:\p{L}+\s+){1,3}(?=" + regex.escape(found[0]) + ")", text)
    return f"{head.group()}{found[0]}" if head and not ASKING.search(head.group()) else found[0]


def _fitted(match: regex.Match[str], found: str) -> str:
    """Return what was found for a match to stand in its place, else what stood there."""
    if not found:
        return match.group()
    return small(found) if match.start() else found


def _texts(before: Turns) -> list[str]:
    """Return what was asked and answered, the last question first."""
    return [text for turn in reversed(before) for text in turn if text]


def _answers(before: Turns) -> list[str]:
    """Return what was answered and asked, the last answer first."""
    return [text for turn in reversed(before) for text in reversed(turn) if text]


def _person(match: regex.Match[str], before: Turns) -> str:
    return named.latest(_texts(before), ("person",), _PERSONS[match["noun"].lower()])


def _they(match: regex.Match[str], before: Turns) -> str:
    """Return several persons, or a body, of whom the last question or its answer speaks."""
    del match
    for text in _texts(before[-1:]):
        for noun in _SEVERAL:
            if found := named.phrase(noun, text):
                return found
        persons = list(
            dict.fromkeys(one.text for one in named.mentions(text) if one.kind == "person")
        )
        if len(persons) > 1:
            return f"{', '.join(persons[:-1])} và {persons[-1]}"
        if found := named.latest([text], ("organisation",)):
            return found
    return ""


def _there(match: regex.Match[str], before: Turns) -> str:
    place = named.latest(_texts(before), ("place",))
    if not place or (match["lead"] is None and _IS_WHERE.match(match.string, match.end())):
        return place
    return f"{match['lead'] or 'ở'} {place}"


def _side(match: regex.Match[str], before: Turns) -> str:
    del match
    return named.latest(_texts(before), ("organisation", "place"))


def _it(match: regex.Match[str], before: Turns) -> str:
    del match
    return named.latest(_texts(before)[:1], ("name", "organisation", "place"))


def _what(match: regex.Match[str], before: Turns) -> str:
    del match
    return subject(before[-1][0])


def _year(match: regex.Match[str], before: Turns) -> str:
    del match
    found = named.latest(_texts(before), ("year",))
    return f"năm {found.removeprefix('năm ').strip()}" if found else ""


def _then(match: regex.Match[str], before: Turns) -> str:
    """Return the last date that was told, with a day or a month where that is pointed to."""
    for text in _answers(before):
        for one in reversed(quantities(text)):
            if one.kind not in ("date", "year"):
                continue
            day, month = getattr(one.value, "day", None), getattr(one.value, "month", None)
            if (match["day"] and not day) or (match["month"] and (day or not month)):
                continue
            told = small(text[slice(*one.span)])
            lead = "" if told[:1].isalpha() else "ngày " if day else "tháng " if month else "năm "
            return tidy(f"{lead}{told}")
    return ""


def _money(match: regex.Match[str], before: Turns) -> str:
    found = _amount(before, ("money",))
    return f"{match['noun']} {found}" if found else ""


def _figure(match: regex.Match[str], before: Turns) -> str:
    found = _amount(before, ("money", "percent", "measure", "number"))
    return f"{match['noun']} {found}" if found else ""


def _amount(before: Turns, kinds: Sequence[str]) -> str:
    """Return the first amount of one of these kinds that the last answer tells, "" if none."""
    answer = before[-1][1]
    return next((answer[slice(*one.span)] for one in quantities(answer) if one.kind in kinds), "")


def _thing(match: regex.Match[str], before: Turns) -> str:
    """Return what `công ty này` or `phương pháp chữa bệnh đó` points to, with what is before it."""
    texts = _texts(before)
    first, noun = match["first"] or "", match["noun"]
    if noun.lower() in _NO_NOUNS or noun.lower() in _PERSONS or noun.lower() in FUNCTION_WORDS:
        return ""
    both = f"{first} {noun}".strip()
    for words in dict.fromkeys((both, noun)):
        kept = first if words == noun and first else ""
        for text in texts:
            if found := named.phrase(words, text):
                return f"{kept} {small(found)}".strip()
        if kinds := _KIND_OF_NOUN.get(words.lower()):
            if found := named.latest(texts, kinds):
                return f"{kept} {found}".strip()
            if found := named.latest(texts[:1], ("name",)):
                return f"{kept} {words} {found}".strip()
    return ""


_RULES: tuple[tuple[regex.Pattern[str], Rule], ...] = (
    (_PRONOUN, _person), (_THEY, _they), (_THERE, _there), (_SIDE, _side), (_YEAR, _year),
    (_THEN, _then), (_MONEY, _money), (_FIGURE, _figure), (_THING, _what), (_POINTED, _thing),
    (_IT, _it),
)  # fmt: skip

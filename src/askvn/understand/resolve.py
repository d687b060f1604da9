"""A follow-up as a question that stands for itself: what it left out is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from askvn.understand import mentions as named
from askvn.understand.content import content_tokens
from askvn.understand.follow_up import NO_SUBJECT
from askvn.understand.mentions import Kind
from askvn.vietnamese.words import FUNCTION_WORDS

Turns = Sequence[tuple[str, str]]

_ANY_CASE = regex.IGNORECASE
# `thế còn năm 2023?`, `vậy Lào thì sao?`
_AND = regex.compile(
    r"\W*(?:(?:thế|thể|vậy|thì|rồi)\s+(?:thì\s+)?)?còn\s+(?:(?:đối )?với\s+|về\s+)?(?P<other>.+?)"
    r"(?:\s+(?:thì\s+(?:sao|thế nào)|thì|thế nào|ra sao|là sao))?\W*$"
    r"|\W*(?:(?:thế|vậy)\s+)?(?P<other>.+?)\s+thì\s+(?:sao|thế nào)\W*$",
    _ANY_CASE,
)
_PARTICLES = regex.compile(r"\s+(?:a|ạ|nhé|nhỉ|nha|vậy|hả)$", _ANY_CASE)
_WORDS = (
    r"(?:khi|lúc|ngày|tháng|năm|thời gian|thời điểm|quý|mùa|thế kỷ)\s+nào|bao giờ|bao lâu|bao xa"
    r"|ngày\s+(?:bao nhiêu|mấy)|đâu|nơi nào|chỗ nào|tỉnh nào|nước nào|thành phố nào"
    r"|vì sao|tại sao|do đâu|như thế nào|thế nào|ra sao|bằng cách nào"
)
_LEADS = r"(?:(?:vào|từ|đến|tới|trong|ở|tại|lúc|hồi)\s+)?"
# What asks for a time, a place, a reason or a manner; the rest of its question is a statement.
_ADVERB = regex.compile(rf"\b{_LEADS}(?:{_WORDS})\b", _ANY_CASE)
_REASON = regex.compile(r"\b(?:vì|tại)\s+sao\b", _ANY_CASE)
_ALONE = regex.compile(rf"\b(?:{_WORDS}|ai|bao nhiêu|mấy|sao)\b", _ANY_CASE)
_ASKING = regex.compile(rf"\b(?:{_WORDS}|ai|gì|bao nhiêu|mấy|nào|sao)\b", _ANY_CASE)
_LEAD = regex.compile(r"^(?:thế thì|vậy thì|thế|vậy|còn|rồi|thì)\s+", _ANY_CASE)
_PERSONS = {
    **dict.fromkeys(("ông", "anh", "chú", "cậu", "chàng"), "m"),
    **dict.fromkeys(("bà", "chị", "cô", "nàng"), "f"),
    "người": "",
}
_PRONOUN = regex.compile(
    r"\b(?P<noun>ông|bà|anh|chị|cô|cậu|chàng|nàng|chú|người)\s+(?:ấy|ta|này|đó)\b"
    r"|^(?P<noun>ông|bà|anh|chị|cô)(?=\s+\p{Ll})(?!\s+(?:bà|chị|em|ấy|ta|này|đó)\b)",
    _ANY_CASE,
)
_IT = regex.compile(r"\bnó\b(?!\s+(?:là|có)\s+nghĩa)", _ANY_CASE)
_THERE = regex.compile(
    r"\b(?P<lead>ở|tại|đến|từ)\s+(?:đó|đấy)\b|\bnơi\s+(?:đó|ấy|này)\b", _ANY_CASE
)
_THEN = regex.compile(r"\bnăm\s+(?:đó|ấy|này)\b", _ANY_CASE)
_POINTED = regex.compile(
    r"\b(?:(?P<first>\p{L}+)\s+)?(?P<noun>\p{L}+)\s+(?:ấy|này|đó)\b", _ANY_CASE
)
_NO_NOUNS = frozenset(
    "khi lúc việc điều cái nơi ở trước sau từ do đến trong bên qua cùng trên dưới là và của với "
    "những các một hai ba số cả".split()
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
_OF_PERSONS = regex.compile(
    r"sinh|mất|qua đời|tốt nghiệp|công tác|quê|làm nghề|bao nhiêu tuổi", _ANY_CASE
)
_NAMING: tuple[Kind, ...] = ("organisation", "person", "name", "place")


class Filled(NamedTuple):
    """A follow-up filled in; `is_bare` if by itself it does not even say what is asked."""

    text: str
    is_bare: bool


def resolve(question: str, before: Turns) -> Filled:
    """Return a follow-up with what it leaves out filled in, "" where no rule knows how.

    `before` are the questions and answers before it, oldest first, those already filled in.
    """
    if not before:
        return Filled("", is_bare=False)
    last = before[-1][0]
    if match := _AND.match(question):
        other = _PARTICLES.sub("", match["other"].strip(" ,"))
        return Filled(_exchanged(other, last), is_bare=True)
    if _ALONE.search(question) and not content_tokens(_ADVERB.sub(" ", question)):
        return Filled(_asked_anew(question, last), is_bare=True)
    return Filled(_completed(question, before), is_bare=False)


def _completed(question: str, before: Turns) -> str:
    """Return the question with what it points to, or with its subject; "" if nothing is known."""
    texts = [text for turn in reversed(before) for text in turn if text]
    said = _LEAD.sub("", question)
    filled = _pointed(said, texts)
    if filled != _tidy(said):
        return _ended(filled)
    return _with_subject(said, before, texts) if NO_SUBJECT.match(said) else ""


def _exchanged(other: str, last: str) -> str:
    """Return the question before with the part exchanged that is of the kind of `other`."""
    if _ASKING.search(other):
        return ""
    new = named.mentions(other)
    if not new and other[0].isupper():
        new = [named.Mention("name", other, 0)]
    old = named.mentions(last)
    for one in new:
        for kinds in ((one.kind,), _NAMING if one.kind in _NAMING else ()):
            same = [each for each in old if each.kind in kinds]
            if same:
                part = _widened(same[-1].text, other, last)
                return _replaced(last, part, other)
    noun, *rest = other.split()
    as_long = regex.search(
        rf"\b{regex.escape(noun)}(?:\s+\p{{L}}+){{{len(rest)}}}", last, _ANY_CASE
    )
    if rest and as_long:  # `bé trai` for `bé gái`
        return _replaced(last, as_long.group(), other)
    if new and new[0].kind == "year":
        return f"{last.rstrip(' ?.!')} {other}?"
    return ""


def _widened(part: str, other: str, last: str) -> str:
    """Return the part with the word before it where `other` has that word too: `năm 2022`."""
    first, *_ = other.split()
    wider = regex.search(rf"\b{regex.escape(first)}\s+{regex.escape(part)}", last, _ANY_CASE)
    return wider.group() if wider else part


def _replaced(text: str, part: str, other: str) -> str:
    place = text.rfind(part)
    if place < 0:  # blanks were put in order
        return ""
    return _ended(_tidy(f"{text[:place]}{other}{text[place + len(part) :]}"))


def _asked_anew(question: str, last: str) -> str:
    """Return the question before, asked for what `question` asks: `ở đâu?`, `tại sao?`."""
    asked = _LEAD.sub("", question.strip(" ?.!"))
    statement = last.strip(" ?.!")
    match = _ADVERB.search(statement)
    if match:
        rest = f"{statement[: match.start()].rstrip(' ,')} {statement[match.end() :].lstrip(' ,')}"
        rest = regex.sub(
            r"^(?:thì|mà)\s+|\s+(?:vậy|thế|vào|là|từ)$", "", rest.strip(), flags=_ANY_CASE
        )
        if content_tokens(rest):
            if _REASON.search(asked):
                return _tidy(f"{asked} {_small(rest)}?")
            return _tidy(f"{rest} {_small(asked)}?")
    return _tidy(f"{statement}, {_small(asked)}?")


def _pointed(question: str, texts: Sequence[str]) -> str:
    """Return the question with the words that point back replaced by what they point to."""

    def person(match: regex.Match[str]) -> str:
        sex = _PERSONS[match["noun"].lower()]
        found = named.latest(texts, ("person",), sex) or match.group()
        return _small(found) if match.start() else found

    def there(match: regex.Match[str]) -> str:
        place = named.latest(texts, ("place",))
        return f"{match['lead'] or 'ở'} {place}" if place else match.group()

    def thing(match: regex.Match[str]) -> str:
        return _thing(match, texts) or match.group()

    def it(match: regex.Match[str]) -> str:
        return named.latest(texts[:1], ("name", "organisation", "place")) or match.group()

    def year(match: regex.Match[str]) -> str:
        found = named.latest(texts, ("year",))
        return f"năm {found.removeprefix('năm ').strip()}" if found else match.group()

    rules = ((_PRONOUN, person), (_THERE, there), (_THEN, year), (_POINTED, thing), (_IT, it))
    for pattern, rule in rules:
        question = pattern.sub(rule, question, count=1)
    return _tidy(question)


def _thing(match: regex.Match[str], texts: Sequence[str]) -> str:
    """Return what `công ty này` or `phương pháp chữa bệnh đó` points to, with what is before it."""
    first, noun = match["first"] or "", match["noun"]
    if noun.lower() in _NO_NOUNS or noun.lower() in _PERSONS or noun.lower() in FUNCTION_WORDS:
        return ""
    both = f"{first} {noun}".strip()
    for words in dict.fromkeys((both, noun)):
        kept = first if words == noun and first else ""
        for text in texts:
            if found := named.phrase(words, text):
                return f"{kept} {_small(found)}".strip()
        if kinds := _KIND_OF_NOUN.get(words.lower()):
            if found := named.latest(texts, kinds):
                return f"{kept} {found}".strip()
            if found := named.latest(texts[:1], ("name",)):
                return f"{kept} {words} {found}".strip()
    return ""


def _with_subject(question: str, before: Turns, texts: Sequence[str]) -> str:
    """Return a question that has left out its subject with that of the question before."""
    subject = named.latest(texts[:2], ("person",)) if _OF_PERSONS.match(question) else ""
    subject = subject or _subject(before[-1][0])
    return _ended(_tidy(f"{subject} {_small(question)}")) if subject else ""


def _subject(text: str) -> str:
    """Return what a question is about: the first thing that it names."""
    found = [one.text for one in named.mentions(text) if one.kind in _NAMING]
    if not found:
        return ""
    head = regex.match(r"(?:\p{L}+\s+){1,3}(?=" + regex.escape(found[0]) + ")", text)
    return f"{head.group()}{found[0]}" if head and not _ASKING.search(head.group()) else found[0]


def _ended(text: str) -> str:
    return f"{text.rstrip(' ?.!')}?"


def _small(text: str) -> str:
    """Return `text` to stand within a sentence: no capital first unless it is a name's."""
    first, _, second = text.partition(" ")
    is_full_name = second[:1].isupper() and first not in _COMMON
    return (
        text if first[1:].lower() != first[1:] or is_full_name else f"{text[:1].lower()}{text[1:]}"
    )


def _tidy(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:1].upper()}{line[1:]}"


# Words that stand before a name and are none.
_COMMON = frozenset(
    "Công Tập Ngân Trường Dự Vệ Bệnh Ông Bà Anh Chị Cô Tỉnh Thành Huyện Nước Người Luật Hãng Hội "
    "Trung".split()
)

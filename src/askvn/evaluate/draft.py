"""Draft evaluation questions from documents: by rules, for a person to correct."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import regex

from askvn.chunk import mask
from askvn.evaluate.sets import Question
from askvn.records import Document
from askvn.understand import content_tokens
from askvn.vietnamese import sentences, words
from askvn.vietnamese.diacritics import strip

_NAME = r"\p{Lu}[\p{L}\p{M}\p{N}&’'.-]*(?<!\.)(?:\s\p{Lu}[\p{L}\p{M}\p{N}&’'-]*)*"
_DAY = r"\d{1,2}(?:[/.-]\d{1,2}(?:[/.-]\d{4})?|\stháng\s\d{1,2}(?:(?:\snăm\s|/|,\s)\d{3,4})?)"
_WHEN = (
    rf"(?:(?P<unit>ngày)\s(?P<gone>{_DAY})|(?P<unit>tháng)\s(?P<gone>\d{{1,2}}/\d{{4}})"
    r"|(?P<gone>(?P<unit>tháng)\s\d{1,2}\snăm\s\d{4})|(?P<unit>năm)\s(?P<gone>\d{3,4})"
    r"|(?P<unit>thế kỷ|thập niên|quý)\s(?P<gone>[\dIVX/]+))(?!\s?[-–/]|\d|\s(?:cho )?đến\b)"
)
_AMOUNT = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_TITLE = (
    r"(?:(?i:ông|bà|cụ|(?:PGS|GS|TS|ThS)\.(?:\s?TS\.)?|(?:bộ|thứ|cục) trưởng|vua|nhà văn|giáo sư|"
    r"tiến sĩ|(?:đại )?tướng|(?:phó )?(?:tổng thống|chủ tịch|thủ tướng|(?:tổng )?giám đốc))\s)"
)
_DOES = (
    r"(?:đã|đang|sẽ|được|bị|là|cho|ký|phát|dẫn|sinh|mất|qua|nói|giữ|trở thành|làm|có|đến|đặt|viết|"
    r"(?:thành |sáng )?lập|chỉ|lãnh đạo|giành|đạt|lên|đánh|nhận|bắt|kết|gia nhập|rời|tuyên|ra|đề|"
    r"gọi|(?:xây )?dựng|tổ chức|khánh|mở|mua|bán|đầu tư|học|chủ trì|tham|thăm|gặp|tiếp|phê|ghi|thu|"
    r"thông qua|ban hành|bổ nhiệm|thay|gửi|trao|trình|dự|chiếm|không|từng|sang|đưa|tăng|giảm|trồng|"
    r"thực hiện|(?:bao )?gồm|thuộc|nằm|diễn ra|kéo dài|phải|cần|đi|hợp|sống|góp|tuyển|đảm bảo)\b"
)
_SUBJECT = r"(?=\s(?!(?:mặc|thời|giữa|theo|khi|sau|tại|được|bị|đánh|.*\b(?:đang|vừa))\b)\p{L})"
_FRONT = rf"^(?P<lost>(?:(?:Vào|Trong)\s)?(?i:{_WHEN}),?){_SUBJECT}"
_DATE = (
    r"(?<=\b(?:vào|trong|từ|(?<!tính )đến|tới|trước|sau|cuối|đầu|giữa|khoảng|sáng|chiều|tối|lập|"
    rf"ký|hành|sinh|mất|bố|qua|dựng|đời)\s)(?P<lost>{_WHEN})(?!\s{_DOES})"
    rf"|(?<!^|những )\b(?P<lost>{_WHEN})(?=[,.;]|$|\s(?:tại|ở|để)\b)"
)
_RANGE = (
    rf"\b(?P<lost>[Tt]ừ\s(?P<gone>{_AMOUNT}(?:\s(?:đồng|tháng|năm|ngày|giờ))?)\sđến\s"
    rf"(?:dưới\s)?(?P<gone>{_AMOUNT}\s(?P<unit>đồng|tháng|năm|ngày|giờ)))\b(?!\s\d)"
)
_NUMBER = (
    r"(?<!\b(?:(?i:điều|khoản|điểm|mục|số|thứ|tháng|ngày|năm|quý|lúc|chương|bảng|hình|bản|lớp|kỳ|"
    r"khoá|khóa|mùng|tuần|kỷ|niên|cấp|hạng|loại|nhóm|bước|tầng|trang|phút|lộ|đường|quận|từ|tập|vòng|"
    r"giải|giờ|phần|và|hoặc|cả|loạt|trên|văn|lục|những|các|bang|nghìn|mười|mươi)|\p{Lu}\S*)\s)(?<!\S)"
    r"(?P<lost>(?:(?i:khoảng|gần|chừng|xấp xỉ)\s|(?<!\b(?:nhiều|ít|lớn|cao|thấp) )hơn\s)?(?!0?1\s|"
    rf"(?:1\d|20)\d\d\s)(?:(?=(?P<gone>{_AMOUNT}(?:\s(?:nghìn|ngàn|triệu|t[ỷỉ]))*(?:\s?%)?)){_AMOUNT}|"
    r"(?P<gone>ba|bốn|sáu|bảy|tám|chín|mười|hai mươi)(?=\s\p{Ll})))(?!\s\p{Ll}+\s\d|(?:\s\p{Ll}+)+"
    r"\slà\s(?:\p{Lu}|anh|chị|bà))(?=\s?%|\s(?!(?:và|của|với|thì|trở|hoặc|là|trong|trên|cho|tại|ở|vào|"
    r"so|mà|giờ|đến|tháng|phần|mươi|mẹ|vợ|(?<!\b(?:đủ|dưới)\s\S+\s)tuổi)\b)(?:\p{Ll}|USD|EUR|VND|[GTM]B|"
    r"[Mk]W)|[,.;]?(?:\s[^\p{L}–-]|$)(?<=\b(?:là|đạt|tới|lên|xuống|còn|dưới|quá)\s\S+\s?))"
)
_WHO = rf"(?:^|(?<=\b(?:do|bởi|là)\s|\d,\s))(?P<lost>{_TITLE}*(?P<gone>{_NAME}))(?=\s{_DOES}|,|$)"
_WHERE = (
    r"(?<=\b(?:diễn ra|tổ chức|ký|sinh|mất|đặt|nằm|khai mạc|khánh thành|họp|lập|sống|mở|trụ sở|"
    r"học|làm việc|xây dựng|định cư|hoạt động|tìm thấy|phát hiện|ra đời|triển khai|phóng|thi đấu|"
    r"bị bắt|đào tạo|phát biểu|gặp)\b[^,;:]{0,60}?\s)(?P<lost>(?:tại|ở)\s(?P<gone>(?:\p{Ll}+\s)"
    rf"{{0,3}}(?!(?:Hội|Diễn|Điều|Luật|Giải|Lễ|Kỳ|Phiên|Bảng|Mục|AI)\b){_NAME}(?:,\s(?:\p{{Ll}}+\s)"
    rf"{{0,2}}{_NAME}(?=[,.;]|$))*))(?=$|;\s|,\s(?!ở|tại|và)\p{{Ll}}|\s(?:vào|từ|ngày|năm|tháng)\b)"
)
_RULES = [  # the kind, what is `lost` with the facts that are `gone`, what stands there instead
    ("date", regex.compile(_FRONT), "vào {unit} nào"),
    ("date", regex.compile(rf"^Từ\s(?P<lost>{_WHEN},?){_SUBJECT}"), "{unit} nào"),
    ("date", regex.compile(_DATE), "{unit} nào"),
    ("number", regex.compile(_RANGE), "bao nhiêu {unit}"),
    ("number", regex.compile(_NUMBER), "bao nhiêu"),
    ("who", regex.compile(_WHO), "ai"),
    ("where", regex.compile(_WHERE), "ở đâu"),
]
_ACTS = regex.compile(rf"\s{_DOES}")
_PERSON = regex.compile(rf"\b{_TITLE}(?P<name>{_NAME})|\b(?:tại|ở|nước|người)\s(?P<place>{_NAME})")
_LEANING = regex.compile(
    r"(?i:tuy|ngoài|bên|đồng thời|do|vì|bởi|nhờ|mặc|dù|song|nhưng|và|còn|hơn|thậm|trước|sau|rồi|"
    r"khi|nếu|để|như|theo|thứ|cụ thể|đặc biệt|ví|cuối|ngược|tương|tiếp|lúc|cùng|là|kết quả|không|"
    r"nhất|gồm|bằng|với|qua|chỉ|thay|riêng|lần|phía|được|bị|đã|sẽ|căn cứ|hoặc|nhân|đây|phải|giữa|"
    r"(?:người )?phạm tội|tại|ở|trong|đến|trên|dưới|đầu|đang|thấy|cho|biết|về|ngay|"
    r"hồi|tới|kể|lo|(?-i:từ))\b"
)
_LEANS = regex.compile(  # on what was said before, or on when it was said
    r"\b(?i:này|đó|ấy|kia|(?:nêu|nói|kể) trên|(?:trên|sau|dưới) đây|như sau|họ|nó|chúng|hắn|tôi|ta|"
    r"mình|bạn|em|đây|vậy|(?:hai|các|đôi) bên|cả (?:hai|ba|đoàn)|hiện|hôm (?:nay|qua)|vừa|vẫn đang|"
    r"lúc này|bấy giờ|cùng (?:kỳ|năm|ngày|tháng|lúc|thời)|cũng|nữa|trong khi|nay|còn lại|tiếp theo|"
    r"khác(?! nhau)|(?-i:[Aa]i)|gì|nào|đâu|sao cho|mấy|bao nhiêu|bao giờ|so với|tương ứng|(?:năm|"
    r"phút|ngày|tháng|giờ) (?:sau|trước)(?! khi))\b|[;:]|\s[-–—]\s|\b(?:dân số|cho biết|T[PX])$|"
    r"\btrên(?=$|[,.]|\s(?:để|đã|là|về))|(?:\b(?:ông|bà|anh|chị|cô)|^(?:Ông|Bà|Anh|Chị|Cô))\b(?!\s"
    r"\p{Lu})|(?:,\s|\b(?:mà|của|thì|trong|cho)\s)(?:công ty|đoàn|dự án|hãng|hội nghị|thành phố|"
    rf"bang|tỉnh|đội|đảo|mạng|khối|lớp)(?=[,.;]|$|\s(?:từ|ở|tại|vào|{_DOES}))"
)
_VAGUE = regex.compile(rf"\p{{Lu}}\p{{Ll}}*(?:\s\p{{Ll}}+){{0,2}}\s{_DOES}")
_NORM = regex.compile(
    r"\b(?:bị phạt|tối (?:đa|thiểu)|(?:ít|chậm) nhất|không quá|thời hạn|có trách nhiệm|được "
    r"(?:tính|nghỉ|hưởng|phép|giảm|miễn)|phải (?:bảo đảm|có|nộp|đủ|đạt|được|chịu|chiếm|bằng|báo))\b"
)
_CUT = regex.compile(r"(?<=nhiêu|%|nào|đâu|\bai),|[;:]|,\s(?=\P{Lu})|\s(?:nhưng|trong đó)\s")
_NAMED = regex.compile(r"\b(?!(?:USD|EUR|VND|[GTM]B|MW)\b)\p{Lu}[\p{L}\p{N}]")
_ITEM = regex.compile(r"^(?:\d{1,2}(?:\.\d+)*[.)]|[a-zđ]\))\s")
_PROSE = regex.compile(r"\p{Lu}[^|…?!\[\]{}_=*()\"“”]{9,600}")
_GRAMMAR = "|".join(sorted(words.FUNCTION_WORDS - {"thế", "do", "bị", "không", "ngoài", "gồm"}))
_WORD = rf"(?!(?i:{_GRAMMAR}|đối với|nhưng|tuy nhiên|(?<=có )thể|(?<=một )số)\b)\p{{L}}[\w&-]*"
_PHRASE = regex.compile(rf"\b{_WORD}(?:\s{_WORD})+")
_SWAPPED = regex.compile(r"(?<!đến (?:năm )?)\b[12]\d{3}\b(?! đến|-)|(?<=\s)[1-9]\d\d?(?=\s\p{Ll})")


class _Line(NamedTuple):
    document: int
    place: int
    text: str


class _Draft(NamedTuple):
    line: _Line
    terms: frozenset[str]
    question: Question


class _Known(NamedTuple):
    documents: Sequence[Document]
    lines: Sequence[_Line]
    holders: Mapping[str, Sequence[int]]  # the lines in which a term stands
    names: frozenset[str]  # words that are always capitals
    people: frozenset[str]


def draft(documents: Iterable[Document], *, count: int, seed: int) -> list[Question]:
    """Return up to `count` questions, even over kinds and documents, the same for the same seed.

    Every tenth asks for what no document tells; `evidence` is a sentence as seen, on one line.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = _read(list(documents), 5 * count, chance)
    lines = chance.sample(known.lines, len(known.lines))
    clozes = [one for line in lines for one in _clozes(known, line)]
    asked = {one.line for one in clozes}
    others = [one for line in lines if line not in asked for one in _keywords(known, line)]
    near = islice(_near_misses(known, _choose(known, clozes, count, []), chance), round(count / 10))
    chosen = _choose(known, [*clozes, *others, *_titles(known.documents)], count, list(near))
    return [
        replace(one.question, id=f"d{number:04}-{one.question.kind}")
        for number, one in enumerate(sorted(chosen, key=lambda one: one.line), start=1)
    ]


def _read(documents: Sequence[Document], most: int, chance: random.Random) -> _Known:
    lines: list[_Line] = []
    for number in sorted(chance.sample(range(len(documents)), min(len(documents), most))):
        document = documents[number]
        visible = mask(document.text, document.hidden)
        headings = {mark.label for mark in document.marks} | {document.title}
        texts = [
            (start, " ".join(visible[start:end].split())) for start, end in sentences.split(visible)
        ]
        lines += (_Line(number, start, text) for start, text in texts if text not in headings)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for term in set(content_tokens(line.text)):
            holders[term].append(number)
    inner = {word.strip(".,;:()") for line in lines for word in line.text.split()[1:]}
    names = frozenset(word for word in inner if word[:1].isupper() and word.lower() not in inner)
    found = [match for line in lines for match in _PERSON.finditer(line.text)]
    titled = {match["name"] or "" for match in found}
    parts = {part for name in titled if " " in name for part in (name, name.split()[-1])}
    people = {part for part in parts if " " in part or part in names}
    places = {match["place"] for match in found}
    return _Known(documents, lines, holders, names, frozenset(people - places))


def _choose(known: _Known, pool: list[_Draft], count: int, chosen: list[_Draft]) -> list[_Draft]:
    """Return `chosen` and what keeps documents and kinds even, plain ones first, none twice."""
    waiting = sorted(pool, key=lambda one: sum(map(one.question.question.count, ",0123456789")))
    kinds = Counter(one.question.kind for one in chosen)
    used = Counter(one.line.document for one in chosen)
    while waiting and len(chosen) < count:
        best = min(waiting, key=lambda one: (used[one.line.document], kinds[one.question.kind]))
        waiting.remove(best)
        if kinds[best.question.kind] < count / 3 and _is_new(known, best, chosen):
            chosen.append(best)
            kinds[best.question.kind] += 1
            used[best.line.document] += 1
    return chosen


def _is_new(known: _Known, one: _Draft, chosen: Iterable[_Draft]) -> bool:
    """Tell whether nothing chosen is like it and no other line tells nearly all that it asks."""
    for other in chosen:
        shared = len(one.terms & other.terms)
        if other.line == one.line or shared > 0.6 * len(one.terms | other.terms):
            return False
    held = Counter(number for term in one.terms for number in known.holders.get(term, ()))
    rivals = [number for number, share in held.items() if share >= 0.8 * len(one.terms)]
    return not one.line.text or all(known.lines[number] == one.line for number in rivals)


def _titles(documents: Sequence[Document]) -> Iterator[_Draft]:
    shared = Counter(document.title.casefold() for document in documents)
    for number, one in enumerate(documents):
        title, path = (" ".join(words.syllables(text)) for text in (one.title, one.source))
        named = title.count(" ") > 1 and not regex.search(r"_|\.[a-z]{3}", one.title)
        if named and title not in path and shared[one.title.casefold()] == 1:
            question = Question("", one.title, (), (), (one.source,), kind="title", drafted="title")
            yield _Draft(_Line(number, -1, ""), frozenset(content_tokens(one.title)), question)


def _clozes(known: _Known, line: _Line) -> Iterator[_Draft]:
    """Yield a line's first clause as a question, once for each thing that can be asked for."""
    text = regex.sub(r"\s?\([^()]*\)", "", _ITEM.sub("", line.text)).rstrip(". ")
    item = _ITEM.match(line.text) and not _NORM.search(text)
    if item or not (line.text.endswith(".") and _PROSE.fullmatch(text)) or _LEANING.match(text):
        return
    text = text.replace("Người nào", "Người").replace(", thì ", " thì ")
    for kind, pattern, filler in _RULES:
        for match in pattern.finditer(text):
            facts = tuple(match.captures("gone"))
            asked = _filled(text, match, filler.format(**match.groupdict()).lower())
            if _stands_alone(known, asked, facts) and (kind != "who" or facts[0] in known.people):
                answers = (match["lost"],) if len(facts) > 1 else facts
                asked = f"{asked[0].upper()}{asked[1:]}?".replace("nhiêu%", "nhiêu %")
                question = Question("", asked, answers, facts, kind=kind, drafted="cloze")
                yield _drafted(known, line, question)


def _filled(text: str, match: regex.Match[str], filler: str) -> str:
    """Return the clause with `filler` in the place of what is lost, '' if it is not whole."""
    head, tail = text[: match.start("lost")], text[match.end("lost") :]
    first, comma, _ = head.partition(", ")
    clause = head.rfind(", ") + 2 if comma else 0
    whole = f"{head}{filler}{tail}"
    verb = _ACTS.search(whole, clause)
    cut = _CUT.search(whole, max(len(head + filler), verb.end())) if verb and head else None
    asked = whole[: cut.start()] if cut else whole
    lost = (
        verb is None
        or (tail.startswith(",") and verb.start() > len(head))
        or (head.count(",") == 1 and not _ACTS.search(first) and not first[-1:].isdigit())
        or (comma and _LEANING.match(whole, clause))
        or " thì " in whole[len(asked) :]
    )
    return "" if lost else asked


def _stands_alone(known: _Known, asked: str, facts: Sequence[str]) -> bool:
    rest = regex.sub(
        r"\b(?:[Bb]ao nhiêu|ở đâu|[Aa]i|(?:ngày|tháng|năm|kỷ|niên|quý) nào)\b", "_", asked
    )
    first, _, others = rest.partition(" ")
    named = first in known.names or (_NAMED.search(others) and not _VAGUE.match(asked))
    return bool(
        6 <= len(asked.split()) <= 30
        and not _LEANS.search(rest)
        and sum(any(map(str.isdigit, word)) for word in rest.split()) <= 3
        and not any(len(fact) > 3 and fact.lower() in asked.lower() for fact in facts)
        and (named or (len(asked) > 40 and _NORM.search(asked)))
    )


def _keywords(known: _Known, line: _Line) -> Iterator[_Draft]:
    """Yield the three rarest runs of words between the words of grammar, in their order."""
    if line.text.endswith(".") and not _LEANS.search(line.text):
        phrases = list(dict.fromkeys(_PHRASE.findall(line.text)))
        terms = {one: content_tokens(one) for one in phrases}
        lines = {one: [len(known.holders.get(term, ())) for term in terms[one]] for one in phrases}
        rare = sorted(phrases, key=lambda one: min(lines[one], default=0))[:3]
        asked = " ".join(phrase for phrase in phrases if phrase in rare)
        if 6 <= len(asked.split()) <= 14:
            yield _drafted(known, line, Question("", asked, kind="keywords", drafted="keywords"))


def _drafted(known: _Known, line: _Line, question: Question) -> _Draft:
    source = known.documents[line.document].source
    question = replace(question, documents=(source,), evidence=(line.text,))
    return _Draft(line, frozenset(content_tokens(question.question)), question)


def _near_misses(known: _Known, clozes: list[_Draft], chance: random.Random) -> Iterator[_Draft]:
    """Yield clozes with another year or number, one that no document has beside their words."""
    texts = [_plain(f"{one.title} {mask(one.text, one.hidden)}") for one in known.documents]
    for one in clozes:
        asked = one.question.question
        pairs = [_plain(term.replace("_", " ")) for term in one.terms if "_" in term]
        for match in _SWAPPED.finditer(asked):
            value = str(int(match[0]) - chance.randint(2, 9))
            held = [text for text in texts if _plain(value) in text]
            if all(2 * sum(pair in text for pair in pairs) < len(pairs) for text in held):
                wrong = f"{asked[: match.start()]}{value}{asked[match.end() :]}"
                made = Question("", wrong, unanswerable=True, kind="near-miss", drafted="near-miss")
                yield one._replace(question=made)
                break


def _plain(text: str) -> str:
    return f" {' '.join(words.syllables(strip(text)))} "

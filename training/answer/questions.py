"""Cases from raw text: a sentence is turned into a question by rule, no person needed."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import regex
from training.answer import data

from askvn.vietnamese import words

BLOCK_DOCUMENTS = 2_000
SENTENCES_PER_DOCUMENT = 5
NEAR_SENTENCES = 8
FAR_SENTENCES = 5
RARE_SENTENCES = 40

_NAME = r"\p{Lu}[\p{L}\p{M}]*(?:\s+\p{Lu}[\p{L}\p{M}]+){1,5}"
# What an answer looks like, and how a Vietnamese asks for it.
_PATTERNS: tuple[tuple[str, regex.Pattern[str], tuple[str, ...]], ...] = (
    (
        "date",
        regex.compile(
            r"(?:ngày\s+)?\d{1,2}(?:/\d{1,2}(?:/\d{4})?|\s+tháng\s+\d+(?:\s+năm\s+\d{4})?)"
        ),
        (
            "ngày nào",
            "khi nào",
            "vào ngày nào",
            "vào ngày tháng năm nào",
            "hôm nào",
            "thời gian nào",
            "bao giờ",
        ),
    ),
    (
        "year",
        regex.compile(r"(?:năm|tháng)\s+\d{1,4}(?:[/ ]\d{4})?"),
        ("năm nào", "khi nào", "vào năm nào", "thời điểm nào", "vào năm bao nhiêu", "vào lúc nào"),
    ),
    ("number", regex.compile(r"\d[\d.,]*"), ("bao nhiêu", "mấy", "là bao nhiêu", "bao nhiêu")),
    (
        "place",
        regex.compile(rf"(?:tại|ở)\s+{_NAME}"),
        ("ở đâu", "tại đâu", "ở nơi nào", "ở nước nào", "ở thành phố nào"),
    ),
    (
        "name",
        regex.compile(_NAME),
        (
            "ai",
            "người nào",
            "gì",
            "đâu",
            "nào",
            "tên gì",
            "tổ chức nào",
            "công ty nào",
            "nơi nào",
            "là ai",
        ),
    ),
)
_OPEN = (
    "gì",
    "như thế nào",
    "là gì",
    "ra sao",
    "thế nào",
    "những gì",
    "điều gì",
    "vì sao",
    "làm gì",
    "nào",
)
_LEADS = (
    "Theo bài viết, ",
    "Cho biết ",
    "Hãy cho biết ",
    "Xin hỏi ",
    "Tại sao ",
    "Vì sao ",
    "Có phải ",
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of raw text and where it stands."""

    text: str
    document: int
    place: int


def ask(sentence: str, source: random.Random) -> tuple[str, str]:
    """Return a question that `sentence` answers and the words that do; "" where no rule fits."""
    found = [
        (m, ways)
        for _, pattern, ways in _PATTERNS
        for m in islice(pattern.finditer(sentence, 1), 3)
    ]
    if found and source.random() < 0.75:
        match, ways = source.choice(found)
        before, after = sentence[: match.start()].split(), sentence[match.end() :].split()
        asked, span = source.choice(ways), match.group().strip()
    else:
        tokens = sentence.split()
        length = source.randint(2, max(2, min(10, len(tokens) // 2)))
        begin = source.randint(0, max(0, len(tokens) - length))
        before, after = tokens[:begin], tokens[begin + length :]
        asked, span = source.choice(_OPEN), " ".join(tokens[begin : begin + length])
    left = _thin(before[-source.randint(3, 14) :], source)
    right = _thin(after[: source.randint(2, 12)], source)
    if len(left) + len(right) < 4:
        return "", ""
    return _finish(_arrange(left, asked, right, source), source), span


def _arrange(left: list[str], asked: str, right: list[str], source: random.Random) -> list[str]:
    chance = source.random()
    if chance < 0.5:
        return [*left, asked, *right]
    if chance < 0.7:
        return [*right, *left, asked]
    if chance < 0.85:
        return [*left, *right, asked]
    return [asked, *right] if len(right) > 4 else [asked, *left, *right]


def _thin(tokens: list[str], source: random.Random) -> list[str]:
    """Return `tokens` with a few dropped or swapped: nobody asks in the source's own words."""
    kept = [token for token in tokens if source.random() > 0.15]
    if len(kept) > 6 and source.random() < 0.3:
        begin = source.randrange(len(kept) - 3)
        del kept[begin : begin + source.randint(1, 3)]
    if len(kept) > 4 and source.random() < 0.3:
        place = source.randrange(len(kept) - 1)
        kept[place], kept[place + 1] = kept[place + 1], kept[place]
    return kept


def _finish(tokens: list[str], source: random.Random) -> str:
    text = " ".join(tokens).strip(" ,.;:-–\"'“”()")
    text = regex.sub(r"[\"“”()]", "", text)
    if source.random() < 0.12:
        return source.choice(_LEADS) + text + "?"
    return text[:1].upper() + text[1:] + "?"


def cases(documents: Iterable[str], *, seed: int) -> Iterator[data.Case]:
    """Yield cases from raw documents, block by block."""
    source = random.Random(seed)
    stream = iter(documents)
    while block := list(islice(stream, BLOCK_DOCUMENTS)):
        yield from _block(block, source)


def _block(block: Sequence[str], source: random.Random) -> Iterator[data.Case]:
    pages = [data.split(data.clean(text)) for text in block]
    pages = [page for page in pages if len(page) >= 4]
    every = [Sentence(t, d, p) for d, page in enumerate(pages) for p, t in enumerate(page)]
    pairs = [_pairs(sentence.text) for sentence in every]
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, found in enumerate(pairs):
        for pair in found:
            holders[pair].append(number)
    firsts = [i for i, s in enumerate(every) if s.place == 0]
    for first in firsts:
        page = pages[every[first].document]
        usable = [first + i for i, text in enumerate(page) if 40 <= len(text) < data.SENTENCE_CHARS]
        for number in source.sample(usable, min(len(usable), SENTENCES_PER_DOCUMENT)):
            sentence = every[number]
            question, span = ask(sentence.text, source)
            if question:
                far = _far(number, every, pairs, holders)
                near = _near(page, sentence.place)
                yield data.Case(question, sentence.text, near, far, "text", span)


def _near(page: Sequence[str], place: int) -> tuple[str, ...]:
    begin = max(0, place - NEAR_SENTENCES // 2)
    around = page[begin : begin + NEAR_SENTENCES + 1]
    return tuple(dict.fromkeys(text for text in around if text != page[place] and len(text) > 15))


def _far(
    number: int,
    every: Sequence[Sentence],
    pairs: Sequence[set[tuple[str, str]]],
    holders: dict[tuple[str, str], list[int]],
) -> tuple[str, ...]:
    """Return sentences of other documents that share rare pairs of syllables."""
    votes: Counter[int] = Counter()
    for pair in pairs[number]:
        shared = holders[pair]
        if len(shared) <= RARE_SENTENCES:
            votes.update(shared)
    mine = pairs[number]
    found = [
        other
        for other, count in votes.most_common(4 * FAR_SENTENCES)
        if every[other].document != every[number].document and count < 0.6 * len(mine)
    ]
    return tuple(dict.fromkeys(every[other].text for other in found[:FAR_SENTENCES]))


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(words.syllables(text)))


def build(folder: Path, work: Path, *, documents: int, banned: set[str], seed: int) -> int:
    """Write `text.jsonl`, cases from the first `documents` of the raw text.

    Left out: cases with a sentence whose key is `banned`, as it stands in an evaluation set.
    """
    records = (
        r["text"] for name in sorted(folder.glob("text-*.jsonl.zst")) for r in data.read(name)
    )
    made = cases(islice(records, documents), seed=seed)
    clean = (c for c in made if not banned & set(map(data.key, (c.gold, *c.near, *c.far))))
    return data.write_cases(work / "text.jsonl", clean)

"""The questions the answer model learns from, and the prompt that it reads."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import zstandard

from askvn.vietnamese import diacritics, sentences
from askvn.vietnamese.normalise import normalise

LABELS = "ABCDEFGHIJKL"
NONE = "0"
SENTENCE_CHARS = 350
OPENING = "<|im_start|>user\n"
CLOSING = "<|im_end|>\n<|im_start|>assistant\n"
HELD_OUT_PERCENT = 5
TELLING_CHARS = 60


@dataclass(frozen=True)
class Case:
    """A question, the sentence that answers it ("" for none), and sentences that do not."""

    question: str
    gold: str
    near: tuple[str, ...]
    far: tuple[str, ...]
    kind: str


def user_content(question: str, candidates: Sequence[str]) -> str:
    """Return the user turn of the prompt; candidate i is named by the i-th label after it."""
    lines = [f"{text} ({label})" for text, label in zip(candidates, LABELS, strict=False)]
    return f"Câu hỏi: {question}\n\n" + "\n".join(lines)


def flatten(text: str) -> str:
    """Return `text` with each run of white space as one blank, cut as the product cuts it."""
    return " ".join(text.split())[:SENTENCE_CHARS].rstrip()


def split(text: str) -> list[str]:
    """Return the sentences of normalised `text` as the prompt shows them."""
    return [flatten(text[span.start : span.end]) for span in sentences.split(text)]


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON-lines file, zstd-compressed or plain."""
    if path.suffix == ".zst":
        with zstandard.open(path, "rt", encoding="utf-8") as compressed:
            yield from map(json.loads, compressed)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def write_cases(path: Path, cases: Iterator[Case]) -> int:
    """Write one case a line in one step and return how many there were."""
    partial = path.with_suffix(".partial")
    count = 0
    with partial.open("w", encoding="utf-8") as lines:
        for case in cases:
            lines.write(json.dumps(asdict(case), ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count


def read_cases(path: Path) -> list[Case]:
    """Return the cases that `write_cases` wrote."""
    return [
        Case(r["question"], r["gold"], tuple(r["near"]), tuple(r["far"]), r["kind"])
        for r in read(path)
    ]


@dataclass(frozen=True)
class Prompt:
    """What one training step reads of a case: candidates in order and the place of the gold."""

    question: str
    candidates: tuple[str, ...]
    answer: int | None


def compose(
    case: Case, source: random.Random, strangers: Sequence[Case], *, most: int = len(LABELS)
) -> Prompt:
    """Return one prompt of `case`: how many candidates, which and in what order is chance."""
    question, gold = case.question, case.gold
    count = min(source.randint(2, most), source.randint(2, most) if source.random() < 0.5 else most)
    withheld = source.random() < 0.18
    wrong: list[str] = []
    if gold and not withheld and source.random() < 0.15:
        changed = _change_number(question, gold, source)
        if changed:
            question, wrong, gold = changed, [gold], ""
    room = count - len(wrong) - (1 if gold and not withheld else 0)
    near = source.sample(case.near, min(len(case.near), source.randint(0, room)))
    far = source.sample(case.far, min(len(case.far), room - len(near)))
    rest = [text for text in case.near if text not in near]
    more = source.sample(rest, min(len(rest), room - len(near) - len(far)))
    candidates = [*wrong, *near, *far, *more]
    while len(candidates) < 1:
        candidates.append(source.choice(strangers).gold or "Không rõ.")
    if gold and not withheld:
        candidates.append(gold)
    source.shuffle(candidates)
    answer = candidates.index(gold) if gold and not withheld else None
    return Prompt(disturb(question, source), tuple(candidates), answer)


def disturb(question: str, source: random.Random) -> str:
    """Return `question` as people type it: sometimes bare of marks, mistyped, in lower case."""
    chance = source.random()
    if chance < 0.15:
        question = diacritics.strip(question)
    elif chance < 0.20 and len(question) > 8:
        place = source.randrange(1, len(question) - 2)
        swapped = question[place + 1] + question[place]
        question = question[:place] + swapped + question[place + 2 :]
    if source.random() < 0.12:
        question = question.lower()
    if source.random() < 0.12:
        question = question.rstrip("? ")
    return question


def _change_number(question: str, gold: str, source: random.Random) -> str:
    """Return `question` with a number that `gold` holds made another one, or ""."""
    shared = [word for word in question.split() if word.strip("?,.").isdigit() and word in gold]
    if not shared:
        return ""
    word = source.choice(shared)
    digits = word.strip("?,.")
    other = str(max(1, int(digits) + source.choice((-7, -3, -2, -1, 1, 2, 3, 5, 10))))
    return "" if other in gold else question.replace(word, word.replace(digits, other), 1)


def clean(text: str) -> str:
    """Return `text` in the product's one spelling."""
    return normalise(text)


def forbidden(evaluation: Path) -> set[str]:
    """Return the keys of every question and long sentence of the evaluation sets."""
    found: set[str] = set()
    for folder in sorted(path for path in evaluation.iterdir() if path.is_dir()):
        for record in read(folder / "questions.jsonl"):
            found.add(key(clean(record["question"])))
        for path in folder.glob("corpus.jsonl"):
            for record in read(path):
                texts = split(clean(record["text"]))
                found |= {key(text) for text in texts if len(text) > TELLING_CHARS}
    return found


def key(text: str) -> str:
    """Return `text` as it is compared: lower case, one blank, no closing mark."""
    return " ".join(text.lower().split()).strip(" .?")

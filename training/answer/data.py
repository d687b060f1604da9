"""The questions the answer model learns from, and the prompt that it reads."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from askvn.vietnamese import mentions, sentences
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

LABELS = "ABCDEFGHIJKL"
NONE = "0"
END = "<|im_end|>"
SENTENCE_CHARS = 350
OPENING = "<|im_start|>user\n"
CLOSING = "<|im_end|>\n<|im_start|>assistant\n"
HELD_OUT_PERCENT = 12
TELLING_CHARS = 60
# How often a question is written as `ways_of_typing` gives it, in its order.
TYPING_WEIGHTS = (0.65, 0.13, 0.07, 0.05, 0.10)
# How often the sentence that answers is left out, or the question changed so that it does not.
WITHHELD_SHARE = 0.2
CHANGED_SHARE = 0.2
# How much a human question of each set counts; reviews ask about "the shop" without naming it.
KIND_WEIGHTS = {
    "vire4mrc": 0.4,
    "none": 1.0,
    "near_miss": 1.0,
    "vinewsqa_dev": 1.5,
    "uit_wiki": 2.0,
    "mailong25_train": 1.5,
    "vicoqa_dev": 1.5,
}


@dataclass(frozen=True)
class Case:
    """A question, the sentence that answers it ("" for none), and sentences that do not.

    `span` is the part of the sentence that is the short answer, "" where it is not known.
    """

    question: str
    gold: str
    near: tuple[str, ...]
    far: tuple[str, ...]
    kind: str
    span: str = ""


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
        import zstandard  # not needed, and not there, where only token files are read

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
        Case(r["question"], r["gold"], tuple(r["near"]), tuple(r["far"]), r["kind"], r["span"])
        for r in read(path)
    ]


def question_piece(question: str) -> str:
    """Return what stands in a prompt before its candidates."""
    return f"Câu hỏi: {question}\n\n"


def sentence_piece(text: str) -> str:
    """Return a candidate up to its label."""
    return f"{text} ("


def glued(before: str, question: str) -> str:
    """Return a follow-up as the product asks it: the question before it stands in front."""
    return f"{before} {question}".strip()


def ways_of_typing(question: str, source: random.Random) -> list[str]:
    """Return `question` as written, without marks, with half of them, mistyped, and careless."""
    half = [strip(word) if source.random() < 0.5 else word for word in question.split(" ")]
    place = source.randrange(1, max(2, len(question) - 2))
    swapped = question[place : place + 2][::-1]
    mistyped = question[:place] + swapped + question[place + 2 :]
    return [question, strip(question), " ".join(half), mistyped, question.lower().rstrip("? ")]


def changed(case: Case, source: random.Random) -> str:
    """Return the question with a figure or name that its sentence holds made another one, or ""."""
    if not case.gold:
        return ""
    return _change_number(case.question, case.gold, source) or _change_name(case, source)


def _change_name(case: Case, source: random.Random) -> str:
    shared = [name for name in mentions.names(case.question) if name in case.gold]
    others = [
        name
        for text in case.near + case.far
        for name in mentions.names(text)
        if name not in case.gold and name not in case.question and not name.isupper()
    ]
    if not shared or not others:
        return ""
    name = source.choice(shared)
    fitting = [one for one in others if len(one.split()) == len(name.split())]
    return case.question.replace(name, source.choice(fitting or others), 1)


def _change_number(question: str, gold: str, source: random.Random) -> str:
    shared = [word for word in question.split() if word.strip("?,.").isdecimal() and word in gold]
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

"""Stage `data`: texts and question sets become (query, document) pairs."""

import random
from collections.abc import Iterator
from pathlib import Path

from training.embedder.files import Log, Record, read_records, write_records
from training.embedder.heldout import HeldOut
from training.embedder.text import passages, sentences, words

TEXTS = ("text-0", "text-1", "text-2", "text-3")
MIN_PASSAGE_CHARS = 160
MAX_QUERY_CHARS = 400


def make_pairs(data: Path, evaluation: Path, work: Path, log: Log, *, seed: int) -> Path:
    """Write `pairs.jsonl.zst`: records of `source`, `group`, `query`, `document`, `answer`.

    No question pair has a question or a telling sentence of the sets in `evaluation`.
    """
    target = work / "pairs.jsonl.zst"
    if not target.exists():
        chance = random.Random(seed)
        count = write_records(target, _all_pairs(data, HeldOut(evaluation), chance))
        log("data", pairs=count)
    return target


def _all_pairs(data: Path, held_out: HeldOut, chance: random.Random) -> Iterator[Record]:
    yield from question_pairs(data, held_out)
    for name in TEXTS:
        for record in read_records(data / f"{name}.jsonl.zst"):
            yield from text_pairs(record, chance)


def text_pairs(record: Record, chance: random.Random) -> Iterator[Record]:
    """Yield title -> lead, and sentence -> the passage it stands in (mostly without it)."""
    title, group = record["title"].strip(), record["id"]
    runs = [run for run in passages("", record["text"]) if len(run) >= MIN_PASSAGE_CHARS]
    if not runs:
        return
    if title:
        yield _pair("title", group, title, runs[0])
    picked = chance.sample(range(len(runs)), k=min(len(runs), 2 if len(runs) > 2 else 1))
    for number in picked:
        if cloze := _cloze(runs[number], chance):
            query, rest = cloze
            document = f"{title}\n{rest}" if title and chance.random() < 0.5 else rest
            yield _pair("cloze", group, query, document)
    if title and len(runs) > 1:
        yield _pair("title", group, title, chance.choice(runs[1:]))


def _cloze(passage: str, chance: random.Random) -> tuple[str, str] | None:
    pieces = sentences(passage)
    candidates = [
        number for number, piece in enumerate(pieces) if 30 <= len(piece) <= MAX_QUERY_CHARS
    ]
    if len(pieces) < 2 or not candidates:
        return None
    number = chance.choice(candidates)
    query = pieces[number]
    if chance.random() < 0.3:
        return _part(query, chance), passage
    return _part(query, chance), " ".join(pieces[:number] + pieces[number + 1 :])


def _part(sentence: str, chance: random.Random) -> str:
    """Return the whole sentence, or (half of the time) 6 to 16 words of it in a row."""
    tokens = sentence.split()
    length = chance.randint(6, 16)
    if len(tokens) <= length or chance.random() < 0.5:
        return sentence
    start = chance.randrange(len(tokens) - length)
    return " ".join(tokens[start : start + length])


def question_pairs(data: Path, held_out: HeldOut) -> Iterator[Record]:
    """Yield each answerable question with the passage of its document that holds the answer."""
    seen: set[str] = set()
    for record in read_records(data / "reader_train.jsonl.zst"):
        if not record["is_impossible"]:
            question, context = record["question"], record["context"]
            seen.add(question)
            if not held_out.holds(question, context):
                answer = _answer_text(record["answers"][0] if record["answers"] else "")
                document = _best_passage(record["title"], context, question, answer)
                yield {**_pair(record["set"], context[:80], question, document), "answer": answer}
    for record in read_records(data / "question_passage_pairs.jsonl.zst"):
        question, text = record["query"], record["pos"]
        if question not in seen and not held_out.holds(question, text):
            yield _pair(
                record["source"], text[:80], question, _best_passage("", text, question, "")
            )
    for record in read_records(data / "question_passage_labelled.jsonl.zst"):
        question, text = record["query"], record["text"]
        if record["label"] == 1 and question not in seen and not held_out.holds(question, text):
            yield _pair(record["source"], text[:80], question, text)


def _answer_text(answer: str | dict[str, str]) -> str:
    return answer if isinstance(answer, str) else answer.get("text", "")


def _best_passage(title: str, text: str, question: str, answer: str) -> str:
    runs = passages(title, text)
    asked = set(words(question))
    return max(runs, key=lambda run: (bool(answer) and answer in run, len(asked & set(words(run)))))


def _pair(source: str, group: str, query: str, document: str) -> Record:
    return {
        "source": source,
        "group": group,
        "query": query[:MAX_QUERY_CHARS],
        "document": document,
    }

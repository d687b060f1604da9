"""Human questions with their contexts, as folders of documents and questions to search."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from training.answer import data

from askvn.evaluate.sets import Question
from askvn.vietnamese import sentences

# How much a question of each set counts; what is not named is left out: reviews ask about "the
# shop" without naming it, `vihallu_no` gives no answers.
WEIGHTS = {
    "vinewsqa_dev": 1.0,
    "vicoqa_dev": 1.0,
    "uit_wiki": 1.0,
    "uit_reg": 1.0,
    "virhe4qa_train": 1.0,
    "mailong25_train": 0.5,
}
# The titles of these are headlines; those of others name the data set or repeat the question.
_TITLED = ("vinewsqa_dev", "vicoqa_dev", "uit_reg")
_ANSWERS = 3


def build(folder: Path, evaluation: Path, work: Path) -> dict[str, int]:
    """Write a folder for each set of `reader_train` and return how many questions each has.

    Left out is a question that stands, or a sentence of whose context stands, in an evaluation set.
    """
    banned = data.forbidden(evaluation)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in data.read(folder / "reader_train.jsonl.zst"):
        record["context"] = data.clean(record["context"])
        keys = {data.key(text) for text in data.split(record["context"])}
        if record["set"] in WEIGHTS and not banned & {data.key(record["question"]), *keys}:
            groups[record["set"]].append(record)
    for name, records in groups.items():
        write(work / name, name, records)
    return {name: len(records) for name, records in groups.items()}


def write(folder: Path, name: str, records: Sequence[dict[str, Any]]) -> int:
    """Write `corpus.jsonl` and `questions.jsonl` of one set, and return how many questions.

    A record whose `asked` is False gives its context, but no question; without questions nothing
    is written.
    """
    asked = [one for one in records if one.get("asked", True)]
    if not asked:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    titles = {one["context"]: one["title"] if name in _TITLED else "" for one in records}
    places = {context: f"{name}-{number:04d}" for number, context in enumerate(titles)}
    documents = [
        {"id": places[context], "title": title, "text": context}
        for context, title in titles.items()
    ]
    questions = [question.to_json() for question in _questions(asked, places)]
    for file, rows in (("corpus.jsonl", documents), ("questions.jsonl", questions)):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (folder / file).write_text("".join(lines), encoding="utf-8")
    return len(questions)


def _questions(records: Sequence[dict[str, Any]], places: dict[str, str]) -> Iterator[Question]:
    for number, record in enumerate(records):
        answers = [data.clean(answer["text"]).strip() for answer in record["answers"]]
        yield Question(
            id=str(number),
            question=record["question"],
            answers=tuple(filter(None, answers)),
            documents=(places[record["context"]],),
            evidence=tuple(dict.fromkeys(_evidence(record["context"], answers[:_ANSWERS]))),
            unanswerable=not any(answers),
            history=tuple((asked, told) for asked, told in record.get("history") or ()),
        )


def _evidence(context: str, answers: Sequence[str]) -> Iterator[str]:
    """Yield the sentences in which the answers begin."""
    spans = sentences.split(context)
    for place in (context.find(answer) for answer in answers if answer):
        yield from (context[start:end] for start, end in spans if start <= place < end)

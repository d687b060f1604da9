"""Near misses of the web: labelled pairs that the reader was not trained on, as a set."""

import json
from pathlib import Path
from typing import Any

from training.answer import data
from training.answer.reader import held_out

from askvn.evaluate.sets import Question

_SOURCE = "zalo2019"


def labelled(folder: Path, evaluation: Path, target: Path) -> list[str]:
    """Write the held-out pairs of question and passage to `target`; return all their questions.

    Left out is what stands in an evaluation set.
    """
    banned = data.forbidden(evaluation)
    asked, pairs = set(), []
    for record in data.read(folder / "question_passage_labelled.jsonl.zst"):
        if record["source"] != _SOURCE:
            continue
        question, text = data.clean(record["query"]), data.clean(record["text"])
        if not banned & {data.key(question), *map(data.key, data.split(text))}:
            asked.add(question)
            if held_out(record["text"]):
                pairs.append((question, text, bool(record["label"])))
    _write(target, pairs)
    return sorted(asked)


def _write(target: Path, pairs: list[tuple[str, str, bool]]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    texts = dict.fromkeys(text for _, text, _ in pairs)
    places = {text: f"{target.name}-{number:04d}" for number, text in enumerate(texts)}
    documents = [{"id": place, "text": text} for text, place in places.items()]
    questions = [
        Question(
            id=str(number), question=question, documents=(places[text],), unanswerable=not tells
        ).to_json()
        for number, (question, text, tells) in enumerate(pairs)
    ]
    _lines(target / "corpus.jsonl", documents)
    _lines(target / "questions.jsonl", questions)


def _lines(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")

"""Evaluation sets: a folder with documents and the questions asked of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from askvn.errors import EvaluationError

QUESTIONS = "questions.jsonl"
_CORPORA = ("corpus.jsonl", "corpus")
_ROLES = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its answer; only `id` and `question` are always there.

    `answers` are alternatives; `key_facts` must all be told; `documents` are sources; `evidence`
    are sentences verbatim; `drafted` names the rule that wrote it, until a person corrects it;
    `note` is for that person.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    unanswerable: bool = False
    history: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    drafted: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the question as a line of `questions.jsonl` has it, empty fields left out."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Questions and the documents they are asked of; without `corpus`, those of an index."""

    name: str
    corpus: Path | None
    questions: tuple[Question, ...]


def read(folder: Path) -> EvaluationSet:
    """Return the evaluation set in `folder`: `questions.jsonl` and `corpus.jsonl` or `corpus/`.

    Raises:
        EvaluationError: if there is no `questions.jsonl`, or a line of it is no question.
    """
    path = folder / QUESTIONS
    if not path.is_file():
        raise EvaluationError(
            "the folder '{folder}' has no {name}",
            hint="askvn eval init {folder}",
            folder=folder,
            name=QUESTIONS,
        )
    corpus = next((folder / name for name in _CORPORA if (folder / name).exists()), None)
    questions: dict[str, Question] = {}
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            question = _question(line, f"{path}:{number}")
            if question.id in questions:
                raise EvaluationError(
                    "{place}: the id '{id}' stands twice",
                    hint="grep -n '{id}' {path}",
                    place=f"{path}:{number}",
                    id=question.id,
                    path=path,
                )
            questions[question.id] = question
    if not questions:
        raise EvaluationError(
            "'{path}' holds no question", hint="askvn eval init FOLDER", path=path
        )
    return EvaluationSet(folder.resolve().name, corpus, tuple(questions.values()))


def write(folder: Path, questions: Iterable[Question]) -> Path:
    """Write `questions.jsonl`, one question a line, and return its path.

    Raises:
        EvaluationError: if there is one already: corrections are never overwritten.
    """
    path = folder / QUESTIONS
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in questions]
    try:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(lines)
    except FileExistsError as error:
        raise EvaluationError(
            "'{path}' is there already and may hold corrections",
            hint="askvn eval init {folder}-2",
            path=path,
            folder=folder,
        ) from error
    return path


def _lines(path: Path) -> list[str]:
    """Return the lines of a file as JSON Lines has them; a byte order mark does no harm."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise EvaluationError(
            "'{path}' is not UTF-8", hint="iconv -f CP1258 -t UTF-8 {path}", path=path
        ) from error


def _question(line: str, place: str) -> Question:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise _bad(place, "JSON") from error
    if not isinstance(values, Mapping):
        raise _bad(place, "JSON")
    for name in ("id", "question"):
        text = values.get(name)
        if not isinstance(text, str) or not text.strip():
            raise _bad(place, name)
    if not isinstance(values.get("unanswerable", False), bool):
        raise _bad(place, "unanswerable")
    return Question(
        id=values["id"],
        question=values["question"],
        answers=_texts(values, "answers", place),
        key_facts=_texts(values, "key_facts", place),
        documents=_texts(values, "documents", place),
        evidence=_texts(values, "evidence", place),
        unanswerable=values.get("unanswerable", False),
        history=_history(values.get("history") or (), place),
        kind=str(values.get("kind") or ""),
        drafted=str(values.get("drafted") or ""),
        note=str(values.get("note") or ""),
    )


def _texts(values: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    texts = values.get(name) or ()
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise _bad(place, name)
    return tuple(text for text in texts if text.strip())


def _history(turns: Any, place: str) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - from JSON
    """Return pairs of question and answer, from pairs or from `[role, text]` turns.

    An answer belongs to the question before it; turns that have no partner are left out.
    """
    if not isinstance(turns, list | tuple) or not all(_is_pair(turn) for turn in turns):
        raise _bad(place, "history")
    pairs = [(left, right) for left, right in turns]
    if not all(role in _ROLES for role, _ in pairs):
        return tuple(pairs)
    return tuple(
        (asked, answered)
        for (first, asked), (second, answered) in pairwise(pairs)
        if (first, second) == _ROLES
    )


def _is_pair(turn: Any) -> bool:  # noqa: ANN401 - from JSON
    return (
        isinstance(turn, list | tuple)
        and len(turn) == 2
        and all(isinstance(text, str) for text in turn)
    )


def _bad(place: str, name: str) -> EvaluationError:
    return EvaluationError(
        "{place}: '{name}' is missing or not what it should be",
        hint='write one object a line: {{"id": "1", "question": "…", "answers": ["…"]}}',
        place=place,
        name=name,
    )

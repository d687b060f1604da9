"""Ask an engine every question of a set and note, row by row, what came back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from askvn.engine import Engine
from askvn.evaluate import ranking, score, variants
from askvn.evaluate.sets import Question
from askvn.vietnamese import sentences, words

# Searches timed as users get them; enough for a median.
_TIMED = 200
# Documents whose sentences the baseline compares.
_READ = 3
_BASELINE_VARIANTS = (variants.AS_TYPED, "unaccented")

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: which variants, whether answers too, how many questions, drawn how."""

    variants: tuple[str, ...] = variants.NAMES
    answers: bool = True
    sample: int = 0
    seed: int = 0


def sample(questions: Sequence[Question], plan: Plan) -> list[Question]:
    """Return the questions to ask, in the set's order: all of them, or a random sample."""
    if not plan.sample or plan.sample >= len(questions):
        return list(questions)
    dice = random.Random(plan.seed)  # noqa: S311
    chosen = dice.sample(range(len(questions)), plan.sample)
    return [questions[position] for position in sorted(chosen)]


def measure(
    engine: Engine, questions: Sequence[Question], plan: Plan, progress: Progress
) -> list[Row]:
    """Return one row a question: what was wanted, retrieved, answered, cited, and the figures."""
    rows = {question.id: _row(question) for question in questions}
    _time_searches(engine, questions, rows)
    _retrieve(engine, questions, rows, plan, progress)
    if plan.answers:
        for question in questions[:1]:
            engine.ask(question.question)  # loads the model: not part of anyone's answer
        for done, question in enumerate(questions):
            progress("answers", done, len(questions))
            _answer(engine, question, rows[question.id])
        _follow_up(engine, questions, rows)
    return list(rows.values())


def baseline(plain: Engine, questions: Sequence[Question], rows: Sequence[Row], plan: Plan) -> None:
    """Add to each row what plain BM25 over whole documents finds, and the sentence it would cite.

    `plain` must search by words alone, in passages that are whole documents. Its sentence is the
    one of the three best documents that shares most idf weight with the question. A follow-up is
    asked without its history.
    """
    questions = [replace(question, history=()) for question in questions]
    names = [name for name in plan.variants if name in _BASELINE_VARIANTS]
    wanted = ranking.located(questions)
    found = {name: ranking.scored(wanted, ranking.ranked(plain, wanted, name)) for name in names}
    for question, row in zip(questions, rows, strict=True):
        by_name = {name: found[name][question.id] for name in names if question.id in found[name]}
        held = score.evidence(question, _shared_most(plain, question)) if plan.answers else None
        row["baseline"] = {"retrieval": by_name or None, "evidence": held}


def _row(question: Question) -> Row:
    return {
        "id": question.id,
        "question": question.question,
        "history": question.history,
        "kind": question.kind,
        "unanswerable": question.unanswerable,
        "wanted": {
            "documents": question.documents,
            "evidence": question.evidence,
            "answers": question.answers,
            "key_facts": question.key_facts,
        },
        "retrieved": [],
        "retrieval": None,
        "answer": None,
        "follow_up": None,
        "baseline": None,
        "milliseconds": {},
    }


def _time_searches(engine: Engine, questions: Sequence[Question], rows: dict[str, Row]) -> None:
    """Note how long a search takes that asks for as many passages as users get."""
    for question in questions[:1]:
        engine.search(question.question)
    for question in questions[:_TIMED]:
        began = time.perf_counter()
        engine.search(question.question, history=question.history)
        spent = (time.perf_counter() - began) * 1000
        rows[question.id]["milliseconds"]["retrieve"] = round(spent, 3)


def _retrieve(
    engine: Engine,
    questions: Sequence[Question],
    rows: dict[str, Row],
    plan: Plan,
    progress: Progress,
) -> None:
    wanted = ranking.located(questions)
    for question in wanted:
        rows[question.id]["retrieval"] = {}
    for done, name in enumerate(plan.variants):
        progress("retrieval", done, len(plan.variants))
        found = ranking.ranked(engine, wanted, name)
        for identifier, figures in ranking.scored(wanted, found).items():
            rows[identifier]["retrieval"][name] = figures
        if name == variants.AS_TYPED:
            for identifier, hits in found.items():
                rows[identifier]["retrieved"] = [
                    {"source": hit.source, "title": hit.title} for hit in hits
                ]


def _answer(engine: Engine, question: Question, row: Row) -> None:
    if not score.can_tell(question):
        return
    answer = engine.ask(question.question, history=question.history)
    documents = [engine.document(source) for source in {one.source for one in answer.citations}]
    texts = {document.source: document.text for document in documents if document}
    row["answer"] = score.reply(question, answer, texts, engine.verifier)
    for name in ("first_token", "total"):
        row["milliseconds"][name] = round(answer.milliseconds[name], 3)


def _follow_up(engine: Engine, questions: Sequence[Question], rows: dict[str, Row]) -> None:
    """Ask what has a history also without it, and with all of it glued before the question."""
    later = [question for question in ranking.located(questions) if question.history]
    raw = [replace(question, history=()) for question in later]
    glued = [
        replace(one, question=_glued(question)) for question, one in zip(later, raw, strict=True)
    ]
    for name, asked in (("last_question", raw), ("all_glued", glued)):
        figures = ranking.scored(asked, ranking.ranked(engine, asked, variants.AS_TYPED))
        for question in asked:
            quotes = [one.quote for one in engine.ask(question.question).citations]
            ways = rows[question.id]["follow_up"] or {}
            ways[name] = figures[question.id] | _evidence_hit(score.evidence(question, quotes))
            rows[question.id]["follow_up"] = ways
    for question in later:
        row = rows[question.id]
        row["follow_up"]["with_history"] = row["retrieval"][variants.AS_TYPED] | _evidence_hit(
            row["answer"] and row["answer"]["evidence"]
        )


def _evidence_hit(held: dict[str, float] | None) -> dict[str, float | None]:
    return {"evidence_hit@1": held["hit@1"] if held else None}


def _glued(question: Question) -> str:
    return " ".join([*(text for turn in question.history for text in turn), question.question])


def _shared_most(plain: Engine, question: Question) -> list[str]:
    """Return the three sentences that share most idf weight with the question, best first.

    Syllables count, with and without diacritics; no pairs, no lists kept together.
    """
    if not question.evidence:
        return []
    found = plain.retrieve(question.question, k=_READ)
    asked = {token for token in found.understood.own if "_" not in token}
    rows = []
    for hit in found.hits:
        for start, end in sentences.split(hit.visible):
            text = hit.visible[start:end]
            shared = sum(map(found.opened.idf, asked.intersection(words.tokens(text))))
            rows.append((-shared, hit.rank, start, text))
    return [text for *_, text in sorted(rows)[:3]]

"""Which documents a question finds, and trec_eval's measures of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from askvn.engine import Engine
from askvn.errors import MissingExtraError
from askvn.evaluate import variants
from askvn.evaluate.sets import Question
from askvn.records import Hit
from askvn.vietnamese.normalise import normalise

MEASURES = ("ndcg@10", "hit@1", "recall@10")
DOCUMENTS = 10
# Passages asked for, so that ten documents are among them; never more than a search considers.
_DEPTH = 50


def located(questions: Iterable[Question]) -> list[Question]:
    """Return the questions of which it is known in which documents the answer stands."""
    return [one for one in questions if one.documents and not one.unanswerable]


def unknown(engine: Engine, questions: Iterable[Question]) -> list[str]:
    """Return the wanted documents that the engine's index does not hold."""
    known = {normalise(source) for source, *_ in engine.library.outline()}
    wanted = dict.fromkeys(source for one in located(questions) for source in one.documents)
    return [source for source in wanted if normalise(source) not in known]


def ranked(engine: Engine, questions: Iterable[Question], variant: str) -> dict[str, list[Hit]]:
    """Return, by question, the best passage of each of the ten best documents, best first."""
    depth = min(_DEPTH, engine.settings.candidates)
    found = {}
    for question in questions:
        typed = variants.spell(variant, question.question, key=question.id)
        hits = engine.search(typed, k=depth, history=question.history)
        documents: dict[str, Hit] = {}
        for hit in hits:
            documents.setdefault(hit.source, hit)
            for place in hit.also_in:  # shown with it, so found with it
                documents.setdefault(place.source, replace(hit, **place._asdict(), also_in=()))
        found[question.id] = list(documents.values())[:DOCUMENTS]
    return found


def scored(
    questions: Sequence[Question], found: Mapping[str, Sequence[Hit]]
) -> dict[str, dict[str, float]]:
    """Return nDCG@10, success@1 and recall@10 over documents, by question.

    Computed by pytrec_eval, through ir_measures; what is not found counts 0.

    Raises:
        MissingExtraError: if ir_measures is not installed.
    """
    try:
        from ir_measures import Qrel, R, ScoredDoc, Success, iter_calc, nDCG
    except ImportError as error:
        raise MissingExtraError("ir-measures", extra="eval") from error
    names = dict(zip((nDCG @ DOCUMENTS, Success @ 1, R @ DOCUMENTS), MEASURES, strict=True))
    wanted = [
        Qrel(one.id, source, 1)
        for one in questions
        for source in set(map(normalise, one.documents))
    ]
    run = [
        ScoredDoc(identifier, normalise(hit.source), -float(place))
        for identifier, hits in found.items()
        for place, hit in enumerate(hits)
    ]
    figures = {question.id: dict.fromkeys(MEASURES, 0.0) for question in questions}
    for value in iter_calc(list(names), wanted, run):
        figures[value.query_id][names[value.measure]] = round(value.value, 6)
    return figures

"""The figures that a report shows: where each stands in a result, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure; its name and its meaning are in the texts, under its path."""

    path: str
    layer: str
    headline: bool = False
    lower_is_better: bool = False
    unit: str = "share"


MEASURES = (
    Measure("retrieval.as_typed.ndcg@10", "retrieval", headline=True),
    Measure("retrieval.as_typed.hit@1", "retrieval", headline=True),
    Measure("retrieval.as_typed.recall@10", "retrieval", headline=True),
    Measure("retrieval.unaccented.ndcg@10", "retrieval", headline=True),
    Measure("evidence.hit@1", "evidence", headline=True),
    Measure("evidence.hit@3", "evidence", headline=True),
    Measure("answer.key_facts", "answer", headline=True),
    Measure("answer.wrong_number", "answer", headline=True, lower_is_better=True),
    Measure("answer.em", "answer"),
    Measure("answer.f1", "answer"),
    Measure("citation.precision", "citation", headline=True),
    Measure("citation.recall", "citation", headline=True),
    Measure("citation.gold_precision", "citation"),
    Measure("citation.gold_recall", "citation"),
    Measure("refusal.recall", "refusal", headline=True),
    Measure("refusal.wrongly_refused", "refusal", headline=True, lower_is_better=True),
    Measure("refusal.precision", "refusal"),
    Measure("refusal.f1", "refusal"),
    Measure("refusal.off_corpus_recall", "refusal"),
    Measure("refusal.near_miss_recall", "refusal"),
    Measure("follow_up.with_history.hit@1", "follow_up"),
    Measure("follow_up.last_question.hit@1", "follow_up"),
    Measure("follow_up.all_glued.hit@1", "follow_up"),
    Measure("milliseconds.retrieve_p50", "speed", unit="milliseconds"),
    Measure("milliseconds.retrieve_p95", "speed", unit="milliseconds"),
    Measure("milliseconds.first_token_p50", "speed", unit="milliseconds"),
    Measure("milliseconds.first_token_p95", "speed", unit="milliseconds"),
    Measure("milliseconds.total_p50", "speed", unit="milliseconds"),
    Measure("milliseconds.total_p95", "speed", unit="milliseconds"),
)

"""Which questions failed, by what, and what a reader wants to see of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from askvn.evaluate.report.values import Block, find, number, sets

AS_TYPED = "as_typed"


def failures(result: Block) -> list[dict[str, Any]]:
    """Return every failing question, in the order of the result, ready to be written as JSON."""
    return [
        _shown(str(block.get("set", "")), record, reasons)
        for block in sets(result)
        for record in block.get("records") or ()
        if (reasons := failed_by(record))
    ]


def failed_by(record: Block) -> list[str]:
    """Return the kinds of failure of one record; empty where all went well."""
    found = [name for name, applies in _REASONS.items() if applies(record)]
    return [*found, "variant_dropped"] if dropped_variants(record) else found


def dropped_variants(record: Block) -> list[str]:
    """Return the variants that lost a wanted document from the first ten."""
    typed = number(record, f"retrieval.{AS_TYPED}.recall@10")
    if typed is None:
        return []
    found = record["retrieval"]
    recalls = {name: number(found, f"{name}.recall@10") for name in found}
    return [name for name, recall in recalls.items() if recall is not None and recall < typed]


def _missed(record: Block, path: str) -> bool:
    return number(record, path) == 0


def _not_found(record: Block) -> bool:
    return _answerable(record) and _missed(record, f"retrieval.{AS_TYPED}.recall@10")


def _not_first(record: Block) -> bool:
    missed = _missed(record, f"retrieval.{AS_TYPED}.hit@1")
    return _answerable(record) and missed and not _not_found(record)


def _wrong_sentence(record: Block) -> bool:
    return _answerable(record) and _missed(record, "answer.evidence.hit@1")


def _wrongly_refused(record: Block) -> bool:
    return _answerable(record) and find(record, "answer.refused") is True


def _wrongly_answered(record: Block) -> bool:
    return not _answerable(record) and find(record, "answer.refused") is False


def _wrong_number(record: Block) -> bool:
    return _answerable(record) and bool(find(record, "answer.wrong_number"))


def _unsupported(record: Block) -> bool:
    cited = find(record, "answer.cited") or ()
    return _answerable(record) and any(one.get("supported") is False for one in cited)


def _answerable(record: Block) -> bool:
    return not record.get("unanswerable")


# The order is the order of the pipeline: what went wrong first is told first.
_REASONS: dict[str, Callable[[Block], bool]] = {
    "not_found": _not_found,
    "not_first": _not_first,
    "wrong_sentence": _wrong_sentence,
    "wrong_number": _wrong_number,
    "unsupported": _unsupported,
    "wrongly_refused": _wrongly_refused,
    "wrongly_answered": _wrongly_answered,
}
REASONS = (*_REASONS, "variant_dropped")


def _shown(set_name: str, record: Block, reasons: list[str]) -> dict[str, Any]:
    wanted = record.get("wanted") or {}
    documents = _texts(wanted.get("documents"))
    return {
        "set": set_name,
        "id": str(record.get("id", "")),
        "kind": str(record.get("kind") or ""),
        "reasons": reasons,
        "question": str(record.get("question", "")),
        "history": [_texts(turn) for turn in record.get("history") or ()],
        "unanswerable": bool(record.get("unanswerable")),
        "wanted": {
            "answers": _texts(wanted.get("answers")),
            "key_facts": _texts(wanted.get("key_facts")),
            "evidence": _texts(wanted.get("evidence")),
            "documents": documents,
        },
        "retrieved": [
            {**_place(hit), "wanted": str(hit.get("source")) in documents}
            for hit in (record.get("retrieved") or ())[:10]
        ],
        "answer": _answer(record.get("answer")),
        "lost": dropped_variants(record),
    }


def _answer(answer: Block | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "text": str(answer.get("text") or ""),
        "refused": bool(answer.get("refused")),
        "confidence": number(answer, "confidence"),
        "cited": [
            {
                **_place(one),
                "quote": str(one.get("quote") or ""),
                "supported": one.get("supported") is not False,
            }
            for one in answer.get("cited") or ()
        ],
    }


def _place(hit: Block) -> dict[str, str]:
    return {"source": str(hit.get("source") or ""), "title": str(hit.get("title") or "")}


def _texts(values: Any) -> list[str]:  # noqa: ANN401 - a list of the result, or nothing
    return [str(value) for value in values or ()]

"""One reply beside what was wanted: the figures of a single question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from askvn import cite, markers
from askvn.evaluate.sets import Question
from askvn.records import Answer, Citation
from askvn.verify import Verifier
from askvn.vietnamese import canonical
from askvn.vietnamese.words import FUNCTION_WORDS, syllables

_LIST = "list"
# How much of a document is known beside what is cited.
_AROUND_CHARS = 500


def reply(
    question: Question, answer: Answer, texts: Mapping[str, str], verifier: Verifier
) -> dict[str, Any]:
    """Return the figures of one answer; None for what the question cannot tell.

    `texts` are the normalised texts of the documents cited, by source.
    """
    quotes = [citation.quote for citation in answer.citations]
    return {
        "text": answer.text,
        "refused": answer.refused,
        "confidence": answer.confidence,
        "cited": [
            {
                "source": citation.source,
                "title": citation.title,
                "quote": citation.quote,
                "supported": citation.supported,
            }
            for citation in answer.citations
        ],
        "evidence": evidence(question, quotes),
        **told(question, answer),
        "citation": citation(question, answer, texts, verifier),
    }


def can_tell(question: Question) -> bool:
    """Tell whether anything is known of the question's answer."""
    known = (question.answers, question.key_facts, question.evidence, question.unanswerable)
    return any(known)


def evidence(question: Question, quotes: Sequence[str]) -> dict[str, float] | None:
    """Return whether the first quote, or one of the first three, holds a gold answer.

    None where no sentence of the documents is known to hold one (abstractive answers).
    """
    if question.unanswerable or not question.evidence:
        return None
    held = [holds_gold(question, quote) for quote in quotes[:3]]
    return {"hit@1": float(held[:1] == [True]), "hit@3": float(any(held))}


def holds_gold(question: Question, quote: str) -> bool:
    """Tell whether a quote holds a gold answer or a whole gold sentence.

    "Có" and "không" stand in any sentence: for such answers only the gold sentence counts.
    """
    telling = [one for one in question.answers if set(syllables(one)) - FUNCTION_WORDS]
    return any(canonical.holds(quote, one) for one in (*telling, *question.evidence))


def told(question: Question, answer: Answer) -> dict[str, float | None]:
    """Return `key_facts`, `em`, `f1` and `wrong_number` of what was said.

    `key_facts` is 1 if every key fact stands in the answer; without key facts, if one of the
    alternative answers does; for a list the share of its items. `wrong_number` is 1 where another
    figure stands than the one wanted. A refusal tells nothing and nothing wrong. `em` and `f1` are
    those of the short answer where there is one.
    """
    said = "" if answer.refused else "\n".join(claim for claim, _ in cite.claims(answer.text))
    brief = answer.short.text if answer.short else said
    answers = () if question.unanswerable else question.answers
    facts = not question.unanswerable and bool(question.answers or question.key_facts)
    return {
        "key_facts": _facts(question, said) if facts else None,
        "em": float(any(canonical.same(brief, one) for one in answers)) if answers else None,
        "f1": max((canonical.syllable_f1(brief, one) for one in answers), default=None),
        "wrong_number": _wrong_number(question, said) if facts else None,
    }


def _facts(question: Question, said: str) -> float:
    if question.kind == _LIST:
        wanted = question.key_facts or canonical.items(question.answers[0]) or question.answers[:1]
        return sum(canonical.holds(said, fact) for fact in wanted) / len(wanted)
    if question.key_facts:
        return float(all(canonical.holds(said, fact) for fact in question.key_facts))
    return float(any(canonical.holds(said, one) for one in question.answers))


def _wrong_number(question: Question, said: str) -> float:
    if question.key_facts:
        return float(any(canonical.contradicts(said, fact) for fact in question.key_facts))
    return float(all(canonical.contradicts(said, one) for one in question.answers))


def citation(
    question: Question, answer: Answer, texts: Mapping[str, str], verifier: Verifier
) -> dict[str, list[int]] | None:
    """Return counts `[good, all]` by figure; None for a refusal.

    `precision`: of the citations, those that are exact slices of their document and support their
    sentence. `recall`: of the sentences, those with such a citation; a marker below a list or
    behind several sentences speaks for those above it that have none. `gold_precision`: of the
    citations, those that hold a gold answer. `gold_recall`: of the gold sentences, those cited.
    In verbatim answers a number in brackets inside of a line is the document's own.
    """
    if answer.refused:
        return None
    by_number = {one.n: one for one in answer.citations}
    pairs: list[bool] = []
    sentences: list[bool] = []
    covering: list[int] = []
    for claim, numbers in reversed(list(_claims(answer))):
        covering = [*numbers] or covering
        good = [
            number in by_number
            and _is_slice(by_number[number], texts)
            and _supports(verifier, claim, by_number[number], texts)
            for number in covering
        ]
        pairs += good if numbers else []
        sentences.append(any(good))
    counts = {"precision": _count(pairs), "recall": _count(sentences)}
    if question.evidence and not question.unanswerable:
        quotes = [one.quote for one in answer.citations]
        counts["gold_precision"] = _count([holds_gold(question, quote) for quote in quotes])
        counts["gold_recall"] = _count([_is_cited(gold, quotes) for gold in question.evidence])
    return counts


def _claims(answer: Answer) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the sentences of an answer with the numbers that each cites."""
    if answer.style == "compose":
        yield from cite.claims(answer.text)
        return
    numbers = {one.n for one in answer.citations}
    for line in answer.text.splitlines():
        parts = list(markers.pieces(line, numbers, answer.style))
        claim = "".join(part for part in parts if isinstance(part, str)).strip()
        if claim:
            yield claim, [part for part in parts if isinstance(part, int)]


def _supports(verifier: Verifier, claim: str, citation: Citation, texts: Mapping[str, str]) -> bool:
    text = texts[citation.source]
    around = text[max(0, citation.start - _AROUND_CHARS) : citation.end + _AROUND_CHARS]
    context = f"{citation.title}\n{around}"
    return verifier.verify(claim, citation.quote, context).supported


def _is_cited(gold: str, quotes: Iterable[str]) -> bool:
    return any(canonical.holds(quote, gold) or canonical.holds(gold, quote) for quote in quotes)


def _is_slice(citation: Citation, texts: Mapping[str, str]) -> bool:
    text = texts.get(citation.source, "")
    return text[citation.start : citation.end] == citation.quote


def _count(facts: Iterable[bool]) -> list[int]:
    listed = list(facts)
    return [sum(listed), len(listed)]

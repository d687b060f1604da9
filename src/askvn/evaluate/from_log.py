"""The conversation log as questions of an evaluation set, for a person to correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askvn.conversation import turns_of
from askvn.evaluate.sets import Question
from askvn.log import Entry

# How many earlier questions a follow-up is written with.
_HISTORY = 4


@dataclass(frozen=True, slots=True)
class Made:
    """Questions, how many of each kind, and how many answers were left out: nobody rated them."""

    questions: tuple[Question, ...]
    counts: dict[str, int]
    unrated: int


def questions(entries: Sequence[Entry]) -> Made:
    """Return the questions of a log, given oldest first, each asked as it stood in its talk.

    What was rated up is right as it is: its cited sentences are the evidence. What was rated down
    or refused is marked `drafted`, with what was answered in `note`, until a person has corrected
    it. Of a question asked again in the same words, what was rated last counts.
    """
    chosen: dict[tuple[object, ...], Question] = {}
    kinds: dict[str, str] = {}
    unrated: set[tuple[object, ...]] = set()
    before: dict[str, list[Entry]] = {}
    for entry in entries:
        earlier = before.setdefault(entry.conversation, [])
        history = tuple(turns_of(earlier[-_HISTORY:]))
        key = (entry.question, history)
        earlier.append(entry)
        if not entry.rating and not entry.refused:
            unrated.add(key)
            continue
        known = chosen.get(key)
        if known and not entry.rating and kinds[known.id] != "refused":
            continue
        kind = _KINDS.get(entry.rating, "refused")
        chosen[key] = _question(entry, history, kind)
        kinds[chosen[key].id] = kind
    made = tuple(chosen.values())
    counts = dict.fromkeys(("rated up", "rated down", "refused"), 0)
    for one in made:
        counts[kinds[one.id]] += 1
    return Made(made, counts, len(unrated - chosen.keys()))


def _question(entry: Entry, history: tuple[tuple[str, str], ...], kind: str) -> Question:
    name = f"log-{entry.id}"
    if kind == "rated up":
        quotes = tuple(str(one["quote"]) for one in entry.citations)
        return Question(
            id=name,
            question=entry.question,
            answers=(entry.short,) if entry.short else quotes[:1],
            documents=tuple(dict.fromkeys(str(one["source"]) for one in entry.citations)),
            evidence=quotes,
            unanswerable=entry.refused,
            history=history,
        )
    told = f"{entry.reason}\n{entry.answer}".strip()
    return Question(name, entry.question, history=history, drafted=kind, note=told)


_KINDS = {"up": "rated up", "down": "rated down"}

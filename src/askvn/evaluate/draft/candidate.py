"""A question that may be chosen, with the line that it asks about."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from askvn.evaluate.draft.known import Known, Line
from askvn.evaluate.sets import Question
from askvn.understand import content_tokens


class Candidate(NamedTuple):
    """A question, the terms that it asks with, and its line; a title's line has no text."""

    line: Line
    terms: frozenset[str]
    question: Question


def about(known: Known, line: Line, question: Question) -> Candidate:
    """Return a candidate whose question names the line's document, and the line as evidence."""
    source = known.documents[line.document].source
    whole = replace(question, documents=(source,), evidence=(line.text,))
    return Candidate(line, frozenset(content_tokens(question.question)), whole)

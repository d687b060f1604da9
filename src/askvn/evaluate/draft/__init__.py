"""Draft evaluation questions from documents: by rules, for a person to correct.

A rule takes a line only where it is sure: one left out costs nothing, a bad question costs the
reader's time. So each module here writes candidates of one kind, more than are wanted, and
`choice` takes an even share of those that resemble nothing else:

- `cloze`: a line with a number, a date, a name or a place taken out, which is the answer
- `keywords`: the rarest words of a line, as people type them into a search box
- `titles`: the title of a document
- `nearmiss`: a cloze with another figure, which no document answers
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from askvn.evaluate.draft import cloze, keywords, nearmiss, titles
from askvn.evaluate.draft.choice import choose
from askvn.evaluate.draft.known import read
from askvn.evaluate.sets import Question
from askvn.records import Document

# Enough to choose from, and a bound on the time that a large library takes.
_DOCUMENTS_READ_PER_QUESTION = 5


def draft(documents: Iterable[Document], *, count: int, seed: int) -> list[Question]:
    """Return up to `count` questions, even over kinds and documents, the same for the same seed.

    Every tenth asks for what no document tells; `evidence` is a sentence as seen, on one line.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = read(list(documents), most=_DOCUMENTS_READ_PER_QUESTION * count, chance=chance)
    lines = chance.sample(known.lines, len(known.lines))

    clozes = [one for line in lines for one in cloze.candidates(known, line)]
    asked = {one.line for one in clozes}
    rest = [line for line in lines if line not in asked]
    searches = [one for line in rest for one in keywords.candidates(known, line)]
    named = titles.candidates(known.documents)

    models = choose(known, clozes, count=count)
    near = list(islice(nearmiss.candidates(known, models, chance), round(count / 10)))
    chosen = choose(known, [*clozes, *searches, *named], count=count, first=near)
    return [
        replace(one.question, id=f"d{number:04}-{one.question.kind}")
        for number, one in enumerate(sorted(chosen, key=lambda one: one.line), start=1)
    ]

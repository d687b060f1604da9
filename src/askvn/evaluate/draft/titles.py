"""Questions that are titles: what people type who know which document they want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from askvn.evaluate.draft.candidate import Candidate
from askvn.evaluate.draft.known import Line
from askvn.evaluate.sets import Question
from askvn.records import Document
from askvn.understand import content_tokens
from askvn.vietnamese import words

_FILE_NAME = regex.compile(r"_|\.[a-z]{3}")


def candidates(documents: Sequence[Document]) -> Iterator[Candidate]:
    """Yield each title that no other document has and that is more than the name of a file."""
    shared = Counter(document.title.casefold() for document in documents)
    for number, document in enumerate(documents):
        title, source = document.title, document.source
        if shared[title.casefold()] == 1 and _is_title(title, source):
            question = Question("", title, documents=(source,), kind="title", drafted="title")
            yield Candidate(Line(number, -1, ""), frozenset(content_tokens(title)), question)


def _is_title(title: str, source: str) -> bool:
    syllables = words.syllables(title)
    return (
        len(syllables) > 2
        and not _FILE_NAME.search(title)
        and " ".join(syllables) not in " ".join(words.syllables(source))
    )

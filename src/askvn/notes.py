"""What askvn itself adds to an answer: days worked out, documents that disagree, parts not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from askvn import markers
from askvn.conflict import Told
from askvn.messages import translate
from askvn.records import Citation, Hit, Note
from askvn.vietnamese import relative_days


def days(
    text: str, citations: Sequence[Citation], hits: Sequence[Hit], *, asks_when: bool, lang: str
) -> Iterator[Note]:
    """Yield what words such as `hôm qua` of an answer mean by the days of the documents cited.

    Where a question `asks_when`, a date that lacks its year is told with it too.
    """
    said = markers.without(text, [one.n for one in citations], "compose").lower()
    known: set[tuple[str, str]] = set()
    for citation in citations:
        passage = _around(citation, hits)
        today = relative_days.written_on(passage, citation.date)
        if today is None:
            continue
        for template, read in _READ[: 1 + asks_when]:
            for told in read(citation.quote, today):
                words = citation.quote[slice(*told.span)]
                if words.lower() in said and (words.lower(), told.meant) not in known:
                    known.add((words.lower(), told.meant))
                    line = translate(template, lang).format(
                        words=words, meant=told.meant, day=relative_days.shown(today)
                    )
                    yield Note("day", line, (citation.n,))


def conflict(told: Sequence[Told], numbers: Mapping[int, int], lang: str) -> Note:
    """Return that documents tell it differently: what each of them does, with title and day.

    `numbers` are those of the citations by the document.
    """
    parts = []
    for one in told:
        hit = one.sentence.hit
        day = relative_days.whole_day(hit.date)
        template = "{words} in “{title}” ({day})" if day else "{words} in “{title}”"
        say = partial(
            translate(template, lang).format, words=one.words, title=hit.title or hit.source
        )
        parts.append(say(day=relative_days.shown(day)) if day else say())
    line = translate("The documents tell it differently: {told}.", lang)
    cited = tuple(numbers[one.sentence.hit.document] for one in told)
    return Note("conflict", line.format(told="; ".join(parts)), cited)


def missing(parts: Sequence[str], lang: str) -> Iterator[Note]:
    """Yield that no passage mentions a part of the question, for each of some."""
    line = translate("None of the passages found mentions: {parts}.", lang)
    for part in parts:
        yield Note("missing", line.format(parts=f"“{part}”"))


_READ = (
    (
        "“{words}” is {meant}, reckoned from the day of the document ({day})",
        relative_days.told_from,
    ),
    (
        "“{words}” is of {meant}, reckoned from the day of the document ({day})",
        relative_days.without_year,
    ),
)


def _around(citation: Citation, hits: Sequence[Hit]) -> str:
    """Return the passage that a citation stands in."""
    for hit in hits:
        if hit.source == citation.source and hit.start <= citation.start < hit.end:
            return hit.visible
    return citation.quote

"""The form of a quoted answer: all parts of the question told, and documents that disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from askvn import brief, notes, premise
from askvn.conflict import Told, conflict
from askvn.evidence import Sentence
from askvn.judge import Found, Judged
from askvn.records import Citation, Hit, Note, ShortAnswer
from askvn.refuse import unmentioned
from askvn.understand import Understood, parts
from askvn.vietnamese import mentions, relative_days, words

# How far behind the best sentence of all one may lie that tells a part of the question, and how far
# behind that one the second, where a list is asked for.
_MARGIN = 2.5
_LIST_MARGIN = 1.0


class Judgement(NamedTuple):
    """The sentences that answer, best first, how sure it is that any does, and what was read."""

    sentences: Sequence[Sentence]
    sureness: float
    hits: Sequence[Hit]


class Form(NamedTuple):
    """The sentences of an answer in their order, how sure they are, what is to be said of them."""

    sentences: Sequence[Sentence]
    sureness: float
    short: ShortAnswer | None = None
    told: Sequence[Told] = ()
    missing: Sequence[str] = ()

    def notes(self, citations: Sequence[Citation], lang: str) -> Iterator[Note]:
        """Yield what is added to the answer that has these citations, one a sentence."""
        if self.told:
            numbers = {
                sentence.hit.document: citation.n
                for sentence, citation in reversed([*zip(self.sentences, citations, strict=True)])
            }
            yield notes.conflict(self.told, numbers, lang)
        yield from notes.missing(self.missing, lang)


def form(
    found: Found, judged: Judged, chosen: Judgement, answers: Callable[[str], Judgement]
) -> Form:
    """Return the form of the answer that the `chosen` sentences give.

    `answers` judges another question, without sentences where it would be refused: it is asked each
    part of this one that none of the chosen sentences tells. Where none are chosen, the parts are
    all that is told; perhaps none is.
    """
    question, expects = found.understood.text, found.understood.expects
    if not chosen.sentences:
        return _of_parts(found.understood, chosen, answers)
    best = chosen.sentences[0]
    weighed = [best, *_without(judged.sentences, [best])]
    told = conflict(question, expects, weighed, judged.reading, found.opened.idf)
    if told:
        told = _newest_first(told)
        differing = [one.sentence for one in told]
        sentences = [*differing, *_without(chosen.sentences, differing)]
        return Form(sentences, chosen.sureness, told=told)
    told_all = _of_parts(found.understood, chosen, answers)
    if told_all.sentences[0] != best:
        return told_all
    if premise.unsaid(found.understood, best, found.opened.idf) >= premise.UNCONFIRMED:
        return told_all
    return told_all._replace(short=brief.short(question, expects, best, judged.reading))


def _newest_first(told: Sequence[Told]) -> list[Told]:
    days = [relative_days.whole_day(one.sentence.hit.date) for one in told]
    known = [day for day in days if day]
    if len(known) < len(told):
        return list(told)
    order = sorted(range(len(told)), key=lambda place: known[place], reverse=True)
    return [told[place] for place in order]


def _of_parts(
    understood: Understood, chosen: Judgement, answers: Callable[[str], Judgement]
) -> Form:
    """Return the chosen sentences with one for each part that they do not tell.

    What is missing are the parts that no passage mentions. The sentences stand in the order of the
    parts; where no part is told, they stay as they are.
    """
    wanted = parts(understood.text, jointly=not chosen.sentences)
    names = [part.words for part in wanted]
    kept: list[Sentence] = []
    missing: list[str] = []
    sureness = chosen.sureness if chosen.sentences else 1.0
    for part in wanted:
        telling = _telling(part.words, names, chosen)
        if not telling:
            others = answers(part.question)
            missing += [part.words] if unmentioned(part.words, others.hits) else []
            sureness = min(sureness, others.sureness) if others.sentences else sureness
            telling = _first(
                _telling(part.words, names, others), is_list="list" in understood.expects
            )
        kept += _without(telling, kept)
    if not kept:
        return Form(chosen.sentences, chosen.sureness)
    more = _without(chosen.sentences, kept) if len(kept) < len(wanted) - len(missing) else []
    return Form([*kept, *more], sureness, missing=missing)


def _telling(part: str, names: Sequence[str], judged: Judgement) -> list[Sentence]:
    """Return those of the sentences, nearly as good as the best, that are about one of some parts.

    A name stands in it or in what is above it; so does a year, or in what was read of its document
    more often than any other of the parts does.
    """
    told: dict[int, Counter[str]] = defaultdict(Counter)
    for hit in judged.hits:
        told[hit.document].update(mentions.years(hit.visible))
    own = mentions.years(part)
    others = [year for name in names if name != part for year in mentions.years(name)]
    found = []
    for one in judged.sentences:
        counts = told[one.hit.document]
        most = max(map(counts.__getitem__, others), default=0)
        mostly = any(counts[year] > most for year in own)
        if one.score >= judged.sentences[0].score - _MARGIN and (mostly or _names(one, part)):
            found.append(one)
    return found


def _names(sentence: Sentence, part: str) -> bool:
    hit = sentence.hit
    held = set(words.tokens(f"{hit.title}\n{hit.headings}\n{hit.date}\n{sentence.text}"))
    return all(token in held for token in words.tokens(part) if "_" not in token)


def _first(telling: Sequence[Sentence], *, is_list: bool) -> list[Sentence]:
    most = 2 if is_list else 1
    return [one for one in telling[:most] if one.score >= telling[0].score - _LIST_MARGIN]


def _without(sentences: Sequence[Sentence], known: Sequence[Sentence]) -> list[Sentence]:
    places = {(one.hit.document, one.span) for one in known}
    return [one for one in sentences if (one.hit.document, one.span) not in places]

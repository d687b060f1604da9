"""Citations: from chosen sentences, or from the `[n]` a model wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from askvn import echo
from askvn.echo import NOTHING, Heard
from askvn.evidence import Sentence, sentences_of
from askvn.records import Citation, Hit, Span, Unsupported
from askvn.understand import content_tokens
from askvn.verify import VERBATIM, Verdict, Verifier, said
from askvn.vietnamese import sentences, words
from askvn.vietnamese.quantities import quantities

# Stands behind a sentence that cites nothing and that nothing supports.
NO_SOURCE = "[?]"
_MARKER = regex.compile(r"\s*(?:[\[【]\s*\d+(?:\s*[,;–-]\s*\d+)*\s*[\]】]|\[\?\])")
_NUMBER = regex.compile(r"\d+")
# How many sentences of the passages, those that share most with a claim, are read beside it.
_TRIED = 3
_FIGURES = ("number", "money", "percent", "measure")


def verbatim(chosen: Sequence[Sentence], short: str = "") -> tuple[str, tuple[Citation, ...]]:
    """Return the answer made of the chosen sentences, each followed by its `[n]`.

    `short`, words of the first one, stands on a line of its own before them.
    """
    citations = tuple(
        _citation(number, sentence.hit, sentence.span, VERBATIM)
        for number, sentence in enumerate(chosen, start=1)
    )
    lines = [
        f"{sentence.text} [{citation.n}]"
        for sentence, citation in zip(chosen, citations, strict=True)
    ]
    if short:
        lines.insert(0, f"{short} [{citations[0].n}]")
    return "\n".join(lines), citations


def composed(
    text: str, hits: Sequence[Hit], verifier: Verifier, *, unsupported: Unsupported
) -> tuple[str, tuple[Citation, ...]]:
    """Return a model's answer with checked markers, renumbered in the order of their use.

    Each sentence points to the sentences that support it, inside the passages it named if those
    do, inside all of them otherwise. Numbers without a passage are dropped. One that nothing
    supports is dropped, kept, or marked: by a citation that says why not, by `[?]` where it named
    no passage.
    """
    lines: list[str] = []
    checked = Checked(hits, verifier, unsupported, [])
    for line in text.splitlines():
        pieces = [checked.written(line[start:end]) for start, end in spans(line)]
        written = " ".join(piece for piece in pieces if piece)
        if written or not line.strip():  # a line of which all was dropped goes with it
            lines.append(written)
    return "\n".join(lines).strip(), tuple(checked.citations)


def unmarked(text: str) -> str:
    """Return a text without citation numbers and the blanks around it."""
    return _bare(text)


def claims(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the sentences of an answer, markers taken out, with the numbers each of them cites."""
    for line in text.splitlines():
        for start, end in spans(line):
            piece = line[start:end]
            claim = _bare(piece)
            if claim:
                yield claim, tuple(_named(piece))


def context_of(hit: Hit) -> str:
    """Return what stands around a sentence of a passage: title, headings, date, the passage."""
    return f"{hit.title}\n{hit.headings}\n{hit.date}\n{hit.visible}"


def spans(line: str) -> list[Span]:
    """Return the sentences of a line, markers that stand behind a full stop included."""
    found: list[Span] = []
    for span in sentences.split(line):
        if found and not _bare(line[span.start : span.end]).strip(" .,;"):
            found[-1] = Span(found[-1].start, span.end)
            continue
        lead = _MARKER.match(line, span.start, span.end)
        while found and lead and lead.start() == span.start:
            found[-1] = Span(found[-1].start, lead.end())
            span = Span(lead.end(), span.end)  # noqa: PLW2901
            lead = _MARKER.match(line, span.start, span.end)
        found.append(span)
    return found


def _bare(piece: str) -> str:
    return _MARKER.sub("", piece).strip()


def _named(piece: str) -> list[int]:
    """Return the numbers of all markers of a piece; `[1, 2]` names two."""
    found = (_NUMBER.findall(marker.group()) for marker in _MARKER.finditer(piece))
    return [int(number) for numbers in found for number in numbers]


def as_written(claim: str, quotes: Sequence[str]) -> str:
    """Return a claim with its amounts and figures as the quotes write them, where they are equal.

    `1.520 triệu USD` becomes `1,52 tỷ USD` where that stands in the source.
    """
    known = {
        str(one): " ".join(quote[slice(*one.span)].split())
        for quote in reversed(quotes)
        for one in reversed(quantities(quote))
        if one.kind in _FIGURES
    }
    for one in reversed(quantities(claim)):
        words = claim[slice(*one.span)]
        if one.kind in _FIGURES and not any(words in quote for quote in quotes):
            start, end = one.span
            claim = claim[:start] + known.get(str(one), words) + claim[end:]
    return claim


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of a passage beside a claim, and what verification says of the two."""

    hit: Hit
    span: Span
    verdict: Verdict

    @property
    def quote(self) -> str:
        """The text of the source there."""
        return self.hit.text[self.span.start - self.hit.start : self.span.end - self.hit.start]


@dataclass(frozen=True, slots=True)
class Checked:
    """The sentences of one answer as they are checked, and what they cite so far."""

    hits: Sequence[Hit]
    verifier: Verifier
    unsupported: Unsupported
    citations: list[Citation]
    heard: Heard = NOTHING

    def written(self, piece: str) -> str:
        """Return a sentence as it goes out, with its markers; "" where it is dropped.

        Dropped is, whatever the setting, one that nothing supports and that only repeats what was
        `heard`, such as the question, or what a sentence of a passage wants to be said.
        """
        claim = _bare(piece)
        if not said(claim).tells:
            return claim
        named = dict.fromkeys(one for one in _named(piece) if 1 <= one <= len(self.hits))
        places = self._supporting(claim, [self.hits[number - 1] for number in named])
        is_supported = any(one.verdict.supported for one in places)
        if not is_supported and (self.unsupported == "drop" or self._is_echo(claim)):
            return ""
        if not places:
            return f"{claim} {NO_SOURCE}" if self.unsupported == "mark" else claim
        numbers = dict.fromkeys(map(self._number, places))
        supporting = [one.quote for one in places if one.verdict.supported]
        text = as_written(claim, supporting)
        return text + "".join(f" [{number}]" for number in numbers)

    def _supporting(self, claim: str, named: Sequence[Hit]) -> list[_Place]:
        """Return the places that support a claim; else those it named, as they are."""
        places = [place for hit in named if (place := self._best(claim, [hit]))]
        if any(one.verdict.supported for one in places):
            return [one for one in places if one.verdict.supported]
        if len(places) > 1:
            together = self.verifier.verify(
                claim,
                "\n".join(one.quote for one in places),
                "\n".join(context_of(one.hit) for one in places),
            )
            if together.supported:
                return [replace(one, verdict=together) for one in places]
        other = self._best(claim, self.hits)
        return [other] if other and other.verdict.supported else places

    def _is_echo(self, claim: str) -> bool:
        heard = self.heard
        return bool(heard.refused(claim, self.hits)) or heard.is_repeated(claim, self.hits)

    def _best(self, claim: str, hits: Sequence[Hit]) -> _Place | None:
        """Return the part of the passages that supports a claim best, as short as may be."""
        refused = [*self.heard.refused(claim, hits), *echo.ordered(hits)]
        wanted = frozenset(content_tokens(claim)) or frozenset(words.tokens(claim))
        rows = [
            (hit, spans, n)
            for hit in hits
            for spans in (_spans(hit),)
            for n in range(len(spans))
            if (hit.chunk, spans[n]) not in refused
        ]
        rows.sort(key=lambda row: -_shared(wanted, _text(row[0], row[1][row[2]])))
        tried = [self._place(claim, hit, spans[n]) for hit, spans, n in rows[:_TRIED]]
        best = max(tried, key=_support, default=None)
        if best is None or best.verdict.supported:
            return best
        hit, spans, middle = rows[0]
        wider = (
            self._place(claim, hit, span)
            for span in _around(spans, middle)
            if not any(one == hit.chunk and _meet(part, span) for one, part in refused)
        )
        return next((place for place in wider if place.verdict.supported), best)

    def _place(self, claim: str, hit: Hit, span: Span) -> _Place:
        return _Place(hit, span, self.verifier.verify(claim, _text(hit, span), context_of(hit)))

    def _number(self, place: _Place) -> int:
        """Return the number of the citation of a place, made anew unless it is there."""
        verdict = place.verdict
        new = _citation(len(self.citations) + 1, place.hit, place.span, verdict)
        for citation in self.citations:
            if replace(citation, n=new.n) == new:
                return citation.n
        self.citations.append(new)
        return new.n


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _spans(hit: Hit) -> list[Span]:
    return [span for span, _ in sentences_of(hit)]


def _text(hit: Hit, span: Span) -> str:
    return hit.visible[span.start - hit.start : span.end - hit.start]


def _shared(wanted: frozenset[str], text: str) -> int:
    return len(wanted & _tokens(text))


@lru_cache(maxsize=1024)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(words.tokens(text))


def _support(place: _Place) -> tuple[bool, float]:
    return place.verdict.supported, place.verdict.chance


def _around(spans: Sequence[Span], middle: int) -> Iterator[Span]:
    """Yield runs of two and three sentences that hold the one in the middle."""
    for first, last in ((middle - 1, middle), (middle, middle + 1), (middle - 1, middle + 1)):
        if first >= 0 and last < len(spans):
            yield Span(spans[first].start, spans[last].end)


def _citation(number: int, hit: Hit, span: Span, verdict: Verdict) -> Citation:
    return Citation(
        n=number,
        source=hit.source,
        title=hit.title,
        start=span.start,
        end=span.end,
        page=hit.page,
        quote=hit.text[span.start - hit.start : span.end - hit.start],
        supported=verdict.supported,
        reasons=verdict.reasons,
        date=hit.date,
    )

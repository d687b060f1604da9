"""Citations: from chosen sentences, or from the `[n]` a model wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from askvn import verify
from askvn.evidence import Sentence, sentences_of
from askvn.records import Citation, Hit, Span
from askvn.vietnamese import sentences

_MARKER = regex.compile(r"\s*\[\s*(\d+)\s*\]")


def verbatim(chosen: Sequence[Sentence], short: str = "") -> tuple[str, tuple[Citation, ...]]:
    """Return the answer made of the chosen sentences, each followed by its `[n]`.

    `short`, words of the first one, stands on a line of its own before them.
    """
    citations = tuple(
        _citation(number, sentence.hit, sentence.span, supported=True)
        for number, sentence in enumerate(chosen, start=1)
    )
    lines = [
        f"{sentence.text} [{citation.n}]"
        for sentence, citation in zip(chosen, citations, strict=True)
    ]
    if short:
        lines.insert(0, f"{short} [{citations[0].n}]")
    return "\n".join(lines), citations


def composed(text: str, hits: Sequence[Hit]) -> tuple[str, tuple[Citation, ...]]:
    """Return a model's answer with checked markers, renumbered in the order of their use.

    Each sentence of the answer points to the sentence that supports it best, inside the passages
    it named if they exist, inside all of them otherwise. Numbers without a passage are dropped.
    """
    lines: list[str] = []
    citations: list[Citation] = []
    for line in text.splitlines():
        pieces = [_cited(line[start:end], hits, citations) for start, end in _claims(line)]
        lines.append(" ".join(piece for piece in pieces if piece))
    return "\n".join(lines).strip(), tuple(citations)


def claims(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the sentences of an answer, markers taken out, with the numbers each of them cites."""
    for line in text.splitlines():
        for start, end in _claims(line):
            piece = line[start:end]
            claim = _MARKER.sub("", piece).strip()
            if claim:
                yield claim, tuple(map(int, _MARKER.findall(piece)))


def _claims(line: str) -> list[Span]:
    """Return the sentences of a line, markers that stand behind a full stop included."""
    spans: list[Span] = []
    for span in sentences.split(line):
        if spans and not _MARKER.sub("", line[span.start : span.end]).strip(" .,;"):
            spans[-1] = Span(spans[-1].start, span.end)
            continue
        lead = _MARKER.match(line, span.start, span.end)
        while spans and lead and lead.start() == span.start:
            spans[-1] = Span(spans[-1].start, lead.end())
            span = Span(lead.end(), span.end)  # noqa: PLW2901
            lead = _MARKER.match(line, span.start, span.end)
        spans.append(span)
    return spans


def _cited(piece: str, hits: Sequence[Hit], citations: list[Citation]) -> str:
    named = [int(number) for number in _MARKER.findall(piece)]
    claim = _MARKER.sub("", piece).strip()
    if not claim or not hits:
        return claim
    pool = [hits[number - 1] for number in named if 1 <= number <= len(hits)]
    numbers = []
    for hit in dict.fromkeys(pool) or [None]:
        best = _best([hit] if hit else hits, claim)
        if best is None:
            continue
        where, span, quote = best
        is_supported = verify.supported(claim, quote)
        if hit is None and not is_supported:
            continue
        numbers.append(_add(citations, where, span, supported=is_supported))
    return claim + "".join(f" [{number}]" for number in dict.fromkeys(numbers))


def _best(hits: Sequence[Hit], claim: str) -> tuple[Hit, Span, str] | None:
    rows = [(hit, span, text) for hit in hits for span, text in sentences_of(hit)]
    return max(
        rows,
        key=lambda row: (verify.supported(claim, row[2]), verify.overlap(claim, row[2])),
        default=None,
    )


def _add(citations: list[Citation], hit: Hit, span: Span, *, supported: bool) -> int:
    for citation in citations:
        if (citation.source, citation.start, citation.end) == (hit.source, *span):
            return citation.n
    citations.append(_citation(len(citations) + 1, hit, span, supported=supported))
    return len(citations)


def _citation(number: int, hit: Hit, span: Span, *, supported: bool) -> Citation:
    return Citation(
        n=number,
        source=hit.source,
        title=hit.title,
        start=span.start,
        end=span.end,
        page=hit.page,
        quote=hit.text[span.start - hit.start : span.end - hit.start],
        supported=supported,
    )

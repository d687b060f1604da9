"""What `askvn search` shows: passages, matches marked, and on demand how they were found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

from askvn.cli.show import Terminal, place_of, said, understood
from askvn.judge import Found
from askvn.messages import translate
from askvn.records import Hit
from askvn.understand import content_tokens
from askvn.vietnamese.diacritics import canonical_syllable, strip

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def passages(
    question: str, found: Found, screen: Terminal, lang: str, *, explained: bool = False
) -> str:
    """Return passages, best first, with the words of the question marked."""
    blocks = []
    if meant := understood(question, found.understood.text, screen, lang):
        blocks.append(meant)
    if explained:
        blocks.append("\n".join(_understanding(found, lang)))
    if not found.hits:
        return "\n\n".join([*blocks, translate("Nothing found.", lang)])
    wanted = _wanted(found)
    for hit in found.hits:
        lines = [*_head(hit, screen, lang)]
        if explained:
            lines.append(screen.paint(f"   {_scores(hit, found, lang)}", "2"))
        lines.append(_marked(screen.fold(" ".join(hit.visible.split()), "   "), wanted, screen))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def explanation(found: Found) -> dict[str, Any]:
    """Return how a question was understood and each passage scored, for the JSON."""
    asked, candidates = found.understood, found.candidates
    return {
        "expects": list(asked.expects),
        "context": asked.context,
        "expansions": [one._asdict() for one in asked.expansions],
        "terms": {term: round(weight, 3) for term, weight in asked.terms.items()},
        "strength": round(found.strength, 3),
        "scores": [
            {
                "chunk": hit.chunk,
                "lexical": round(candidates.lexical.get(hit.chunk, 0.0), 3),
                "dense": round(candidates.dense[hit.chunk], 3),
                "fused": round(candidates.fused[hit.chunk], 4),
                "final": round(hit.score, 4),
            }
            for hit in found.hits
        ],
    }


def _head(hit: Hit, screen: Terminal, lang: str) -> Iterator[str]:
    title = screen.paint(hit.title or hit.source, "1")
    yield f"{screen.paint(f'{hit.rank}.', '1;36')} {title}"
    place = place_of(hit.source, hit.page, lang)
    dated = f" · {hit.date}" if hit.date else ""
    yield screen.paint(f"   {place}{dated} · {hit.score:.2f}", "2")
    if hit.also_in:
        others = ", ".join(place_of(one.source, one.page, lang) for one in hit.also_in)
        yield screen.paint(f"   {said('also in: {places}', lang, places=others)}", "2")


def _understanding(found: Found, lang: str) -> Iterator[str]:
    asked = found.understood
    kinds = ", ".join(translate(kind, lang) for kind in asked.expects) or "–"
    yield said("asks for: {kinds}", lang, kinds=kinds)
    if asked.context:
        yield said("together with: {text}", lang, text=asked.context)
    for one in asked.expansions:
        yield said("also searched: {typed} → {other}", lang, typed=one.typed, other=one.other)
    yield said("evidence: {strength}", lang, strength=f"{found.strength:.2f}")


def _scores(hit: Hit, found: Found, lang: str) -> str:
    candidates = found.candidates
    return said(
        "words {lexical} · sense {dense} · together {fused} · final {final}", lang,
        lexical=f"{candidates.lexical.get(hit.chunk, 0.0):.1f}",
        dense=f"{candidates.dense[hit.chunk]:.2f}",
        fused=f"{candidates.fused[hit.chunk]:.2f}", final=f"{hit.score:.2f}",
    )  # fmt: skip


def _wanted(found: Found) -> set[str]:
    """Return the bare syllables to mark: the question's, and its other names'."""
    texts = [found.understood.text, *(one.other for one in found.understood.expansions)]
    return {token[1:] for text in texts for token in content_tokens(text) if "_" not in token}


def _marked(text: str, wanted: set[str], screen: Terminal) -> str:
    def paint(match: regex.Match[str]) -> str:
        bare = strip(canonical_syllable(match.group().lower()))
        return screen.paint(match.group(), "1;33") if bare in wanted else match.group()

    return _WORD.sub(paint, text)

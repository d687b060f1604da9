"""What the chat shows of an answer's sources."""

from __future__ import annotations

from collections.abc import Sequence

from askvn.cli.show import Terminal, place_of
from askvn.messages import translate
from askvn.records import Citation


def sources(citations: Sequence[Citation], screen: Terminal, lang: str) -> str:
    """Return where citations stand, a line each."""
    return "\n".join(
        f"{screen.paint(f'[{one.n}]', '1;36')} {one.title or one.source}"
        + screen.paint(f" · {place_of(one.source, one.page, lang)} · {one.start}–{one.end}", "2")
        for one in citations
    )


def quoted(citations: Sequence[Citation], number: str, screen: Terminal, lang: str) -> str:
    """Return the sources of an answer; with a number, that one with the words of the source."""
    chosen = [one for one in citations if not number or str(one.n) == number.strip("[] ")]
    if not chosen:
        return translate("There is no such source.", lang)
    lines = [sources(chosen, screen, lang)]
    if number:
        lines.append(screen.fold(f"“{' '.join(chosen[0].quote.split())}”", "    "))
    return "\n".join(lines)

"""What a person sees of the conversation log in the terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from askvn.cli.show import Terminal, place_of, said, understood
from askvn.evaluate.from_log import Made
from askvn.log import Entry
from askvn.messages import translate
from askvn.settings import Settings

_SIGNS = {"up": "👍", "down": "👎"}
_SHOWN_LINES = 3


def line(entry: Entry, screen: Terminal, lang: str) -> str:
    """Return a logged question with the beginning of its answer."""
    shown = entry.answer.splitlines()
    text = "\n".join(one for one in shown if one.strip())
    folded = screen.fold(text, "  ").splitlines()
    cut = [*folded[:_SHOWN_LINES], *(["  …"] if len(folded) > _SHOWN_LINES else [])]
    return "\n".join([*_head(entry, screen, lang), *cut])


def whole(entry: Entry, screen: Terminal, lang: str) -> str:
    """Return a logged question, its answer and sources, and how it came about."""
    lines = [*_head(entry, screen, lang), screen.fold(entry.answer)]
    if entry.citations:
        lines.append("\n" + screen.paint(translate("Sources", lang), "1"))
    for one in entry.citations:
        place = place_of(one["source"], one["page"], lang)
        lines.append(f"[{one['n']}] {one['title']}")
        lines.append(screen.paint(f"    {place} · {one['start']}–{one['end']}", "2"))
        lines.append(screen.fold(f"“{' '.join(one['quote'].split())}”", "    "))
    spent = f"{entry.milliseconds.get('total', 0.0):.0f} ms"
    made = f"{entry.style} · {entry.model} · askvn {entry.version} · {spent}"
    lines.append("\n" + screen.paint(made, "2"))
    return "\n".join(lines)


def made(done: Made, path: Path, chosen: Settings) -> str:
    """Return what was made of the log, and what a person does next."""
    counts = ", ".join(
        f"{count} {translate(name, chosen.lang)}" for name, count in done.counts.items() if count
    )
    lines = [
        said("{count} questions ({kinds}) in {path}", chosen.lang,
             count=len(done.questions), kinds=counts, path=path)
    ]  # fmt: skip
    if done.unrated:
        template = "{count} answers that nobody rated were left out (askvn log rate ID up|down)"
        lines.append(said(template, chosen.lang, count=done.unrated))
    lines.append(translate("correct those with 'drafted' and take it out; then:", chosen.lang))
    lines.append(f"  askvn eval {path.parent} --index {chosen.index}")
    return "\n".join(lines)


def _head(entry: Entry, screen: Terminal, lang: str) -> list[str]:
    """Return when it was asked, in which conversation, what was thought of it, and the question."""
    when = datetime.fromisoformat(entry.asked_at).astimezone().strftime("%d/%m/%Y %H:%M")
    parts = [f"#{entry.id}", when, f"{entry.origin} {entry.conversation}"]
    if entry.refused:
        parts.append(translate("refused", lang))
    if entry.rating:
        parts.append(f"{_SIGNS[entry.rating]} {entry.reason}".strip())
    lines = [screen.paint(" · ".join(parts), "2"), screen.paint(screen.fold(entry.question), "1")]
    if meant := understood(entry.question, entry.understood_as, screen, lang):
        lines.append(meant)
    return lines

"""What is said when the documents do not tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import regex

from askvn.evidence import Sentence
from askvn.messages import translate
from askvn.records import Hit
from askvn.understand import content_tokens
from askvn.vietnamese import words

_NEAREST = 3
_EXCERPT_CHARS = 140


def explain(
    absent: Sequence[str], hits: Sequence[Hit], judged: Sequence[Sentence], lang: str
) -> Iterator[str]:
    """Yield the lines of a refusal: what no passage mentions, the nearest ones, what to ask.

    `absent` is what `unmentioned` found. Each of the nearest documents is named with the sentence
    of it, among those that were `judged`, that comes nearest.
    """
    yield translate("The documents don't tell.", lang)
    if absent:
        quoted = ", ".join(f"“{part}”" for part in absent)
        lead = translate("None of the passages found mentions: {parts}.", lang)
        yield lead.format(parts=quoted)
    nearest: dict[str, Hit] = {}
    for hit in hits:
        nearest.setdefault(hit.title or hit.source, hit)
    if not nearest:
        return
    yield translate("The nearest passages are in:", lang)
    for name, hit in list(nearest.items())[:_NEAREST]:
        text = next((one.text for one in judged if one.hit.document == hit.document), "")
        yield f"- {name}: “{_excerpt(text)}”" if text else f"- {name}"
    if absent:
        yield translate("Try other words for it, or ask without it.", lang)
    else:
        yield translate("Try to name whom, what, where or when you mean.", lang)


def unmentioned(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the runs of content words of the question that stand in none of the hits.

    Each as the question has it; a name stays whole, and a lone syllable takes the content beside it
    along (Lào `rút` khỏi).
    """
    content = set(content_tokens(question))
    held: set[str] = set()
    for hit in hits:
        held.update(words.tokens(f"{hit.title}\n{hit.headings}\n{hit.date}\n{hit.visible}"))
    matches = list(words.WORD.finditer(question))
    bare = [words.bare(match.group().lower()) for match in matches]
    absent = [one in content and one not in held for one in bare]
    found = []
    for is_absent, run in groupby(range(len(bare)), absent.__getitem__):
        if is_absent:
            first, last = _whole_name(matches, [*run])
            if first == last:
                first, last = _widened(bare, first, content, held)
            last = _whole_time(matches, last)
            found.append(question[matches[first].start() : matches[last].end()])
    return tuple(dict.fromkeys(found))


_TIMES = frozenset(("hôm nay", "hiện nay", "ngày nay", "năm nay", "tháng này"))


def _whole_name(matches: Sequence[regex.Match[str]], run: Sequence[int]) -> tuple[int, int]:
    """Return first and last place of a run, with the capitals around it."""
    first, last = run[0], run[-1]
    while first > 1 and all(matches[one].group()[0].isupper() for one in (first - 1, first)):
        first -= 1
    while last + 1 < len(matches) and all(
        matches[one].group()[0].isupper() for one in (last, last + 1)
    ):
        last += 1
    return first, last


def _whole_time(matches: Sequence[regex.Match[str]], last: int) -> int:
    """Return the last place, or the one behind it where both are a time: `hôm nay`."""
    pair = " ".join(match.group() for match in matches[last : last + 2])
    return last + (pair.lower() in _TIMES)


def _widened(
    bare: Sequence[str], place: int, content: Collection[str], held: Collection[str]
) -> tuple[int, int]:
    """Return the first and the last place of a syllable with the content it seems to belong to."""

    def is_new(left: int) -> bool:
        pair = "_".join((bare[left], bare[left + 1][1:]))
        return pair in content and pair not in held

    first = place - 1 if place and bare[place - 1] in content and is_new(place - 1) else place
    last = place + 1 if place + 1 < len(bare) and is_new(place) else place
    return first, last


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _EXCERPT_CHARS:
        return line
    return line[:_EXCERPT_CHARS].rpartition(" ")[0].rstrip(" ,;:–-") + "…"

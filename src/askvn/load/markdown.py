r"""Which characters of a Markdown text are markup, and where its headings stand.

Nothing is removed: markup becomes hidden spans. Each step looks at a copy in which the markup found
so far is blanked by `\0`, a character that no normalised text has, so that offsets never move.
Plain text passes here too, so the rules hide only what is no prose.

In every pattern the groups `open` and `close` are markup and `code` is text in which no other rule
looks for markup; a match without such groups is markup as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from askvn.load.draft import MAX_HEADING_CHARS
from askvn.load.strings import blank, flat, merge
from askvn.records import Mark, Span

_GONE = "\0"
# Comments, scripts and fenced code; whichever begins first hides the others in it.
_VERBATIM = re.compile(
    r"<!--.*?-->|<(?P<tag>script|style)\b[^<>]*>.*?</(?P=tag)\s*>"
    r"|^(?P<open> {0,3}(?P<fence>`{3,}|~{3,})[^`\n]*)(?:\n|\Z)"
    r"(?P<code>.*?)(?P<close>^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_HEADING = re.compile(
    r"^(?P<open> {0,3}(?P<level>#{1,6})(?:[ \t]+|$))"
    r"(?P<label>[^\n]*?)(?P<close>(?:[ \t]+#+)?[ \t]*)$",
    re.MULTILINE,
)
# A line alone, underlined; not one of a list, a quotation, a heading or a table.
_UNDERLINED = re.compile(
    r"(?:\A|(?<=\n\n)|(?<=\0\n))(?![ \t]*(?:[-+*>#|]|\d+[.)])[ \t])"
    r"(?P<label>[^\n]*[^\s\0][^\n]*)\n(?P<close> {0,3}(?P<line>={2,}|-{3,})[ \t]*)$",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$"  # |---|---|
    r"|^[ \t]*\|[ \t]*:?-{2,}:?[ \t]*\|[ \t]*$"  # |---|
    r"|^ {0,3}(?P<rule>[-*_=])(?:[ \t]*(?P=rule)){2,}[ \t]*$"  # --- *** ___ ===
    r"|^ {0,3}(?:>[ \t]?)+",  # a quotation
    re.MULTILINE,
)
_ESCAPE = re.compile(r"(?P<open>\\)(?P<code>[!-/:-@\[-`{-~])")
_CODE_SPAN = re.compile(r"(?<!`)(?P<open>`+)(?!`)(?P<code>[^\n]+?)(?<!`)(?P<close>(?P=open))(?!`)")
_WHOLE = re.compile(
    r"!\[[^\[\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])(?:\{[^{}\n]*\})?"
    r"|<(?:https?|ftp|mailto):[^\s<>]*>"
    r"|</?[A-Za-z][A-Za-z0-9-]*"
    r"(?:\s+[A-Za-z_:@][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?)*\s*/?>"
    r"|&nbsp;",
    re.ASCII,
)
_LINK = re.compile(
    r"(?P<open>\[)(?:[^\[\]]|\[[^\[\]]*\])+"
    r"(?P<close>\]\(\s*<?[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*>?"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\))"
)
_URL = re.compile(
    r"(?<![^\W_])(?:https?://|ftp://|www\.)[^\s<>\"“”|\0]*[^\s<>\"“”|\0.,;:!?)\]}'’»*_…]"
)
_RUN = re.compile(r"\*{2,}|~~|\|")  # strong, struck out, table bars
_UNDERSCORE = re.compile(
    r"(?<!\w)(?P<open>_{1,3})(?=[^\s_])(?:[^\n]|\n(?!\s*\n)){0,999}?[^\s_](?P<close>(?P=open))(?!\w)"
)
_STAR = re.compile(
    r"(?<![\w*])(?P<open>\*)(?=[^\s*])(?:[^*\n]|\n(?!\s*\n)){1,999}?(?<=\S)(?P<close>\*)(?![\w*])"
)
_STEPS = (
    *(_BLOCK, _ESCAPE, _CODE_SPAN, _WHOLE, _LINK, _URL, _RUN),
    *(_UNDERSCORE, _STAR),
)


class Markup(NamedTuple):
    """The markup as sorted, disjoint spans, and the headings."""

    hidden: tuple[Span, ...]
    marks: tuple[Mark, ...]


def parse(text: str, start: int = 0) -> Markup:
    """Return the markup and the headings of normalised `text`, from `start` on.

    `text[mark.start:]` begins with the first visible character of the heading.
    """
    copy = blank(text, [Span(0, start)], _GONE)
    hidden: list[Span] = []
    headings: list[tuple[Span, int]] = []
    for pattern in (_VERBATIM, _HEADING, _UNDERLINED, *_STEPS):
        matches = list(pattern.finditer(copy))
        found = [span for match in matches for span in _markup(match)]
        hidden += found
        if "label" in pattern.groupindex:
            headings += map(_heading, matches)
        if "code" in pattern.groupindex:
            found += (Span(*match.span("code")) for match in matches)
        copy = blank(copy, merge(found), _GONE)
    spans = merge(hidden)
    return Markup(spans, tuple(_marks(text, spans, headings)))


def _markup(match: re.Match[str]) -> Iterator[Span]:
    groups = match.groupdict()
    names = [name for name in ("open", "close") if groups.get(name) is not None]
    if not names:
        yield Span(*match.span())
    for name in names:
        yield Span(*match.span(name))


def _heading(match: re.Match[str]) -> tuple[Span, int]:
    groups = match.groupdict()
    level = len(groups["level"]) if "level" in groups else 1 + (groups["line"][0] == "-")
    return Span(*match.span("label")), level


def _marks(text: str, hidden: tuple[Span, ...], headings: list[tuple[Span, int]]) -> Iterator[Mark]:
    shown = blank(text, hidden, _GONE) if headings else ""
    for (start, end), level in sorted(headings):
        label = flat(shown[start:end].replace(_GONE, ""))
        if 0 < len(label) <= MAX_HEADING_CHARS:
            first = next(at for at in range(start, end) if shown[at] not in " \t\0")
            yield Mark(first, level, label)

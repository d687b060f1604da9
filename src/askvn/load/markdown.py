r"""Which characters of a Markdown text are markup, and where its headings stand.

Nothing is removed: markup becomes hidden spans. Each step looks at a copy in which the markup found
so far is blanked by `\0`, a character that no normalised text has, so that offsets never move.
Plain text passes here too, so the rules hide only what is no prose.

In every pattern the groups `open` and `close` are markup and `code` is text in which no other rule
looks for markup; a match without such groups is markup as a whole. Quantifiers are bounded or never
give back (`*+`), so that no text, however odd, takes more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from askvn.load.draft import MAX_HEADING_CHARS
from askvn.load.strings import blank, flat, merge
from askvn.records import Mark, Span

_GONE = "\0"
_VISIBLE = re.compile(r"[^\s\0]")
_MAX_TABLE_HEADER_CHARS = 300
# What begins a stretch in which nothing else is markup: a comment, a script, fenced code.
_VERBATIM = re.compile(
    r"(?P<kind><!--|<(?i:script|style)(?=[\s>]))|^ {0,3}(?P<fence>`{3,}|~{3,})[^`\n]*$",
    re.MULTILINE,
)
_HEADING = re.compile(
    r"^(?P<open> {0,3}(?P<level>#{1,6})(?:[ \t]+|$))"
    r"(?P<label>[^\n]*?)(?P<close>(?:[ \t]{1,9}#{1,99})?[ \t]{0,99})$",
    re.MULTILINE,
)
# A line alone, underlined; not one of a list, a quotation, a heading or a table.
_UNDERLINED = re.compile(
    r"^(?<![^\n\0]\n)(?![ \t]*(?:(?:[-+*>#|]|\d+[.)])[ \t]|\0))"
    r"(?P<label>[^\n]+)\n(?P<close> {0,3}(?P<line>={2,}|-{3,})[ \t]*)$",
    re.MULTILINE,
)
# A table: its header, the line of dashes, its rows.
_TABLE = re.compile(
    r"^(?P<head>[^\n|\0]*+\|[^\n\0]*+)\n(?=[ \t:|]*+-)[ \t:-]*+\|[ \t:|-]*+"
    r"(?:\n[^\n|]*+\|[^\n]*+)*+",
    re.MULTILINE,
)
# Deeper than any heading: a table's header holds for its rows, and for nothing behind them.
_TABLE_LEVEL = 7
_BLOCK = re.compile(
    r"^(?=[ \t:|]*-)[ \t:-]*\|[ \t:|-]*$"  # |---|---|
    r"|^ {0,3}(?P<rule>[-*_=])(?:[ \t]*(?P=rule)){2,}[ \t]*$"  # --- *** ___ ===
    r"|^ {0,3}>(?:[ \t]?>)*[ \t]?",  # a quotation
    re.MULTILINE,
)
_ESCAPE = re.compile(r"(?P<open>\\)(?P<code>[!-/:-@\[-`{-~])")
_CODE_SPAN = re.compile(
    r"(?P<open>`(?<!``)`*+)(?P<code>[^\n]{1,300}?)(?<!`)(?P<close>(?P=open))(?!`)"
)
_WHOLE = re.compile(
    r"!\[[^\[\]\n]*+\](?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])"
    r"(?:\{[^{}\n]*+\})?"  # an image
    r"|<(?:https?|ftp|mailto):[^\s<>]*+>"
    r"|</?[A-Za-z][A-Za-z0-9-]*+"
    r"(?:\s++[A-Za-z_:@][\w:.-]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>=]++))?)*+\s*+/?>"
    r"|&nbsp;",
    re.ASCII,
)
_LINK = re.compile(
    r"(?P<open>\[)(?:[^\[\]]++|\[[^\[\]]*+\])++"
    r"(?P<close>\]\(\s*+<?[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+>?"
    r"(?:\s++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?\s*+\))"
)
_URL = re.compile(
    r"[hfw](?<![^\W_].)(?:(?<=h)ttps?://|(?<=f)tp://|(?<=w)ww\.)"
    r"[^\s<>\"“”|\0]*[^\s<>\"“”|\0.,;:!?)\]}'’»*_…]"
)
_RUN = re.compile(r"\*{2,}|~~|\|")  # strong, struck out, table bars
_UNDERSCORE = re.compile(
    r"(?P<open>_(?<!\w_)_{0,2})(?=[^\s_])(?:[^\n]|\n(?!\s*\n)){0,299}?[^\s_](?P<close>(?P=open))(?!\w)"
)
_STAR = re.compile(
    r"(?P<open>\*(?<![\w*]\*))(?=[^\s*])(?:[^*\n]|\n(?!\s*\n)){1,300}?(?<=\S)(?P<close>\*)(?![\w*])"
)
_INLINE = (_BLOCK, _ESCAPE, _CODE_SPAN, _WHOLE, _LINK, _URL, _RUN, _UNDERSCORE, _STAR)


class Markup(NamedTuple):
    """The markup as sorted, disjoint spans, and the headings."""

    hidden: tuple[Span, ...]
    marks: tuple[Mark, ...]


class _Heading(NamedTuple):
    start: int
    end: int
    level: int


class _Copy:
    """A text in which the markup found so far is blanked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.hidden: list[Span] = []

    def hide(self, markup: list[Span], code: list[Span]) -> None:
        """Blank markup, and also `code`, which stays visible."""
        self.hidden += markup
        self.text = blank(self.text, merge(markup + code), _GONE)

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Hide and return what `pattern` finds."""
        matches = list(pattern.finditer(self.text))
        groups = pattern.groupindex
        markup = [groups[name] for name in ("open", "close") if name in groups] or [0]
        code = [groups[name] for name in ("code",) if name in groups]
        self.hide(
            [Span(*match.span(group)) for match in matches for group in markup],
            [Span(*match.span(group)) for match in matches for group in code],
        )
        return matches


def parse(text: str, start: int = 0) -> Markup:
    """Return the markup and the headings of normalised `text`; all before `start` is markup.

    `text[mark.start:]` begins with the first visible character of the heading.
    """
    copy = _Copy(text)
    copy.hide([Span(0, start)], [])
    copy.hide(*_verbatim(copy.text))
    headings = [
        _Heading(*match.span("label"), len(match["level"])) for match in copy.take(_HEADING)
    ]
    headings += (
        _Heading(*match.span("label"), 1 if match["line"][0] == "=" else 2)
        for match in copy.take(_UNDERLINED)
    )
    tables = [(match.span("head"), match.end()) for match in _TABLE.finditer(copy.text)]
    for pattern in _INLINE:
        copy.take(pattern)
    hidden = merge(copy.hidden)
    marks = [*_marks(text, hidden, headings), *_table_marks(text, hidden, tables)]
    return Markup(hidden, tuple(sorted(marks)))


def _verbatim(text: str) -> tuple[list[Span], list[Span]]:
    """Return comments, scripts and the fences of code, and the code between the fences."""
    markup: list[Span] = []
    code: list[Span] = []
    never_closed: set[str] = set()
    position = 0
    while opening := _VERBATIM.search(text, position):
        begin, position = opening.span()
        kind = (opening["kind"] or opening["fence"]).lower()
        closing = None if kind in never_closed else _closing(kind).search(text, position)
        if closing is None:
            never_closed.add(kind)
        if opening["fence"]:  # without an end, all the rest is code
            end = Span(*closing.span()) if closing else Span(len(text), len(text))
            markup += (Span(begin, position), end)
            code.append(Span(position, end.start))
            position = end.end
        elif closing:
            position = closing.end()
            markup.append(Span(begin, position))
    return markup, code


def _closing(kind: str) -> re.Pattern[str]:
    if kind == "<!--":
        return re.compile("-->")
    if kind.startswith("<"):
        return re.compile(rf"</{kind[1:]}\s*+>", re.IGNORECASE)
    return re.compile(rf"^ {{0,3}}{kind}[`~]*[ \t]*$", re.MULTILINE)


def _marks(text: str, hidden: tuple[Span, ...], headings: list[_Heading]) -> Iterator[Mark]:
    shown = blank(text, hidden, _GONE) if headings else ""
    for start, end, level in sorted(headings):
        label = flat(shown[start:end].replace(_GONE, ""))
        if 0 < len(label) <= MAX_HEADING_CHARS:
            first = next(at for at in range(start, end) if shown[at] not in " \t\0")
            yield Mark(first, level, label)


def _table_marks(
    text: str, hidden: tuple[Span, ...], tables: list[tuple[tuple[int, int], int]]
) -> Iterator[Mark]:
    """Yield for each table its header as a mark, so that rows far below keep it, and its end."""
    shown = blank(text, hidden, _GONE) if tables else ""
    for (start, end), behind in tables:
        cells = [flat(cell.replace(_GONE, "")) for cell in _cells(text, shown, start, end)]
        label = " | ".join(filter(None, cells))
        following = _VISIBLE.search(shown, behind)
        if 0 < len(label) <= _MAX_TABLE_HEADER_CHARS:
            first = next(at for at in range(start, end) if shown[at] not in " \t\0")
            yield Mark(first, _TABLE_LEVEL, label)
            if following:
                yield Mark(following.start(), _TABLE_LEVEL, "")


def _cells(text: str, shown: str, start: int, end: int) -> list[str]:
    """Return the visible text between the bars of one line."""
    bars = [at for at in range(start, end) if text[at] == "|" and shown[at] == _GONE]
    edges = [start - 1, *bars, end]
    return [shown[left + 1 : right] for left, right in pairwise(edges)]

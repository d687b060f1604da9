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
# What begins a stretch in which nothing else is markup: a comment, a script, fenced code.
_VERBATIM = re.compile(
    r"(?P<comment><!--)|<(?P<tag>script|style)\b[^<>]*>|^ {0,3}(?P<fence>`{3,}|~{3,})[^`\n]*$",
    re.MULTILINE,
)
_HEADING = re.compile(r"^(?P<open> {0,3}(?P<level>#{1,6})(?:[ \t]+|$))(?P<label>[^\n]*)$", re.M)
# A line alone, underlined; not one of a list, a quotation, a heading or a table.
_UNDERLINED = re.compile(
    r"^(?<![^\n\0]\n)(?![ \t]*(?:[-+*>#|]|\d+[.)])[ \t])"
    r"(?P<label>[^\n]+)\n(?P<close> {0,3}(?P<line>={2,}|-{3,})[ \t]*)$",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"^(?=[ \t:|]*-)[ \t:-]*\|[ \t:|-]*$"  # |---|---|
    r"|^ {0,3}(?P<rule>[-*_=])(?:[ \t]*(?P=rule)){2,}[ \t]*$"  # --- *** ___ ===
    r"|^ {0,3}>(?:[ \t]?>)*[ \t]?",  # a quotation
    re.MULTILINE,
)
_ESCAPE = re.compile(r"(?P<open>\\)(?P<code>[!-/:-@\[-`{-~])")
_CODE_SPAN = re.compile(r"(?P<open>`(?<!``)`*+)(?P<code>[^\n]{1,300}?)(?<!`)(?P<close>(?P=open))(?!`)")
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


def parse(text: str, start: int = 0) -> Markup:
    """Return the markup and the headings of normalised `text`, from `start` on.

    `text[mark.start:]` begins with the first visible character of the heading.
    """
    copy = blank(text, [Span(0, start)], _GONE)
    hidden, code = _verbatim(copy)
    copy = blank(copy, merge(hidden + code), _GONE)
    headings = list(_headings(copy))
    for heading in headings: ...

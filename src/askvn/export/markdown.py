"""A conversation in Markdown, with footnotes as GitHub, pandoc and Obsidian read them."""

from __future__ import annotations

import regex

from askvn.export.pages import Line, Note, Paper

# What has a meaning anywhere, and what has one where a line begins.
_MARKS = regex.compile(r"[\\`*_\[\]<>|~$&]")
_BLANKS = regex.compile(r"\s+")
_FIRST = regex.compile(r"^(?:([#+=>-])|(\d+)([.)]))")


def write(paper: Paper, lang: str) -> bytes:
    """Return the conversation; nothing that it quotes has a meaning in Markdown."""
    del lang
    blocks = [f"# {plain(paper.title)}", f"*{plain(paper.about)}*"]
    for turn in paper.turns:
        blocks.append(f"## {plain(turn.question)}")
        blocks += [f"*{plain(turn.understood)}*"] if turn.understood else []
        blocks += [f"**{_line(turn.lead[:1])}**{_line(turn.lead[1:])}"] if turn.lead else []
        lines = [_line(line) for line in turn.lines]
        blocks += ["\n>\n".join(f"> {line}" for line in lines)] if turn.refused else lines
    blocks += [_note(note) for note in paper.notes]
    return ("\n\n".join(blocks) + "\n").encode("utf-8", "replace")


def plain(text: str) -> str:
    """Return `text` in one line, such that Markdown shows just that."""
    return _begun(_marked(text).strip())


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", _BLANKS.sub(" ", text))


def _begun(line: str) -> str:
    """Return a line whose first sign has no meaning."""
    match = _FIRST.match(line)
    if match is None:
        return line
    head = f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"
    return head + line[match.end() :]


def _line(line: Line) -> str:
    parts = (f"[^{one.number}]" if isinstance(one, Note) else _marked(one) for one in line)
    return _begun("".join(parts).strip())


def _note(note: Note) -> str:
    doubt = f" ⚠ {plain(note.doubt)}" if note.doubt else ""
    place = f"{plain(note.title)} ({plain(note.place)})"
    return f"[^{note.number}]: {place}: “{plain(note.quote)}”{doubt}"

"""A conversation as a file: Markdown or Word, every citation a footnote."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from askvn.export import markdown, word
from askvn.export.pages import Paper, paper
from askvn.log import Entry, Talk
from askvn.uploads import safe, shown

_WRITERS: dict[str, Callable[[Paper, str], bytes]] = {"md": markdown.write, "docx": word.write}
FORMATS = tuple(_WRITERS)
_MOST_TITLE_CHARS = 60


def export(talk: Talk, entries: Sequence[Entry], form: str, lang: str) -> bytes:
    """Return a conversation in one of `FORMATS`; the same conversation gives the same bytes."""
    return _WRITERS[form](paper(talk, entries, lang), lang)


def file_name(talk: Talk, form: str) -> str:
    """Return a name for the file, made of the conversation's title."""
    title = shown(talk.title.replace("/", "-").replace("\\", "-")).strip("?!.~$ ")
    if len(title) > _MOST_TITLE_CHARS:
        title = title[:_MOST_TITLE_CHARS].rpartition(" ")[0] or title[:_MOST_TITLE_CHARS]
    return safe(f"{title or talk.id}.{form}")

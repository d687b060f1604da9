"""`askvn log conversations`, `rename`, `delete`, `export`: whole conversations."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from askvn.cli import commands, show
from askvn.cli.show import Terminal, said
from askvn.errors import LogError
from askvn.export import FORMATS, export, file_name
from askvn.export.pages import day
from askvn.log import Log, Talk
from askvn.settings import Settings
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

_STDOUT = "-"


def _listed(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    count = commands.at_least("n", options.count, 0)
    found = log.conversations(count=count, text=" ".join(options.words))
    if options.json:
        print(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=2))
    elif found:
        screen = show.terminal(sys.stdout)
        print("\n".join(_line(one, screen, chosen.lang) for one in found))
    else:
        print(said("Nothing found in {path}.", chosen.lang, path=log.path), file=sys.stderr)
    return 0


def _renamed(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    talk = _talk(options.conversation, log)
    log.rename(talk.id, " ".join(options.words), owner=talk.owner)
    told = _line(_talk(talk.id, log), show.terminal(sys.stderr), chosen.lang)
    print(told, file=sys.stderr)
    return 0


def _deleted(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    talk = _talk(options.conversation, log)
    gone = log.forget(talk.id, owner=talk.owner)
    if options.json:
        print(json.dumps({"forgotten": gone}))
    else:
        print(said("{count} questions forgotten", chosen.lang, count=gone))
    return 0


def _exported(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    talk = _talk(options.conversation, log)
    form = options.format or _form_of(options.output)
    entries = log.find(conversation=talk.id, owner=talk.owner, current=True)
    data = export(talk, entries, form, chosen.lang)
    output = options.output or (_STDOUT if form == "md" else file_name(talk, form))
    if output == _STDOUT:
        sys.stdout.buffer.write(data)
        return 0
    path = Path(output).expanduser()
    try:
        path.write_bytes(data)
    except OSError as error:
        raise LogError(
            "'{path}' cannot be written: {reason}",
            hint="askvn log export {conversation} -o FILE",
            path=path,
            reason=error.strerror or error,
            conversation=talk.id,
        ) from error
    print(said("{count} questions written to {path}", chosen.lang,
               count=talk.questions, path=path), file=sys.stderr)  # fmt: skip
    return 0


def _form_of(output: str | None) -> str:
    """Return the format that a file's name asks for, Markdown where it asks for none."""
    suffix = Path(output or "").suffix.lower().removeprefix(".")
    return suffix if suffix in FORMATS else "md"


def _talk(name: str, log: Log) -> Talk:
    """Return the conversation with this name; `last` or `cuối` is the newest.

    Raises:
        LogError: if there is none.
    """
    is_last = strip(normalise(name).lower()) in ("last", "cuoi")
    found = log.conversations(count=1, conversation="" if is_last else name)
    if not found:
        raise LogError(
            "the conversation log {path} has no conversation {id}",
            hint="askvn log conversations --index {index}",
            path=log.path,
            id=name,
            index=log.path.parent,
        )
    return found[0]


def _line(talk: Talk, screen: Terminal, lang: str) -> str:
    count = said("{count} questions", lang, count=talk.questions)
    facts = " · ".join(filter(None, (talk.id, day(talk.last_at, lang), count, talk.owner)))
    return f"{screen.paint(screen.fold(talk.title), '1')}\n{screen.paint(f'    {facts}', '2')}"


ACTIONS = {
    "conversations": _listed,
    "rename": _renamed,
    "delete": _deleted,
    "export": _exported,
}

"""The command line: parse, call the engine, show. Data to stdout, everything else to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from askvn.cli.parser import joined, language, parser
from askvn.errors import AskvnError

ANSWERED, ERROR, USAGE, NOT_TOLD = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 answered, 1 an error (one line `error: …`, one line `hint: …`), 2 wrong usage, 3 the
    documents don't tell.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given, os.environ)
    options = parser(lang).parse_args(joined(given))
    options.lang = lang
    try:
        from askvn.cli import commands

        return int(commands.COMMANDS[options.command](options))
    except AskvnError as error:
        _complain(error, lang, as_json=getattr(options, "json", False))
        return ERROR
    except BrokenPipeError:  # the reader of our output has gone: not our error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except KeyboardInterrupt:
        return 130


def _complain(error: AskvnError, lang: str, *, as_json: bool) -> None:
    from askvn import messages

    text, hint = messages.of_error(error, lang)
    if as_json:
        print(json.dumps({"error": text, "hint": hint}, ensure_ascii=False))
    print(f"error: {text}", file=sys.stderr)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)

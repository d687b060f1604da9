"""What can be typed after `askvn log`, and after `askvn eval from-log`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Say = Callable[[str], str]
_DEFAULTS: dict[str, Any] = {
    "json": False, "index": None, "count": 10, "conversation": "", "words": [], "action": "list",
    "older_than": "", "format": None, "output": None,
}  # fmt: skip


def add_log(
    log: argparse.ArgumentParser, shared: list[argparse.ArgumentParser], say: Say
) -> list[argparse.ArgumentParser]:
    """Add what follows `askvn log`; nothing means `list`. Return the parsers of the actions."""
    machine = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    place = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    chosen = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    machine.add_argument("--json", action="store_true", help=say("print one JSON document"))
    place.add_argument("--index", metavar="DIR", help=say("folder of the index (index)"))
    chosen.add_argument(
        "-n", type=int, dest="count", metavar="N", help=say("how many questions (10); 0 is all")
    )
    chosen.add_argument("--conversation", metavar="ID", help=say("only those of one conversation"))
    for group in (machine, place, chosen):
        log._add_container_actions(group)
    log.set_defaults(**_DEFAULTS)
    actions = log.add_subparsers(dest="action", metavar=say("ACTION"), title=say("actions"))

    def add(name: str, summary: str, *groups: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return actions.add_parser(
            name, help=say(summary), description=say(summary),
            parents=[*shared, place, *groups], add_help=False,
        )  # fmt: skip

    search = add("search", "show the questions and answers that hold all of some words", machine,
                 chosen)  # fmt: skip
    search.add_argument("words", nargs="+", metavar="WORDS", help=say("words, with or without"
                        " diacritics"))  # fmt: skip
    one = add("show", "show an answer whole, with its sources", machine)
    one.add_argument("id", metavar="ID", help=say("number of the question, or last"))
    rate = add("rate", "say whether an answer was good")
    rate.add_argument("id", metavar="ID", help=say("number of the question, or last"))
    rate.add_argument("rating", metavar="up|down|none", help=say("good, bad, or taken back"))
    rate.add_argument("reason", nargs="*", metavar="REASON", help=say("why"))
    clear = add("clear", "forget what was asked, for good", machine)
    clear.add_argument(
        "--older-than", metavar="AGE", help=say("only what is older, e.g. 30d, 12h or 2026-01-31")
    )
    _add_conversations(add, machine, say)
    return list(actions.choices.values())


def _add_conversations(
    add: Callable[..., argparse.ArgumentParser], machine: argparse.ArgumentParser, say: Say
) -> None:
    """Add what is done with whole conversations."""
    listed = add("conversations", "list the conversations, the newest first", machine)
    listed.add_argument(
        "-n", type=int, dest="count", metavar="N", default=argparse.SUPPRESS,
        help=say("how many conversations (10); 0 is all"),
    )  # fmt: skip
    listed.add_argument(
        "words", nargs="*", metavar="WORDS", default=argparse.SUPPRESS,
        help=say("only those that hold these words"),
    )  # fmt: skip
    renamed = add("rename", "give a conversation another title")
    gone = add("delete", "forget a whole conversation, for good", machine)
    written = add("export", "write a conversation down, its sources as footnotes")
    for one in (renamed, gone, written):
        one.add_argument(
            "conversation", metavar="CONVERSATION", help=say("name of the conversation, or last")
        )
    renamed.add_argument("words", nargs="+", metavar="TITLE", help=say("the new title"))
    written.add_argument(
        "--format", choices=["md", "docx"], help=say("Markdown or Word (as the file is called)")
    )
    written.add_argument(
        "-o", dest="output", metavar="FILE",
        help=say("the file to write; - is stdout (Word: a file called as the conversation)"),
    )  # fmt: skip


def add_from_log(add: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    """Add `eval from-log`, which is one word to argparse."""
    made = add("eval from-log", "turn logged questions into an evaluation set", "place")
    made.add_argument("folder", metavar="FOLDER", help=say("folder to write questions.jsonl into"))

"""What can be typed after `askvn`; helped in Vietnamese or English."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

from askvn import __version__
from askvn.cli import parser_log
from askvn.messages import translate


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return "vi" or "en": by `--lang`, then ASKVN_LANG, then the locale; Vietnamese otherwise."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return _known(argument.removeprefix("--lang="))
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
    if "ASKVN_LANG" in environment:
        return _known(environment["ASKVN_LANG"])
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next((name for name in names if name), "").startswith("en") else "vi"


def parser(lang: str) -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""

    def say(template: str) -> str:
        return translate(template, lang)

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=["vi", "en"], help=say("language of messages"))
    common.add_argument("-h", "--help", action="help", help=say("show this help and exit"))
    whole = argparse.ArgumentParser(
        prog="askvn",
        description=say("Answers questions in Vietnamese from your own documents, with sources."),
        parents=[common],
        add_help=False,
    )
    whole.add_argument(
        "--version", action="version", version=f"askvn {__version__}", help=say("show the version")
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar=say("COMMAND"))
    shared = _shared_options(say)

    def add(name: str, summary: str, *groups: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=say(summary),
            description=say(summary),
            parents=[common, *(shared[group] for group in groups)],
            add_help=False,
        )

    _add_commands(add, say)
    _add_evaluation(add, say)
    _add_training(add, say)
    log_actions = parser_log.add_log(
        add("log", "show, search, rate and forget what was asked"), [common], say
    )
    parser_log.add_from_log(add, say)
    actions = _add_models(
        add("models", "get, check and carry models"), [common, shared["machine"]], say
    )
    _name_groups([whole, *commands.choices.values(), *actions, *log_actions], lang)
    return whole


def _shared_options(say: Callable[[str], str]) -> dict[str, argparse.ArgumentParser]:
    """Return the options that several commands have, by group."""
    groups = {
        name: argparse.ArgumentParser(add_help=False)
        for name in ("machine", "place", "model", "search")
    }
    groups["machine"].add_argument(
        "--json", action="store_true", help=say("print one JSON document")
    )
    groups["place"].add_argument("--index", metavar="DIR", help=say("folder of the index (index)"))
    groups["place"].add_argument(
        "--embedder", metavar="NAME", help=say("embedding model: builtin or st:<name, id or path>")
    )
    groups["search"].add_argument(
        "--source", action="append", default=[], metavar="GLOB",
        help=say("only documents whose source fits, e.g. 'luat/*'; may be repeated"),
    )  # fmt: skip
    groups["search"].add_argument(
        "--tag", action="append", default=[], metavar="TAG",
        help=say("only documents with this tag; may be repeated"),
    )  # fmt: skip
    groups["search"].add_argument(
        "--after", default="", metavar="DAY", help=say("only documents of this day or later")
    )
    groups["search"].add_argument(
        "--before", default="", metavar="DAY", help=say("only documents of this day or earlier")
    )
    groups["search"].add_argument(
        "--as-typed", action="store_true",
        help=say("take the question as it is typed: put no diacritics back, add no other names"),
    )  # fmt: skip
    groups["search"].add_argument(
        "--reranker", metavar="NAME", help=say("cross-encoder: none or st:<name, id or path>")
    )
    _add_answering(groups["model"], say)
    return groups


def _add_answering(group: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add the options of what answers, and how."""
    group.add_argument(
        "--llm",
        metavar="NAME",
        help=say("language model: builtin, llama-cpp:<name or path.gguf> or openai:<address>"),
    )
    group.add_argument(
        "--style",
        choices=["quote", "compose"],
        help=say("answer in the documents' own sentences, or in the model's words"),
    )
    group.add_argument(
        "--unsupported",
        choices=["drop", "mark", "keep"],
        help=say(
            "what to do with a sentence that no passage supports (quote: drop, compose: mark)"
        ),
    )


def _add_commands(add: Callable[..., argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add every command with the options that are its own."""
    index = add("index", "index files and folders; again, only what changed", "machine", "place")
    index.add_argument("paths", nargs="*", metavar="PATH", help=say("files or folders"))
    index.add_argument(
        "--rebuild", action="store_true", help=say("make the derived indexes anew, all of them")
    )
    index.add_argument("--chunk-chars", type=int, help=say("longest passage, in characters"))
    search = add("search", "show the passages that fit a question", "machine", "place", "search")
    search.add_argument("question", metavar="QUERY", help=say("what to look for; - reads stdin"))
    search.add_argument("-k", type=int, default=10, help=say("how many passages (10)"))
    search.add_argument(
        "--explain", action="store_true", help=say("show how each passage was scored")
    )
    ask = add("ask", "answer a question, with sources", "machine", "place", "search", "model")
    ask.add_argument("question", metavar="QUESTION", help=say("the question; - reads stdin"))
    ask.add_argument("-k", type=int, help=say("how many passages (5)"))
    talk = add(
        "chat", "talk: each question may lean on those before it", "machine", "place", "model"
    )
    for one in (ask, talk):
        one.add_argument(
            "-c", "--continue", action="store_true", dest="goes_on",
            help=say("go on with the last conversation"),
        )  # fmt: skip
    web = add("web", "open the web chat on this machine", "place", "model")
    web.add_argument("--host", default="127.0.0.1", help=say("address to listen at (127.0.0.1)"))
    web.add_argument("--port", type=int, default=7860, help=say("port to listen at (7860)"))
    for name, metavar, summary in (
        ("--auth", "FILE", "only these users may enter; a line is user:hash"),
        (
            "--hash-password",
            "NAME",
            "ask for a password and print the line of this user for --auth",
        ),
    ):
        web.add_argument(name, metavar=metavar, default="", help=say(summary))
    web.add_argument(
        "--share", choices=["off"], default="off",
        help=say("always off: no public address is ever asked for"),
    )  # fmt: skip
    _add_upkeep(add, say)


def _add_upkeep(add: Callable[..., argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add what looks after an index and the installation."""
    add("documents", "list the documents of the index and how they stand", "machine", "place")
    gone = add("remove", "take documents out of the index, for good", "machine", "place")
    gone.add_argument(
        "sources", nargs="+", metavar="SOURCE",
        help=say("source of a document, as askvn documents tells it"),
    )  # fmt: skip
    add("info", "tell what the index holds and how it was made", "machine", "place")
    add("doctor", "check models, packages and the index", "machine", "place")


def _add_evaluation(add: Callable[..., argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add `eval` and `eval init`, which is one word to argparse (see `joined`)."""
    measure = add(
        "eval", "measure answers on questions with known answers", "machine", "place", "model"
    )
    measure.add_argument("folders", nargs="*", metavar="FOLDER", help=say("evaluation sets"))
    for name, metavar, summary in (
        ("--report", "FILE.html", "write a report to read in the browser"),
        ("--figures", "DIR", "write the report's plots as PNG"),
        ("--variants", "LIST", "ways of typing to measure, e.g. as_typed,unaccented (all)"),
        ("--distractors", "FILE", "further documents to put beside each set"),
        ("--cache", "DIR", "folder of the sets' own indexes (~/.cache/askvn/eval)"),
    ):
        measure.add_argument(name, metavar=metavar, help=say(summary))
    measure.add_argument(
        "--sample", type=int, default=0, metavar="N", help=say("ask N questions of each set (all)")
    )
    measure.add_argument("--seed", type=int, default=0, help=say("seed of the sample (0)"))
    measure.add_argument(
        "--retrieval-only", action="store_true", help=say("search only, answer nothing")
    )
    measure.add_argument(
        "--no-baseline", action="store_true", help=say("do not measure plain BM25 beside")
    )
    measure.add_argument(
        "--compare", nargs=2, metavar=("A.json", "B.json"), help=say("compare two results")
    )
    draft = add("eval init", "draft questions about the indexed documents, to correct", "place")
    draft.add_argument("folder", metavar="FOLDER", help=say("folder to write questions.jsonl into"))
    draft.add_argument(
        "--questions", type=int, default=100, metavar="N", help=say("how many questions (100)")
    )
    draft.add_argument("--seed", type=int, default=0, help=say("seed of the choice (0)"))


def _add_training(add: Callable[..., argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    train = add("train", "train the built-in embedder on the indexed documents", "machine")
    train.add_argument(
        "what", choices=["embedder"], metavar="embedder",
        help=say("what to train: embedder, the model that searches by meaning"),
    )  # fmt: skip
    train.add_argument("--index", metavar="DIR", help=say("folder of the index (index)"))
    train.add_argument(
        "--name", metavar="NAME",
        help=say("what to call the new model (embedder-<folder of the index>)"),
    )  # fmt: skip
    train.add_argument(
        "--questions", type=int, default=200, metavar="N",
        help=say("how many questions to measure with (200)"),
    )  # fmt: skip
    train.add_argument("--seed", type=int, default=0, help=say("seed of every choice (0)"))


def _add_models(
    models: argparse.ArgumentParser,
    shared: list[argparse.ArgumentParser],
    say: Callable[[str], str],
) -> list[argparse.ArgumentParser]:
    """Add what follows `askvn models`; nothing means `list`. Return the parsers of the actions."""
    models.set_defaults(json=False)
    actions = models.add_subparsers(dest="action", metavar=say("ACTION"), title=say("actions"))

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        return actions.add_parser(
            name, help=say(summary), description=say(summary), parents=shared, add_help=False
        )

    add("list", "show the models that are here and those that can be had")
    pull = add("pull", "download a model from a hub, whole and checked")
    pull.add_argument(
        "name", metavar="NAME",
        help=say("a name of the list, OWNER/REPOSITORY or OWNER/REPOSITORY/FILE.gguf"),
    )  # fmt: skip
    local = add("add", "take in a GGUF file or a sentence-transformers folder of this machine")
    local.add_argument("path", metavar="PATH", help=say("the file or folder"))
    local.add_argument("--name", metavar="NAME", help=say("what to call it (as the file)"))
    gone = add("remove", "delete an installed model")
    gone.add_argument("name", metavar="NAME", help=say("a name of the list"))
    add("verify", "read every byte of every model and compare it with its hash")
    packing = add("bundle", "write models into one file for a machine without a network")
    packing.add_argument("file", metavar="OUT.tar", help=say("the file to write"))
    packing.add_argument(
        "names", nargs="*", metavar="NAME", help=say("which models (all installed)")
    )
    packing.add_argument(
        "--wheels", action="store_true", help=say("add askvn itself and all it needs, by pip")
    )
    unpacking = add("unbundle", "install the models of such a file")
    unpacking.add_argument("file", metavar="FILE", help=say("a file made by askvn models bundle"))
    return list(actions.choices.values())


def joined(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `eval init` or `eval from-log` as the one word of the command."""
    given = list(arguments)
    for place in range(len(given) - 1):
        if given[place] == "eval" and given[place + 1] in ("init", "from-log"):
            return [*given[:place], f"eval {given[place + 1]}", *given[place + 2 :]]
    return given


def _known(lang: str) -> str:
    return lang if lang in ("vi", "en") else "vi"


def _name_groups(parsers: Sequence[argparse.ArgumentParser], lang: str) -> None:
    for one in parsers:
        for group in one._action_groups:
            group.title = translate(str(group.title), lang)

"""One function per command; each returns the exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from askvn import settings
from askvn.cli import passages, show
from askvn.clock import Clock
from askvn.errors import SettingsError
from askvn.records import Where
from askvn.settings import Settings
from askvn.vietnamese import days
from askvn.wiring import open_engine


def index(options: argparse.Namespace) -> int:
    """Index files and folders."""
    chosen = _settings(options)
    engine = open_engine(chosen, create=True)
    paths = [Path(path).expanduser() for path in options.paths]
    report = engine.ingest(
        paths, rebuild=options.rebuild, progress=show.Progress(chosen.lang, sys.stderr)
    )
    _put(report.to_json()) if options.json else print(show.report(report, chosen.lang))
    for failure in report.failures:
        print(show.failure(failure, chosen.lang), file=sys.stderr)
    if report.left_out:
        print(show.left_out(report, chosen.lang), file=sys.stderr)
    return 1 if report.failures and not engine.library.counts()[0] else 0


def search(options: argparse.Namespace) -> int:
    """Show the passages that fit a question."""
    chosen = _settings(options)
    engine = open_engine(chosen)
    clock = Clock()
    query = _question(options)
    k = at_least("k", options.k, 1)
    found = engine.find(query, k=k, where=_where(options), as_typed=options.as_typed)
    clock.mark("total")
    if options.json:
        _put(
            {
                "query": query,
                "understood_as": found.understood.text,
                "hits": [hit.to_json() for hit in found.hits],
                "milliseconds": round(clock.marks["total"], 1),
                **({"explain": passages.explanation(found)} if options.explain else {}),
            }
        )
    else:
        screen = show.terminal(sys.stdout)
        print(passages.passages(query, found, screen, chosen.lang, explained=options.explain))
    return 0


def ask(options: argparse.Namespace) -> int:
    """Answer a question, with sources."""
    from askvn.cli import chat, live

    chosen = _settings(options)
    question = _question(options)
    k = at_least("k", options.k, 1) if options.k is not None else chosen.top_k
    talk = chat.begin(chosen, "ask", goes_on=options.goes_on)
    notice = show.Reading(chosen.lang, sys.stderr)
    where, as_typed = _where(options), options.as_typed
    if options.json:
        reply = talk.ask(question, k=k, where=where, as_typed=as_typed, notice=notice)
        _put(reply.to_json())
    else:
        flows = sys.stdout.isatty() and talk.engine.style == "compose"
        stream = talk.stream(question, k=k, where=where, as_typed=as_typed, notice=notice)
        reply = live.shown(stream, sys.stdout, chosen.lang, flows=flows)
    return 3 if reply.refused else 0


def chat(options: argparse.Namespace) -> int:
    """Talk: question after question, each may lean on those before it."""
    from askvn.cli import chat as loop

    chosen = _settings(options)
    return loop.run(chosen, goes_on=options.goes_on, as_json=options.json)


def log(options: argparse.Namespace) -> int:
    """Show, search, rate and forget what was asked."""
    from askvn.cli import log as actions

    return actions.run(options, _settings(options))


def documents(options: argparse.Namespace) -> int:
    """List the documents of the index and how they stand."""
    from askvn.cli import holdings

    return holdings.listed(options, _settings(options))


def remove(options: argparse.Namespace) -> int:
    """Take documents out of the index."""
    from askvn.cli import holdings

    return holdings.removed(options, _settings(options))


def info(options: argparse.Namespace) -> int:
    """Tell what the index holds and how it was made."""
    from askvn import inspection

    chosen = _settings(options)
    facts = inspection.describe(chosen)
    _put(facts) if options.json else print(show.facts(facts, chosen.lang))
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Check models, packages and the index."""
    from askvn import inspection

    chosen = _settings(options)
    checks = inspection.examine(chosen)
    _put([check.to_json() for check in checks]) if options.json else print(
        show.checks(checks, show.terminal(sys.stdout), chosen.lang)
    )
    return 0 if all(check.passed for check in checks) else 1


def web(options: argparse.Namespace) -> int:
    """Open the web chat on this machine."""
    if options.hash_password:
        from askvn.cli import users

        print(users.line(options.hash_password, options.lang, sys.stdin))
        return 0
    from askvn.web import serve

    serve(_settings(options), host=options.host, port=options.port, auth=options.auth)
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure evaluation sets, or compare two results."""
    from askvn.cli import evaluation

    return evaluation.evaluate(options, _settings(options))


def draft(options: argparse.Namespace) -> int:
    """Draft questions about the indexed documents."""
    from askvn.cli import evaluation

    return evaluation.draft(options, _settings(options))


def from_log(options: argparse.Namespace) -> int:
    """Turn logged questions into an evaluation set."""
    from askvn.cli import log as actions

    return actions.to_questions(options, _settings(options))


def models(options: argparse.Namespace) -> int:
    """Get, check and carry models."""
    from askvn.cli import models as actions

    return actions.run(options, _settings(options))


def train(options: argparse.Namespace) -> int:
    """Fit the built-in embedder to the indexed documents."""
    from askvn.cli import training

    return training.run(options, _settings(options))


def _settings(options: argparse.Namespace) -> Settings:
    names = ("index", "embedder", "reranker", "llm", "style", "unsupported", "lang", "chunk_chars")
    given = {name: getattr(options, name, None) for name in names}
    return settings.read(given, environment=os.environ, file=Path(settings.FILE_NAME))


def _where(options: argparse.Namespace) -> Where:
    """Return the filter that the options ask for.

    Raises:
        SettingsError: if a day cannot be read.
    """
    return Where(
        sources=tuple(options.source),
        tags=tuple(options.tag),
        after=_day("after", options.after),
        before=_day("before", options.before),
    )


def _day(name: str, text: str) -> str:
    found = days.day(text, end=name == "before")
    if text and not found:
        raise SettingsError(
            "setting '{name}' has the value '{value}'",
            hint="it takes: {wanted}",
            name=name,
            value=text,
            wanted="2015 | 2015-03 | 2015-03-01 | 1/3/2015",
        )
    return found


def _question(options: argparse.Namespace) -> str:
    text = sys.stdin.read() if options.question == "-" else options.question
    if not text.strip():
        raise SettingsError("the question is empty", hint='askvn ask "…"')
    return str(text.strip())


def at_least(name: str, value: int, least: int) -> int:
    """Return the value of an option that counts something.

    Raises:
        SettingsError: if it is less than `least`.
    """
    if value < least:
        raise SettingsError(
            "setting '{name}' has the value '{value}'",
            hint="it takes: {wanted}",
            name=name,
            value=value,
            wanted=f"{least}, {least + 1}, …",
        )
    return value


def _put(value: Any) -> None:  # noqa: ANN401
    print(json.dumps(value, ensure_ascii=False, indent=2))


COMMANDS = {
    "index": index,
    "search": search,
    "ask": ask,
    "eval": evaluate,
    "eval init": draft,
    "eval from-log": from_log,
    "chat": chat,
    "log": log,
    "web": web,
    "documents": documents,
    "remove": remove,
    "info": info,
    "doctor": doctor,
    "models": models,
    "train": train,
}

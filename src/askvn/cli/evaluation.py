"""`askvn eval`: measure, compare two measurements, draft questions."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

from askvn import messages
from askvn.cli import commands, show, tables
from askvn.errors import EvaluationError, MissingExtraError
from askvn.evaluate import compare, kept, sets, variants
from askvn.evaluate.measure import Plan
from askvn.evaluate.run import Bench, run
from askvn.settings import Settings
from askvn.wiring import open_engine


def evaluate(options: argparse.Namespace, chosen: Settings) -> int:
    """Measure evaluation sets, or compare two results."""
    if options.compare:
        return _compare(options, chosen)
    if not options.folders or options.folders[0] == "init":
        raise EvaluationError(
            "no evaluation folder was named", hint="askvn eval FOLDER   |   askvn eval init FOLDER"
        )
    _check_files(options)
    names = options.variants.split(",") if options.variants else ()
    plan = Plan(
        variants=variants.checked(names),
        answers=not options.retrieval_only,
        sample=commands.at_least("sample", options.sample, 0),
        seed=options.seed,
    )
    bench = Bench(
        settings=chosen,
        open_engine=open_engine,
        cache=_path(options.cache) or _cache(),
        distractors=_path(options.distractors),
        has_baseline=not options.no_baseline,
    )
    asked = [sets.read(Path(folder).expanduser()) for folder in options.folders]
    result = run(bench, asked, plan, show.Progress(chosen.lang, sys.stderr))
    if kept.concerns(asked):
        _keep(result, chosen)
    if options.report or options.figures:
        _report(options, result, chosen.lang)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(tables.result(result, show.terminal(sys.stdout), chosen.lang))
    return 0


def draft(options: argparse.Namespace, chosen: Settings) -> int:
    """Draft questions about the documents of the index, for a person to correct."""
    from askvn.evaluate.draft import draft

    engine = open_engine(chosen)
    documents = (engine.document(source) for source, *_ in engine.library.outline())
    count = commands.at_least("questions", options.questions, 1)
    questions = draft(filter(None, documents), count=count, seed=options.seed)
    if not questions:
        raise EvaluationError(
            "no question could be drafted from the index '{folder}'",
            hint="askvn index PATH --index {folder}",
            folder=chosen.index,
        )
    path = sets.write(Path(options.folder).expanduser(), questions)
    print(tables.drafted(questions, path, chosen))
    return 0


def _compare(options: argparse.Namespace, chosen: Settings) -> int:
    if options.folders or options.report or options.figures:
        raise EvaluationError(
            "--compare takes two results and nothing else",
            hint="askvn eval --compare before.json after.json",
        )
    before, after = (compare.load(Path(path).expanduser()) for path in options.compare)
    found = compare.compare(before, after)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(tables.comparison(found, show.terminal(sys.stdout), chosen.lang))
    return 0


def _keep(result: dict[str, Any], chosen: Settings) -> None:
    """Keep the result for the web page; what cannot be kept is shown all the same."""
    try:
        kept.keep(result, Path(chosen.index))
    except EvaluationError as error:
        print("\n".join(filter(None, messages.of_error(error, chosen.lang))), file=sys.stderr)


def _report(options: argparse.Namespace, result: dict[str, Any], lang: str) -> None:
    from askvn.evaluate import report

    if options.report:
        report.write(result, Path(options.report).expanduser(), lang=lang)
    if options.figures:
        report.save_figures(result, Path(options.figures).expanduser(), lang=lang)


def _path(name: str | None) -> Path | None:
    return Path(name).expanduser() if name else None


def _check_files(options: argparse.Namespace) -> None:
    """Find out before the long work whether it can be done and its report be written.

    Raises:
        EvaluationError: if a file is missing, or a folder cannot be made or written to.
        MissingExtraError: if a package is missing.
    """
    distractors = _path(options.distractors)
    if distractors and not distractors.exists():
        raise EvaluationError("there is no file '{path}'", hint="ls", path=distractors)
    for name, is_folder in ((options.report, False), (options.figures, True)):
        if not name:
            continue
        for package in ("matplotlib", "jinja2"):
            if importlib.util.find_spec(package) is None:
                raise MissingExtraError(package, extra="eval")
        path = Path(name).expanduser()
        folder = path if is_folder else path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path) from error
        if path.is_dir() != is_folder or not os.access(folder, os.W_OK):
            raise _unwritable(path)


def _unwritable(path: Path) -> EvaluationError:
    return EvaluationError(
        "'{path}' cannot be written", hint="askvn eval FOLDER --report report.html", path=path
    )


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "askvn" / "eval"

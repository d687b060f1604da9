"""`askvn eval` as the measurements call it: the sets of a folder, indexes kept in a work folder."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from askvn.cli.show import Progress
from askvn.evaluate import report, sets
from askvn.evaluate.measure import Plan
from askvn.evaluate.run import Bench, run
from askvn.settings import Settings
from askvn.wiring import open_engine
from benchmarks import common

_PICTURES = common.IMAGES / "benchmarks"


def measured(
    options: argparse.Namespace,
    plan: Plan,
    *,
    chosen: Settings = Settings(),  # noqa: B008 - frozen
    distractors: Path | None = None,
    has_baseline: bool = True,
) -> dict[str, Any]:
    """Return the result of the sets that `options` name, and in `seconds` how long it took."""
    bench = Bench(
        settings=chosen,
        open_engine=open_engine,
        cache=options.work / "cache",
        distractors=distractors,
        has_baseline=has_baseline,
    )
    asked = [sets.read(options.shared / "eval" / name) for name in options.sets]
    began = time.perf_counter()
    result = run(bench, asked, plan, Progress("en", sys.stderr))
    return result | {"seconds": round(time.perf_counter() - began, 1)}


def save_pictures(options: argparse.Namespace, result: dict[str, Any], *names: str) -> None:
    """Put the named plots of a result's report beside the docs."""
    _PICTURES.mkdir(parents=True, exist_ok=True)
    for path in report.save_figures(result, options.work / "figures", lang="en"):
        if path.stem in names:
            shutil.copy(path, _PICTURES)

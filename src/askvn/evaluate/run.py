"""Evaluation sets -> one result: figures, intervals, means over sets, and every row behind them."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import os
import platform
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from askvn.engine import Engine
from askvn.errors import EvaluationError
from askvn.evaluate import figures, ranking
from askvn.evaluate.measure import Plan, Progress, Row, baseline, measure, sample
from askvn.evaluate.sets import EvaluationSet
from askvn.settings import LONGEST_CHUNK_CHARS, Settings

Result = dict[str, Any]
# What the baseline changes: words alone, as typed, passages that are whole documents.
PLAIN: dict[str, Any] = {
    "lexical_weight": 1.0,
    "chunk_chars": LONGEST_CHUNK_CHARS,
    "respell": "off",
}
SHAPE: dict[str, tuple[str, ...]] = {
    "retrieval": (),
    "evidence": ("hit@1", "hit@3"),
    "answer": ("key_facts", "em", "f1", "wrong_number"),
    "citation": ("precision", "recall", "gold_precision", "gold_recall"),
    "refusal": (
        "precision", "recall", "f1", "wrongly_refused",
        "off_corpus_precision", "off_corpus_recall", "off_corpus_f1",
        "near_miss_precision", "near_miss_recall", "near_miss_f1",
    ),
    "follow_up": (),
    "baseline": (),
}  # fmt: skip
_PACKAGES = ("faiss-cpu", "ir-measures", "llama-cpp-python", "numpy", "tantivy", "torch")


class Open(Protocol):
    """Opens an engine; with `create` also where there is no index yet."""

    def __call__(self, settings: Settings, *, create: bool = False) -> Engine:
        """Return the engine for `settings`."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a set is measured: how engines are opened, where indexes are kept, what lies beside.

    An index is kept per set, distractors and way of cutting passages; it is brought up to date
    with the set's files each time, so that it is never stale.
    """

    settings: Settings
    open_engine: Open
    cache: Path
    distractors: Path | None = None
    has_baseline: bool = True

    def engine(self, chosen: EvaluationSet, progress: Progress, *, plain: bool = False) -> Engine:
        """Return an engine over the set's documents, or over the index of the settings.

        Raises:
            EvaluationError: if distractors are to lie beside an index that is no set's own, or one
                of them is called as a document of the set is.
        """
        settings = replace(self.settings, **PLAIN) if plain else self.settings
        if chosen.corpus is None and not plain and self.distractors is None:
            return self.open_engine(settings)
        if chosen.corpus is None:
            raise EvaluationError(
                "the set '{name}' has no corpus of its own",
                hint="askvn eval {name}   # without --distractors",
                name=chosen.name,
            )
        beside = self._distracting(settings, progress) if self.distractors else None
        folder = self._folder(settings, chosen.corpus, self.distractors)
        if beside and not folder.exists():
            half = folder.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(beside, half)
            half.rename(folder)
        engine = self.open_engine(replace(settings, index=str(folder)), create=True)
        beside_it = [self.distractors] if self.distractors else []
        engine.ingest([*beside_it, chosen.corpus], progress=progress)
        renamed = f"{chosen.corpus.name}#"
        for source, *_ in engine.library.outline() if beside else ():
            if source.startswith(renamed):
                raise EvaluationError(
                    "'{source}' is a document of the set '{name}' and one of the distractors",
                    hint="give the documents in {path} other ids",
                    source=source.removeprefix(renamed),
                    name=chosen.name,
                    path=self.distractors,
                )
        return engine

    def _distracting(self, settings: Settings, progress: Progress) -> Path:
        """Return an index of the distractors alone: each set's begins as a copy of it."""
        assert self.distractors is not None  # noqa: S101 - called with distractors only
        folder = self._folder(settings, self.distractors)
        engine = self.open_engine(replace(settings, index=str(folder)), create=True)
        engine.ingest([self.distractors], progress=progress)
        engine.close()
        return folder

    def _folder(self, settings: Settings, *made_of: Path | None) -> Path:
        paths = [str(path.resolve()) for path in made_of if path]
        key = (*paths, settings.chunk_chars, settings.embedder, settings.store)
        name = next(path for path in made_of if path).parent.name
        return self.cache / f"{name}-{hashlib.sha256(repr(key).encode()).hexdigest()[:12]}"


def run(bench: Bench, chosen: Sequence[EvaluationSet], plan: Plan, progress: Progress) -> Result:
    """Return the result of measuring the sets, in the JSON shape of `askvn eval --json`.

    Raises:
        EvaluationError: if two sets have the same name.
    """
    name, times = Counter(one.name for one in chosen).most_common(1)[0]
    if times > 1:
        raise EvaluationError(
            "{times} sets are called '{name}'", hint="mv {name} {name}-2", times=times, name=name
        )
    return assemble([_measured(bench, one, plan, progress) for one in chosen]) | {
        "settings": asdict(bench.settings),
        "versions": _versions(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "sample": plan.sample,
        "seed": plan.seed,
    }


@dataclass(frozen=True, slots=True)
class Measured:
    """One set measured: its rows, how many documents were searched, and which were not there."""

    name: str
    documents: int
    unknown: list[str]
    rows: list[Row]


def assemble(sets: Sequence[Measured]) -> Result:
    """Return the figures of measured sets and their mean."""
    computed = [figures.of_set(one.name, one.rows) for one in sets]
    return {
        "sets": [
            {
                "set": one.name,
                "documents": one.documents,
                "questions": len(one.rows),
                **_figures(found),
                "milliseconds": milliseconds(one.rows),
                "curve": figures.curve(one.rows),
                "unknown_documents": one.unknown,
                "records": one.rows,
            }
            for one, found in zip(sets, computed, strict=True)
        ],
        "mean": _figures(figures.mean(computed)),
    }


def milliseconds(rows: Sequence[Row]) -> dict[str, float | None]:
    """Return the median and 95th percentile of what was timed, None where nothing was."""
    told: dict[str, float | None] = {}
    for name in ("retrieve", "first_token", "total"):
        times = [row["milliseconds"][name] for row in rows if name in row["milliseconds"]]
        for percent in (50, 95):
            told[f"{name}_p{percent}"] = (
                round(float(np.percentile(times, percent)), 2) if times else None
            )
    return told


def _measured(bench: Bench, chosen: EvaluationSet, plan: Plan, progress: Progress) -> Measured:
    def tell(stage: str, done: int, total: int) -> None:
        progress(f"{chosen.name}: {stage}", done, total)

    questions = sample(chosen.questions, plan)
    engine = bench.engine(chosen, tell)
    unknown = ranking.unknown(engine, questions)
    rows = measure(engine, questions, plan, tell)
    documents = engine.library.counts()[0]
    engine.close()
    if bench.has_baseline and chosen.corpus:
        plain = bench.engine(chosen, tell, plain=True)
        baseline(plain, questions, rows, plan)
        plain.close()
    return Measured(chosen.name, documents, unknown, rows)


def _figures(found: figures.Figures) -> dict[str, Any]:
    return figures.nested(found.values, SHAPE) | {"intervals": found.intervals()}


def _versions() -> dict[str, str]:
    names = ("askvn", *_PACKAGES)
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in names
    }

"""Fit the built-in embedder to one index's documents, and keep the better of the two.

Questions are drafted, the passages that they ask about are set aside, the rest is learnt from, and
both embedders are asked. What is worse, or not surely as good, is thrown away.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from askvn import generation
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.engine import Engine
from askvn.errors import IndexMismatchError, ModelError, TrainingError
from askvn.evaluate.draft import draft
from askvn.models.add import add
from askvn.models.home import Home
from askvn.models.manifest import is_name
from askvn.models.pull import Outcome
from askvn.train import contrast, pairs, table, trial
from askvn.train.report import Report, Size
from askvn.train.trial import Asked

BUILTIN = "builtin"
Progress = Callable[[str, int, int], None]
# What the installed model's manifest tells as its source.
_SOURCE = "askvn train embedder"
# Fewer say nothing about other questions, or teach nothing.
LEAST_ASKED, LEAST_LEARNT = 10, 30
# Of the passages: what may be set aside to be asked about.
_SET_ASIDE = 1 / 3


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the new model's name, how many questions to measure with, and the dice."""

    name: str
    questions: int = 200
    seed: int = 0


def embedder(engine: Engine, home: Home, order: Order, progress: Progress) -> Report:
    """Return what was measured; the new embedder is in `home` if it is surely no worse, and better.

    The same documents, seed and processor make the same model.

    Raises:
        TrainingError: if the documents are too few to learn from, or to ask about.
        IndexMismatchError: if the index was made with another embedder than the built-in one.
        ModelError: if the name is taken or cannot be one.
    """
    began = time.monotonic()
    _check_index(Path(engine.settings.index))
    _check_name(order.name, home)
    start = BuiltinEmbedder()
    asked = _asked(engine, order, progress)
    aside = frozenset(passage for one in asked for passage in one.wanted)
    known = [one for one in engine.library.passages() if one.id not in aside]
    if len(known) < LEAST_LEARNT:
        raise _too_few(engine, len(known), LEAST_LEARNT)
    learnt_from = pairs.of(known, random.Random(order.seed))  # noqa: S311 - no secret
    bench = trial.Bench(engine, trial.readings(engine, asked, progress))
    before = bench.measure(start, progress)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / _SOURCE
        rows = contrast.learn(
            start, learnt_from, contrast.recipe_for(len(learnt_from), order.seed), progress
        )
        table.write(folder, rows)
        after = bench.measure(BuiltinEmbedder(folder), progress)
        verdict = trial.compare(before, after)
        table.describe(folder, verdict)
        model: Outcome | None = add(folder, home, name=order.name) if verdict.is_better else None
    size = Size(len(known), len(aside), len(learnt_from), len(asked))
    return Report(order.name, order.seed, size, verdict, model, time.monotonic() - began)


def _asked(engine: Engine, order: Order, progress: Progress) -> list[Asked]:
    """Return drafted questions with the passages that tell their answers.

    Raises:
        TrainingError: if there are too few.
    """
    progress("draft", 0, order.questions)
    documents = [engine.document(source) for source, *_ in engine.library.outline()]
    drafted = draft(filter(None, documents), count=order.questions, seed=order.seed)
    titles = {one.source: one.title for one in documents if one}
    most = int(engine.library.counts()[1] * _SET_ASIDE)
    found = trial.located(drafted, engine.library.passages(), titles, most=most)
    progress("draft", order.questions, order.questions)
    if len(found) < LEAST_ASKED:
        raise TrainingError(
            "only {count} questions could be drafted from the index '{folder}', {least} are needed",
            hint="askvn index MORE_DOCUMENTS --index {folder}",
            count=len(found),
            least=LEAST_ASKED,
            folder=engine.settings.index,
        )
    return found


def _check_index(index: Path) -> None:
    manifest = generation.read_manifest(index, generation.current(index))
    if manifest.embedder != BUILTIN:
        raise IndexMismatchError(
            "the index '{folder}' was made with the embedder '{embedder}';"
            " only the built-in one can be trained",
            hint="askvn index --index {folder} --embedder builtin",
            folder=index,
            embedder=manifest.embedder,
        )


def _check_name(name: str, home: Home) -> None:
    """Find out before the long work whether the model could be installed under this name."""
    if not is_name(name) or name.endswith(".gguf"):
        raise ModelError(
            "'{name}' cannot be the name of a model",
            hint="askvn train embedder --name my-embedder",
            name=name,
        )
    if name in home.names():
        raise ModelError(
            "'{name}' is the name of an installed model already",
            hint="askvn train embedder --name {name}-2   |   askvn models remove {name}",
            name=name,
        )


def _too_few(engine: Engine, count: int, least: int) -> TrainingError:
    return TrainingError(
        "the index '{folder}' has {count} passages to learn from, {least} are needed",
        hint="askvn index MORE_DOCUMENTS --index {folder}",
        count=count,
        least=least,
        folder=engine.settings.index,
    )

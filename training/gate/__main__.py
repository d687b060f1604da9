"""`python -m training.gate [stage] --work DIR …`: when the documents do not answer."""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from training import cards
from training.gate import data, fit, tables
from training.gate.tables import Row, Table

from askvn import gate, resources
from askvn.evaluate import sets
from askvn.judge import NONE
from askvn.reader.reading import WEIGHTS as READER
from askvn.settings import Settings
from askvn.wiring import open_embedder

VERSION = "3"
TUNING = ("uit_reg", "uit_wiki", "vicoqa_dev", "vinewsqa_dev")
NEAR = "mailong25_train"
LABELLED = "zalo2019"
JUDGED = ("viquad", "websearch", "xquad", "virhe4qa", "alqac", "vimedaqa")
# What share of the answerable questions held out the default strictness may refuse.
SHARE = 0.0275
_ANSWERED = 400
_STRANGERS = 150
_PRESUMED = 200


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen stage, or every stage in order."""
    options = _options(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    stages = {"tables": make_tables, "fit": make_weights, "install": install}
    for name in [options.stage] if options.stage else list(stages):
        stages[name](options)


def make_tables(options: argparse.Namespace) -> None:
    """Write the rows of training and evaluation questions that are not there."""
    _keep(options.work / "training.npz", lambda: tables.table(_training(options)))
    for name in JUDGED:
        _keep(options.work / f"{name}.npz", lambda name=name: tables.table(_judged(options, name)))


def make_weights(options: argparse.Namespace) -> None:
    """Write `gate.json` and `figures.json`."""
    training = _read(options.work / "training.npz")
    weights, bias = fit.fit(training)
    named = {
        name: round(float(weight), 4) for name, weight in zip(gate.NAMES, weights, strict=True)
    }
    card = json.loads((resources.model("reader") / "card.json").read_text(encoding="utf-8"))
    embedder = open_embedder(Settings().embedder).fingerprint
    made_for = {"embedder": embedder, "reader": card["sha256"][READER]}
    content = {**made_for, "weights": named, gate.BIAS: round(bias, 4)}
    cards.write(options.work / gate.FILE, content)
    judged = {name: _read(options.work / f"{name}.npz") for name in JUDGED}
    figures = {
        "line": NONE,
        "line_by_held_out": round(fit.line(training, SHARE), 4),
        "training": _figures(training, weights, bias),
        "evaluation": {name: _figures(one, weights, bias) for name, one in judged.items()},
    }
    cards.write(options.work / "figures.json", figures)
    print(json.dumps(figures, indent=1))


def install(options: argparse.Namespace) -> None:
    """Put the weights into the package, with the card of their hash and figures."""
    cards.install(options.work, options.models, gate.FILE, name="askvn-gate", version=VERSION)


def _training(options: argparse.Namespace) -> Iterator[tuple[str, Row]]:
    """Yield rows of the held-out questions: those that the reader was not trained on."""
    indexes = options.work / "index"
    held = {name: list(sets.read(options.tuning / name).questions) for name in TUNING}
    folder = options.work / "sets" / LABELLED
    searched = data.labelled(options.data, options.evaluation, folder)
    for name, questions in held.items():
        engine = tables.opened(options.ranker / "sets" / name, indexes, options.twin)
        others = [
            one.question
            for other in TUNING
            if other != name
            for one in held[other]
            if not one.history
        ]
        every = sets.read(options.ranker / "sets" / name).questions
        names = tables.compound_names([one.question for one in every])
        strangers = [
            *tables.some(others, len(questions)), *tables.some(searched, _STRANGERS),
        ]  # fmt: skip
        parts = (
            tables.asked(engine, questions, strangers),
            tables.single(engine, questions),
            tables.altered(engine, questions),
            tables.presumed(engine, names, sorted({*others, *searched}), _PRESUMED),
        )
        yield from ((name, row) for row in chain(*parts))
        engine.close()
    for source in (folder, options.ranker / "sets" / NEAR):
        engine = tables.opened(source, indexes, options.twin)
        for row in tables.near(engine, source, only_held_out=source != folder):
            yield source.name, row
        engine.close()


def _judged(options: argparse.Namespace, name: str) -> Iterator[tuple[str, Row]]:
    folder = options.evaluation / name
    engine = tables.opened(folder, options.ranker / "judged" / "index", Settings().embedder)
    if name == "websearch":
        rows = tables.near(engine, folder, only_held_out=False)
    else:
        questions = sets.read(folder).questions
        answered = [one for one in questions if not one.unanswerable]
        silent = [one for one in questions if one.unanswerable]
        chosen = tables.some(answered, _ANSWERED)
        rows = chain(tables.asked(engine, [*chosen, *silent], []), tables.altered(engine, chosen))
    yield from ((name, row) for row in rows)
    engine.close()


def _figures(table: Table, weights: fit.Vector, bias: float) -> dict[str, Any]:
    """Return AUC and what the default strictness refuses, for each way in which nothing answers."""
    figures = {}
    for kinds in (
        ("own", "off"), ("own", "gone"), ("near",), ("own", "changed"), ("own", "premise"),
    ):  # fmt: skip
        part = table.of(*kinds)
        if part.silent.any() and not part.silent.all():
            none = fit.chances(part, weights, bias)
            figures[kinds[-1]] = {
                "questions": len(none),
                "auc": fit.area(none[part.silent], none[~part.silent]),
                **fit.at(none, part.silent, NONE),
            }
    return figures


def _keep(path: Path, make: Callable[[], Table]) -> None:
    if not path.exists():
        made = make()
        np.savez_compressed(path, **{one.name: getattr(made, one.name) for one in fields(made)})


def _read(path: Path) -> Table:
    with np.load(path) as held:
        return Table(*(held[one.name] for one in fields(Table)))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.gate", description=__doc__)
    parser.add_argument("stage", nargs="?", choices=["tables", "fit", "install"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--ranker", type=Path, required=True, help="work folder of the ranker")
    parser.add_argument("--tuning", type=Path, required=True, help="sets held out from the reader")
    parser.add_argument("--twin", required=True, help="as the ranker's")
    parser.add_argument("--models", type=Path, default=resources.model("gate"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

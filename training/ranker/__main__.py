"""`python -m training.ranker [stage] --data ../shared/data --work DIR`: one stage, or all."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training import cards
from training.ranker import data, fit, tables
from training.ranker.tables import Group

from askvn import ranker, resources
from askvn.settings import Settings
from askvn.wiring import open_embedder

VERSION = "2"
# What is left out in turn to see what the weights are worth on a set they have not seen.
LEFT_OUT = ("vinewsqa_dev", "vicoqa_dev", "uit_wiki", "uit_reg")
JUDGED = ("viquad", "xquad", "virhe4qa", "alqac", "vicoqa")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen stage, or every stage in order."""
    options = _options(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    stages = {"data": make_data, "tables": make_tables, "fit": make_weights, "install": install}
    for name in [options.stage] if options.stage else list(stages):
        stages[name](options)


def make_data(options: argparse.Namespace) -> None:
    """Write the training sets as folders, unless they are there."""
    if not (options.work / "sizes.json").exists():
        sizes = data.build(options.data, options.evaluation, options.work / "sets")
        cards.write(options.work / "sizes.json", sizes)


def make_tables(options: argparse.Namespace) -> None:
    """Write the feature tables of training and evaluation sets that are not there."""
    for name in data.WEIGHTS:
        tables.build(options.work / "sets" / name, options.work / "train", embedder=options.twin)
    for name in JUDGED:
        shipped = Settings().embedder
        tables.build(options.evaluation / name, options.work / "judged", embedder=shipped)


def make_weights(options: argparse.Namespace) -> None:
    """Write `ranker.json` and `figures.json`."""
    train = _read(options.work / "train", tuple(data.WEIGHTS))
    judged = _read(options.work / "judged", JUDGED)
    weights = fit.fit(train, data.WEIGHTS)
    named = {
        name: round(float(weight), 4) for name, weight in zip(ranker.COLUMNS, weights, strict=True)
    }
    embedder = open_embedder(Settings().embedder).fingerprint
    cards.write(options.work / ranker.FILE, {"embedder": embedder, "weights": named})
    figures = {
        "questions": {name: len(groups) for name, groups in train.items()},
        "left_out": _left_out(train),
        "evaluation": _compared({name: (one, weights) for name, one in judged.items()}),
    }
    cards.write(options.work / "figures.json", figures)
    print(json.dumps(figures, indent=1))


def install(options: argparse.Namespace) -> None:
    """Put the weights into the package, with the card of their hash and figures."""
    cards.install(options.work, options.models, ranker.FILE, name="askvn-ranker", version=VERSION)


def _left_out(train: dict[str, list[Group]]) -> dict[str, Any]:
    pairs = {}
    for name in LEFT_OUT:
        others = {other: groups for other, groups in train.items() if other != name}
        pairs[name] = (train[name], fit.fit(others, data.WEIGHTS))
    return _compared(pairs)


def _compared(pairs: dict[str, tuple[list[Group], fit.Vector]]) -> dict[str, Any]:
    """Return hit@1 of each set by the weights and by the first score, and the mean difference."""
    new = {name: fit.hits(groups, weights) for name, (groups, weights) in pairs.items()}
    old = {name: fit.hits(groups, None) for name, (groups, _) in pairs.items()}
    by_set = {
        name: {"first": round(float(old[name].mean()), 4), "ranked": round(float(hit.mean()), 4)}
        for name, hit in new.items()
    }
    return by_set | {"difference": fit.difference(new, old)}


def _read(folder: Path, names: Sequence[str]) -> dict[str, list[Group]]:
    return {name: tables.read(folder / f"{name}.npz") for name in names}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.ranker", description=__doc__)
    parser.add_argument("stage", nargs="?", choices=["data", "tables", "fit", "install"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--twin",
        required=True,
        help="st:WORK/twin/model: an embedder that has not read the training sets",
    )
    parser.add_argument("--models", type=Path, default=resources.model("ranker"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

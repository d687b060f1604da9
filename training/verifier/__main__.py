"""`python -m training.verifier [stage] --data ../shared/data --work DIR`: one stage, or all."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from training import cards
from training.verifier import data, fit, tables
from training.verifier.tables import Table

from askvn import resources
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.verify.measures import NAMES
from askvn.verify.verifier import FILE

VERSION = "1"
# The share of true claims without a wrong figure, name or denial that may be taken for unsupported.
ALARMS = 0.05
# What sets the threshold: claims of which we know that they say the same.
SAME = (
    "verbatim", "unaccented", "decomposed", "abbreviation", "dropped", "reordered", "date",
    "number", "framed", "told",
)  # fmt: skip


# How much a claim of a kind counts, 1 where none is named: more where people or models wrote it,
# less where it is made by putting in a word of a short list, which is easily learnt.
COUNTS = {
    (True, "told"): 4.0,
    (True, "asked"): 1.5,
    (False, "opposite"): 0.3,
    (False, "sweeping"): 0.3,
    (False, "denied"): 0.5,
}


# What can only speak for a claim, and what may speak for or against it; all else against it.
FOR = (
    "held", "held_squared", "alike", "alike_squared", "around", "tokens", "tokens_squared", "pairs",
    "run", "best_held", "best_alike", "cosine",
)  # fmt: skip
FREE = ("denies", "silent", "length", "evidence_length")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen stage, or every stage in order."""
    options = _options(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    stages = {"data": make_data, "tables": make_table, "fit": make_weights, "install": install}
    for name in [options.stage] if options.stage else list(stages):
        stages[name](options)


def make_data(options: argparse.Namespace) -> None:
    """Write the claims, unless they are there."""
    target = options.work / "cases.jsonl"
    if not target.exists():
        count = data.build(
            options.data,
            options.evaluation,
            target,
            documents=options.documents,
            seed=options.seed,
        )
        print(f"{count} claims")


def make_table(options: argparse.Namespace) -> None:
    """Write what is measured of each claim, unless it is there."""
    if not (options.work / "table.npz").exists():
        tables.build(
            options.work / "cases.jsonl",
            options.work / "table.npz",
            BuiltinEmbedder(),
            most=options.claims,
            seed=options.seed,
        )


def make_weights(options: argparse.Namespace) -> None:
    """Write `verifier.json` and `figures.json`."""
    table = tables.read(options.work / "table.npz")
    learnt, held = table.only(~table.held_out), table.only(table.held_out)
    fitted = fit.fit(
        learnt.rows, learnt.true, learnt.counts(COUNTS), [_sign(name) for name in NAMES]
    )
    chances = fitted.chances(held.rows)
    same = held.true & np.isin(held.kinds, SAME) & ~held.refuted
    threshold = float(np.quantile(chances[same], ALARMS))
    content = {
        "embedder": BuiltinEmbedder().fingerprint,
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(NAMES, fitted.weights, strict=True)
        },
        "bias": round(fitted.bias, 4),
        "threshold": round(threshold, 4),
    }
    figures = {
        "claims": {"learnt": len(learnt.true), "held_out": len(held.true)},
        "held_out": _figures(held, chances, threshold),
    }
    cards.write(options.work / FILE, content)
    cards.write(options.work / "figures.json", figures)
    print(json.dumps(content | figures, ensure_ascii=False, indent=1))


def install(options: argparse.Namespace) -> None:
    """Put the weights into the package, with the card of their hash and figures."""
    cards.install(options.work, options.models, FILE, name="askvn-verifier", version=VERSION)


def _sign(name: str) -> int:
    """Return which way a measure may count: what is told never speaks against a claim."""
    if name in FREE:
        return 0
    return 1 if name in FOR else -1


def _figures(held: Table, chances: fit.Vector, threshold: float) -> dict[str, Any]:
    """Return the area under the curve, and of each kind the share taken for unsupported."""
    refuted = held.refuted | (chances < threshold)
    kinds = {
        f"{'true' if true else 'false'} {kind}": {
            "claims": int(chosen.sum()),
            "refuted": round(float(refuted[chosen].mean()), 4),
            "refuted_by_rule": round(float(held.refuted[chosen].mean()), 4),
        }
        for true in (True, False)
        for kind in sorted(set(held.kinds[held.true == true]))
        for chosen in ((held.kinds == kind) & (held.true == true),)
    }
    return {"auc": round(fit.auc(chances, held.true), 4), "kinds": kinds}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.verifier", description=__doc__)
    parser.add_argument("stage", nargs="?", choices=["data", "tables", "fit", "install"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=resources.model("verifier"))
    parser.add_argument("--documents", type=int, default=300, help="raw documents to draw from")
    parser.add_argument("--claims", type=int, default=9000, help="claims to learn from")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

"""`python -m training.reader [stage] --data ../shared/data --work DIR`: one stage, or all."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training import curves
from training.reader import groups

from askvn import resources

CURVES = {
    "evidence": "which sentence",
    "span": "which words",
    "held_out_people_evidence": "which sentence, held-out people's questions",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen stage, or every stage in order."""
    options = _options(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    for name in [options.stage] if options.stage else list(STAGES):
        STAGES[name](options)


def make_data(options: argparse.Namespace) -> None:
    """Write the groups of every source that are not there."""
    from training.answer import data as cases
    from training.reader import data

    from askvn.backends.embed_builtin import BuiltinEmbedder

    embedder = BuiltinEmbedder()
    banned = cases.forbidden(options.evaluation)
    sources = {
        "near_miss": lambda: data.near_misses(
            cases.read(options.data / "question_passage_labelled.jsonl.zst"), banned
        ),
        "reviews": lambda: data.reviews(
            cases.read(options.data / "reader_train.jsonl.zst"), banned
        ),
        "pairs": lambda: data.pairs(
            cases.read(options.data / "question_passage_pairs.jsonl.zst"), banned, embedder
        ),
        "people": lambda: (
            group
            for name in data.SEARCHED
            for group in data.searched(
                options.ranker / "sets" / name, options.ranker / "train" / "index" / name
            )
        ),
        "text": lambda: data.written(
            data.texts(options.data, options.documents), banned, embedder, seed=1
        ),
    }
    for name, source in sources.items():
        target = options.work / f"{name}.npz"
        if not target.exists():
            builder = groups.Builder(embedder)
            for group in source():
                builder.add(group)
            print(name, builder.save(target), flush=True)


def train_network(options: argparse.Namespace) -> None:
    """Train, or go on."""
    import numpy as np
    import torch
    from training.reader import train

    from askvn.backends.embed_builtin import BuiltinEmbedder
    from askvn.reader.network import Shape

    if options.threads:
        torch.set_num_threads(options.threads)
    embedder = BuiltinEmbedder()
    rows = embedder.vectors_of(np.arange(embedder.pieces, dtype=np.int32))
    start = None
    for plan in train.PLANS:
        if options.minutes:
            plan = replace(plan, minutes=options.minutes)  # noqa: PLW2901
        run = train.Run(options.work, rows, embedder.piece_names(), plan, Shape(), start=start)
        run.train()
        curves.draw(run.log, CURVES, across="step")
        start = run.checkpoint


def export_network(options: argparse.Namespace) -> None:
    """Write the files that the package loads."""
    from training.reader import export, train

    last = train.PLANS[-1]
    export.export(options.work / f"{last.name}.pt", options.work / "model")


def evaluate_reader(options: argparse.Namespace) -> None:
    """Write `figures.json`: beside the ranker at each weight, short answers, near misses."""
    from training.reader import evaluate

    from askvn.backends.embed_builtin import BuiltinEmbedder
    from askvn.reader import Reader

    reader = Reader(options.work / "model", BuiltinEmbedder())
    figures = evaluate.evaluate(
        reader, options.evaluation, options.tuning, options.ranker / "judged" / "index",
        options.work / "index", limit=options.limit,
    )  # fmt: skip
    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    (options.work / "figures.json").write_text(text, encoding="utf-8")
    print(text)


def install(options: argparse.Namespace) -> None:
    """Put the model into the package."""
    from training.reader import export

    from askvn.backends.embed_builtin import BuiltinEmbedder

    export.install(options.work, options.models, embedder=BuiltinEmbedder().fingerprint)


STAGES = {
    "data": make_data,
    "train": train_network,
    "export": export_network,
    "evaluate": evaluate_reader,
    "install": install,
}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("stage", nargs="?", choices=list(STAGES))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--ranker", type=Path, required=True, help="work folder of the ranker")
    parser.add_argument("--documents", type=int, default=30_000)
    parser.add_argument("--minutes", type=float, help="of each stage of training")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--models", type=Path, default=resources.model("reader"))
    parser.add_argument("--tuning", type=Path, help="sets to choose the weight on")
    parser.add_argument("--limit", type=int, default=0, help="questions a set; 0: all")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

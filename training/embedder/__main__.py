"""`python -m training.embedder --data DIR --work DIR`: make the built-in embedder."""

import argparse
import os
from pathlib import Path

from training.embedder.arrays import Material
from training.embedder.contrast import learn
from training.embedder.data import make_pairs
from training.embedder.encoded import encode_pairs
from training.embedder.evaluate import evaluate
from training.embedder.export import export, write_card
from training.embedder.files import Log
from training.embedder.mine import mine
from training.embedder.plot import plot_loss
from training.embedder.recipes import RECIPES, Whole
from training.embedder.start import Start, make_start
from training.embedder.tokenizer import Sizes, count_pieces, make_tokenizer
from training.embedder.train import Recipe, train
from training.embedder.trained import Trained


def main() -> None:
    """Run every stage whose output is not in the working folder yet."""
    options = _options()
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    log = Log(work / "log.jsonl")
    start, material = _prepare(options, RECIPES[options.recipe], log)
    if options.stop_before == "encoder":
        return
    plan = RECIPES[options.recipe].plan
    trained = Trained.load(work / "trained.npz") if (work / "trained.npz").exists() else None
    if trained is None or trained.step < plan.steps:
        path = learn(Material.load(material), work, log, plan=plan, until_s=float("inf"))
        trained = Trained.load(path)
    plot_loss(work / "log.jsonl", work / "loss.png")
    model = export(trained, start, work / "model", log)
    figures = evaluate(model, start, options.data.parent / "eval", work, log)
    write_card(model, figures, trained.shape.dim)


def _prepare(options: argparse.Namespace, recipe: Whole, log: Log) -> tuple[Start, Path]:
    """Return the static model that the encoder begins with, and the path of its material."""
    work: Path = options.work
    pairs = make_pairs(options.data, options.data.parent / "eval", work, log, seed=options.seed)
    tokenizer = make_tokenizer(pairs, work, log, sizes=Sizes(), sample=options.count_pairs)
    encoded = encode_pairs(pairs, tokenizer, work, log, seed=options.seed)
    weights = train(
        encoded,
        work,
        log,
        pieces=count_pieces(tokenizer),
        recipe=Recipe(steps=recipe.static_steps, seed=options.seed),
    )
    start = make_start(weights, tokenizer, encoded, work, log)
    return start, mine(pairs, start.mapped(encoded), start.rows, work, log, others=recipe.others)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="training texts; eval/ lies beside",
    )
    parser.add_argument("--work", type=Path, required=True, help="for what the stages make")
    parser.add_argument("--recipe", choices=RECIPES, default="small")
    parser.add_argument(
        "--stop-before",
        choices=["encoder"],
        help="leave the encoder to `python -m training.embedder.teach` on another machine",
    )
    parser.add_argument(
        "--count-pairs",
        type=int,
        default=120_000,
        help="text pairs that the vocabulary is counted on",
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()

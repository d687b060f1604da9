"""`python -m training.embedder --data DIR --work DIR`: make the built-in embedder."""

import argparse
import os
from pathlib import Path

from training.embedder import export_encoder
from training.embedder.arrays import Material, Pairs
from training.embedder.contrast import Plan, learn
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
    recipe = RECIPES[options.recipe]
    pairs = make_pairs(options.data, options.data.parent / "eval", work, log, seed=options.seed)
    start, encoded = _static(options, recipe, pairs, log)
    if recipe.plan:
        material = mine(pairs, start.mapped(encoded), start.rows, work, log, others=recipe.others)
        if options.stop_before == "encoder":
            return
        trained = _encoder(material, recipe.plan, work, log)
        model = export_encoder.export(trained, start, work / "model", log)
    else:
        seen = encoded.count_pieces(count_pieces(work / "tokenizer.json"))
        model = export(
            work / "weights.npy", work / "tokenizer.json", work / "model", log, seen=seen
        )
    plot_loss(work / "log.jsonl", work / "loss.png")
    figures = evaluate(model, start, options.data.parent / "eval", work, log)
    (export_encoder.write_card if recipe.plan else write_card)(model, figures)


def _encoder(material: Path, plan: Plan, work: Path, log: Log) -> Trained:
    """Return the trained encoder, with what is left of the training done."""
    target = work / "trained.npz"
    if not target.exists() or Trained.load(target).step < plan.steps:
        learn(Material.load(material), work, log, plan=plan, until_s=float("inf"))
    return Trained.load(target)


def _static(
    options: argparse.Namespace, recipe: Whole, pairs: Path, log: Log
) -> tuple[Start, Pairs]:
    """Return the static model and the pairs that it was trained on."""
    work: Path = options.work
    tokenizer = make_tokenizer(pairs, work, log, sizes=Sizes(), sample=options.count_pairs)
    encoded = encode_pairs(pairs, tokenizer, work, log, seed=options.seed)
    weights = train(
        encoded,
        work,
        log,
        pieces=count_pieces(tokenizer),
        recipe=Recipe(steps=recipe.static_steps, seed=options.seed),
    )
    return make_start(weights, tokenizer, encoded, work, log), encoded


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="training texts; eval/ lies beside",
    )
    parser.add_argument("--work", type=Path, required=True, help="for what the stages make")
    parser.add_argument("--recipe", choices=RECIPES, default="static")
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

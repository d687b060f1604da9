"""`python -m training.embedder --data DIR --work DIR`: make the built-in embedder."""

import argparse
import os
from pathlib import Path

from training.embedder.data import make_pairs
from training.embedder.encoded import encode_pairs
from training.embedder.evaluate import embed_with, evaluate
from training.embedder.export import export, write_card
from training.embedder.files import Log
from training.embedder.plot import plot_loss
from training.embedder.tokenizer import Sizes, count_pieces, make_tokenizer
from training.embedder.train import Recipe, train


def main() -> None:
    """Run every stage whose output is not in the working folder yet."""
    options = _options()
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    log = Log(work / "log.jsonl")
    recipe = Recipe(steps=options.steps, seed=options.seed)
    pairs = make_pairs(options.data, options.data.parent / "eval", work, log, seed=options.seed)
    tokenizer = make_tokenizer(pairs, work, log, sizes=Sizes(), sample=options.count_pairs)
    encoded = encode_pairs(pairs, tokenizer, work, log, seed=options.seed)
    pieces = count_pieces(tokenizer)
    weights = train(encoded, work, log, pieces=pieces, recipe=recipe)
    plot_loss(work / "log.jsonl", work / "loss.png")
    seen = encoded.count_pieces(pieces)
    model = export(weights, tokenizer, work / "model", log, seen=seen)
    figures = evaluate(embed_with(model), options.data.parent / "eval", work, log)
    write_card(model, figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="training texts; eval/ lies beside",
    )
    parser.add_argument("--work", type=Path, required=True, help="for what the stages make")
    parser.add_argument("--steps", type=int, default=Recipe.steps)
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

"""`python -m training.restorer --data DIR --work DIR`: make the built-in diacritic restorer."""

import argparse
from pathlib import Path

from training.embedder.files import Log
from training.restorer.count import make_counts, make_ids
from training.restorer.evaluate import evaluate
from training.restorer.export import export


def main() -> None:
    """Run every stage whose output is not in the working folder yet."""
    options = _options()
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    log = Log(work / "log.jsonl")
    forms = make_ids(options.data, work, log)
    counted = make_counts(work, log)
    export(forms, counted, work / "model", log, sizes=(options.pairs, options.triples))
    evaluate(work, log, sentences=options.sentences)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="training texts; eval/ lies beside"
    )
    parser.add_argument("--work", type=Path, required=True, help="for what the stages make")
    parser.add_argument("--pairs", type=int, default=500_000, help="pairs of syllables to keep")
    parser.add_argument("--triples", type=int, default=800_000, help="triples to keep")
    parser.add_argument(
        "--sentences", type=int, default=2_000, help="held-out sentences to restore"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""`python -m training.embedder.twin --work WORK`: the static model as if it had not read some sets.

What is trained on questions together with an embedder's scores (ranker, gate) would trust an
embedder that has learnt the answers to these questions by heart. The twin has read everything else,
and passages that it has not read are to it what new documents are to the shipped one. It comes
after `python -m training.embedder` and is written to `WORK/twin/model`.
"""

import argparse
from collections.abc import Collection
from pathlib import Path

import numpy as np
from training.embedder.arrays import Pairs
from training.embedder.encoded import encode_pairs
from training.embedder.export import export
from training.embedder.files import Log, read_records
from training.embedder.mine import is_question
from training.embedder.tokenizer import count_pieces
from training.embedder.train import Recipe, train

STEPS = 800


def without(pairs: Pairs, sources: list[str], left_out: Collection[str]) -> Pairs:
    """Return `pairs` without questions of the sets `left_out`, or about the same passages.

    `sources` names the set of each question, in the order of the pairs.
    """
    questions = np.flatnonzero(pairs.are_questions)
    groups = pairs.groups[questions]
    out = np.array([source in left_out for source in sources], dtype=bool)
    out |= np.isin(groups, groups[out])
    return pairs.select(np.setdiff1d(np.arange(len(pairs.groups)), questions[out]))


def main() -> None:
    """Train the twin and export it."""
    from training.ranker.data import WEIGHTS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    whole: Path = options.work
    work = whole / "twin"
    work.mkdir(exist_ok=True)
    log = Log(work / "log.jsonl")
    tokenizer = whole / "tokenizer.json"
    pieces = count_pieces(tokenizer)
    every = encode_pairs(whole / "pairs.jsonl.zst", tokenizer, whole, log, seed=1)
    sources = [
        record["source"]
        for record in read_records(whole / "pairs.jsonl.zst")
        if is_question(record)
    ]
    pairs = without(every, sources, {*WEIGHTS, "virhe4qa_val", "mailong25", "zalo2019"})
    log("twin", questions=int(pairs.are_questions.sum()))
    weights = train(pairs, work, log, pieces=pieces, recipe=Recipe(steps=options.steps))
    export(weights, tokenizer, work / "model", log, seen=every.count_pieces(pieces))


if __name__ == "__main__":
    main()

"""`python -m training.embedder.teach`: the encoder's training alone, with torch and numpy only.

It reads `WORK/material.npz` and goes on where `WORK/encoder.pt` stands; with `--seconds` it stops
in time, to be called again. `python -m training.embedder` exports `WORK/trained.npz`.
"""

import argparse
from pathlib import Path

import torch
from training.embedder.arrays import Material
from training.embedder.contrast import learn
from training.embedder.files import Log
from training.embedder.recipes import ENCODERS


def main() -> None:
    """Train for some seconds, or to the end, and write what was learnt so far."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--recipe", choices=ENCODERS, default="small")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--threads", type=int, help="of the CPU; all cores otherwise")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    log = Log(options.work / "log.jsonl")
    plan = ENCODERS[options.recipe]
    material = Material.load(options.work / "material.npz")
    learn(material, options.work, log, plan=plan, until_s=options.seconds)


if __name__ == "__main__":
    main()

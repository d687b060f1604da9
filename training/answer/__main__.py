"""`python -m training.answer [stage] --recipe small --work DIR`: one stage, or all of them."""

import argparse
import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from training import curves
from training.answer import carry, data, model, pool, pretrain, recipes, shards, tokenizer, tune

SEED = 1
VERSION = "2"
PACE_QUESTIONS = 40
QUANTISATION_QUESTIONS = 100
CHECKPOINTS = {"pretrain": pretrain.CHECKPOINT, "tune": tune.CHECKPOINT}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen stage, or every stage in order."""
    options = _options(arguments)
    options.recipe = recipes.RECIPES[options.recipe]
    options.work.mkdir(parents=True, exist_ok=True)
    if options.threads:
        torch.set_num_threads(options.threads)
    for name in [options.stage] if options.stage else ORDER:
        STAGES[name](options)


def make_data(options: argparse.Namespace) -> None:
    """Write the cases: human questions, a held-out slice, and questions from raw text."""
    from training.answer import questions, reader

    banned = data.forbidden(options.evaluation)
    limit = options.recipe.human_records
    sizes = reader.build(options.data, options.work, banned=banned, seed=SEED, limit=limit)
    sizes["tuning"] = reader.build_tuning(options.data, options.work / "tuning", banned=banned)
    documents = options.recipe.case_documents
    sizes["text"] = questions.build(
        options.data, options.work, documents=documents, banned=banned, seed=SEED
    )
    _write(options.work / "sizes.json", sizes)


def make_tokenizer(options: argparse.Namespace) -> None:
    """Write `tokenizer.json`."""
    made = tokenizer.train(
        options.data,
        vocabulary=options.recipe.shape.vocabulary,
        documents=options.recipe.tokenizer_documents,
        seed=SEED,
    )
    made.save(str(options.work / "tokenizer.json"))


def make_tokens(options: argparse.Namespace) -> None:
    """Write the raw text and the cases as token files, those that are not there."""
    made = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    for source, target in (
        ("reader", pool.READER),
        ("held_out", pool.HELD_OUT),
        ("text", pool.TEXT),
    ):
        if not (options.work / target).exists():
            cases = data.read_cases(options.work / f"{source}.jsonl")
            pool.build(cases, made, options.work / target, seed=SEED)
    recipe = options.recipe
    shards.build(options.data, options.work, made, shards=recipe.shards, size=recipe.shard_tokens)


def pretrain_model(options: argparse.Namespace) -> None:
    """Pre-train, or go on, and draw the loss."""
    if options.recipe.pretrain.minutes:
        pretrain.run(options.work, options.recipe, **_how(options))
        _draw(options.work / "pretrain.jsonl", "loss", "held_out_loss")


def tune_model(options: argparse.Namespace) -> None:
    """Fine-tune, or go on, and draw the losses."""
    tune.run(options.work, options.recipe, **_how(options))
    _draw(options.work / "model.jsonl", "answer", "span", "relevance", "held_out_loss")


def pack(options: argparse.Namespace) -> None:
    """Write the checkpoints that are there into `carry/`, small enough to be sent."""
    for name in CHECKPOINTS.values():
        if (options.work / name).exists():
            for path in carry.pack(options.work / name, options.work / "carry"):
                print(path, path.stat().st_size)


def unpack(options: argparse.Namespace) -> None:
    """Write the checkpoints of which files are in `carry/`, unless they are there."""
    for name in CHECKPOINTS.values():
        target = options.work / name
        if not target.exists() and list((options.work / "carry").glob(f"{target.stem}.part-*")):
            carry.unpack(options.work / "carry", target, options.recipe.shape)


def make_ggufs(options: argparse.Namespace) -> None:
    """Write the f16 GGUF, prove it equal to the checkpoint, and quantise it."""
    from training.answer import export

    network, _ = model.load(options.work / tune.CHECKPOINT)
    network.eval()
    made = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    plain = options.work / "answer-F16.gguf"
    export.write(plain, network, made)
    cases = data.read_cases(options.work / "held_out.jsonl")
    _write(options.work / "check.json", export.check(plain, network, made, cases))
    for kind in export.QUANTISATIONS:
        export.quantise(plain, options.work / f"answer-{kind}.gguf", kind)


def compare(options: argparse.Namespace) -> None:
    """Write each quantisation's quality, size and pace."""
    from training.answer import evaluate, export

    limit = options.limit or QUANTISATION_QUESTIONS
    report = {}
    for kind in ("F16", *export.QUANTISATIONS):
        path = options.work / f"answer-{kind}.gguf"
        judge = evaluate.Judge(path, options.work, threads=options.threads)
        found = [
            one
            for name in ("viquad", "xquad")
            for one in judge.readings(options.evaluation / name, limit=limit)
        ]
        report[kind] = {"hit@1": sum(one.hit(1.0) for one in found) / max(1, len(found))}
        report[kind] |= judge.pace(options.evaluation / "viquad", limit=PACE_QUESTIONS)
        report[kind]["bytes"] = path.stat().st_size
    _write(options.work / "compare.json", report)


def make_figures(options: argparse.Namespace) -> None:
    """Write the figures of the card, measured through the chosen quantisation."""
    from training.answer import evaluate

    path = options.work / f"answer-{options.kind}.gguf"
    judge = evaluate.Judge(path, options.work, threads=options.threads)
    report = evaluate.evaluate(
        judge, options.evaluation, options.work / "tuning", limit=options.limit
    )
    report["pace"] = judge.pace(options.evaluation / "viquad", limit=PACE_QUESTIONS)
    _write(options.work / "figures.json", report)


def install(options: argparse.Namespace) -> None:
    """Copy the chosen GGUF to the package and write its `card.json`."""
    target = options.models / "answer.gguf"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.work / f"answer-{options.kind}.gguf", target)
    network, extra = model.load(options.work / tune.CHECKPOINT)
    figures = options.work / "figures.json"
    card = {
        "name": "askvn-answer",
        "version": VERSION,
        "recipe": options.recipe.name,
        "quantisation": options.kind,
        "parameters": network.parameters_shipped(),
        "context": network.shape.context,
        "tuned": extra["state"],
        "sha256": {target.name: hashlib.sha256(target.read_bytes()).hexdigest()},
        "figures": json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {},
    }
    _write(options.models / "card.json", card)


def _draw(log: Path, *names: str) -> None:
    curves.draw(log, {name: name.replace("_", " ") for name in names}, across="tokens")


STAGES = {
    "data": make_data,
    "tokenizer": make_tokenizer,
    "tokens": make_tokens,
    "pretrain": pretrain_model,
    "tune": tune_model,
    "pack": pack,
    "unpack": unpack,
    "export": make_ggufs,
    "compare": compare,
    "evaluate": make_figures,
    "install": install,
}
# Without `pack` and `unpack`: those are for work that moves between machines.
ORDER = [name for name in STAGES if name not in {"pack", "unpack"}]


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _how(options: argparse.Namespace) -> dict[str, bool | int | float]:
    compiled = not options.eager
    return {"seed": SEED, "compiled": compiled, "stop_minutes": options.stop_minutes}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.answer", description=__doc__)
    parser.add_argument("stage", nargs="?", choices=list(STAGES), help="one stage; all if left out")
    parser.add_argument("--recipe", choices=list(recipes.RECIPES), default="small")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("src/askvn/models/answer"))
    parser.add_argument("--kind", default="Q8_0", help="quantisation of what is installed")
    parser.add_argument("--stop-minutes", type=float, default=float("inf"), help="of this command")
    parser.add_argument("--eager", action="store_true", help="do not compile")
    parser.add_argument("--limit", type=int, default=0, help="questions a set, 0 for all")
    parser.add_argument("--threads", type=int, default=0, help="0 for all cores")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

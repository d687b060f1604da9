"""`python -m training.answer [stage] --data ../shared/data --work DIR`: one stage, or all."""

import argparse
import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from training.answer import data, evaluate, export, model, questions, reader, tokenizer, train
from training.answer.runner import Runner, plain_buffers

VOCABULARY = 12_288
TOKENIZER_DOCUMENTS = 12_000
TEXT_DOCUMENTS = 26_000
SEED = 1
PACE_TASKS = 40
QUANTISATION_QUESTIONS = 100
VERSION = "1"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the chosen stage, or every stage in order."""
    options = _options(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    stages = {
        "data": make_data,
        "tokenizer": make_tokenizer,
        "train": make_model,
        "export": make_ggufs,
        "compare": compare,
        "evaluate": make_figures,
        "install": install,
    }
    for name in [options.stage] if options.stage else list(stages):
        stages[name](options)


def make_data(options: argparse.Namespace) -> None:
    """Write the cases: human questions, a held-out slice, and questions from raw text."""
    banned = data.forbidden(options.evaluation)
    sizes = reader.build(options.data, options.work, banned=banned, seed=SEED)
    sizes["text"] = questions.build(
        options.data, options.work, documents=TEXT_DOCUMENTS, banned=banned, seed=SEED
    )
    evaluate.write(options.work / "sizes.json", sizes)


def make_tokenizer(options: argparse.Namespace) -> None:
    """Write `tokenizer.json` and `embedding.pt`."""
    made = tokenizer.train(
        options.data, vocabulary=VOCABULARY, documents=TOKENIZER_DOCUMENTS, seed=SEED
    )
    made.save(str(options.work / "tokenizer.json"))
    width = model.Shape(VOCABULARY).width
    vectors = tokenizer.embed(
        options.data, made, documents=TOKENIZER_DOCUMENTS, width=width, seed=SEED
    )
    torch.save(vectors, options.work / "embedding.pt")


def make_model(options: argparse.Namespace) -> None:
    """Train, or go on training, and draw the loss."""
    plan = train.Plan(minutes=options.minutes, threads=options.threads, seed=SEED)
    train.run(options.work, plan, model.Shape(VOCABULARY))
    draw(options.work)


def make_ggufs(options: argparse.Namespace) -> None:
    """Write the f16 GGUF, prove it equal to the checkpoint, and quantise it."""
    network, _ = model.load(options.work / "model.pt")
    network.eval()
    made = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    plain = options.work / "answer-F16.gguf"
    export.write(plain, network, made)
    cases = data.read_cases(options.work / "held_out.jsonl")
    evaluate.write(options.work / "check.json", export.check(plain, network, made, cases))
    for kind in export.QUANTISATIONS:
        export.quantise(plain, options.work / f"answer-{kind}.gguf", kind)


def compare(options: argparse.Namespace) -> None:
    """Write each quantisation's quality, size and pace, and how generation compares."""
    chosen = evaluate.tasks(options.evaluation / "viquad", limit=QUANTISATION_QUESTIONS)
    chosen += evaluate.tasks(options.evaluation / "xquad", limit=QUANTISATION_QUESTIONS)
    timed = sorted(chosen, key=lambda task: abs(sum(map(len, task.candidates)) - 1450))[:PACE_TASKS]
    report = {}
    for kind in ("F16", *export.QUANTISATIONS):
        path = options.work / f"answer-{kind}.gguf"
        with plain_buffers():
            runner = Runner(path, threads=options.threads)
        found = evaluate.figures(chosen, runner, alpha=1.0, temperature=1.0)
        report[kind] = {
            "hit@1": found["model"],
            "none_auc": found["none_auc"],
            "bytes": path.stat().st_size,
        }
        report[kind] |= evaluate.pace(runner, timed, generated=False)
        if kind == options.kind:
            report["generation"] = evaluate.pace(runner, timed, generated=True)
    evaluate.write(options.work / "compare.json", report)


def make_figures(options: argparse.Namespace) -> None:
    """Write the figures of the card, measured through the chosen quantisation."""
    path = options.work / f"answer-{options.kind}.gguf"
    report = evaluate.evaluate(path, options.data, options.evaluation, limit=options.limit)
    evaluate.write(options.work / "figures.json", report)


def install(options: argparse.Namespace) -> None:
    """Copy the chosen GGUF to the package and write its `card.json`."""
    target = options.models / "answer.gguf"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.work / f"answer-{options.kind}.gguf", target)
    network, extra = model.load(options.work / "model.pt")
    figures = options.work / "figures.json"
    card = {
        "name": export.NAME,
        "version": VERSION,
        "quantisation": options.kind,
        "parameters": network.parameters_shipped(),
        "context": network.shape.context,
        "tokens_trained": extra["state"]["tokens"],
        "prompts_trained": extra["state"]["prompts"],
        "sha256": {target.name: hashlib.sha256(target.read_bytes()).hexdigest()},
        "figures": json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {},
    }
    evaluate.write(options.models / "card.json", card)


def draw(work: Path) -> None:
    """Draw the losses of `train.jsonl` as `loss.png`."""
    import matplotlib.pyplot as plt

    records = [r for r in data.read(work / "train.jsonl") if "answer" in r]
    figure, axes = plt.subplots(figsize=(8, 4))
    for name in ("answer", "relevance", "matched"):
        axes.plot([r["tokens"] / 1e6 for r in records], [r[name] for r in records], label=name)
    axes.set_xlabel("million tokens")
    axes.set_ylabel("cross-entropy (nats)")
    axes.legend()
    figure.savefig(work / "loss.png", dpi=110, bbox_inches="tight")
    plt.close(figure)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.answer", description=__doc__)
    stages = ["data", "tokenizer", "train", "export", "compare", "evaluate", "install"]
    parser.add_argument(
        "stage", nargs="?", choices=stages, help="one stage; all of them if left out"
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("src/askvn/models/answer"))
    parser.add_argument("--kind", default=export.MIXED, choices=["F16", *export.QUANTISATIONS])
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--limit", type=int, default=0, help="questions a set, 0 for all")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

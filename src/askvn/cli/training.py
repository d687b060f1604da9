"""`askvn train`: fit a model to the indexed documents, and say whether that was worth it."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from askvn.cli import commands, shelf, show
from askvn.messages import translate
from askvn.models.home import Home, open_home
from askvn.models.manifest import address_of
from askvn.settings import Settings
from askvn.train import BUILTIN, Order, embedder
from askvn.train.report import Report
from askvn.train.trial import MEASURES
from askvn.wiring import open_engine

_WAYS = {"fused": "words and sense together", "dense": "sense alone"}
_TYPINGS = {"as_typed": "as typed", "unaccented": "unaccented"}


def run(options: argparse.Namespace, chosen: Settings) -> int:
    """Train the built-in embedder on the documents of the index; show what was kept."""
    order = Order(
        name=options.name or default_name(chosen.index),
        questions=commands.at_least("questions", options.questions, 10),
        seed=options.seed,
    )
    home = open_home(chosen.models)
    engine = open_engine(replace(chosen, embedder=BUILTIN))
    done = embedder(engine, home, order, show.Progress(chosen.lang, sys.stderr))
    engine.close()
    if options.json:
        model = shelf.installed(done.model, home) if done.model else None
        print(json.dumps({**done.to_json(), "model": model}, ensure_ascii=False, indent=2))
    else:
        print(told(done, home, chosen))
    return 0


def default_name(index: str) -> str:
    """Return what the model is called by default: after the folder of the index."""
    folder = re.sub(r"[^a-z0-9._-]+", "-", Path(index).resolve().name.lower()).strip("._-")
    return f"embedder-{folder or 'index'}"[:64]


def told(done: Report, home: Home, chosen: Settings) -> str:
    """Return what was measured, what was kept, and what to type to use it."""
    lang = chosen.lang
    lines = [
        show.said(
            "learnt from {passages} passages ({pairs} pairs);"
            " {questions} drafted questions about {set_aside} others",
            lang,
            **done.size._asdict(),
        )
    ]
    for measure in MEASURES:
        for way, typing, before, after in done.verdict.rows(measure):
            what = f"{translate(_WAYS[way], lang)}, {translate(_TYPINGS[typing], lang)}"
            lines.append(f"  {measure:8} {before:.3f} → {after:.3f}  {what}")
    low, high = done.verdict.interval
    template = "difference of the fused nDCG@10: {value} (95 % interval {low} to {high})"
    values = {"value": done.verdict.difference, "low": low, "high": high}
    lines.append(
        show.said(template, lang, **{name: f"{value:+.4f}" for name, value in values.items()})
    )
    if done.model is None:
        lines.append(
            translate("the built-in embedder was kept: the trained one is not surely better", lang)
        )
        return "\n".join(lines)
    address = address_of("embedder", done.name)
    template = "the trained embedder was kept, as '{name}' in {folder}; to use it:"
    lines.append(show.said(template, lang, name=done.name, folder=home.files(done.name)))
    lines.append(f"  askvn index --index {chosen.index} --embedder {address}")
    lines.append(f'{translate("Always, in askvn.toml", lang)}:\n  embedder = "{address}"')
    return "\n".join(lines)

"""Which plots a result gives, and what each of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from askvn.evaluate.report import bars, curves, heat, waits
from askvn.evaluate.report.canvas import Canvas
from askvn.evaluate.report.curves import Curve, Points
from askvn.evaluate.report.language import Language
from askvn.evaluate.report.texts import VARIANTS
from askvn.evaluate.report.values import Block, find, finite, interval, number, sets

_RETRIEVAL = [f"retrieval.as_typed.{name}" for name in ("ndcg@10", "hit@1", "recall@10")]
_ANSWERS = (
    "evidence.hit@1",
    "evidence.hit@3",
    "answer.key_facts",
    "answer.wrong_number",
    "citation.precision",
    "citation.recall",
)
_FOLLOW_UP = ("with_history", "last_question", "all_glued")
_REFUSALS = (
    ("rightly_refused", "refusal.recall", "accent", "heat-2"),
    ("wrongly_refused", "refusal.wrongly_refused", "wrong", "faint-wrong"),
    ("precision", "refusal.precision", "soft", "line"),
)


class Draw(Protocol):
    """Draws a plot at a width, under a heading where it stands alone."""

    def __call__(self, *, width: float, heading: str = "") -> Canvas:
        """Return the drawing."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot of a report, not drawn yet."""

    name: str
    title: str
    note: str
    draw: Draw


def plots(result: Block, language: Language) -> list[Plot]:
    """Return the plots that the result has figures for, in the order of the pipeline."""
    drawn = {
        "retrieval": _bars(result, _RETRIEVAL, language),
        "robustness": _robustness(result, language),
        "answers": _bars(result, _ANSWERS, language),
        "follow_up": _follow_up(result, language),
        "refusal": _refusal(result, language),
        "latency": _latency(result, language),
    }
    return [
        Plot(name, language.say(f"plot.{name}"), language.say(f"plot.{name}?"), draw)
        for name, draw in drawn.items()
        if draw is not None
    ]


def _lines(result: Block, language: Language) -> list[tuple[str, Block, bool]]:
    """Return what has a row: the mean where it is one of several sets, then each set."""
    blocks = sets(result)
    mean = [(language.say("mean"), result.get("mean") or {}, True)] if len(blocks) > 1 else []
    return [*mean, *((str(block.get("set", "")), block, False) for block in blocks)]


def _bars(result: Block, paths: Sequence[str], language: Language) -> Draw | None:
    lines = _lines(result, language)
    panels = [
        bars.Panel(
            language.say(path),
            [
                bars.Row(
                    name,
                    number(block, path),
                    interval(block, path),
                    number(block, f"baseline.{path}"),
                    strong,
                )
                for name, block, strong in lines
            ],
        )
        for path in paths
        if any(number(block, path) is not None for _, block, _ in lines)
    ]
    return partial(bars.draw, panels, language) if panels else None


def _follow_up(result: Block, language: Language) -> Draw | None:
    mean = result.get("mean") or {}
    panels = [
        bars.Panel(
            language.say(f"panel.{name}"),
            [
                bars.Row(language.say(way), number(mean, path), interval(mean, path))
                for way in _FOLLOW_UP
                for path in [f"follow_up.{way}.{name}"]
            ],
        )
        for name in ("ndcg@10", "hit@1", "evidence_hit@1")
    ]
    known = [panel for panel in panels if any(row.value is not None for row in panel.rows)]
    return partial(bars.draw, known, language) if known else None


def _robustness(result: Block, language: Language) -> Draw | None:
    lines = _lines(result, language)
    shown = {f"retrieval.{variant}.ndcg@10": language.say(variant) for variant in VARIANTS} | {
        "baseline.retrieval.unaccented.ndcg@10": language.say("unaccented_baseline")
    }
    shown = {
        path: name
        for path, name in shown.items()
        if any(number(block, path) is not None for _, block, _ in lines)
    }
    grid = [
        heat.Line(name, [_change(block, path) for path in shown], strong)
        for name, block, strong in lines
    ]
    known = [line for line in grid if any(change is not None for change in line.changes)]
    return partial(heat.draw, list(shown.values()), known, language) if known else None


def _change(block: Block, path: str) -> float | None:
    """Return by how many percentage points a variant differs from what its system does as typed."""
    start = "baseline." if path.startswith("baseline.") else ""
    varied, typed = number(block, path), number(block, f"{start}retrieval.as_typed.ndcg@10")
    return None if varied is None or typed is None else 100 * (varied - typed)


def _refusal(result: Block, language: Language) -> Draw | None:
    made = []
    for key, path, colour, faint in _REFUSALS:
        each = [points for block in sets(result) if (points := _points(block, key))]
        if each:
            mean = each[0] if len(each) == 1 else _mean(each)
            made.append(
                Curve(language.say(path), colour, faint, mean, each if len(each) > 1 else [])
            )
    current = number(result, "settings.strictness")
    return partial(curves.draw, made, current, language) if made else None


def _points(block: Block, key: str) -> Points:
    xs, ys = find(block, "curve.strictness") or (), find(block, f"curve.{key}") or ()
    pairs = [(finite(x), finite(y)) for x, y in zip(xs, ys, strict=False)]
    return sorted((x, y) for x, y in pairs if x is not None and y is not None)


def _mean(each: Sequence[Points]) -> Points:
    """Return the mean curve where all curves are defined."""
    xs = sorted({x for points in each for x, _ in points})
    heights = {x: [curves.at(points, x) for points in each] for x in xs}
    return [
        (x, sum(known) / len(known))
        for x, found in heights.items()
        if len(known := [height for height in found if height is not None]) == len(each)
    ]


def _latency(result: Block, language: Language) -> Draw | None:
    timed = waits.waits(result)
    return partial(waits.draw, timed, language) if timed else None

"""The headline figures and the table, as plain values for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from askvn.evaluate.report.language import Language
from askvn.evaluate.report.measures import MEASURES, Measure
from askvn.evaluate.report.values import Block, interval, number, sets
from askvn.evaluate.report.waits import Wait


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in large print; shares of 0..1 place it on a scale, where it has one."""

    name: str
    meaning: str
    value: str
    notes: Sequence[str]
    share: float | None = None
    ends: tuple[float, float] | None = None
    baseline: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The tiles of one layer."""

    name: str
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table as it is shown, and the number to sort by; "" where it is missing."""

    text: str
    number: str


@dataclass(frozen=True, slots=True)
class Line:
    """One set of the table."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """All figures of all sets: layers with their number of columns, columns, lines, the mean."""

    layers: Sequence[tuple[str, int]]
    columns: Sequence[str]
    lines: Sequence[Line]
    mean: Line


def groups(result: Block, waits: Sequence[Wait], language: Language) -> list[Group]:
    """Return the mean figures layer by layer, those that no set can give left out."""
    mean = result.get("mean") or {}
    found = [one for one in MEASURES if one.headline and number(mean, one.path) is not None]
    made = [
        Group(language.say(layer), [_tile(mean, one, language) for one in measures])
        for layer, measures in groupby(found, key=lambda one: one.layer)
    ]
    if waits:
        made.append(Group(language.say("speed"), [_speed(wait, language) for wait in waits]))
    return made


def _tile(mean: Block, measure: Measure, language: Language) -> Tile:
    value, ends = number(mean, measure.path), interval(mean, measure.path)
    baseline = number(mean, f"baseline.{measure.path}")
    notes = []
    if ends is not None:
        low, high = language.tenths(100 * ends[0]), language.percent(ends[1])
        notes.append(language.say("range", low=low, high=high))
    if baseline is not None:
        notes.append(language.say("against", baseline=language.percent(baseline)))
    if measure.lower_is_better:
        notes.append(language.say("lower"))
    name, meaning = language.say(measure.path), language.say(f"{measure.path}?")
    return Tile(name, meaning, language.percent(value), notes, value, ends, baseline)


def _speed(wait: Wait, language: Language) -> Tile:
    most = language.duration(wait.quantile(0.95))
    return Tile(
        name=language.say(wait.key),
        meaning=language.say(f"{wait.key}?"),
        value=language.duration(wait.quantile(0.5)),
        notes=[language.say("within", p95=most)],
    )


def table(result: Block, language: Language) -> Table:
    """Return sets × figures; a figure that no set can give has no column."""
    blocks, mean = sets(result), result.get("mean") or {}
    shown = [
        one for one in MEASURES if any(number(block, one.path) is not None for block in blocks)
    ]
    layers = [
        (language.say(layer), len(list(measures)))
        for layer, measures in groupby(shown, key=lambda one: one.layer)
    ]
    sizes = ("documents", "questions")
    lines = [_line(block, str(block.get("set", "")), shown, language) for block in blocks]
    return Table(
        layers=[(language.say("size"), len(sizes)), *layers],
        columns=[language.say(one) for one in (*sizes, *(measure.path for measure in shown))],
        lines=lines,
        mean=_line(mean, language.say("mean"), shown, language),
    )


def _line(block: Block, name: str, shown: Sequence[Measure], language: Language) -> Line:
    cells = [_cell(language.whole(count), count) for count in _sizes(block)]
    for measure in shown:
        value = number(block, measure.path)
        write = language.duration if measure.unit == "milliseconds" else language.percent
        cells.append(_cell(write(value), value))
    return Line(name, cells)


def _sizes(block: Block) -> tuple[float | None, float | None]:
    return number(block, "documents"), number(block, "questions")


def _cell(text: str, value: float | None) -> Cell:
    return Cell(text, "" if value is None else repr(value))

"""Rows of single questions -> the figures of a set, each with its bootstrap interval.

Every figure is a ratio of two sums over questions: a mean divides by how many questions it is
known for, precision and F1 divide counts. So one resampling serves them all, and two runs over
the same questions can be compared pair by pair.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from askvn.evaluate.measure import Row
from askvn.protocols import Vectors

_RESAMPLES = 1000
_OUTSIDE = (2.5, 97.5)  # percentiles that a 95 % interval lies between
_OFF_CORPUS = "off-corpus"
STRICTNESS = tuple(round(0.05 * step, 2) for step in range(21))

# Fewer questions than this say nothing about how a figure would come out for others.
_ENOUGH = 10

Parts = dict[str, tuple[float, float]]


class Figures(NamedTuple):
    """Figures by dotted path; how many questions tell each; its values over the resamples."""

    values: dict[str, float]
    counts: dict[str, int]
    spreads: dict[str, Vectors]

    def only(self, paths: Collection[str]) -> Figures:
        """Return the figures at these paths."""
        parts = ({path: part[path] for path in part if path in paths} for part in self)
        return Figures(*parts)  # type: ignore[arg-type]

    def intervals(self) -> dict[str, list[float]]:
        """Return the 95 % interval of each figure that at least ten questions tell."""
        return {
            path: interval(spread)
            for path, spread in self.spreads.items()
            if self.counts[path] >= _ENOUGH
        }


def parts(row: Row) -> Parts:
    """Return numerator and denominator of each figure that one question tells something about.

    Keys are dotted paths such as `retrieval.as_typed.ndcg@10`.
    """
    found: Parts = {}
    for variant, values in (row["retrieval"] or {}).items():
        found |= _means(f"retrieval.{variant}", values)
    for way, values in (row["follow_up"] or {}).items():
        found |= _means(f"follow_up.{way}", values)
    plain = row["baseline"] or {}
    for variant, values in (plain.get("retrieval") or {}).items():
        found |= _means(f"baseline.retrieval.{variant}", values)
    found |= _means("baseline.evidence", plain.get("evidence") or {})
    answer = row["answer"]
    if answer:
        found |= _means("evidence", answer["evidence"] or {})
        found |= _means("answer", {name: answer[name] for name in _TOLD})
        for name, (good, whole) in (answer["citation"] or {}).items():
            found[f"citation.{name}"] = (good, whole)
        found |= _refusal(row)
    return found


def of_set(name: str, rows: Sequence[Row]) -> Figures:
    """Return a set's figures; each spread has the shape `(1000,)`.

    The resamples depend on the set's name and size alone, so that runs can be paired.
    """
    table = [parts(row) for row in rows]
    paths = list(dict.fromkeys(path for one in table for path in one))
    sums = np.array([[one.get(path, (0.0, 0.0)) for path in paths] for one in table])
    sums = sums.reshape(len(rows), len(paths), 2).transpose(2, 0, 1)
    weights = resamples(name, len(rows))
    totals = sums.sum(axis=1)
    drawn = [weights @ part for part in sums]
    found = Figures({}, {}, {})
    told = {path for column, path in enumerate(paths) if totals[1, column]}
    for column, path in enumerate(paths):
        if path in told and _needed(path) <= told:
            found.values[path] = round(float(totals[0, column] / totals[1, column]), 4)
            found.counts[path] = int(np.count_nonzero(sums[1, :, column]))
            found.spreads[path] = _divided(drawn[0][:, column], drawn[1][:, column])
    return found


def resamples(name: str, size: int) -> Vectors:
    """Return how often each of `size` questions is drawn in each resample, shape (1000, size)."""
    dice = np.random.default_rng(zlib.crc32(name.encode()))
    return dice.multinomial(size, np.full(size, 1 / max(size, 1)), _RESAMPLES).astype(np.float32)


def interval(spread: Vectors) -> list[float]:
    """Return the 95 % percentile interval of resampled values."""
    return [round(float(bound), 4) for bound in np.nanpercentile(spread, _OUTSIDE)]


def mean(sets: Sequence[Figures]) -> Figures:
    """Return the plain mean over sets of each figure that at least two of them have.

    With one set, that set's figures.
    """
    least = min(2, len(sets))
    found = Figures({}, {}, {})
    for path in dict.fromkeys(path for one in sets for path in one.values):
        having = [one for one in sets if path in one.values]
        if len(having) >= least:
            values = [one.values[path] for one in having]
            found.values[path] = round(sum(values) / len(values), 4)
            found.counts[path] = sum(one.counts[path] for one in having)
            found.spreads[path] = np.mean([one.spreads[path] for one in having], axis=0)
    return found


def curve(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return what would be refused at each strictness from 0 to 1.

    The shares refused of the answerable and of the unanswerable, and the share of refusals that are
    right, None where nothing is refused. Read off each answer's confidence: exact above the
    strictness that was measured with; below it a model that was never asked is taken to find an
    answer.
    """
    asked = [row for row in rows if row["answer"]]
    if not asked:
        return None
    shares: dict[str, Any] = {"strictness": list(STRICTNESS)}
    refused: dict[bool, list[int]] = {}
    for name, unanswerable in (("wrongly_refused", False), ("rightly_refused", True)):
        sure = [row["answer"]["confidence"] for row in asked if row["unanswerable"] == unanswerable]
        counts = [sum(one < limit for one in sure) for limit in STRICTNESS]
        refused[unanswerable] = counts
        shares[name] = [round(count / len(sure), 4) for count in counts] if sure else None
    shares["precision"] = [
        round(right / (right + wrong), 4) if right + wrong else None
        for right, wrong in zip(refused[True], refused[False], strict=True)
    ]
    return shares


def nested(figures: Mapping[str, float], shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures by dotted path in the nested shape of the JSON contract.

    Every name of `shape` is there, with None where no question could tell.
    """
    tree: dict[str, Any] = {name: dict.fromkeys(names) for name, names in shape.items()}
    for path, value in figures.items():
        *branches, leaf = path.split(".")
        place = tree
        for branch in branches:
            place = place.setdefault(branch, {})
        place[leaf] = value
    return {
        name: None if all(value is None for value in values.values()) else values
        for name, values in tree.items()
    }


def _means(prefix: str, values: Mapping[str, float | None]) -> Parts:
    return {f"{prefix}.{name}": (value, 1.0) for name, value in values.items() if value is not None}


def _refusal(row: Row) -> Parts:
    """Return a question's share in precision, recall and F1 of refusing, by kind of question."""
    refused = float(row["answer"]["refused"])
    if not row["unanswerable"]:
        ways = {prefix: (0.0, refused, 0.0) for prefix in ("", "off_corpus_", "near_miss_")}
        found = {"refusal.wrongly_refused": (refused, 1.0)}
    else:
        kind = "off_corpus_" if row["kind"] == _OFF_CORPUS else "near_miss_"
        ways = {prefix: (refused, refused, 1.0) for prefix in ("", kind)}
        found = {}
    for prefix, (right, said, due) in ways.items():
        found[f"refusal.{prefix}precision"] = (right, said)
        found[f"refusal.{prefix}recall"] = (right, due)
        found[f"refusal.{prefix}f1"] = (2 * right, said + due)
    return found


def _needed(path: str) -> set[str]:
    """Return what must be known for a figure to mean anything: nothing due, no precision."""
    if not path.startswith("refusal.") or not path.endswith(("precision", "f1")):
        return set()
    return {path.removesuffix("precision").removesuffix("f1") + "recall"}


def _divided(above: Vectors, below: Vectors) -> Vectors:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)


_TOLD = ("key_facts", "em", "f1", "wrong_number")

"""Two results of the same questions: what changed, how surely, and which questions flipped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from askvn.errors import EvaluationError
from askvn.evaluate import figures
from askvn.evaluate.figures import Figures
from askvn.evaluate.measure import Row

# Where a question counts as flipped when the value differs, by dotted path.
_FLIPS = ("retrieval.as_typed.hit@1", "evidence.hit@1", "answer.key_facts")

_NEEDED = {"id", "question", "retrieval", "answer", "follow_up", "baseline"}

Difference = dict[str, Any]


def load(path: Path) -> dict[str, Any]:
    """Return the result that `askvn eval --json` wrote to `path`.

    Raises:
        EvaluationError: if the file holds no such result.
    """
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        if all(row.keys() >= _NEEDED for one in result["sets"] for row in one["records"]):
            return dict(result)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    raise EvaluationError(
        "'{path}' is no result of askvn eval",
        hint="askvn eval FOLDER --json > {path}",
        path=path,
    )


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the paired differences per set and over sets, and the questions that flipped.

    Only questions that both results have, by id and text, are compared, and figures that both
    tell. A difference carries its 95 % interval over the same resampled questions on both sides,
    None where fewer than ten questions tell it, and is `sure` if that leaves out 0.

    Raises:
        EvaluationError: if the two have no question of the same set in common.
    """
    old, new = (
        {
            one["set"]: {(row["id"], row["question"]): row for row in one["records"]}
            for one in result["sets"]
        }
        for result in (before, after)
    )
    sets, pairs = [], []
    for name in (name for name in new if name in old):
        common = [identifier for identifier in new[name] if identifier in old[name]]
        if not common:
            continue
        left = [old[name][identifier] for identifier in common]
        right = [new[name][identifier] for identifier in common]
        pair = _paired(figures.of_set(name, left), figures.of_set(name, right))
        pairs.append(pair)
        sets.append(
            {
                "set": name,
                "questions": len(common),
                "differences": _differences(*pair),
                "flipped": _flipped(left, right),
            }
        )
    if not sets:
        raise EvaluationError(
            "the two results have no questions in common",
            hint="askvn eval FOLDER --json > after.json",
        )
    means = figures.mean([pair[0] for pair in pairs]), figures.mean([pair[1] for pair in pairs])
    return {"sets": sets, "mean": _differences(*means)}


def _paired(before: Figures, after: Figures) -> tuple[Figures, Figures]:
    """Return what both tell: a mean over sets must be over the same sets on both sides."""
    common = before.values.keys() & after.values.keys()
    return before.only(common), after.only(common)


def _differences(before: Figures, after: Figures) -> dict[str, Difference]:
    moved = {path: after.spreads[path] - before.spreads[path] for path in after.values}
    counts = {path: min(before.counts[path], after.counts[path]) for path in after.values}
    intervals = Figures(after.values, counts, moved).intervals()
    return {
        path: {
            "before": before.values[path],
            "after": value,
            "difference": round(value - before.values[path], 4),
            "interval": intervals.get(path),
            "sure": path in intervals and (intervals[path][0] > 0 or intervals[path][1] < 0),
        }
        for path, value in after.values.items()
    }


def _flipped(before: Sequence[Row], after: Sequence[Row]) -> list[dict[str, Any]]:
    found = []
    for old, new in zip(before, after, strict=True):
        left, right = figures.parts(old), figures.parts(new)
        changes = {
            path: [left[path][0], right[path][0]]
            for path in _FLIPS
            if path in left and path in right and left[path] != right[path]
        }
        if old["answer"] and new["answer"]:
            said = [float(row["answer"]["refused"]) for row in (old, new)]
            changes |= {"refused": said} if said[0] != said[1] else {}
        if changes:
            found.append({"id": new["id"], "question": new["question"], "changes": changes})
    return found

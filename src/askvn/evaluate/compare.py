"""Two results of the same questions: what changed, how surely, and which questions flipped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from askvn.errors import EvaluationError
from askvn.evaluate import figures
from askvn.evaluate.measure import Row
from askvn.protocols import Vectors

# Where a question counts as flipped when the value differs, by dotted path.
_FLIPS = ("retrieval.as_typed.hit@1", "evidence.hit@1", "answer.key_facts")

Difference = dict[str, Any]


def load(path: Path) -> dict[str, Any]:
    """Return the result that `askvn eval --json` wrote to `path`.

    Raises:
        EvaluationError: if the file holds no such result.
    """
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        if all("records" in one for one in result["sets"]):
            return dict(result)
    except (OSError, ValueError, TypeError, KeyError):
        pass
    raise EvaluationError(
        "'{path}' is no result of askvn eval",
        hint="askvn eval FOLDER --json > {path}",
        path=path,
    )


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the paired differences per set and over sets, and the questions that flipped.

    Only questions that both results have are compared. A difference carries its 95 % interval
    over the same resampled questions on both sides, and is `sure` if that leaves out 0.

    Raises:
        EvaluationError: if the two have no question of the same set in common.
    """
    old = {one["set"]: {row["id"]: row for row in one["records"]} for one in before["sets"]}
    new = {one["set"]: {row["id"]: row for row in one["records"]} for one in after["sets"]}
    sets, pairs = [], []
    for name in (name for name in new if name in old):
        common = [identifier for identifier in new[name] if identifier in old[name]]
        if not common:
            continue
        left = [old[name][identifier] for identifier in common]
        right = [new[name][identifier] for identifier in common]
        pair = figures.of_set(name, left), figures.of_set(name, right)
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


def _differences(
    before: tuple[dict[str, float], dict[str, Vectors]],
    after: tuple[dict[str, float], dict[str, Vectors]],
) -> dict[str, Difference]:
    found = {}
    for path in (path for path in after[0] if path in before[0]):
        low, high = figures.interval(after[1][path] - before[1][path])
        found[path] = {
            "before": before[0][path],
            "after": after[0][path],
            "difference": round(after[0][path] - before[0][path], 4),
            "interval": [low, high],
            "sure": low > 0 or high < 0,
        }
    return found


def _flipped(before: Sequence[Row], after: Sequence[Row]) -> list[dict[str, Any]]:
    found = []
    for old, new in zip(before, after, strict=True):
        left, right = figures.parts(old), figures.parts(new)
        changes = {
            path: [left[path][0], right[path][0]]
            for path in _FLIPS
            if path in left and path in right and left[path] != right[path]
        }
        said = [bool(row["answer"] and row["answer"]["refused"]) for row in (old, new)]
        if said[0] != said[1]:
            changes["refused"] = [float(one) for one in said]
        if changes:
            found.append({"id": new["id"], "question": new["question"], "changes": changes})
    return found

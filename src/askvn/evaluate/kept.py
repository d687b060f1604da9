"""The last evaluation of an index, kept beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from askvn.errors import EvaluationError
from askvn.evaluate.sets import EvaluationSet

FILE_NAME = "evaluation.json"


def concerns(chosen: Sequence[EvaluationSet]) -> bool:
    """Tell whether one of the sets asks the index itself, not documents of its own."""
    return any(one.corpus is None for one in chosen)


def keep(result: Mapping[str, Any], index: Path) -> None:
    """Write the result beside the index, all of it at once, in place of the one before.

    Raises:
        EvaluationError: if it cannot be written.
    """
    path = index / FILE_NAME
    half = path.with_suffix(".half")
    try:
        half.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise EvaluationError(
            "'{path}' cannot be written: {reason}",
            hint="ls -ld '{folder}'",
            path=path,
            reason=error.strerror or error,
            folder=index,
        ) from error


def last(index: Path) -> dict[str, Any] | None:
    """Return the last result that was kept, None if there is none.

    Raises:
        EvaluationError: if it cannot be read.
    """
    path = index / FILE_NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EvaluationError(
            "the last evaluation {path} cannot be read: {reason}",
            hint="askvn eval FOLDER --index {folder}",
            path=path,
            reason=error,
            folder=index,
        ) from error
    return found if isinstance(found, dict) else None

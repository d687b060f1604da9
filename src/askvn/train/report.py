"""What a training run tells: how much it learnt from, what it gained, what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from askvn.models.pull import Outcome
from askvn.train.trial import MEASURES, Verdict


class Size(NamedTuple):
    """How many passages were learnt from and set aside, pairs made of them, questions asked."""

    passages: int
    set_aside: int
    pairs: int
    questions: int


@dataclass(frozen=True, slots=True)
class Report:
    """One run; `model` is None where the built-in embedder was kept."""

    name: str
    seed: int
    size: Size
    verdict: Verdict
    model: Outcome | None
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return the report in the JSON shape of `askvn train embedder --json`, but the model."""
        told: dict[str, dict[str, dict[str, dict[str, float]]]] = {"before": {}, "after": {}}
        for measure in MEASURES:
            for way, typing, *both in self.verdict.rows(measure):
                for when, value in zip(told, both, strict=True):
                    told[when].setdefault(way, {}).setdefault(typing, {})[measure] = value
        return {
            "kept": "trained" if self.model else "builtin",
            **self.size._asdict(),
            **told,
            "difference": self.verdict.difference,
            "interval": list(self.verdict.interval),
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
        }

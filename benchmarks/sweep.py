"""One setting at several values: what each does to the figures, against the default, paired.

python -m benchmarks.sweep chunk_chars 300 600 1000 1500 --sample 300
"""

from __future__ import annotations

import dataclasses
from typing import Any

from askvn import settings
from askvn.evaluate import compare
from askvn.evaluate.measure import Plan
from benchmarks import common, evaluation

_SHOWN = (
    "retrieval.as_typed.ndcg@10", "retrieval.as_typed.hit@1", "retrieval.unaccented.ndcg@10",
    "evidence.hit@1", "evidence.hit@3", "refusal.wrongly_refused", "refusal.recall",
)  # fmt: skip


def main() -> None:
    """Measure the default first, then each value."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument(
        "setting", choices=[field.name for field in dataclasses.fields(settings.Settings)]
    )
    parser.add_argument("values", nargs="+")
    parser.add_argument("--sets", nargs="*", default=list(common.SETS))
    parser.add_argument("--sample", type=int, default=300, help="questions a set; 0 means all")
    parser.add_argument("--answers", action="store_true", help="evidence and refusals too")
    options = parser.parse_args()
    plan = Plan(variants=("as_typed", "unaccented"), answers=options.answers, sample=options.sample)
    default = evaluation.measured(options, plan, has_baseline=False)
    rows: dict[str, Any] = {}
    for value in options.values:
        chosen = settings.read({options.setting: value})
        result = evaluation.measured(options, plan, chosen=chosen, has_baseline=False)
        found = compare.compare(default, result)
        rows[value] = {
            "mean": {path: found["mean"][path] for path in _SHOWN if path in found["mean"]},
            "sets": {
                one["set"]: {
                    path: one["differences"][path]["after"]
                    for path in _SHOWN
                    if path in one["differences"]
                }
                for one in found["sets"]
            },
            "retrieve_p50_ms": {
                one["set"]: one["milliseconds"]["retrieve_p50"] for one in result["sets"]
            },
        }
        print(
            options.setting,
            value,
            {path: change["after"] for path, change in rows[value]["mean"].items()},
            flush=True,
        )
    common.save(
        f"sweep-{options.setting}",
        {
            "default": getattr(settings.Settings(), options.setting),
            "sample": options.sample,
            "values": rows,
        },
    )


if __name__ == "__main__":
    main()

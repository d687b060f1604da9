"""Retrieval on all sets, however the question is typed, alone and among 19,801 other articles.

python -m benchmarks.retrieval
"""

from __future__ import annotations

from typing import Any

from askvn.evaluate.measure import Plan
from benchmarks import common, evaluation

_KEPT = ("set", "documents", "questions", "retrieval", "baseline", "intervals", "milliseconds")


def main() -> None:
    """Measure the sets by themselves, then with the distractors beside them."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(common.SETS))
    parser.add_argument("--sample", type=int, default=0, help="questions a set; 0 means all")
    options = parser.parse_args()
    alone = evaluation.measured(options, Plan(answers=False, sample=options.sample))
    evaluation.save_pictures(options, alone, "retrieval", "robustness")
    plan = Plan(variants=("as_typed", "unaccented"), answers=False, sample=options.sample)
    among = evaluation.measured(options, plan, distractors=common.distractors(options))
    common.save("retrieval", {"alone": _brief(alone), "among": _brief(among)})


def _brief(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result without its rows, which are many."""
    return {
        "sets": [{name: one[name] for name in _KEPT} for one in result["sets"]],
        "mean": {name: result["mean"][name] for name in ("retrieval", "baseline", "intervals")},
        "seconds": result["seconds"],
        "sample": result["sample"],
    }


if __name__ == "__main__":
    main()

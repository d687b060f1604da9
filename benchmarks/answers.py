"""Evidence, answers, citations, refusals and follow-ups on all sets, as users get them.

python -m benchmarks.answers
"""

from __future__ import annotations

from askvn.evaluate import report
from askvn.evaluate.measure import Plan
from benchmarks import common, evaluation


def main() -> None:
    """Measure all sets; the full report, rows and failures included, stays in the work folder."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(common.SETS))
    parser.add_argument("--sample", type=int, default=0, help="questions a set; 0 means all")
    options = parser.parse_args()
    plan = Plan(variants=("as_typed", "unaccented"), sample=options.sample)
    result = evaluation.measured(options, plan)
    report.write(result, options.work / "answers.html", lang="en")
    names = ("answers", "refusal", "follow_up", "latency")
    evaluation.save_pictures(options, result, *names)
    for one in result["sets"]:
        del one["records"]
    common.save("answers", result)


if __name__ == "__main__":
    main()

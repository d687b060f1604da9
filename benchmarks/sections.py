"""Sections of the page of results: what the parts are worth, how they are joined, other names."""

from __future__ import annotations

from typing import Any

from benchmarks.tables import number, table

# Every second weight is shown.
_STEP = 2


_STEPS = {
    "words": "words alone (BM25, the sentence that shares most)",
    "embedder": "+ embedder in the search",
    "ranker": "+ ranker",
    "reader": "+ reader",
    "model": "+ language model",
}


def ablation(result: dict[str, Any]) -> str:
    """Return the section on what each part of an answer is worth."""
    sets = result["sets"]
    rows = [
        [
            title,
            *(number(one[step]) for one in sets.values()),
            f"**{number(result['mean'][step])}**",
            _gain(result["gain"].get(step)),
        ]
        for step, title in _STEPS.items()
    ]
    names = ("em", "f1", "given", "given_em", "given_f1")
    short = [
        [name, *(number(one[f"reader_{value}"]) for value in names)] for name, one in sets.items()
    ]
    asked = ", ".join(f"{name} {one['questions']}" for name, one in sets.items())
    return f"""
## What each part is worth

`python -m benchmarks.ablation`, {result["date"]}. The best sentence holds a gold answer; the same
questions in every row ({asked}).

{table(["", *sets, "mean", "gain over the row before"], rows)}

The likeliest words of the best sentence, reader without model; and the short answers that are given
(dates and figures), of those given:

{table(["set", "EM", "F1", "share given", "EM given", "F1 given"], short)}
"""


def _gain(gain: list[float] | None) -> str:
    return f"{gain[0]:+.3f} [{gain[1]:+.3f}, {gain[2]:+.3f}]" if gain else ""


def fusion(result: dict[str, Any]) -> str:
    """Return the section on weights, reciprocal ranks, and weights chosen on other sets."""
    ways = {name: one for name, one in result.items() if isinstance(one, dict) and "sets" in one}
    weights = list(next(iter(ways.values()))["weights"])[::_STEP]
    shown = sorted({*weights, "0.65"}, key=float)
    by_weight = [
        [
            name.replace("_", " "),
            *(number(one["weights"][weight]) for weight in shown),
            _less(one),
            number(one["cross_validated"]),
            number(one["cross_validated_by_reading"]),
        ]
        for name, one in ways.items()
    ]
    by_set = [
        [
            name,
            str(one["best"]),
            number(one["ndcg@10_best"]),
            number(one["ndcg@10_default"]),
            str(one["unseen"]),
            number(one["ndcg@10_unseen"]),
            " / ".join(map(str, one["unseen_by_reading"])),
            number(one["ndcg@10_unseen_by_reading"]),
        ]
        for name, one in ways["unaccented"]["sets"].items()
    ]
    return f"""## How words and vectors are joined

`python -m benchmarks.fusion` ({result["date"]}): all questions of seven sets, nDCG@10, means over
sets, by the weight of the words. Reciprocal ranks: the fusion that most systems use, and its
difference to the weight 0.65. Cross-validated: the weight is chosen on six sets and judged on the
seventh; by reading: one weight for questions left as typed, one for those read otherwise.

{table([*("typed", *shown), "reciprocal ranks", "cross-validated", "by reading"], by_weight)}

Without diacritics, set by set: the best weight and the default, then the weights that the other
sets would have chosen (for questions left as typed / read otherwise).

{
        table(
            [
                "set",
                "best weight",
                "nDCG@10",
                "at 0.65",
                "chosen",
                "nDCG@10",
                "by reading",
                "nDCG@10",
            ],
            by_set,
        )
    }
"""


def _less(one: dict[str, Any]) -> str:
    less = one["reciprocal_less_default"]
    return (
        f"{one['reciprocal']:.3f} ({less['mean']:+.3f} [{less['low']:+.3f}, {less['high']:+.3f}])"
    )


def abbreviations(result: dict[str, Any]) -> str:
    """Return the section on questions that call something by its other name."""
    names = (
        "as_typed", "other_name", "as_typed_word_for_word", "other_name_word_for_word",
    )  # fmt: skip
    rows = [
        [name, str(one["questions"]), *(number(one[way]) for way in names)]
        for name, one in (*result["sets"].items(), ("**all questions**", result["all"]))
    ]
    head = ["set", "questions", "as typed", "other name", "as typed, word for word",
            "other name, word for word"]  # fmt: skip
    return f"""## Other names

`python -m benchmarks.abbreviations` ({result["date"]}): the questions that name something for
which the documents or the built-in table have a short form, or a long one; nDCG@10 as typed and
with the other name. Word for word (`--as-typed`) nothing is known of other names.

{table(head, rows)}
"""


def verification(result: dict[str, Any]) -> str:
    """Return the section on what the verifier catches, lets pass and takes."""
    told, swaps, times = result["hallucinations"], result["swaps"], result["milliseconds"]
    judges = {
        "verifier": "verifier",
        "rule": "the rule of 0.3, yes or no",
        "overlap": "share of content tokens alone",
    }
    areas = [
        [title, *(_area(told[name][kind]) for kind in ("all", "intrinsic", "extrinsic"))]
        for name, title in judges.items()
    ]
    kinds = [
        [
            f"{kind} {'in another form' if side == 'true' and kind != 'as it is' else ''}".strip()
            if side == "true"
            else f"another {kind}",
            "true" if side == "true" else "false",
            str(one["claims"]),
            *(number(one[name]) for name in ("refuted", "at_2_percent", "rule")),
        ]
        for side in ("true", "false")
        for kind, one in swaps["by_kind"][side].items()
    ]
    sets = [
        [name, number(one["recall"]), number(one["alarms"])]
        for name, one in swaps["by_set"].items()
    ]
    return f"""
## Verification

`python -m benchmarks.verify --sample {result["sample"]}` ({result["date"]}).

**Hallucinated answers.** `vihallu.jsonl`: {told["answers"]["no"]} faithful answers of language
models against {told["answers"]["intrinsic"]} that contradict their passage and
{told["answers"]["extrinsic"]} that add to it; the worst sentence counts. Area under the curve:

{table(["", "all", "intrinsic", "extrinsic"], areas)}

**One thing swapped.** Gold sentences of five sets, as they are, in another form that says the same,
and with one number, date or name made another. As the verifier decides it refutes
{number(swaps["decided"]["recall"])} of the false and {number(swaps["decided"]["alarms"])} of the
true claims; with the limit at 2 % false alarms {number(swaps["at_2_percent"]["recall"])} of
the false ones. The rule of 0.3: {number(swaps["rule"]["recall"])} of the false,
{number(swaps["rule"]["alarms"])} of the true. Shares refuted:

{table(["claim", "is", "claims", "as decided", "at 2 % false alarms", "rule of 0.3"], kinds)}

{table(["set", "false refuted", "true refuted"], sets)}

**Time.** Milliseconds of the processor for a claim of the table beside its source and passage:
{times["first_p50"]} (p95 {times["first_p95"]}; most are whole sentences of the source in another
spelling); for one that is not: {times["next_p50"]} ({times["next_p95"]}); as it is:
{times["verbatim_p50"]}.
"""


def _area(one: dict[str, float]) -> str:
    return f"{number(one['auc'])} [{number(one['low'])}, {number(one['high'])}]"

"""docs/benchmarks.md, made from the results: every figure on it was measured.

python -m benchmarks.page
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks import common, sections, sections_llm, sections_talk, sections_web
from benchmarks.tables import number, table

PAGE = common.RESULTS.parent.parent / "docs" / "benchmarks.md"
# What plain BM25 reached before this project began (design notes): the check of the meter.
_NOTED = {
    "viquad": (0.883, 0.873), "xquad": (0.969, 0.967),
    "virhe4qa": (0.869, 0.861), "alqac": (0.963, 0.964),
    "vimedaqa": (0.842, 0.833), "soict_legal": (0.707, 0.696),
    "vicoqa": (0.856, 0.834),
}  # fmt: skip
_HEAD = """# Benchmarks

Generated from `benchmarks/results/*.json` by `python -m benchmarks.page`; do not edit. Every
section names the command that makes its figures. `--shared` names the folder with `eval/` and
`data/`. The machines have two cores and no GPU; times depend on what else runs there, so
compare them within a section only. Brackets are 95 % bootstrap intervals over questions.

The sections on peers, abbreviations, speed, scale and sweeps were measured with the embedder's
first version, which had been trained on other questions about the regulations of virhe4qa: they
flatter that set by about four points of nDCG@10, their means by half a point. Weights and
thresholds were chosen on these sets.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the page as the results at hand make it."""
    parts = [_HEAD]
    for name, section in _SECTIONS.items():
        path = common.RESULTS / f"{name}.json"
        if path.exists():
            parts.append(section(json.loads(path.read_text(encoding="utf-8"))))
    sweeps = sorted(common.RESULTS.glob("sweep-*.json"))
    if sweeps:
        parts.append(_sweeps([(path.stem, json.loads(path.read_text("utf-8"))) for path in sweeps]))
    return "\n".join(parts)


def _retrieval(result: dict[str, Any]) -> str:
    alone, among = result["alone"], result["among"]
    variants = list(alone["mean"]["retrieval"])
    rows = [
        [
            f"**{one['set']}**" if one.get("mean") else one["set"],
            *(number(one["retrieval"][name]["ndcg@10"]) for name in variants),
            number(one["retrieval"]["as_typed"]["hit@1"]),
            number(one["retrieval"]["as_typed"]["recall@10"]),
        ]
        for one in [*alone["sets"], {"set": "mean", "mean": True, **alone["mean"]}]
    ]
    low, high = alone["mean"]["intervals"]["retrieval.as_typed.ndcg@10"]
    return f"""## Retrieval

`python -m benchmarks.retrieval` ({result["date"]}): all questions, documents ranked by their best
passage, through the engine as users get it. The pass over the sets alone took
{alone["seconds"]:.0f} s for all variants and the baseline. nDCG@10:

{table(["set", *(name.replace("_", " ") for name in variants), "hit@1", "recall@10"], rows)}

Interval of the mean as typed: [{low:.3f}, {high:.3f}].

![nDCG@10, hit@1 and recall@10 by set](images/benchmarks/retrieval.png)

![what each way of typing costs](images/benchmarks/robustness.png)

### Against plain BM25, and the check of the meter

Plain BM25 is this engine with `lexical_weight = 1` and passages that are whole documents, asked
without history. It must give the figures noted before the project began (another program, BM25 over
syllables, stripped syllables and stripped bigrams):

{_baseline(alone["sets"])}

### Among 19,801 other articles

The same questions with the news articles of `data/scale.jsonl.zst` indexed beside each set
({among["seconds"]:.0f} s with indexing):

{_among(alone["sets"], among["sets"])}
"""


def _baseline(sets: Sequence[dict[str, Any]]) -> str:
    rows = []
    for one in sets:
        plain = one["baseline"]["retrieval"]
        noted = _NOTED.get(one["set"], (None, None))
        rows.append(
            [
                one["set"],
                number(one["retrieval"]["as_typed"]["ndcg@10"]),
                number(plain["as_typed"]["ndcg@10"]),
                number(noted[0]),
                number(one["retrieval"]["unaccented"]["ndcg@10"]),
                number(plain["unaccented"]["ndcg@10"]),
                number(noted[1]),
            ]
        )
    head = ["set", "askvn", "plain BM25", "noted", "askvn, unaccented", "plain BM25", "noted"]
    return table(head, rows)


def _among(alone: Sequence[dict[str, Any]], among: Sequence[dict[str, Any]]) -> str:
    rows = []
    for by_itself, beside in zip(alone, among, strict=True):
        rows.append(
            [
                beside["set"],
                number(by_itself["retrieval"]["as_typed"]["ndcg@10"]),
                number(beside["retrieval"]["as_typed"]["ndcg@10"]),
                number(beside["retrieval"]["unaccented"]["ndcg@10"]),
                number(beside["baseline"]["retrieval"]["as_typed"]["ndcg@10"]),
                f"{beside['milliseconds']['retrieve_p50']:.1f}",
                f"{beside['milliseconds']['retrieve_p95']:.1f}",
            ]
        )
    head = ["set", "alone", "among", "unaccented", "plain BM25", "search p50 ms", "p95 ms"]
    return table(head, rows)


def _answers(result: dict[str, Any]) -> str:
    rows = [
        [
            f"**{one['set']}**" if "questions" not in one else one["set"],
            *(
                _at(one, path)
                for path in (
                    "evidence.hit@1", "baseline.evidence.hit@1", "evidence.hit@3",
                    "baseline.evidence.hit@3", "answer.key_facts", "answer.wrong_number",
                    "citation.precision", "citation.recall", "citation.gold_precision",
                    "citation.gold_recall", "answer.em", "answer.f1",
                )
            ),
        ]
        for one in [*result["sets"], {"set": "mean", **result["mean"]}]
    ]  # fmt: skip
    head = [
        "set", "evidence hit@1", "baseline", "hit@3", "baseline", "key facts", "wrong number",
        "citations right", "sentences cited", "citations gold", "gold cited", "EM", "F1",
    ]  # fmt: skip
    return f"""## Evidence, answers, citations

`python -m benchmarks.answers` ({result["date"]}): every question answered with the built-in models,
{result["seconds"] / 60:.0f} minutes for all sets. The baseline cites the sentence of plain BM25's
three best documents that shares most idf weight with the question. Evidence counts where a gold
sentence is known (in vimedaqa for few questions). With built-in models an answer is whole
sentences of the documents: EM and F1 against short answers are low by nature, citations right by
construction, checked anew.

{table(head, rows)}

![evidence, answers and citations](images/benchmarks/answers.png)

### Refusals

{_refusals(result["sets"])}

![shares refused over the strictness](images/benchmarks/refusal.png)

### Follow-ups

{_follow_ups(result["sets"])}

### Milliseconds of an answer

{_latencies(result["sets"])}

![how long answers take](images/benchmarks/latency.png)
"""


def _refusals(sets: Sequence[dict[str, Any]]) -> str:
    rows = []
    for one in sets:
        if one["refusal"]:
            paths = (
                "wrongly_refused", "off_corpus_recall", "off_corpus_f1", "near_miss_recall",
                "near_miss_f1", "precision",
            )  # fmt: skip
            rows.append([one["set"], *(_at(one, f"refusal.{path}") for path in paths)])
    head = [
        "set", "answerable, refused", "off-corpus refused", "F1", "near misses refused", "F1",
        "precision",
    ]  # fmt: skip
    return table(head, rows)


def _follow_ups(sets: Sequence[dict[str, Any]]) -> str:
    rows = [
        [one["set"], way.replace("_", " "), *(number(values[name]) for name in values)]
        for one in sets
        for way, values in (one["follow_up"] or {}).items()
    ]
    return table(["set", "asked", "nDCG@10", "hit@1", "recall@10", "evidence hit@1"], rows)


def _latencies(sets: Sequence[dict[str, Any]]) -> str:
    names = ("retrieve_p50", "retrieve_p95", "first_token_p50", "first_token_p95", "total_p95")
    rows = [
        [
            one["set"],
            *(
                f"{one['milliseconds'][name]:.1f}" if one["milliseconds"][name] else "–"
                for name in names
            ),
        ]
        for one in sets
    ]
    return table(["set", *(name.replace("_", " ") for name in names)], rows)


def _peers(result: dict[str, Any]) -> str:
    rows = []
    measured = [row for row in result["systems"] if "error" not in row]
    for row in sorted(measured, key=_quality, reverse=True):
        typed, bare = (row["mean"][name] for name in ("as_typed", "unaccented"))
        ahead = typed.get("askvn_ahead")
        rows.append(
            [
                f"**{row['system']}**" if row["system"] == "askvn" else row["system"],
                row["retrieval"],
                row["splitting"],
                number(typed["ndcg@10"]),
                number(typed["hit@1"]),
                number(bare["ndcg@10"]),
                "" if ahead is None else _difference(ahead["ndcg@10"], *ahead["interval"]),
                f"{row['indexing_s']:.1f}",
                f"{row['query_p50_ms']:.1f} / {row['query_p95_ms']:.1f}",
                str(row["peak_mb"]),
            ]
        )
    head = [
        "system", "retrieval", "passages", "nDCG@10", "hit@1", "unaccented nDCG@10",
        "askvn ahead by", "indexing s", "query p50 / p95 ms", "peak MB",
    ]  # fmt: skip
    notes = "\n".join(
        f"- {row['system']}, {row['retrieval']}, {row['splitting']}: {row['configuration']}"
        for row in result["systems"]
        if row["system"] != "askvn"
    )
    return f"""## Beside LlamaIndex, Haystack and txtai

`python -m benchmarks.peers --sample {result["sample"]}` ({result["date"]}): mean over
{", ".join(result["sets"])}, up to {result["sample"]} questions each.
{result["how"]}

{table(head, rows)}

![nDCG@10 as typed and unaccented, by system](images/benchmarks/peers.png)

What each was set up as:

{notes}
"""


def _quality(row: dict[str, Any]) -> float:
    return float(row["mean"]["as_typed"]["ndcg@10"])


def _difference(value: float, low: float, high: float) -> str:
    return f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"


def _speed(result: dict[str, Any]) -> str:
    cold, size, times = result["cold_start"], result["indexing"], result["milliseconds"]
    rows = [
        ["`askvn ask`, shell to first output (median / worst of 10)",
         f"{cold['ask']['median_s']:.2f} / {cold['ask']['worst_s']:.2f} s"],
        ["its peak memory", f"{cold['ask_peak_mb']} MB"],
        ["`askvn --help`", f"{cold['help']['median_s']:.2f} s"],
        ["answer model reads / writes", f"{result['tokens']['read_per_s']:,} / "
         f"{result['tokens']['written_per_s']:,} tokens/s"],
        [f"indexing {size['documents']:,} articles, {size['characters'] / 1e6:.1f} M characters",
         f"{size['seconds']} s, {size['characters_per_s']:,} characters/s"],
        ["share of it outside embedding", f"{size['share_outside_embedding']:.0%}"],
        ["peak memory of indexing", f"{size['peak_mb']} MB"],
        ["index on disk", f"{size['index_mb']} MB"],
        ["a second run with nothing changed", f"{size['second_run_s']} s"],
        ["search in it, p50 / p95", f"{times['search_p50']} / {times['search_p95']} ms"],
        ["first words of an answer from it, p50 / p95",
         f"{times['first_token_p50']} / {times['first_token_p95']} ms"],
    ]  # fmt: skip
    return f"""## Speed and size

`python -m benchmarks.speed` ({result["date"]}):

{table(["", ""], rows)}

![what a user waits for](images/benchmarks/speed.png)
"""


def _lexical(result: dict[str, Any]) -> str:
    names = (
        "total_s",
        "engine_s",
        "add_one_s",
        "megabytes",
        "open_ms",
        "p50_ms",
        "p95_ms",
        "peak_mb",
    )
    head = [
        "engine", "build s", "without tokenising s", "add one passage s", "on disk MB", "open ms",
        "query p50 ms", "p95 ms", "peak MB",
    ]  # fmt: skip
    rows = [
        [engine, *(f"{result[engine][name]:,}" for name in names)]
        for engine in ("tantivy", "bm25s")
    ]
    return f"""## The lexical engine

`python -m benchmarks.lexical` ({result["date"]}), {result["tantivy"]["passages"]:,} passages;
{result["same_top_10"]:.1%} of the ten best are the same. Why the first was chosen:
[lexical-engine](decisions/lexical-engine.md).

{table(head, rows)}
"""


def _understanding(result: dict[str, Any]) -> str:
    rows = [
        [
            f"**{name}**" if name == "mean" else name,
            f"{one['as_typed_questions']:.1%}",
            *(
                f"{one[f'{variant}_syllables']:.1%}"
                for variant in ("unaccented", "half_accented", "typo")
            ),
            f"{one['milliseconds_p50']:.1f}",
            f"{one['milliseconds_p95']:.1f}",
        ]
        for name, one in [*result["sets"].items(), ("mean", result["mean"])]
    ]
    head = [
        "set", "questions left as typed", "syllables right, unaccented", "half accented",
        "with a slip", "p50 ms", "p95 ms",
    ]  # fmt: skip
    return f"""## Reading questions

`python -m benchmarks.understanding` ({result["date"]}): every question as it was typed, without its
diacritics, with half of them, and with one slip, over the set's own documents; what was read is
compared with the question as it was typed. Many of the changed questions were mistyped in the set
itself. Time is that of everything that happens to a question before it is searched. Why and how:
[spelling](decisions/spelling.md).

{table(head, rows)}
"""


def _scale(result: dict[str, Any]) -> str:
    opening, memory = result["opening_ms"], result["memory_mb"]
    dense, lexical = result["built"]["dense"], result["built"]["lexical"]
    rows = [
        [name, *(f"{times[key]:.1f}" for key in times)]
        for name, times in result["search_ms"].items()
    ]
    return f"""## A million passages

`python -m benchmarks.scale --chunks {result["chunks"]}` ({result["date"]}): {result["chunks"]:,}
passages, {result["questions"]} questions, k = 50. The last columns are the time that the processor
spent, whatever else ran on the machine. Among a share: only these ids, chosen at random, may be
found. Recall is against all vectors compared in full precision.

{table(["search", "p50 ms", "p95 ms", "processor p50 ms", "p95 ms"], rows)}

- Opening: vectors {opening["dense"]:.0f} ms, words {opening["lexical"]:.0f} ms; both and the first
  search {opening["both_and_first_search"]:.0f} ms.
- Memory after the searches: {memory["searched"]["own"]} MB of its own and
  {memory["searched"]["mapped"]} MB of mapped files (before opening {memory["before"]["own"]} and
  {memory["before"]["mapped"]} MB).
- Recall@10 {result["dense"]["recall@10"]:.3f}, recall@50 {result["dense"]["recall@50"]:.3f}.
- Vectors: built in {dense["build_s"]:.0f} s, {dense["megabytes"]:,} MB; 100 more take
  {dense["add_100_s"]:.1f} s. Words: {lexical["megabytes"]:,} MB.

Why these indexes: [vector-index](decisions/vector-index.md),
[lexical-engine](decisions/lexical-engine.md).
"""


def _kill(result: dict[str, Any]) -> str:
    return f"""## kill -9

`python -m benchmarks.kill --runs {result["runs"]}` ({result["date"]}): indexing killed at a random
moment, {result["killed_in_time"]} of {result["runs"]} times before it was done. The old index
answered {result["old_index_answered"]} times, the next run completed the index
{result["next_run_completed"]} times.
"""


def _sweeps(results: Iterable[tuple[str, dict[str, Any]]]) -> str:
    parts = ["## One setting at a time\n"]
    for name, result in results:
        setting = name.removeprefix("sweep-")
        paths = list(next(iter(result["values"].values()))["mean"])
        rows = [
            [
                value,
                *(
                    f"{row['mean'][path]['after']:.3f} ({row['mean'][path]['difference']:+.3f}"
                    f"{'*' if row['mean'][path]['sure'] else ''})"
                    for path in paths
                ),
            ]
            for value, row in result["values"].items()
        ]
        parts.append(
            f"### `{setting}` (default {result['default']})\n\n"
            f"`python -m benchmarks.sweep {setting} …`, {result['sample']} questions a set, mean "
            f"over sets; in parentheses the paired difference to the default, * where its 95 % "
            f"interval leaves out 0.\n\n{table([setting, *paths], rows)}\n"
        )
    return "\n".join(parts)


def _at(tree: dict[str, Any], path: str) -> str:
    value: Any = tree
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return number(value)


_SECTIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "retrieval": _retrieval,
    "understanding": _understanding,
    "abbreviations": sections.abbreviations,
    "fusion": sections.fusion,
    "answers": _answers,
    "ablation": sections.ablation,
    "verify": sections.verification,
    "conversations": sections_talk.conversations,
    "injection": sections_talk.injection,
    "conflicts": sections_talk.conflicts,
    "log": sections_talk.log,
    "peers": _peers,
    "speed": _speed,
    "llm": sections_llm.chat_models,
    "web": sections_web.web,
    "lexical": _lexical,
    "scale": _scale,
    "kill": _kill,
}

if __name__ == "__main__":
    main()

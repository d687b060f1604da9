"""Retrieval, evidence and refusal on evaluation sets, through the engine as users get it.

python -m benchmarks.quality viquad xquad virhe4qa alqac --sample 500
"""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from typing import Any

import askvn
from askvn.engine import Engine
from benchmarks import common

_READ = 30


def main() -> None:
    """Measure the sets named on the command line."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=["viquad", "xquad", "virhe4qa", "alqac"])
    parser.add_argument("--sample", type=int, default=0, help="answers a set; 0 means all")
    parser.add_argument("--name", default="quality")
    options = parser.parse_args()
    rows = {}
    for name in options.sets:
        rows[name] = measure(options.shared / "eval" / name, options.work / name, options.sample)
        print(name, rows[name], flush=True)
    common.save(options.name, {"sample": options.sample, "sets": rows})


def measure(folder: Path, work: Path, sample: int) -> dict[str, Any]:
    """Return the figures of one set."""
    shutil.rmtree(work, ignore_errors=True)
    engine = askvn.open(str(work))
    engine.ingest([common.corpus(folder)])
    asked = common.questions(folder)
    random.Random(0).shuffle(asked)
    found = [one for one in asked if one.get("documents")]
    answerable = [one for one in found if one.get("answers")][: sample or None]
    impossible = [one for one in asked if one.get("unanswerable")][: sample or None]
    return {
        "documents": engine.library.counts()[0],
        "questions": len(found),
        **retrieval(engine, found),
        "answered": len(answerable),
        **answers(engine, answerable, impossible),
    }


def retrieval(engine: Engine, asked: list[dict[str, Any]]) -> dict[str, Any]:
    """Return nDCG@10, hit@1 and recall@10 over documents, and the time of a search."""
    figures: dict[str, Any] = {}
    times = []
    for variant, spell in (("as_typed", str), ("unaccented", common.unaccented)):
        gains, firsts, recalls = [], [], []
        for one in asked:
            began = time.perf_counter()
            hits = engine.search(spell(one["question"]), k=_READ, history=common.history(one))
            times.append((time.perf_counter() - began) * 1000)
            ranked = list(dict.fromkeys(hit.source for hit in hits))[:10]
            gold = set(one["documents"])
            gains.append(common.ndcg(ranked, gold))
            firsts.append(float(bool(ranked) and ranked[0] in gold))
            recalls.append(len(gold & set(ranked)) / len(gold))
        figures[variant] = {
            "ndcg@10": common.mean(gains),
            "hit@1": common.mean(firsts),
            "recall@10": common.mean(recalls),
        }
    figures["retrieve_p50_ms"] = round(common.quantile(times, 0.5), 2)
    return figures


def answers(
    engine: Engine, asked: list[dict[str, Any]], impossible: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return how often cited sentences hold a gold answer, and how often askvn refuses."""
    firsts, threes, refused, times = [], [], [], []
    for one in asked:
        reply = engine.ask(one["question"], history=common.history(one))
        quotes = [common.plain(citation.quote) for citation in reply.citations]
        gold = [common.plain(answer) for answer in one["answers"]]
        held = [any(answer in quote for answer in gold) for quote in quotes]
        firsts.append(float(held[:1] == [True]))
        threes.append(float(any(held[:3])))
        refused.append(float(reply.refused))
        times.append(reply.milliseconds["total"])
    if not firsts:
        return {}
    return {
        "evidence": {"hit@1": common.mean(firsts), "hit@3": common.mean(threes)},
        "wrongly_refused": common.mean(refused),
        "rightly_refused": common.mean(
            float(engine.ask(one["question"]).refused) for one in impossible
        ),
        "answer_p50_ms": round(common.quantile(times, 0.5), 1),
    }


if __name__ == "__main__":
    main()

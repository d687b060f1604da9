"""Follow-ups with and without their history, and new topics after an unrelated one.

python -m benchmarks.conversations
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from askvn.cli.show import Progress
from askvn.engine import Engine
from askvn.evaluate import ranking, score, sets, variants
from askvn.evaluate.run import Bench
from askvn.evaluate.sets import Question
from askvn.settings import Settings
from askvn.wiring import open_engine
from benchmarks import common

_FOLLOWED = "vicoqa"
# Sets of single questions: none of them needs what was said before.
_ALONE = ("viquad", "xquad", "virhe4qa", "alqac", "vimedaqa", "websearch")
_MOST_TURNS = 3


def main() -> None:
    """Ask follow-ups both ways, and single questions behind questions about another document.

    What was measured of a set is kept in the work folder: delete it to measure again.
    """
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=[_FOLLOWED, *_ALONE])
    parser.add_argument("--sample", type=int, default=200, help="single questions of each set")
    options = parser.parse_args()
    bench = Bench(Settings(), open_engine, options.work / "cache")
    kept = options.work / "conversations"
    kept.mkdir(parents=True, exist_ok=True)
    for name in options.sets:
        if (kept / f"{name}.json").exists():
            continue
        chosen = sets.read(options.shared / "eval" / name)
        engine = bench.engine(chosen, Progress("en", sys.stderr))
        questions = ranking.located(chosen.questions)
        if name == _FOLLOWED:
            figures = _followed(engine, questions)
        else:
            figures = _unrelated(engine, questions, options.sample)
        print(name, figures, flush=True)
        (kept / f"{name}.json").write_text(json.dumps(figures), encoding="utf-8")
        engine.close()
    done = {path.stem: json.loads(path.read_text("utf-8")) for path in kept.glob("*.json")}
    if done.keys() >= {_FOLLOWED, *_ALONE}:
        unrelated = {name: done[name] for name in _ALONE}
        common.save("conversations", {"followed": done[_FOLLOWED], "unrelated": unrelated})


def _followed(engine: Engine, questions: Sequence[Question]) -> dict[str, Any]:
    """Return figures of the questions with history, each asked in three ways, and of all."""
    later = [one for one in questions if one.history]
    raw = [replace(one, history=()) for one in later]
    ways = {"last question": raw, "with history": later}
    found: dict[str, Any] = {name: _figures(engine, asked, later) for name, asked in ways.items()}
    figures = ranking.scored(questions, ranking.ranked(engine, questions, variants.AS_TYPED))
    found["all with history"] = {
        "questions": len(questions),
        "ndcg@10": common.mean(one["ndcg@10"] for one in figures.values()),
    }
    return found


def _figures(
    engine: Engine, asked: Sequence[Question], wanted: Sequence[Question]
) -> dict[str, Any]:
    began = time.perf_counter()
    figures = ranking.scored(asked, ranking.ranked(engine, asked, variants.AS_TYPED))
    spent = (time.perf_counter() - began) * 1000 / len(asked)
    held = []
    for one, gold in zip(asked, wanted, strict=True):
        quotes = [each.quote for each in engine.ask(one.question, history=one.history).citations]
        held.append(score.evidence(gold, quotes))
    return {
        "questions": len(asked),
        **{name: common.mean(one[name] for one in figures.values()) for name in ranking.MEASURES},
        "evidence_hit@1": common.mean(one["hit@1"] for one in held if one),
        "milliseconds": round(spent, 1),
    }


def _unrelated(engine: Engine, questions: Sequence[Question], size: int) -> dict[str, Any]:
    """Return nDCG@10 of a sample asked alone, and after up to three about another document."""
    dice = random.Random(0)
    asked = dice.sample(list(questions), min(size, len(questions)))
    after = [replace(one, history=_other(one, questions, dice)) for one in asked]
    alone, behind = (
        ranking.scored(each, ranking.ranked(engine, each, variants.AS_TYPED))
        for each in (asked, after)
    )
    return {
        "questions": len(asked),
        "alone": common.mean(one["ndcg@10"] for one in alone.values()),
        "unrelated": common.mean(one["ndcg@10"] for one in behind.values()),
        "worse": sum(behind[name]["ndcg@10"] < one["ndcg@10"] for name, one in alone.items()),
        "better": sum(behind[name]["ndcg@10"] > one["ndcg@10"] for name, one in alone.items()),
    }


def _other(
    question: Question, questions: Sequence[Question], dice: random.Random
) -> tuple[tuple[str, str], ...]:
    """Return some questions about one document that this question is not about, with answers."""
    while True:
        other = dice.choice(questions)
        if not set(other.documents) & set(question.documents):
            break
    same = [one for one in questions if one.documents == other.documents]
    turns = dice.randint(1, _MOST_TURNS)
    return tuple((one.question, (*one.answers, "")[0]) for one in same[:turns])


if __name__ == "__main__":
    main()

"""What other names bring: questions with a name exchanged for its short form, or the other way.

python -m benchmarks.abbreviations

Only questions that name something for which the documents, or the built-in table, know another
name. Each is asked as it was typed, then with the other name, once as users get it and once word
for word (`--as-typed`), where nothing is known of other names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from askvn.cli.show import Progress
from askvn.engine import Engine
from askvn.evaluate import ranking, sets
from askvn.evaluate.run import Bench
from askvn.evaluate.sets import Question
from askvn.settings import Settings
from askvn.understand import Expansion, Vocabulary, expansions
from askvn.vietnamese.normalise import normalise
from askvn.wiring import open_engine
from benchmarks import common

_SETS = tuple(name for name in common.SETS if name not in ("seeds", "websearch"))
_MEASURE = "ndcg@10"


def main() -> None:
    """Ask the chosen questions of every set in four ways, and note the means."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(_SETS))
    parser.add_argument("--show", type=int, default=0, help="print so many exchanged questions")
    options = parser.parse_args()
    bench = Bench(Settings(), open_engine, options.work / "cache")
    found: dict[str, Any] = {}
    for name in options.sets:
        chosen = sets.read(options.shared / "eval" / name)
        engine = bench.engine(chosen, Progress("en", sys.stderr))
        pairs = list(_exchanged(engine, ranking.located(chosen.questions)))
        for before, after in pairs[: options.show]:
            print(f"  {before.question}\n→ {after.question}")
        if pairs:
            found[name] = _figures(engine, *zip(*pairs, strict=True))
            print(name, found[name], flush=True)
        engine.close()
    count = sum(one["questions"] for one in found.values())
    names = [name for name in next(iter(found.values())) if name != "questions"]
    mean = {
        name: common.mean_of([(one[name], one["questions"]) for one in found.values()])
        for name in names
    }
    common.save("abbreviations", {"sets": found, "all": {"questions": count, **mean}})


def _exchanged(
    engine: Engine, questions: Sequence[Question]
) -> Iterator[tuple[Question, Question]]:
    """Yield each question that has another name for something, and the question with that name."""
    opened = engine.shelf.current()
    vocabulary = Vocabulary(opened.frequency, opened.idf, engine.library.meanings)
    for question in questions:
        typed = normalise(question.question)
        other = next(filter(_is_abbreviation, expansions(typed, vocabulary)), None)
        if other:
            exchanged = typed.replace(other.typed, other.other, 1)
            yield question, replace(question, question=exchanged)


def _is_abbreviation(one: Expansion) -> bool:
    """Tell whether one of the two names is short for the other, and not merely a part of it."""
    short, long = sorted((one.typed, one.other), key=len)
    is_short = " " not in short and sum(letter.isupper() for letter in short) > 1
    return is_short and " " in long and short.lower() not in long.lower()


def _figures(
    engine: Engine, before: Sequence[Question], after: Sequence[Question]
) -> dict[str, float]:
    literal = replace(engine, settings=replace(engine.settings, respell="off"))
    ways = {
        "as_typed": (engine, before),
        "other_name": (engine, after),
        "as_typed_word_for_word": (literal, before),
        "other_name_word_for_word": (literal, after),
    }
    figures: dict[str, float] = {"questions": len(before)}
    for name, (asked, questions) in ways.items():
        found = ranking.scored(questions, ranking.ranked(asked, questions, "as_typed"))
        figures[name] = common.mean(one[_MEASURE] for one in found.values())
    return figures


if __name__ == "__main__":
    main()

"""How questions are read: right ones left alone, missing marks put back, slips mended, how fast.

python -m benchmarks.understanding
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import regex

from askvn.cli.show import Progress
from askvn.engine import Engine
from askvn.evaluate import sets, variants
from askvn.evaluate.run import Bench
from askvn.settings import Settings
from askvn.understand import Vocabulary, understand
from askvn.understand.restorer import syllable_form
from askvn.vietnamese.normalise import normalise
from askvn.wiring import open_engine
from benchmarks import common

_WORD = regex.compile(r"[\p{L}\p{M}]+")
# All sets but the one whose own questions are typed without diacritics.
_SETS = tuple(name for name in common.SETS if name != "seeds")
_TYPED = ("as_typed", "unaccented", "half_accented", "typo", "upper")


def main() -> None:
    """Read every question of every set, typed in several ways, over the set's own documents."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(_SETS))
    parser.add_argument("--show", type=int, default=0, help="print so many changed right questions")
    options = parser.parse_args()
    bench = Bench(Settings(), open_engine, options.work / "cache")
    found = {}
    for name in options.sets:
        chosen = sets.read(options.shared / "eval" / name)
        engine = bench.engine(chosen, Progress("en", sys.stderr))
        questions = [one.question for one in chosen.questions]
        found[name] = _measured(engine, questions, options.show)
        print(name, found[name], flush=True)
        engine.close()
    keys = next(iter(found.values()))
    mean = {key: common.mean(one[key] for one in found.values()) for key in keys}
    common.save("understanding", {"sets": found, "mean": mean})


def _measured(engine: Engine, questions: list[str], show: int) -> dict[str, Any]:
    """Return shares of questions changed and of syllables right, and the time of one question."""
    opened = engine.shelf.current()
    vocabulary = Vocabulary(opened.frequency, opened.idf, engine.library.meanings)
    figures: dict[str, Any] = {}
    spent = []
    for variant in _TYPED:
        right = total = same = 0
        for number, question in enumerate(questions):
            typed = variants.spell(variant, question, key=str(number))
            began = time.perf_counter()
            read = understand(typed, vocabulary=vocabulary, restorer=engine.restorer).text
            spent.append((time.perf_counter() - began) * 1000)
            wanted = " ".join(normalise(question).split())
            pairs = list(zip(_syllables(read), _syllables(wanted), strict=False))
            right += sum(one == other for one, other in pairs)
            total += len(pairs)
            is_same = _syllables(read) == _syllables(wanted)
            same += is_same
            if variant == "as_typed" and not is_same and show > 0:
                show -= 1
                print(f"  {wanted}\n→ {read}")
        figures[f"{variant}_syllables"] = round(right / total, 4)
        figures[f"{variant}_questions"] = round(same / len(questions), 4)
    figures["milliseconds_p50"] = round(float(np.median(spent)), 2)
    figures["milliseconds_p95"] = round(common.quantile(spent, 0.95), 2)
    return figures


def _syllables(text: str) -> list[str]:
    return [syllable_form(word.lower()) for word in _WORD.findall(text)]


if __name__ == "__main__":
    main()

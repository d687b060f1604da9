"""Documents that disagree: how often both are shown, and how often a quarrel is seen in vain.

python -m benchmarks.conflicts [--sample 300] [SET…]

For questions whose gold sentence answers by a date or figure, a copy of their document is added
with that figure made another one. Seen in vain are those that appear without the copies.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import regex

from askvn.engine import Engine
from askvn.settings import Settings
from askvn.vietnamese import canonical
from askvn.vietnamese.normalise import normalise
from askvn.vietnamese.quantities import quantities
from askvn.wiring import open_engine
from benchmarks import common

SETS = ("viquad", "xquad", "virhe4qa", "alqac")
_KINDS = ("date", "year", "number", "fraction", "money", "percent", "measure")
_DIGIT = regex.compile(r"\d(?=\D*$)")
_DATES = ("2021-03-15", "2024-10-10")


class Case(NamedTuple):
    """A question, its document, and that document's text with the figure that answers changed."""

    id: str
    question: str
    document: str
    changed: str
    figures: tuple[str, str]


def main() -> None:
    """Measure and write the result."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(SETS))
    parser.add_argument("--sample", type=int, default=300, help="questions of each set")
    parser.add_argument("--folder", type=Path, help="where the sets are, if not in shared/eval")
    parser.add_argument("--show", action="store_true", help="print what is seen in vain")
    options = parser.parse_args()
    folder = options.folder or options.shared / "eval"
    result = {name: _measured(folder / name, options) for name in options.sets}
    print(json.dumps(result, indent=1))
    if not options.folder:
        common.save("conflicts", {"sample": options.sample, "sets": result})


def _measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    documents = _documents(folder)
    cases = _cases(folder, documents, options.sample)
    plain = _indexed(options.work / "conflicts" / folder.name / "plain", documents)
    vain = _quarrels(plain, cases)
    asked = [one["question"] for one in common.questions(folder) if not one.get("history")]
    others = random.Random(1).sample(asked, min(options.sample, len(asked)))
    in_vain = [text for text in others if _shown(plain, text)]
    if options.show:
        for text in in_vain:
            print(text, [note.text for note in plain.ask(text).notes])
    plain.close()
    copies = {
        f"{case.document}-{number}": documents[case.document] | {"text": case.changed}
        for number, case in enumerate(cases)
    }
    doubled = _indexed(options.work / "conflicts" / folder.name / "doubled", documents | copies)
    seen = _quarrels(doubled, cases)
    figures = {
        "cases": len(cases),
        "both_shown": round(sum(seen) / max(1, len(cases)), 4),
        "in_vain_on_cases": round(sum(vain) / max(1, len(cases)), 4),
        "questions": len(others),
        "in_vain": round(len(in_vain) / max(1, len(others)), 4),
    }
    doubled.close()
    return figures


def _documents(folder: Path) -> dict[str, dict[str, str]]:
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").split("\n")
    found = (json.loads(line) for line in lines if line)
    return {one["id"]: one | {"text": normalise(one["text"])} for one in found}


def _cases(folder: Path, documents: dict[str, dict[str, str]], sample: int) -> list[Case]:
    """Return one case a document at most, in a random order of questions."""
    asked = common.questions(folder)
    random.Random(0).shuffle(asked)
    found: dict[str, Case] = {}
    for one in asked:
        if one.get("history") or one.get("unanswerable") or len(one.get("documents") or ()) != 1:
            continue
        case = _case(one, documents[one["documents"][0]])
        if case and len(found) < sample:
            found.setdefault(case.document, case)
    return list(found.values())


def _case(asked: dict[str, Any], document: dict[str, str]) -> Case | None:
    text = document["text"]
    for evidence in map(normalise, asked.get("evidence") or ()):
        start = text.find(evidence)
        if start < 0:
            continue
        for one in quantities(evidence):
            words = evidence[slice(*one.span)]
            answers = any(canonical.holds(words, answer) for answer in asked.get("answers") or ())
            if one.kind in _KINDS and answers and _DIGIT.search(words):
                other = _DIGIT.sub(lambda digit: str((int(digit.group()) + 3) % 10), words)
                where = start + one.span.start
                changed = text[:where] + other + text[where + len(words) :]
                figures = words, other
                return Case(asked["id"], asked["question"], document["id"], changed, figures)
    return None


def _indexed(folder: Path, documents: dict[str, dict[str, str]]) -> Engine:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = [
        json.dumps(one | {"id": name, "date": _DATES["-" in name[-3:]]}, ensure_ascii=False)
        for name, one in documents.items()
    ]
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    engine = open_engine(Settings(index=str(folder / "index"), log="off"), create=True)
    engine.ingest([folder / "corpus.jsonl"])
    return engine


def _quarrels(engine: Engine, cases: list[Case]) -> list[bool]:
    told = [" ".join(_shown(engine, case.question)) for case in cases]
    return [
        all(figure in text for figure in case.figures)
        for case, text in zip(cases, told, strict=True)
    ]


def _shown(engine: Engine, question: str) -> list[str]:
    return [note.text for note in engine.ask(question).notes if note.kind == "conflict"]


if __name__ == "__main__":
    main()

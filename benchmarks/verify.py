"""Verification: hallucinated answers, sentences with one thing swapped, and time.

python -m benchmarks.verify [--sample 300]
"""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import regex
from training.verifier import fit, rewrites, swaps
from training.verifier.swaps import Material

from askvn.understand import content_tokens
from askvn.verify import Verifier
from askvn.verify.said import said
from askvn.vietnamese import sentences, words
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.mentions import names, numbers
from askvn.vietnamese.normalise import normalise
from askvn.wiring import open_verifier
from benchmarks import common

SETS = ("viquad", "xquad", "virhe4qa", "alqac", "vicoqa")
ALARMS = 0.02
_AROUND = 500
_FAR = 6
_TIMED = 300
_DRAWS = 1000

Judge = Callable[["Claim"], float]


class Claim(NamedTuple):
    """A sentence, what it is checked against, whether it is true, and how it was made."""

    text: str
    evidence: str
    context: str
    true: bool
    kind: str


def main() -> None:
    """Measure and write the result."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--sample", type=int, default=300, help="gold sentences of each set")
    options = parser.parse_args()
    verifier = open_verifier()
    evaluation = options.shared / "eval"
    claims = {name: list(_claims(evaluation / name, options.sample)) for name in SETS}
    common.save(
        "verify",
        {
            "hallucinations": _hallucinations(evaluation / "vihallu.jsonl", verifier),
            "sample": options.sample,
            "swaps": _swaps(claims, verifier),
            "milliseconds": _times(claims["viquad"], verifier),
        },
    )


def _hallucinations(path: Path, verifier: Verifier) -> dict[str, Any]:
    """Return how well faithful answers are told from hallucinated ones, by verifier and by rule."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    labels = np.array([record["label"] for record in records])
    judged = {"verifier": lambda one: _chance(one, verifier), "rule": _rule, "overlap": _overlap}
    figures: dict[str, Any] = {
        "answers": {str(name): int((labels == name).sum()) for name in set(labels)}
    }
    for name, judge in judged.items():
        scores = np.array([_least(record, judge) for record in records])
        figures[name] = {
            "all": _area(scores, labels == "no"),
            **{
                kind: _area(scores[kept], labels[kept] == "no")
                for kind in ("intrinsic", "extrinsic")
                for kept in (np.isin(labels, ("no", kind)),)
            },
        }
    return figures


def _least(record: dict[str, str], judge: Judge) -> float:
    """Return the score of the answer's worst sentence."""
    text = normalise(record["response"])
    parts = [text[start:end] for start, end in sentences.split(text)]
    evidence = normalise(record["context"])
    return min((judge(Claim(part, evidence, "", True, "")) for part in parts), default=0.0)


def _area(scores: np.ndarray, true: np.ndarray) -> dict[str, float]:
    """Return the area under the curve with its 95 % bootstrap interval."""
    source = np.random.default_rng(0)
    drawn = [
        fit.auc(scores[kept], true[kept])
        for kept in (source.integers(0, len(true), len(true)) for _ in range(_DRAWS))
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {
        "auc": round(fit.auc(scores, true), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def _claims(folder: Path, sample: int) -> Iterator[Claim]:
    """Yield gold sentences as they are, in other forms that say the same, and with one swap."""
    source = random.Random(folder.name)
    documents = _documents(folder)
    gold = [
        (question["documents"][0], normalise(one))
        for question in common.questions(folder)
        for one in question.get("evidence") or ()
        if question.get("documents")
    ]
    gold = list(dict.fromkeys(gold))
    for document, text in source.sample(gold, min(sample, len(gold))):
        title, whole = documents[document]
        start = max(0, whole.find(text))
        around = whole[max(0, start - _AROUND) : start + len(text) + _AROUND]
        context = f"{title}\n{around}"
        far = source.sample(list(documents.values()), _FAR)
        material = Material(said(around), [said(other[:1000]) for _, other in far])
        yield Claim(text, text, context, True, "as it is")
        for kind, rewrite in rewrites.BY_RULE.items():
            changed = rewrite(text, source)
            if changed and changed != text:
                yield Claim(changed, text, context, True, kind)
        for kind, swap in swaps.BY_RULE.items():
            changed = swap(text, material, source)
            if changed and changed != text:
                yield Claim(changed, text, context, False, kind)


def _documents(folder: Path) -> dict[str, tuple[str, str]]:
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").split("\n")
    records = [json.loads(line) for line in lines if line.strip()]
    return {one["id"]: (one.get("title", ""), normalise(one["text"])) for one in records}


def _swaps(claims: dict[str, list[Claim]], verifier: Verifier) -> dict[str, Any]:
    """Return recall and false alarms, as the verifier decides and at 2 % false alarms."""
    every = [(name, one) for name, several in claims.items() for one in several]
    true = np.array([one.true for _, one in every])
    verdicts = [verifier.verify(one.text, one.evidence, one.context) for _, one in every]
    refuted = np.array([not verdict.supported for verdict in verdicts])
    scores = np.array([verdict.supported + verdict.chance for verdict in verdicts])
    old = np.array([_rule(one) for _, one in every]) < 1
    caught, limit = fit.recall(scores, true, alarms=ALARMS)
    table: dict[str, Any] = {"true": {}, "false": {}}
    for name in ("true", "false"):
        for kind in dict.fromkeys(one.kind for _, one in every if one.true == (name == "true")):
            kept = np.array([one.kind == kind and one.true == (name == "true") for _, one in every])
            table[name][kind] = _row(refuted[kept], scores[kept] < limit, old[kept])
    by_set = {
        name: {
            "recall": _mean(refuted[kept & ~true]),
            "alarms": _mean(refuted[kept & true]),
        }
        for name in claims
        for kept in (np.array([own == name for own, _ in every]),)
    }
    return {
        "decided": {"recall": _mean(refuted[~true]), "alarms": _mean(refuted[true])},
        "at_2_percent": {"recall": round(caught, 4), "score": round(limit, 4)},
        "rule": {"recall": _mean(old[~true]), "alarms": _mean(old[true])},
        "by_kind": table,
        "by_set": by_set,
    }


def _row(refuted: np.ndarray, below: np.ndarray, old: np.ndarray) -> dict[str, float]:
    return {
        "claims": len(refuted),
        "refuted": _mean(refuted),
        "at_2_percent": _mean(below),
        "rule": _mean(old),
    }


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 4) if len(values) else float("nan")


def _times(claims: Sequence[Claim], verifier: Verifier) -> dict[str, float]:
    """Return the processor's milliseconds for a sentence against its source and a passage."""
    chosen = [one for one in claims if one.text != one.evidence][:_TIMED]
    spent: dict[str, list[float]] = defaultdict(list)
    for one in chosen:
        for name, text in (("first", one.text), ("next", f"{one.text} nữa")):
            began = time.process_time()
            verifier.verify(text, one.evidence, one.context)
            spent[name].append((time.process_time() - began) * 1000)
        began = time.process_time()
        verifier.verify(one.evidence, one.evidence, one.context)
        spent["verbatim"].append((time.process_time() - began) * 1000)
    return {
        f"{name}_{label}": round(common.quantile(values, share), 2)
        for name, values in spent.items()
        for label, share in (("p50", 0.5), ("p95", 0.95))
    }


def _chance(one: Claim, verifier: Verifier) -> float:
    return verifier.verify(one.text, one.evidence, one.context).chance


# The rule of version 0.3, which the verifier replaced -------------------------------------------

_NEGATION = regex.compile(r"(?i)\b(?:không|chưa|chẳng|đừng)\b")


def _rule(one: Claim) -> float:
    """Return whether figures and names stand there, both deny or neither, 60 % of the words do."""
    held = _plain(one.evidence)
    if any(_plain(part) not in held for part in (*numbers(one.text), *names(one.text))):
        return 0.0
    if _NEGATION.search(one.text) and not _NEGATION.search(one.evidence):
        return 0.0
    return float(_overlap(one) >= 0.6)


def _overlap(one: Claim) -> float:
    tokens = set(content_tokens(one.text))
    return len(tokens.intersection(words.tokens(one.evidence))) / len(tokens) if tokens else 1.0


def _plain(text: str) -> str:
    return " ".join(strip(text.lower()).split())


if __name__ == "__main__":
    main()

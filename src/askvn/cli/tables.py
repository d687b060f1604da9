"""What a person sees of an evaluation in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from askvn.cli.show import Terminal
from askvn.evaluate.sets import Question
from askvn.messages import translate
from askvn.settings import Settings

# Columns of the table of sets: heading, dotted path, and whether it is a share shown in percent.
_COLUMNS = (
    ("nDCG@10", "retrieval.as_typed.ndcg@10"),
    ("unaccented", "retrieval.unaccented.ndcg@10"),
    ("first", "retrieval.as_typed.hit@1"),
    ("evidence", "evidence.hit@1"),
    ("key facts", "answer.key_facts"),
    ("cited right", "citation.precision"),
    ("refused wrongly", "refusal.wrongly_refused"),
    ("refused rightly", "refusal.recall"),
    ("search ms", "milliseconds.retrieve_p50"),
    ("answer ms", "milliseconds.total_p50"),
)
_FLIPS_SHOWN = 10
Cells = list[str]


def result(measured: Mapping[str, Any], screen: Terminal, lang: str) -> str:
    """Return the sets × figures table, with the mean below and the baseline's nDCG beside."""
    sets = measured["sets"]
    columns = [
        (heading, path)
        for heading, path in _COLUMNS
        if any(_at(one, path) is not None for one in sets)
    ]
    head = [translate("set", lang), translate("questions", lang)]
    head += [translate(heading, lang) for heading, _ in columns]
    rows = [
        [one["set"], str(one["questions"]), *(_shown(_at(one, path), path) for _, path in columns)]
        for one in sets
    ]
    if len(sets) > 1:
        mean = measured["mean"]
        rows.append(
            [translate("mean", lang), "", *(_shown(_at(mean, path), path) for _, path in columns)]
        )
    lines = [_table(head, rows, screen)]
    plain = _at(measured["mean"], "baseline.retrieval.as_typed.ndcg@10")
    low, high = measured["mean"]["intervals"].get("retrieval.as_typed.ndcg@10", (None, None))
    if low is not None:
        template = "nDCG@10 95 % interval: {low}–{high}"
        lines.append(translate(template, lang).format(low=_number(low), high=_number(high)))
    if plain is not None and all(one["baseline"] for one in sets):
        template = "plain BM25 over whole documents: {value}"
        lines.append(translate(template, lang).format(value=_number(plain)))
    for one in sets:
        if one["unknown_documents"]:
            template = "{name}: documents that are not in the index, so never found: {sources}"
            sources = ", ".join(one["unknown_documents"])
            lines.append(translate(template, lang).format(name=one["set"], sources=sources))
    return "\n".join(lines)


def comparison(found: Mapping[str, Any], screen: Terminal, lang: str) -> str:
    """Return each set's differences, sure ones marked, and the first questions that flipped."""
    blocks = []
    mean = {"set": translate("mean", lang), "questions": "", "differences": found["mean"]}
    for one in [*found["sets"], *([{**mean, "flipped": []}] if len(found["sets"]) > 1 else [])]:
        head = [translate(name, lang) for name in ("figure", "before", "after", "difference")]
        rows = [
            [
                path,
                _number(change["before"]),
                _number(change["after"]),
                _moved(change),
            ]
            for path, change in one["differences"].items()
            if not path.startswith("baseline.")
        ]
        lines = [screen.paint(f"{one['set']} {one['questions']}".strip(), "1")]
        lines.append(_table(head, rows, screen))
        lines += _flips(one["flipped"], screen, lang)
        blocks.append("\n".join(lines))
    blocks.append(translate("* the 95 % interval of the difference leaves out 0", lang))
    return "\n\n".join(blocks)


def drafted(questions: Sequence[Question], path: Path, chosen: Settings) -> str:
    """Return what was drafted, and what a person does next."""
    counts: dict[str, int] = {}
    for question in questions:
        counts[question.drafted] = counts.get(question.drafted, 0) + 1
    kinds = ", ".join(f"{count} {name}" for name, count in counts.items())
    template = "{count} questions drafted ({kinds}) in {path}"
    said = translate(template, chosen.lang).format(count=len(questions), kinds=kinds, path=path)
    todo = translate(
        "read and correct them, take 'drafted' out of each that is right; then:", chosen.lang
    )
    return f"{said}\n{todo}\n  askvn eval {path.parent} --index {chosen.index}"


def _flips(flipped: Sequence[Mapping[str, Any]], screen: Terminal, lang: str) -> list[str]:
    if not flipped:
        return []
    lines = [translate("{count} questions flipped", lang).format(count=len(flipped))]
    for one in flipped[:_FLIPS_SHOWN]:
        changes = ", ".join(
            f"{path} {before:g}→{after:g}" for path, (before, after) in one["changes"].items()
        )
        lines.append(screen.fold(f"{one['question']} ({one['id']}): {changes}", "  "))
    if len(flipped) > _FLIPS_SHOWN:
        lines.append(f"  … {len(flipped) - _FLIPS_SHOWN}")
    return lines


def _table(head: Cells, rows: Sequence[Cells], screen: Terminal) -> str:
    """Return an aligned table; folded into several, by columns, where the terminal is narrow."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    parts: list[list[int]] = [[]]
    for place in range(1, len(head)):
        taken = widths[0] + sum(widths[one] + 2 for one in [*parts[-1], place])
        if taken > screen.columns and parts[-1]:
            parts.append([])
        parts[-1].append(place)
    blocks = []
    for part in parts:
        lines = [
            row[0].ljust(widths[0])
            + "".join(f"  {row[place].rjust(widths[place])}" for place in part)
            for row in [head, *rows]
        ]
        lines[0] = screen.paint(lines[0], "1")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _moved(change: Mapping[str, Any]) -> str:
    text = f"{change['difference']:+.3f}"
    if change["interval"]:
        text += " [{:+.3f}, {:+.3f}]".format(*change["interval"])
    return f"{text} *" if change["sure"] else text


def _at(tree: Mapping[str, Any], path: str) -> float | None:
    value: Any = tree
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return None if value is None else float(value)


def _shown(value: float | None, path: str) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if path.startswith("milliseconds") else _number(value)


def _number(value: float) -> str:
    return f"{value:.3f}"

"""`askvn documents`: what the index holds; `askvn remove`: take some of it out."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence

from askvn.cli import show
from askvn.cli.show import Terminal, said
from askvn.holdings import Holding
from askvn.messages import translate
from askvn.models.machine import readable
from askvn.settings import Settings
from askvn.wiring import open_engine

_SIGNS = {"indexed": ("✓", "32"), "changed": ("≠", "33"), "missing": ("?", "33"),
          "failed": ("✗", "31"), "left_out": ("–", "2")}  # fmt: skip


def listed(options: argparse.Namespace, chosen: Settings) -> int:
    """List the documents of the index and how they stand."""
    found = open_engine(chosen).documents()
    if options.json:
        print(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=2))
        return 0
    screen = show.terminal(sys.stdout)
    for one in found:
        print(line(one, screen, chosen.lang))
    print(summary(found, chosen.lang), file=sys.stderr)
    return 0


def removed(options: argparse.Namespace, chosen: Settings) -> int:
    """Take documents out of the index."""
    report = open_engine(chosen).remove(options.sources)
    if options.json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        print(said("{count} documents removed", chosen.lang, count=report.removed))
    return 0


def line(one: Holding, screen: Terminal, lang: str) -> str:
    """Return a document: how it stands, its source, title and figures, and what is wrong."""
    sign, colour = _SIGNS[one.state]
    facts = [
        one.title if one.title != one.source else "",
        one.date,
        "" if one.bytes is None else readable(one.bytes),
        said("{count} passages", lang, count=one.passages) if one.passages else "",
        translate("uploaded", lang) if one.uploaded else "",
        "" if one.state == "indexed" else translate(one.state, lang),
    ]
    head = f"{screen.paint(sign, colour)} {one.source}"
    lines = [head, screen.paint(f"    {' · '.join(filter(None, facts))}", "2")]
    if one.error:
        lines.append(screen.fold(one.error, "    "))
    if one.hint:
        lines.append(screen.fold(f"{translate('hint', lang)}: {one.hint}", "    "))
    return "\n".join(lines)


def summary(found: Sequence[Holding], lang: str) -> str:
    """Return how many documents and passages there are, and how many do not stand well."""
    states = Counter(one.state for one in found)
    count = sum(1 for one in found if one.passages)
    head = said(
        "{count} documents · {passages} passages", lang,
        count=count, passages=sum(one.passages for one in found),
    )  # fmt: skip
    others = [
        f"{translate(name, lang)}: {states[name]}"
        for name in ("changed", "missing", "failed", "left_out")
        if states[name]
    ]
    return " · ".join([head, *others])

"""The page: one file that holds its style, its script, its plots and its data."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from askvn.errors import MissingExtraError
from askvn.evaluate.report import palette, summary
from askvn.evaluate.report.failures import REASONS, failures
from askvn.evaluate.report.inline import inline
from askvn.evaluate.report.language import Language
from askvn.evaluate.report.plots import Plot, plots
from askvn.evaluate.report.texts import LIST, VARIANTS
from askvn.evaluate.report.values import Block, find, number, records, sets
from askvn.evaluate.report.waits import waits

_FOLDER = Path(__file__).parent
# A plot is drawn twice: for a desk and for a telephone; the style sheet shows one of them.
WIDTHS = {"wide": 880, "narrow": 320}

_MOST_NAMED = 8


def render(result: Block, language: Language) -> str:
    """Return the report as HTML.

    Raises:
        MissingExtraError: if jinja2 or matplotlib is not installed.
    """
    try:
        import jinja2
    except ImportError as error:
        raise MissingExtraError("jinja2", extra="eval") from error

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = _read("script.js")
    failing = failures(result)
    timed = waits(result)
    return environment.get_template("page.html.j2").render(
        lang=language.lang,
        say=language.say,
        style=palette.css() + _read("style.css"),
        script=script,
        script_digest=_digest(script),
        lead=lead(result, language),
        machine=str(result.get("machine") or "–"),
        conditions=_conditions(result, language),
        groups=summary.groups(result, timed, language),
        figures=[figure(plot) for plot in plots(result, language)],
        table=summary.table(result, language),
        failing=language.whole(len(failing)),
        asked=language.whole(len(records(result))),
        data=_data(failing, language),
    )


def lead(result: Block, language: Language) -> list[str]:
    """Return what was measured, when and with what, a sentence or two each."""
    blocks, settings = sets(result), result.get("settings") or {}
    told = [
        language.say(
            "measured_one" if len(blocks) == 1 else "measured",
            date=language.day(str(result.get("date", ""))),
            version=find(result, "versions.askvn") or "",
            questions=language.whole(sum(number(block, "questions") or 0 for block in blocks)),
            sets=len(blocks),
            names=_names(blocks, language),
        )
    ]
    if settings.get("embedder"):
        told.append(language.say("embedder", embedder=settings["embedder"]))
    if settings.get("llm") and any(record.get("answer") for record in records(result)):
        told.append(language.say("llm", llm=settings["llm"], style=settings.get("style") or "–"))
    if result.get("sample"):
        told.append(language.say("sampled", sample=result["sample"], seed=result.get("seed")))
    return told


def _names(blocks: Sequence[Block], language: Language) -> str:
    names = [str(block.get("set", "")) for block in blocks]
    named = ", ".join(names[:_MOST_NAMED])
    further = len(names) - _MOST_NAMED
    return language.say("more_sets", names=named, count=further) if further > 0 else named


def _conditions(result: Block, language: Language) -> list[tuple[str, dict[str, str]]]:
    """Return the settings and the versions as named values."""
    return [
        (
            language.say(name),
            {str(key): str(value) for key, value in (result.get(name) or {}).items()},
        )
        for name in ("settings", "versions")
        if result.get(name)
    ]


def figure(plot: Plot) -> dict[str, Any]:
    """Return a plot with its drawings as SVG, one for a desk and one for a telephone."""
    drawings = {}
    for size, width in WIDTHS.items():
        name = f"{plot.name}-{size}"
        document = plot.draw(width=width).svg()
        drawings[size] = inline(document, name=name, title=plot.title, description=plot.note)
    return {"name": plot.name, "title": plot.title, "note": plot.note, "drawings": drawings}


def _data(failing: list[dict[str, Any]], language: Language) -> str:
    """Return what the script needs as JSON that cannot end the element which holds it."""
    data = {
        "lang": language.lang,
        "say": {key: language.template(key) for key in LIST},
        "reasons": {key: language.say(key) for key in REASONS},
        "variants": {key: language.say(key) for key in VARIANTS},
        "failures": failing,
    }
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _digest(script: str) -> str:
    """Return the digest by which the page's policy lets this script run, and no other."""
    return "sha256-" + b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")

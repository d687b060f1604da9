"""HTML of the quality: the index counted, the last evaluation's figures, and the plots of both."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from askvn.census import Census
from askvn.errors import AskvnError
from askvn.evaluate.report import columns, palette
from askvn.evaluate.report.inline import inline
from askvn.evaluate.report.language import Language
from askvn.evaluate.report.page import WIDTHS, figure, lead
from askvn.evaluate.report.plots import plots
from askvn.evaluate.report.summary import Group, Tile, groups
from askvn.evaluate.report.waits import waits
from askvn.messages import of_error
from askvn.web.quality.texts import Texts

Result = Mapping[str, Any]
_MOST_ABBREVIATIONS = 40
# The colours of plots that the page does not have: by role, light and dark.
_OWN = frozenset(
    {"bar", "baseline", "wrong", "faint-wrong", "heat-0", "heat-1", "heat-2", "heat-3", "heat-4",
     "on-heat"}
)  # fmt: skip


def page(counted: Census, result: Result | None, index: str, texts: Texts) -> str:
    """Return everything that is quickly made: all but the plots."""
    language = Language(texts.lang)
    return (
        f'{_colours()}<h1 id="quality-title" tabindex="-1">{escape(texts.title)}</h1>'
        f"{_measured(result, language, texts) if result else _unmeasured(index, texts)}"
        f"{_held(counted, language, texts)}"
    )


def drawn(counted: Census, result: Result | None, texts: Texts) -> str:
    """Return the plots.

    Raises:
        MissingExtraError: if matplotlib is not installed.
    """
    language = Language(texts.lang)
    shown = []
    if counted.years:
        shown.append(_figure(_years(counted, language, texts), texts.years, texts.years_note))
    for plot in plots(result, language) if result else ():
        shown.append(_figure(figure(plot)["drawings"], plot.title, plot.note))
    return f'<div class="plots">{"".join(shown)}</div>'


def pending(texts: Texts) -> str:
    """Return what stands where the plots will be."""
    return f'<p class="detail pending" data-pending role="status">{escape(texts.drawing)}</p>'


def failed(error: AskvnError, texts: Texts) -> str:
    """Return why something cannot be shown, and what to do."""
    text, hint = of_error(error, texts.lang)
    below = f"<p>{escape(texts.hint.format(hint=hint))}</p>" if hint else ""
    said = escape(text[:1].upper() + text[1:])
    return f'<div class="notice error"><p><strong>{said}</strong></p>{below}</div>'


def _colours() -> str:
    light, dark = (
        " ".join(f"--{role}: {colour};" for role, colour in colours.items() if role in _OWN)
        for colours in (palette.LIGHT, palette.DARK)
    )
    return f"<style>#view-quality {{ {light} }} .dark #view-quality {{ {dark} }}</style>"


def _unmeasured(index: str, texts: Texts) -> str:
    folder = "BỘ_CÂU_HỎI" if texts.lang == "vi" else "QUESTIONS"
    steps = (
        (texts.first_step, f"askvn eval init {folder} --index {index}"),
        (texts.second_step, f"askvn eval {folder} --index {index}"),
    )
    shown = "".join(
        f"<li>{escape(said)}<pre>{escape(command)}</pre></li>" for said, command in steps
    )
    return (
        f'<section><h2>{escape(texts.answers)}</h2><div class="notice"><p><strong>'
        f"{escape(texts.never)}</strong> {escape(texts.never_detail)}</p><ol>{shown}</ol></div>"
        "</section>"
    )


def _measured(result: Result, language: Language, texts: Texts) -> str:
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in lead(result, language))
    shown = "".join(map(_group, groups(result, waits(result), language)))
    link = (
        f'<p class="whole"><a href="/report" target="_blank" rel="noopener">'
        f"{escape(texts.whole_report)}</a></p>"
    )
    figures = f'<div class="groups">{shown}</div>'
    return f"<section><h2>{escape(texts.answers)}</h2>{said}{figures}{link}</section>"


def _group(group: Group) -> str:
    tiles = "".join(map(_tile, group.tiles))
    head = f'<div class="group" style="--tiles:{len(group.tiles)}"><h3>{escape(group.name)}</h3>'
    return f'{head}<div class="tiles">{tiles}</div></div>'


def _tile(tile: Tile) -> str:
    scale = ""
    if tile.share is not None:
        scale = _scale(tile.share, tile.ends, tile.baseline)
    notes = escape(" · ".join(tile.notes))
    return (
        f'<article class="tile"><h4>{escape(tile.name)}</h4><p class="value">'
        f'{escape(tile.value)}</p>{scale}<p class="detail">{notes}</p>'
        f'<p class="meaning">{escape(tile.meaning)}</p></article>'
    )


def _scale(share: float, ends: tuple[float, float] | None, baseline: float | None) -> str:
    parts = [f'<span class="fill" style="width:{100 * share:.2f}%"></span>']
    if ends:
        low, high = ends
        where = f"left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%"
        parts.append(f'<span class="range" style="{where}"></span>')
    if baseline is not None:
        parts.append(f'<span class="mark" style="left:{100 * baseline:.2f}%"></span>')
    return f'<div class="scale" aria-hidden="true">{"".join(parts)}</div>'


def _held(counted: Census, language: Language, texts: Texts) -> str:
    least, median, most = counted.passages_of_a_document
    usual = texts.range_of.format(least=least, median=median, most=most)
    formats = ", ".join(f"{name} {count}" for name, count in counted.formats.items()) or "–"
    facts = (
        (texts.documents, language.whole(counted.documents)),
        (texts.passages, language.whole(counted.passages)),
        (texts.per_document, usual if most else "–"),
        (texts.formats, formats),
        (texts.abbreviations_found, language.whole(len(counted.abbreviations))),
    )
    shown = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts
    )
    undated = texts.undated.format(count=language.whole(counted.undated))
    note = texts.no_dates if not counted.years else undated if counted.undated else ""
    return (
        f"<section><h2>{escape(texts.holds)}</h2><dl>{shown}</dl>"
        f'<p class="detail">{escape(note if counted.documents else "")}</p>'
        f"{_abbreviations(counted, texts)}</section>"
    )


def _abbreviations(counted: Census, texts: Texts) -> str:
    title = f"<h3>{escape(texts.abbreviations)}</h3>"
    if not counted.abbreviations:
        return f'{title}<p class="detail">{escape(texts.no_abbreviations)}</p>'
    rows = "".join(
        f'<tr><th scope="row">{escape(one.short)}</th><td>{escape(one.long)}</td>'
        f'<td class="count">{one.documents}</td></tr>'
        for one in counted.abbreviations[:_MOST_ABBREVIATIONS]
    )
    rest = len(counted.abbreviations) - _MOST_ABBREVIATIONS
    more = f'<p class="detail">{escape(texts.more.format(count=rest))}</p>' if rest > 0 else ""
    heads = "".join(
        f'<th scope="col">{escape(name)}</th>'
        for name in (texts.short, texts.long, texts.explained)
    )
    return (
        f'{title}<p class="detail">{escape(texts.abbreviations_note)}</p><div class="scroller">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{more}"
    )


def _years(counted: Census, language: Language, texts: Texts) -> dict[str, str]:
    told = ", ".join(f"{year}: {count}" for year, count in counted.years.items())
    return {
        size: inline(
            columns.draw(counted.years, language, width=width).svg(),
            name=f"years-{size}", title=texts.years, description=told,
        )
        for size, width in WIDTHS.items()
    }  # fmt: skip


def _figure(drawings: Mapping[str, str], title: str, note: str) -> str:
    shown = "".join(f'<div class="drawing {size}">{svg}</div>' for size, svg in drawings.items())
    return (
        f"<figure><figcaption><h3>{escape(title)}</h3>"
        f'<p class="detail">{escape(note)}</p></figcaption>{shown}</figure>'
    )

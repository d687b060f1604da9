"""HTML around the views: header, settings, state, footer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from askvn.settings import Settings
from askvn.web import icons
from askvn.web.texts import Texts
from askvn.web.visit import Visit
from askvn.wiring import BUILTIN

_LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))
_MOST_PASSAGES = 10


def header(texts: Texts) -> str:
    """Return name, the ways to the views, and the tools; the script tells which view is shown."""
    views = "".join(
        f'<a href="#{name}" data-view="{name}">{escape(label)}</a>'
        for name, label in texts.view_names
    )
    other = next(one for one in _LANGUAGES if one[0] != texts.lang)
    tools = (
        f'<button type="button" id="fresh" data-act="fresh">{icons.PLUS}'
        f"<span>{escape(texts.fresh)}</span></button>"
        f'<button type="button" id="switch-lang" data-lang="{other[0]}" lang="{other[0]}"'
        f' aria-label="{other[1]}" title="{other[1]}">{other[0].upper()}</button>'
        f"{_icon_button('switch-theme', texts.theme, icons.MOON)}"
        f"{_icon_button('open-settings', texts.settings, icons.SLIDERS)}"
    )
    return (
        f'<a class="skip" href="#content">{escape(texts.to_content)}</a>'
        f'<a class="brand" href="#chat" aria-label="askvn">{icons.LOGO}<span>askvn</span></a>'
        f'<nav lang="{texts.lang}" aria-label="{escape(texts.views)}">{views}</nav>'
        f'<div class="tools">{tools}</div>'
    )


def first_sight(texts: Texts) -> str:
    """Return what is seen of the page while the rest of it is on its way."""
    return (
        f"<header>{icons.LOGO}<span>askvn</span></header><main><h1>{escape(texts.welcome)}</h1>"
        f"<p>{escape(texts.opening)}</p></main>"
    )


def settings_panel(
    visit: Visit, models: Sequence[tuple[str, str]], to_pull: Sequence[str], texts: Texts
) -> str:
    """Return the form in which a visitor chooses; `models` are the addresses with their names.

    Those `to_pull` can be seen, not chosen.
    """
    chosen = visit.settings
    close = _icon_button("close-settings", texts.close, icons.CLOSE)
    styles = "".join(
        _radio(
            "style", value, label, is_on=value == chosen.style, detail=detail,
            is_off=value == "compose" and chosen.llm == BUILTIN,
        )
        for value, label, detail in texts.styles
    )  # fmt: skip
    languages = "".join(
        _radio("lang", value, label, is_on=value == texts.lang) for value, label in _LANGUAGES
    )
    themes = "".join(_radio("theme", value, label) for value, label in texts.themes)
    scale = (
        f"<span>{escape(texts.strictness_low)}</span><span>{escape(texts.strictness_high)}</span>"
    )
    return (
        f'<form id="choices" role="dialog" aria-modal="true" aria-labelledby="settings-title">'
        f'<header><h2 id="settings-title" tabindex="-1">{escape(texts.settings)}</h2>{close}'
        f"</header><p>{escape(texts.settings_detail)}</p>"
        f"{_group('style', texts.style, styles)}"
        f"{_ranged('strictness', texts.strictness, (0, 1, 0.05, chosen.strictness), scale, texts)}"
        f'<p class="detail" id="strictness-detail">{escape(texts.strictness_detail)}</p>'
        f"{_ranged('top_k', texts.passages, (1, _MOST_PASSAGES, 1, chosen.top_k), '', texts)}"
        f'<p class="detail" id="top_k-detail">{escape(texts.passages_detail)}</p>'
        f'<label for="choice-llm">{escape(texts.model)}</label>'
        f'<select id="choice-llm" name="llm" aria-describedby="llm-detail">'
        f"{_options(models, to_pull, chosen.llm, texts)}</select>"
        f'<p class="detail" id="llm-detail">{escape(texts.model_detail)}</p>'
        f"{_group('lang', texts.language, languages)}{_group('theme', texts.theme, themes)}"
        "</form>"
    )


def state(standing: tuple[str, str], place: str) -> str:
    """Return the line that says whether questions can be asked, and where all of it runs."""
    kind, words = standing
    said = f'<span role="status">{escape(words)}</span>'
    return (
        f'<p class="state {kind}"><i aria-hidden="true"></i>{said}<span>{escape(place)}</span></p>'
    )


def whereabouts(settings: Settings, texts: Texts) -> str:
    """Return that everything runs here, or else where it does not."""
    chosen = (settings.embedder, settings.store, settings.llm)
    remote = [address for address in chosen if "://" in address]
    return texts.remote.format(addresses=", ".join(remote)) if remote else texts.local


def _options(
    models: Sequence[tuple[str, str]], to_pull: Sequence[str], chosen: str, texts: Texts
) -> str:
    here = (
        f'<option value="{escape(address)}"{" selected" if address == chosen else ""}>'
        f"{escape(name or texts.model_builtin)}</option>"
        for address, name in models
    )
    elsewhere = (
        f"<option disabled>{escape(texts.model_to_pull.format(name=name))}</option>"
        for name in to_pull
    )
    return "".join([*here, *elsewhere])


def _icon_button(identifier: str, name: str, icon: str) -> str:
    named = f'id="{identifier}" aria-label="{escape(name)}" title="{escape(name)}"'
    return f'<button type="button" class="icon" {named}>{icon}</button>'


def _group(name: str, legend: str, content: str) -> str:
    return f'<fieldset class="{name}"><legend>{escape(legend)}</legend>{content}</fieldset>'


def _radio(
    name: str, value: str, label: str, *, is_on: bool = False, detail: str = "",
    is_off: bool = False,
) -> str:  # fmt: skip
    identifier = f"choice-{name}-{value}"
    checked = (" checked" if is_on else "") + (" disabled" if is_off else "")
    said = f'<small id="{identifier}-detail">{escape(detail)}</small>' if detail else ""
    described = f' aria-describedby="{identifier}-detail"' if detail else ""
    field = f'<input type="radio" id="{identifier}" name="{name}" value="{value}"'
    return f'{field}{checked}{described}><label for="{identifier}">{escape(label)}{said}</label>'


def _ranged(
    name: str, label: str, numbers: tuple[float, float, float, float], scale: str, texts: Texts
) -> str:
    least, most, step, value = numbers
    identifier = f"choice-{name}"
    written = f"{value:g}".replace(".", texts.decimal)
    shown = f'<output for="{identifier}">{written}</output>'
    return (
        f'<label for="{identifier}">{escape(label)} {shown}</label>'
        f'<input type="range" id="{identifier}" name="{name}" min="{least:g}" max="{most:g}"'
        f' step="{step:g}" value="{value:g}" aria-describedby="{name}-detail">'
        f'<div class="scale" aria-hidden="true">{scale}</div>'
    )

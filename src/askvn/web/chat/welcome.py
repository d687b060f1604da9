"""HTML of an empty conversation, and of the line below the box that says how things stand."""

from __future__ import annotations

from html import escape

from askvn.errors import AskvnError, IndexMissingError
from askvn.messages import of_error, translate
from askvn.settings import Settings
from askvn.web import frame, texts
from askvn.web.chat import markup
from askvn.web.chat.texts import TEXTS, Texts
from askvn.web.desk import Desk
from askvn.web.visit import Visit


def greeting(desk: Desk, visit: Visit) -> str:
    """Return what an empty conversation says: examples, or what to do so that there are some."""
    words = TEXTS[visit.lang]
    if desk.is_ready():
        try:
            desk.documents()
        except AskvnError as error:
            return _unready(error, visit.settings, words)
    examples = markup.chips(desk.known_examples(), words.examples, "examples")
    said = (
        f"<h1>{escape(texts.TEXTS[visit.lang].welcome)}</h1><p>{escape(words.welcome_detail)}</p>"
    )
    return f'<div class="welcome">{said}{examples}</div>'


def foot(desk: Desk, visit: Visit) -> str:
    """Return which documents are asked, whether they can be, and where all of it runs."""
    around, words = texts.TEXTS[visit.lang], TEXTS[visit.lang]
    place = frame.whereabouts(visit.settings, around)
    return _filter(visit, words) + frame.state(_standing(desk, visit, around, words), place)


def _standing(desk: Desk, visit: Visit, around: texts.Texts, words: Texts) -> tuple[str, str]:
    """Return the kind of state that the engine is in, and the words for it."""
    if not desk.is_ready():
        return "loading", around.loading
    try:
        count = f"{desk.documents():,}".replace(",", around.thousands)
    except AskvnError as error:
        missing = isinstance(error, IndexMissingError)
        return "failed", words.no_index if missing else of_error(error, visit.lang)[0]
    return "ready", f"{around.ready} · {words.documents.format(count=count)}"


def _filter(visit: Visit, words: Texts) -> str:
    if not visit.sources:
        return ""
    shown = ", ".join(visit.sources[:3]) + (", …" if len(visit.sources) > 3 else "")
    return (
        f'<p class="only">{escape(words.only_these.format(names=shown))} '
        f'<button type="button" data-act="every">{escape(words.all_again)}</button></p>'
    )


def _unready(error: AskvnError, settings: Settings, words: Texts) -> str:
    if not isinstance(error, IndexMissingError):
        text, hint = of_error(error, words.lang)
        detail = f"{translate('hint', words.lang)}: {hint}" if hint else ""
        return markup.notice("error", text, detail)
    place = "" if settings.index == Settings().index else f" --index {settings.index}"
    command = f"askvn index {words.folder}{place}"
    return (
        f'<div class="welcome"><h1>{escape(words.no_index)}</h1>'
        f"<p>{escape(words.no_index_detail)}</p><pre>{escape(command)}</pre></div>"
    )

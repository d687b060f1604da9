"""HTML of the conversations: one card each, with what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from askvn.errors import AskvnError
from askvn.log import Talk
from askvn.messages import of_error
from askvn.web.history.texts import Texts

# Older ones are found by their words.
MOST_SHOWN = 200


def head(texts: Texts) -> str:
    """Return the title and the box to search in."""
    return (
        f'<h1 id="history-title" tabindex="-1">{escape(texts.title)}</h1>'
        f'<p class="detail">{escape(texts.detail)}</p><div class="toolbar">'
        f'<input type="search" id="find-talk" placeholder="{escape(texts.find)}"'
        f' aria-label="{escape(texts.find)}" autocomplete="off"></div>'
    )


def listing(talks: Sequence[Talk], texts: Texts, *, searched: bool = False) -> str:
    """Return the conversations, newest first, or that there are none."""
    if not talks:
        said = texts.nothing if searched else f"{texts.empty} {texts.empty_detail}"
        return f'<p class="none" role="status">{escape(said)}</p>'
    shown = "".join(_card(one, texts) for one in talks[:MOST_SHOWN])
    more = ""
    if len(talks) > MOST_SHOWN:
        more = f'<p class="detail">{escape(texts.more.format(shown=MOST_SHOWN))}</p>'
    return f'<ul class="talks" aria-labelledby="history-title">{shown}</ul>{more}{_dialog(texts)}'


def off(texts: Texts) -> str:
    """Return that nothing is kept, and how that is changed."""
    return f'<div class="notice"><p>{escape(texts.off)}</p></div>'


def failed(error: AskvnError, texts: Texts) -> str:
    """Return why the log cannot be read, and what to do."""
    text, hint = of_error(error, texts.lang)
    below = f"<p>{escape(texts.hint.format(hint=hint))}</p>" if hint else ""
    said = escape(text[:1].upper() + text[1:])
    return f'<div class="notice error"><p><strong>{said}</strong></p>{below}</div>'


def when(asked_at: str, texts: Texts) -> str:
    """Return a time of the log, here, as it is written in the language."""
    local = datetime.fromisoformat(asked_at).astimezone()
    if texts.lang == "vi":
        return f"{local:%H:%M} {local.day}/{local.month}/{local.year}"
    return f"{local:%Y-%m-%d %H:%M}"


def _card(talk: Talk, texts: Texts) -> str:
    title = escape(talk.title)
    facts = f"{when(talk.last_at, texts)} · {texts.count.format(count=talk.questions)}"
    told = f"<p>{escape(facts)}</p>"
    opened = (
        f'<button type="button" class="open" data-do="open"'
        f' aria-label="{escape(texts.open.format(title=talk.title))}"><h2>{title}</h2></button>'
    )
    exports = "".join(
        f'<a href="/conversation/{escape(talk.id)}.{form}" download'
        f' aria-label="{escape(texts.export.format(form=name, title=talk.title))}">{name}</a>'
        for form, name in (("md", texts.markdown), ("docx", texts.word))
    )
    form = (
        f'<form class="rename" hidden><input name="title" maxlength="200" value="{title}"'
        f' aria-label="{escape(texts.renamed)}">'
        f'<button type="submit" class="strong">{escape(texts.save)}</button>'
        f'<button type="button" data-do="rename">{escape(texts.cancel)}</button></form>'
    )
    tools = (
        f'<button type="button" data-do="rename" aria-expanded="false">{escape(texts.rename)}'
        f'</button>{exports}<button type="button" data-do="ask-delete">{escape(texts.delete)}'
        "</button>"
    )
    return (
        f'<li data-talk="{escape(talk.id)}" data-title="{title}">'
        f'<div class="what">{opened}{told}{form}</div><div class="tools">{tools}</div></li>'
    )


def _dialog(texts: Texts) -> str:
    return (
        '<dialog id="confirm-delete" aria-labelledby="delete-title">'
        f'<h2 id="delete-title" data-one="{escape(texts.confirm)}"></h2>'
        f"<p>{escape(texts.confirm_detail)}</p>"
        f'<p class="choice"><button type="button" data-do="cancel">{escape(texts.cancel)}</button>'
        f'<button type="button" data-do="delete" class="strong">{escape(texts.delete)}</button></p>'
        "</dialog>"
    )

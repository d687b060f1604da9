"""HTML of what stands around the conversation: header, welcome, what to type first, footer."""

from __future__ import annotations

from html import escape

from askvn.errors import AskvnError, IndexMissingError
from askvn.messages import of_error, translate
from askvn.settings import Settings
from askvn.web.markup import inert, notice
from askvn.web.texts import Texts


def header(documents: int, texts: Texts) -> str:
    """Return name, purpose and, where there are any, the number of documents."""
    count = texts.documents.format(count=f"{documents:,}".replace(",", texts.thousands))
    shown = f'<span class="count">{escape(count)}</span>' if documents else ""
    return f'<h1>askvn</h1><p class="tagline">{escape(texts.tagline)}</p>{shown}'


def welcome(texts: Texts) -> str:
    """Return what an empty conversation says."""
    said = f"<h2>{inert(texts.welcome)}</h2><p>{inert(texts.welcome_detail)}</p>"
    return f'<div class="welcome">{said}</div>'


def unready(error: AskvnError, settings: Settings, texts: Texts) -> str:
    """Return what an empty conversation says where nothing can be asked yet."""
    if not isinstance(error, IndexMissingError):
        text, hint = of_error(error, texts.lang)
        return notice("error", text, f"{translate('hint', texts.lang)}: {hint}" if hint else "")
    place = "" if settings.index == Settings().index else f" --index {settings.index}"
    command = f"askvn index {texts.folder}{place}"
    return (
        f'<div class="welcome"><h2>{inert(texts.no_index)}</h2><p>{inert(texts.type_this)}</p>'
        f"<pre>{inert(command)}</pre><p>{inert(texts.no_index_then)}</p></div>"
    )


def footer(settings: Settings, texts: Texts) -> str:
    """Return that everything runs here, or else where it does not."""
    chosen = (settings.embedder, settings.store, settings.llm)
    remote = [address for address in chosen if "://" in address]
    said = texts.remote.format(addresses=", ".join(remote)) if remote else texts.local
    return f"<p>{escape(said)}</p>"

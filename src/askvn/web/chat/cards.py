"""HTML of the source cards: where each cited sentence stands, highlighted in its passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

import regex

from askvn.chunk import mask
from askvn.messages import translate
from askvn.records import PATH_SEPARATOR, Answer, Citation, Document, Hit, Span
from askvn.verify import explained
from askvn.web import icons
from askvn.web.chat import reading
from askvn.web.chat.markup import card_id
from askvn.web.chat.talk import Turns
from askvn.web.chat.texts import Texts


class Sources(NamedTuple):
    """What is known of sources: their documents, None where gone, and whether the file is there."""

    document: Callable[[str], Document | None]
    has_file: Callable[[str], bool]


class Around(NamedTuple):
    """What stands around a cited span: before, after, its headings and its document's date."""

    before: str = ""
    after: str = ""
    headings: str = ""
    date: str = ""


# How much of a passage is seen at first: on each side of a cited span, and where none is cited.
_AROUND_CHARS = 220
_ALONE_CHARS = 420
# How much is read on each side where the passage is not among those of the answer.
_WINDOW_CHARS = 500
_QUESTION_CHARS = 80
_SPACES = regex.compile(r"[^\S\n]+")
_BREAKS = regex.compile(r"\s*\n\s*")


def panel(turns: Turns, sources: Sources, texts: Texts) -> str:
    """Return the cards of every turn; those of the last turn are shown, the others on demand."""
    title = _above(texts)
    groups = [
        (number, turn.question, _cards(number, turn.answer, sources, texts))
        for number, turn in enumerate(turns)
        if turn.answer and turn.answer.hits
    ]
    if not groups:
        return f'{title}<p class="empty">{escape(texts.sources_empty)}</p>'
    last = len(turns) - 1
    empty = "" if groups[-1][0] == last else f'<p class="empty">{escape(texts.sources_empty)}</p>'
    shown = "".join(
        f'<section class="cards" data-turn="{number}"{"" if number == last else " hidden"}>'
        f'<p class="for">{escape(texts.cited_for.format(question=_shortened(question)))}</p>'
        f"{cards}</section>"
        for number, question, cards in groups
    )
    return title + empty + shown


def surroundings(citation: Citation, hits: Sequence[Hit], sources: Sources) -> Around:
    """Return what stands around the cited span in its passage.

    Where no hit holds the span, the text is read from the document; where that has changed since,
    there is nothing around it.
    """
    for hit in hits:
        if hit.source == citation.source and hit.start <= citation.start <= citation.end <= hit.end:
            start, end = citation.start - hit.start, citation.end - hit.start
            return Around(hit.visible[:start], hit.visible[end:], hit.headings, hit.date)
    document = sources.document(citation.source)
    if document is None or document.text[citation.start : citation.end] != citation.quote:
        return Around()
    visible = mask(document.text, document.hidden)
    before = visible[max(0, citation.start - _WINDOW_CHARS) : citation.start]
    after = visible[citation.end : citation.end + _WINDOW_CHARS]
    return Around(before, after, date=document.date)


def _above(texts: Texts) -> str:
    close = escape(texts.back)
    return (
        f'<header class="above"><h2>{escape(translate("Sources", texts.lang))}</h2>'
        f'<button type="button" class="icon close" aria-label="{close}" title="{close}">'
        f"{icons.CLOSE}</button></header>"
    )


def _cards(number: int, answer: Answer, sources: Sources, texts: Texts) -> str:
    if answer.refused:
        return "".join(_nearest(number, hit, sources, texts) for hit in answer.hits)
    return "".join(
        _cited(number, one, surroundings(one, answer.hits, sources), sources, texts)
        for one in answer.citations
    )


def _cited(turn: int, citation: Citation, around: Around, sources: Sources, texts: Texts) -> str:
    far_before, near_before = _split_end(_tidy(around.before).lstrip(), _AROUND_CHARS)
    near_after, far_after = _split_start(_tidy(around.after).rstrip(), _AROUND_CHARS)
    passage = (
        f"{_far(far_before)}{escape(near_before)}<mark>{escape(citation.quote)}</mark>"
        f"{escape(near_after)}{_far(far_after)}"
    )
    warning = "" if citation.supported else _warning(citation, texts)
    title = citation.title or citation.source
    headings = _below(title, around.headings)
    place = _place(citation.source, citation.date or around.date, citation.page, headings, texts)
    head = _head(str(citation.n), title, place)
    name = texts.source.format(n=citation.n)
    folded = _passage(passage, texts, folded=bool(far_before or far_after))
    span = Span(citation.start, citation.end)
    ways = _ways(citation.source, span, citation.page, sources, texts)
    kind = "card" if citation.supported else "card unsupported"
    return _card(kind, card_id(turn, citation.n), name, f"{head}{warning}{folded}{ways}")


def _nearest(turn: int, hit: Hit, sources: Sources, texts: Texts) -> str:
    near, far = _split_start(_tidy(hit.visible).strip(), _ALONE_CHARS)
    title = hit.title or hit.source
    place = _place(hit.source, hit.date, hit.page, _below(title, hit.headings), texts)
    kind = f'<p class="kind">{escape(texts.nearest)}</p>'
    head = kind + _head("", title, place)
    body = _passage(f"{escape(near)}{_far(far)}", texts, folded=bool(far))
    ways = _ways(hit.source, Span(hit.start, hit.end), hit.page, sources, texts)
    return _card("card", card_id(turn, hit.rank), texts.nearest, f"{head}{body}{ways}")


def _ways(source: str, span: Span, page: int | None, sources: Sources, texts: Texts) -> str:
    return reading.ways(source, span, page, texts, has_file=sources.has_file(source))


def _card(kind: str, identifier: str, name: str, content: str) -> str:
    named = f'id="{identifier}" tabindex="-1" aria-label="{escape(name)}"'
    return f'<article class="{kind}" {named}>{content}</article>'


def _head(number: str, title: str, place: str) -> str:
    badge = f'<span class="number" aria-hidden="true">{number}</span>' if number else ""
    titled = f'<h3>{escape(title)}</h3><p class="place">{place}</p>'
    return f"<header>{badge}<div>{titled}</div></header>"


def _place(source: str, date: str, page: int | None, headings: str, texts: Texts) -> str:
    number = "" if page is None else translate("p. {page}", texts.lang).format(page=page)
    parts = (source, reading.day(date, texts), number, headings)
    return escape(" · ".join(part for part in parts if part))


def _below(title: str, headings: str) -> str:
    """Return a heading path without the document's title, where it begins with that."""
    first, _, rest = headings.partition(PATH_SEPARATOR)
    return rest if first == title else headings


def _warning(citation: Citation, texts: Texts) -> str:
    words = explained(citation.reasons, texts.lang)
    return f'<p class="warning">{escape(words[:1].upper() + words[1:])}</p>'


def _passage(content: str, texts: Texts, *, folded: bool) -> str:
    passage = f'<blockquote class="passage">{content}</blockquote>'
    if not folded:
        return passage
    more, less = escape(texts.whole), escape(texts.shorter)
    state = f'aria-expanded="false" data-more="{more}" data-less="{less}"'
    return f'{passage}<button type="button" class="whole" {state}>{more}</button>'


def _far(text: str) -> str:
    """Return the part of a passage that is seen only once the whole of it is asked for."""
    if not text:
        return ""
    hidden, cut = f'<span class="far">{escape(text)}</span>', '<span class="cut">…</span>'
    return f"{hidden}{cut}"


def _tidy(text: str) -> str:
    return _BREAKS.sub("\n", _SPACES.sub(" ", text))


def _split_start(text: str, length: int) -> tuple[str, str]:
    """Return `text` cut at the blank that follows about `length` characters."""
    if len(text) <= length * 1.3:
        return text, ""
    cut = regex.compile(r"\s").search(text, length)
    end = cut.start() if cut else len(text)
    return text[:end], text[end:]


def _split_end(text: str, length: int) -> tuple[str, str]:
    """Return `text` cut at the blank before about the last `length` characters."""
    near, far = _split_start(text[::-1], length)
    return far[::-1], near[::-1]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUESTION_CHARS else line[: _QUESTION_CHARS - 1].rstrip() + "…"

"""HTML of the conversation. Whatever documents, models or users wrote is made inert here."""

from __future__ import annotations

from html import escape

import regex

from askvn.cite import NO_SOURCE
from askvn.messages import translate
from askvn.records import Answer
from askvn.understand import is_as_typed
from askvn.web.talk import Turn, Turns, pieces
from askvn.web.texts import Texts

_BREAKS = regex.compile(r"\s*\n\s*")


def conversation(turns: Turns, texts: Texts) -> list[dict[str, str]]:
    """Return the messages of a gr.Chatbot."""
    return [
        one
        for number, turn in enumerate(turns)
        for one in (
            {"role": "user", "content": _framed("question", turn.question)},
            {"role": "assistant", "content": _reply(number, turn, texts)},
        )
    ]


def card_id(turn: int, number: int) -> str:
    """Return the id of the card with this number below the turn with that one."""
    return f"nguon-{turn}-{number}"


def inert(text: str) -> str:
    """Return `text` for the chat, where neither HTML nor Markdown has any power over it."""
    return "".join(
        character
        if character.isalnum() or character == " " or ord(character) > 127
        else f"&#{ord(character)};"
        for character in text
    )


def notice(kind: str, text: str, detail: str = "") -> str:
    """Return a framed remark of the page itself; `kind` is refused, stopped or error."""
    text = text[:1].upper() + text[1:]
    detail = detail[:1].upper() + detail[1:]
    below = f"<p>{inert(detail)}</p>" if detail else ""
    return f'<div class="notice {kind}"><p><strong>{inert(text)}</strong></p>{below}</div>'


def _reply(number: int, turn: Turn, texts: Texts) -> str:
    streamed = _framed("answer", turn.text) if turn.text else ""
    if turn.state == "failed":
        text, hint = turn.error
        if not text:
            return notice("error", texts.nothing_happened)
        return notice("error", text, f"{translate('hint', texts.lang)}: {hint}" if hint else "")
    if turn.state == "stopped":
        return streamed + notice("stopped", texts.stopped)
    if turn.answer and turn.answer.refused:
        text = translate("The documents don't tell.", texts.lang)
        detail = _told_of_refusal(turn.answer, texts)
        return _understood(turn.answer, texts) + notice("refused", text, detail)
    if turn.answer:
        first = '<p class="short">' if turn.answer.short else "<p>"
        answer = f'<div class="answer">{first}{_linked(number, turn.answer, texts)}</p></div>'
        return _understood(turn.answer, texts) + answer
    return streamed or f'<div class="searching">{inert(_at_work(turn, texts))}</div>'


def _at_work(turn: Turn, texts: Texts) -> str:
    """Return what goes on before the first words."""
    return texts.reading.format(count=turn.reading) if turn.reading else texts.searching


def _told_of_refusal(answer: Answer, texts: Texts) -> str:
    """Return what the passages lack and that they are listed, as far as there is any."""
    lacking = ", ".join(f"“{part}”" for part in answer.unmentioned)
    told = [texts.lacking.format(parts=lacking)] if lacking else []
    return " ".join([*told, *([texts.refused_detail] if answer.hits else [])])


def _understood(answer: Answer, texts: Texts) -> str:
    """Return what the question was taken for, nothing where that is what was typed."""
    if is_as_typed(answer.question, answer.understood_as):
        return ""
    template = translate("Understood as: {text}", texts.lang)
    return f'<p class="understood">{inert(template.format(text=answer.understood_as))}</p>'


def _linked(number: int, answer: Answer, texts: Texts) -> str:
    supported = {citation.n: citation.supported for citation in answer.citations}
    parts = []
    for piece in pieces(answer):
        if isinstance(piece, str):
            parts.append(_unsourced(piece, texts) if answer.style == "compose" else _broken(piece))
            continue
        name = escape(texts.source.format(n=piece))
        kind = "marker" if supported[piece] else "marker unsupported"
        link = f'href="#{card_id(number, piece)}" title="{name}"'
        parts.append(f' <a class="{kind}" {link}>[{piece}]</a>')
    return "".join(parts)


def _unsourced(piece: str, texts: Texts) -> str:
    """Return a part of the answer in which `[?]` tells what it means."""
    told = escape(translate("no source supports this sentence", texts.lang))
    mark = f'<span class="marker unsupported" title="{told}">{NO_SOURCE}</span>'
    return mark.join(map(_broken, piece.split(NO_SOURCE)))


def _framed(kind: str, text: str) -> str:
    return f'<div class="{kind}"><p>{_broken(text.strip())}</p></div>'


def _broken(text: str) -> str:
    return "</p><p>".join(map(inert, _BREAKS.split(text)))

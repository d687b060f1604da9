"""HTML of the conversation. Whatever documents, models or users wrote is made inert here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import regex

from askvn.cite import NO_SOURCE
from askvn.messages import translate
from askvn.records import Answer, Citation
from askvn.understand import is_as_typed
from askvn.web import icons
from askvn.web.chat.talk import Turn, Turns, pieces
from askvn.web.chat.texts import Texts

# The rating of answers and its reason, by their ids in the log.
Ratings = Mapping[int, tuple[str, str]]
_BREAKS = regex.compile(r"\s*\n\s*")


def conversation(turns: Turns, texts: Texts, ratings: Ratings | None) -> str:
    """Return the turns that are over; each can be called good or bad, unless `ratings` is None."""
    done = "".join(
        _turn(number, turn, texts, ratings)
        for number, turn in enumerate(turns)
        if turn.state != "open"
    )
    return f'<div class="turns">{done}</div>'


def at_work(turns: Turns, texts: Texts) -> str:
    """Return the turn that is being answered and what is going on, or what can be asked next."""
    if not turns or turns[-1].state != "open":
        said = texts.answered if turns and turns[-1].state == "answered" else ""
        following = chips(turns[-1].suggested, texts.next, "next") if turns else ""
        return f'<p class="heard" role="status">{escape(said)}</p>{following}'
    turn = turns[-1]
    written = f'<div class="answer"><p>{broken(turn.text.strip())}</p></div>' if turn.text else ""
    stage = escape(_stage(turn, texts))
    return (
        f'<p class="heard" role="status">{stage}</p>'
        f'<article class="turn open">{_asked(turn, texts)}{written}'
        f'<p class="stage" aria-hidden="true"><i></i><span>{stage}</span></p></article>'
    )


def card_id(turn: int, number: int) -> str:
    """Return the id of the card with this number below the turn with that one."""
    return f"nguon-{turn}-{number}"


def notice(kind: str, text: str, detail: str = "") -> str:
    """Return a framed remark of the page itself; `kind` is refused, stopped or error."""
    below = f"<p>{escape(_capital(detail))}</p>" if detail else ""
    said = f"<p><strong>{escape(_capital(text))}</strong></p>"
    return f'<div class="notice {kind}">{said}{below}</div>'


def chips(questions: Sequence[str], title: str, kind: str) -> str:
    """Return questions that are asked by a click, nothing where there are none."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" data-act="ask" data-text="{escape(one)}">{escape(one)}'
        "</button></li>"
        for one in questions
    )
    return f'<section class="{kind}"><h2>{escape(title)}</h2><ul>{items}</ul></section>'


def broken(text: str) -> str:
    """Return text with its line breaks as paragraphs, without power over the page."""
    return "</p><p>".join(map(escape, _BREAKS.split(text)))


def _turn(number: int, turn: Turn, texts: Texts, ratings: Ratings | None) -> str:
    tools = _tools(number, turn, texts)
    if ratings is not None and turn.logged:
        said = ratings.get(turn.logged, ("", ""))
        tools = f"{tools}{_thumbs(number, said, texts)}</div>{_reasons(number, said, texts)}"
    else:
        tools = f"{tools}</div>"
    return (
        f'<article class="turn {turn.state}" id="turn-{number}">{_asked(turn, texts, number)}'
        f"{_reply(number, turn, texts)}{tools}</article>"
    )


def _asked(turn: Turn, texts: Texts, number: int | None = None) -> str:
    said = f'<span class="heard">{escape(texts.you)}: </span>'
    question = f'<div class="question"><p>{said}{broken(turn.question)}</p></div>'
    if number is None:
        return f'<div class="asked">{question}</div>'
    edit = _tool(f"edit-{number}", texts.edit, icons.EDIT, f'data-edit="{number}"')
    form = (
        f'<form class="edit" data-act="edit" data-turn="{number}">'
        f'<textarea name="text" aria-label="{escape(texts.edit)}" rows="2" maxlength="2000">'
        f'{escape(turn.question)}</textarea><div><button type="button" data-edit="{number}">'
        f'{escape(texts.cancel)}</button><button type="submit" class="strong">'
        f"{escape(texts.resend)}</button></div></form>"
    )
    return f'<div class="asked">{edit}{question}{form}</div>'


def _reply(number: int, turn: Turn, texts: Texts) -> str:
    streamed = f'<div class="answer"><p>{broken(turn.text.strip())}</p></div>' if turn.text else ""
    if turn.state == "failed":
        text, hint = turn.error
        if not text:
            return notice("error", texts.nothing_happened)
        return notice("error", text, f"{translate('hint', texts.lang)}: {hint}" if hint else "")
    if turn.answer is None:
        return streamed + notice("stopped", texts.stopped)
    understood = _understood(number, turn, turn.answer, texts)
    if turn.answer.refused:
        text = translate("The documents don't tell.", texts.lang)
        detail = _told_of_refusal(turn.answer, texts)
        notes = _notes(number, turn.answer, texts)
        told = notice("refused", text, detail) + notes
        return understood + told + _to_sources(number, turn, texts)
    first = '<p class="short">' if turn.answer.short else "<p>"
    answer = f'<div class="answer">{first}{_linked(number, turn.answer, texts)}</p></div>'
    notes = _notes(number, turn.answer, texts)
    return understood + answer + notes + _to_sources(number, turn, texts)


def _notes(number: int, answer: Answer, texts: Texts) -> str:
    """Return what askvn itself adds to an answer, each with the citations it is about."""
    cited = {citation.n: citation for citation in answer.citations}
    notes = []
    for note in answer.notes:
        links = "".join(
            _marker(number, cited[n], "marker", texts) for n in note.citations if n in cited
        )
        notes.append(f'<p class="note {escape(note.kind)}">{broken(note.text)}{links}</p>')
    return "".join(notes)


def _to_sources(number: int, turn: Turn, texts: Texts) -> str:
    """Return the way to the cards where there is no room beside the talk."""
    answer = turn.answer
    if answer is None or not answer.hits:
        return ""
    count = len(answer.citations or answer.hits)
    said = texts.nearest_of if answer.refused else texts.sources_of
    label = escape(said.format(count=count))
    return f'<button type="button" class="to-sources" data-sources="{number}">{label}</button>'


def _stage(turn: Turn, texts: Texts) -> str:
    if turn.ahead:
        return texts.waiting.format(count=turn.ahead)
    if turn.text:
        return texts.writing
    return texts.reading.format(count=turn.reading) if turn.reading else texts.searching


def _told_of_refusal(answer: Answer, texts: Texts) -> str:
    """Return what the passages lack and that they are listed, as far as there is any."""
    lacking = ", ".join(f"“{part}”" for part in answer.unmentioned)
    told = [texts.lacking.format(parts=lacking)] if lacking else []
    return " ".join([*told, *([texts.refused_detail] if answer.hits else [])])


def _understood(number: int, turn: Turn, answer: Answer, texts: Texts) -> str:
    """Return what the question was taken for, nothing where that is what was typed."""
    if turn.as_typed:
        return f'<p class="understood">{escape(texts.as_typed)}</p>'
    if is_as_typed(answer.question, answer.understood_as):
        return ""
    said = translate("Understood as: {text}", texts.lang).format(text=answer.understood_as)
    instead = (
        f'<button type="button" data-act="typed" data-turn="{number}">'
        f"{escape(texts.typed_instead)}</button>"
    )
    return f'<p class="understood">{escape(said)} {instead}</p>'


def _linked(number: int, answer: Answer, texts: Texts) -> str:
    cited = {citation.n: citation for citation in answer.citations}
    parts = []
    for piece in pieces(answer):
        if isinstance(piece, str):
            parts.append(_unsourced(piece, texts) if answer.style == "compose" else broken(piece))
            continue
        kind = "marker" if cited[piece].supported else "marker unsupported"
        parts.append(_marker(number, cited[piece], kind, texts))
    return "".join(parts)


def _marker(number: int, citation: Citation, kind: str, texts: Texts) -> str:
    """Return the way to a card, which tells its document's title where one points at it."""
    name = f"{texts.source.format(n=citation.n)}: {citation.title or citation.source}"
    link = f'href="#{card_id(number, citation.n)}" title="{escape(name)}"'
    return f' <a class="{kind}" {link}>[{citation.n}]</a>'


def _unsourced(piece: str, texts: Texts) -> str:
    """Return a part of the answer in which `[?]` tells what it means."""
    told = escape(translate("no source supports this sentence", texts.lang))
    mark = f'<span class="marker unsupported" title="{told}">{NO_SOURCE}</span>'
    return mark.join(map(broken, piece.split(NO_SOURCE)))


def _tools(number: int, turn: Turn, texts: Texts) -> str:
    """Return the row of what can be done with an answer, still open at its end."""
    retry = _tool(f"retry-{number}", texts.retry, icons.RETRY, _acts("retry", number))
    copied = copy_text(turn, texts)
    copy = f'data-copy="{escape(copied)}" data-done="{escape(texts.copied)}"'
    tools = (_tool(f"copy-{number}", texts.copy, icons.COPY, copy) if copied else "") + retry
    return f'<div class="tools">{tools}'


def _thumbs(number: int, said: tuple[str, str], texts: Texts) -> str:
    thumbs = ""
    for rating, name, icon in (("up", texts.good, icons.UP), ("down", texts.bad, icons.DOWN)):
        pressed = f'aria-pressed="{"true" if said[0] == rating else "false"}"'
        acts = f'{_acts("rate", number)} data-rating="{rating}" {pressed}'
        thumbs += _tool(f"{rating}-{number}", name, icon, acts)
    return thumbs


def _reasons(number: int, said: tuple[str, str], texts: Texts) -> str:
    """Return how to say why an answer is good or bad, once it was called so."""
    rating, reason = said
    if not rating:
        return ""
    if reason:
        return f'<p class="thanks" role="status">{escape(texts.thanks)}</p>'
    is_good = rating == "up"
    acts = f'{_acts("rate", number)} data-rating="{rating}"'
    chosen = "".join(
        f'<button type="button" {acts} data-reason="{escape(one)}">{escape(one)}</button>'
        for one in (texts.reasons_good if is_good else texts.reasons_bad)
    )
    title = escape(texts.why_good if is_good else texts.why_bad)
    own = (
        f'<input name="reason" maxlength="300" aria-label="{escape(texts.other_reason)}"'
        f' placeholder="{escape(texts.other_reason)}"><button type="submit">'
        f"{escape(texts.tell)}</button>"
    )
    return f'<form class="why" {acts} aria-label="{title}"><p>{title}</p>{chosen}{own}</form>'


def copy_text(turn: Turn, texts: Texts) -> str:
    """Return an answer and its sources as plain text."""
    if turn.answer is None or turn.answer.refused:
        return turn.text
    sources = "\n".join(
        f"[{one.n}] {one.title or one.source} ({one.source}): “{one.quote}”"
        for one in turn.answer.citations
    )
    said = "\n\n".join([turn.answer.text, *(note.text for note in turn.answer.notes)])
    return f"{said}\n\n{translate('Sources', texts.lang)}:\n{sources}"


def _acts(act: str, number: int) -> str:
    return f'data-act="{act}" data-turn="{number}"'


def _tool(identifier: str, name: str, icon: str, attributes: str) -> str:
    named = f'id="{identifier}" aria-label="{escape(name)}" title="{escape(name)}"'
    return f'<button type="button" class="tool" {named} {attributes}>{icon}</button>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

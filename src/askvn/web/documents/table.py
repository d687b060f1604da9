"""HTML of the documents: the box for files, the work that goes on, the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

from askvn.errors import AskvnError
from askvn.holdings import Holding
from askvn.ingested import Failure
from askvn.load import supported
from askvn.messages import of_error
from askvn.models.machine import readable
from askvn.uploads import MAX_UPLOAD_MB
from askvn.web import icons
from askvn.web.documents.texts import Texts
from askvn.web.works import Standing

# More rows make a page slow; the search box finds the rest.
MOST_ROWS = 1000
_MOST_NAMED = 3


def head(texts: Texts) -> str:
    """Return the title, the box that takes files, and what is done with the whole table."""
    states = "".join(
        f'<option value="{state}">{escape(name)}</option>' for state, name in texts.states
    )
    sorts = "".join(
        f'<option value="{key}">{escape(texts.sort_by.format(name=name.lower()))}</option>'
        for key, name in texts.columns
    )
    formats = ",".join(supported())
    detail = escape(texts.drop_detail.format(limit=MAX_UPLOAD_MB))
    return (
        f'<h1 id="documents-title" tabindex="-1">{escape(texts.title)}</h1>'
        f'<div class="drop" data-sending="{escape(texts.sending)}"'
        f' data-broken="{escape(texts.broken)}" data-same="{escape(texts.same)}"'
        f' data-hint="{escape(texts.hint)}" data-limit="{MAX_UPLOAD_MB}">{icons.UPLOAD}'
        f'<p>{escape(texts.drop)} <label for="files">{escape(texts.choose_files)}</label></p>'
        f'<input type="file" id="files" multiple accept="{formats}"'
        ' aria-describedby="files-detail">'
        f'<p class="detail" id="files-detail">{detail}</p>'
        '<div class="sending" role="status"></div></div>'
        '<div class="toolbar">'
        f'<input type="search" id="find-document" placeholder="{escape(texts.find)}"'
        f' aria-label="{escape(texts.find)}" autocomplete="off">'
        f'<select id="document-state" aria-label="{escape(texts.every_state)}">'
        f'<option value="">{escape(texts.every_state)}</option>{states}</select>'
        f'<select id="document-sort" aria-label="{escape(texts.sort)}">{sorts}</select>'
        f'<button type="button" id="refresh">{escape(texts.refresh)}</button></div>'
    )


def works(standings: Sequence[Standing], notes: Sequence[Failure], texts: Texts) -> str:
    """Return how the work on the index stands, and which files were refused."""
    shown = "".join(_work(one, texts) for one in standings)
    refused = _failures(notes, texts) if notes else ""
    running = ' data-running="yes"' if any(not one.is_over for one in standings) else ""
    return f'<div class="works" role="status"{running}>{refused}{shown}</div>'


def table(
    found: Sequence[Holding], asked: Sequence[str], may_change: Callable[[str], bool], texts: Texts
) -> str:
    """Return the documents as a table with what is done with those that are chosen."""
    if not found:
        command = f"<pre>askvn index {'THƯ_MỤC' if texts.lang == 'vi' else 'FOLDER'}</pre>"
        said = f"<strong>{escape(texts.empty)}</strong> {escape(texts.empty_detail)}"
        return f'<div class="empty"><p>{said}</p>{command}</div>'
    rows = "".join(_row(one, texts, is_mine=may_change(one.path)) for one in found[:MOST_ROWS])
    heads = "".join(
        f'<th scope="col" class="{key}"><button type="button" data-sort="{key}">{escape(name)}'
        "</button></th>"
        for key, name in texts.columns
    )
    more = ""
    if len(found) > MOST_ROWS:
        told = texts.more.format(shown=MOST_ROWS, total=_number(len(found), texts))
        more = f'<p class="detail wider">{escape(told)}</p>'
    every = f'<input type="checkbox" id="choose-all" aria-label="{escape(texts.choose_all)}">'
    return (
        f"{_asked(found, asked, texts)}{_count(found, texts)}{more}"
        f'<table aria-labelledby="documents-title"><thead><tr><td>{every}</td>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="nothing" hidden>{escape(texts.nothing)}</p>'
        f"{_actions(texts)}{_confirmation(texts)}"
    )


def failed(error: AskvnError, texts: Texts) -> str:
    """Return why the documents cannot be listed, and what to do."""
    text, hint = of_error(error, texts.lang)
    return _notice(text, texts.hint.format(hint=hint) if hint else "")


def day(iso: str, texts: Texts) -> str:
    """Return an ISO day as it is written in the language, anything else as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day}/{found.month}/{found.year}" if texts.lang == "vi" else iso


def _work(one: Standing, texts: Texts) -> str:
    if one.report:
        done = one.report
        counts = zip(texts.counts, (done.added, done.changed, done.removed), strict=True)
        told = ", ".join(words.format(count=count) for words, count in counts if count)
        said = texts.done.format(counts=told) if told else texts.unchanged
        failures = _failures(done.failures, texts) if done.failures else ""
        return f'<p class="work done">{escape(said)}</p>{failures}'
    if one.error:
        return failed(one.error, texts)
    if one.stage == "failed":
        return _notice(texts.failed, "")
    if one.stage in ("waiting", "locked"):
        said = texts.locked if one.stage == "locked" else texts.waiting.format(count=one.ahead)
        return f'<p class="work">{escape(said)}…</p>'
    said = dict(texts.stages)[one.stage]
    share = f' value="{one.done}" max="{one.total}"' if one.total else ""
    count = f" {one.done}/{one.total}" if one.total else ""
    bar = f'<progress aria-label="{escape(said)}"{share}></progress>'
    return f'<p class="work">{escape(said)}{count}</p>{bar}'


def _failures(failures: Sequence[Failure], texts: Texts) -> str:
    head_ = escape(texts.failures.format(count=len(failures)))
    items = "".join(
        f"<li><b>{escape(one.source)}</b>: {_reason(one, texts)}</li>" for one in failures
    )
    return f'<div class="notice error"><p><strong>{head_}</strong></p><ul>{items}</ul></div>'


def _reason(one: Failure, texts: Texts) -> str:
    folder, named, reason = one.error.partition(f"{one.source}: ")
    error = reason if named and (not folder or folder.endswith(("/", "\\"))) else one.error
    hint = f"<small>{escape(texts.hint.format(hint=one.hint))}</small>" if one.hint else ""
    return f"{escape(error[:1].upper() + error[1:])} {hint}"


def _notice(text: str, detail: str) -> str:
    below = f"<p>{escape(detail)}</p>" if detail else ""
    said = escape(text[:1].upper() + text[1:])
    return f'<div class="notice error"><p><strong>{said}</strong></p>{below}</div>'


def _asked(found: Sequence[Holding], asked: Sequence[str], texts: Texts) -> str:
    if not asked:
        return ""
    titles = {one.source: one.title or one.source for one in found}
    names = [titles.get(source, source) for source in asked[:_MOST_NAMED]]
    named = ", ".join(names) + (", …" if len(asked) > _MOST_NAMED else "")
    said = escape(texts.asked.format(names=named))
    button = f'<button type="button" data-do="every">{escape(texts.every)}</button>'
    return f'<div class="notice"><p>{said} {button}</p></div>'


def _count(found: Sequence[Holding], texts: Texts) -> str:
    documents = sum(1 for one in found if one.passages)
    passages = sum(one.passages for one in found)
    said = texts.count.format(
        documents=_number(documents, texts), passages=_number(passages, texts)
    )
    return f'<p class="count" role="status">{escape(said)}</p>'


def _row(one: Holding, texts: Texts, *, is_mine: bool) -> str:
    title = one.title or one.source
    choice = escape(texts.choose.format(title=title))
    shown = escape(title)
    if one.passages:
        address = escape("/document?" + urlencode({"source": one.source}))
        shown = f'<a class="open-document" href="{address}">{shown}</a>'
    facts = [one.source if title != one.source else "", texts.uploaded if one.uploaded else ""]
    below = escape(" · ".join(filter(None, facts)))
    source = f'<span class="source">{below}</span>' if below else ""
    failure = Failure(one.source, one.error, one.hint)
    wrong = f'<p class="wrong">{_reason(failure, texts)}</p>' if one.error else ""
    size = "" if one.bytes is None else readable(one.bytes)
    if texts.lang == "vi":
        size = size.replace(".", ",")
    cells = (
        _cell("date", one.date, day(one.date, texts), texts),
        _cell("bytes", "" if one.bytes is None else str(one.bytes), size, texts),
        _cell("passages", str(one.passages), _number(one.passages, texts), texts),
    )
    state = f'<span class="state {one.state}">{escape(dict(texts.states)[one.state])}</span>'
    return (
        f'<tr data-source="{escape(one.source)}" data-state="{one.state}"'
        f'{" data-mine" if is_mine else ""}><td class="choice"><input type="checkbox"'
        f' aria-label="{choice}"></td><th scope="row" class="title" data-value="{escape(title)}">'
        f"{shown}{source}{wrong}</th>"
        f'{"".join(cells)}<td class="state" data-value="{one.state}">{state}</td></tr>'
    )


def _cell(key: str, value: str, shown: str, texts: Texts) -> str:
    name = escape(dict(texts.columns)[key])
    return f'<td class="{key}" data-value="{escape(value)}" data-name="{name}">{escape(shown)}</td>'


def _actions(texts: Texts) -> str:
    buttons = "".join(
        f'<button type="button" data-do="{act}"{kind}>{escape(name)}</button>'
        for act, name, kind in (
            ("only", texts.only, ' class="strong"'),
            ("again", texts.again, ""),
            ("ask-remove", texts.remove, ""),
            ("unchoose", texts.unchoose, ""),
        )
    )
    return (
        f'<div class="actions" role="region" aria-live="polite" hidden>'
        f'<output data-many="{escape(texts.chosen)}"></output>{buttons}</div>'
    )


def _confirmation(texts: Texts) -> str:
    return (
        '<dialog id="confirm-remove" aria-labelledby="confirm-title">'
        f'<h2 id="confirm-title" data-one="{escape(texts.confirm_one)}"'
        f' data-many="{escape(texts.confirm)}"></h2><p>{escape(texts.confirm_detail)}</p>'
        f'<p class="choice"><button type="button" data-do="cancel">{escape(texts.cancel)}</button>'
        f'<button type="button" data-do="remove" class="strong">{escape(texts.remove)}</button></p>'
        "</dialog>"
    )


def _number(count: int, texts: Texts) -> str:
    return f"{count:,}".replace(",", texts.thousands)

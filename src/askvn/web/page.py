"""The page: what stands where, and which event calls what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from askvn.settings import Settings
from askvn.web import frame
from askvn.web.desk import Desk
from askvn.web.events import Events
from askvn.web.parts import Parts
from askvn.web.texts import TEXTS

_FOLDER = Path(__file__).parent
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
_MONO_FONTS = ["ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace"]
# What is seen before the style sheet has come.
_FIRST_SEEN = {
    "body_background_fill": "#f6f5f1",
    "body_background_fill_dark": "#131a1c",
    "body_text_color": "#1d2729",
    "body_text_color_dark": "#e7eae8",
}
# How many questions of all users may wait; the next one is told that the page is busy.
_MOST_WAITING = 64
# How many visitors may wait for example questions at once, each in a thread.
_MOST_ARRIVING = 4


def build(desk: Desk, settings: Settings) -> Any:  # noqa: ANN401 - gradio is untyped
    """Return the page as gr.Blocks, ready to be launched."""
    import gradio as gr

    texts = TEXTS[settings.lang]
    with gr.Blocks(title="askvn", analytics_enabled=False, fill_width=True) as page:
        parts = Parts(texts)
        gr.HTML(frame.footer(settings, texts), elem_id="foot")
        _connect(page, parts, Events(desk, settings, texts, parts))
    page.queue(default_concurrency_limit=1, max_size=_MOST_WAITING, api_open=False)
    return page


def launch(page: Any, settings: Settings, *, host: str, port: int) -> str:  # noqa: ANN401
    """Serve the page in the background and return its address.

    Raises:
        OSError: if the port cannot be used.
    """
    import gradio as gr

    texts = TEXTS[settings.lang]
    words = json.dumps({"lang": texts.lang, "conversation": texts.conversation})
    _, address, _ = page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        favicon_path=_FOLDER / "icon.svg",
        theme=gr.themes.Base(font=_FONTS, font_mono=_MONO_FONTS).set(**_FIRST_SEEN),
        head=f"<style>{_read('style.css')}</style>",
        js=f"() => ({_read('script.js')})({words})",
    )
    return str(address)


def _connect(page: Any, parts: Parts, events: Events) -> None:  # noqa: ANN401
    at_once: dict[str, Any] = {
        "outputs": parts.all,
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    queued = at_once | {"queue": True}
    beside = queued | {"concurrency_limit": _MOST_ARRIVING}

    starts = [
        begin(events.ask, [typed, parts.turns], **queued, concurrency_limit=None)
        for begin, typed in (
            (parts.question.submit, parts.question),
            (parts.send.click, parts.question),
            *((example.click, example) for example in parts.examples),
        )
    ]
    replies = [
        start.then(events.reply, parts.turns, **queued, concurrency_id="answers")
        for start in starts
    ]
    for reply in replies:
        reply.then(events.finish, parts.turns, **at_once)
        reply.failure(events.finish, parts.turns, **at_once)
    parts.stop.click(None, cancels=replies)
    cleared = parts.fresh.click(events.clear, cancels=replies, **at_once)
    cleared.then(events.suggest, parts.turns, **beside)
    page.load(events.arrive, **at_once).then(events.suggest, parts.turns, **beside)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")

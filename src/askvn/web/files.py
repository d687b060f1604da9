"""The page's scripts, style sheets and picture, as they lie beside this module."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
ICON = _FOLDER / "icon.svg"


@cache
def script(name: str) -> str:
    """Return the script with this name."""
    return (_FOLDER / f"{name}.js").read_text(encoding="utf-8")


@cache
def styles() -> str:
    """Return all style sheets, in order of their names."""
    return "\n".join(one.read_text(encoding="utf-8") for one in sorted(_FOLDER.glob("*.css")))


def document(lang: str, title: str, body: str) -> str:
    """Return a whole page of HTML in the manner of the chat; `body` is HTML already."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{styles()}</style>"
        f'<script>({script("first")})({{"lang":"{lang}"}})</script></head>'
        f'<body class="plain">{body}</body></html>'
    )

"""The page's icons as inline SVG, drawn for it: nothing is fetched."""

from __future__ import annotations


def _stroked(paths: str) -> str:
    return (
        '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
        ' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        f' focusable="false">{paths}</svg>'
    )


LOGO = (
    '<svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" focusable="false">'
    '<rect width="32" height="32" rx="7" fill="#0f5c5c"/>'
    '<rect x="7" y="8" width="18" height="3" rx="1.5" fill="#fff" opacity=".55"/>'
    '<rect x="7" y="14.5" width="13" height="3" rx="1.5" fill="#ffd968"/>'
    '<rect x="7" y="21" width="18" height="3" rx="1.5" fill="#fff" opacity=".55"/></svg>'
)
PLUS = _stroked('<path d="M12 5v14M5 12h14"/>')
CLOSE = _stroked('<path d="M6 6l12 12M18 6L6 18"/>')
UPLOAD = _stroked('<path d="M12 16V5M7.5 9.5 12 5l4.5 4.5M4 19h16"/>')
MOON = _stroked('<path d="M20 14.2A8 8 0 1 1 9.8 4a6.4 6.4 0 0 0 10.2 10.2z"/>')
SLIDERS = _stroked(
    '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/>'
    '<circle cx="9" cy="17" r="2"/>'
)
COPY = _stroked(
    '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>'
)
DONE = _stroked('<path d="M5 12.5l4.5 4.5L19 7.5"/>')
RETRY = _stroked('<path d="M20 11a8 8 0 1 0-2.3 6.3"/><path d="M20 4.5V11h-6.5"/>')
EDIT = _stroked('<path d="M4 20h4L19 9l-4-4L4 16z"/><path d="M13.5 6.5l4 4"/>')
UP = _stroked(
    '<path d="M7 11v9H4v-9z"/><path d="M7 11l4-8c1.7 0 2.6 1.2 2.3 2.8L12.7 9H18a2 2 0 0 1 2'
    ' 2.3l-1.1 6.9A2 2 0 0 1 16.900 20H7"/>'
)
DOWN = _stroked(
    '<path d="M17 13V4h3v9z"/><path d="M17 13l-4 8c-1.700 0-2.600-1.200-2.300-2.800l.6-3.200H6a2 2'
    ' 0 0 1-2-2.300l1.100-6.900A2 2 0 0 1 7.100 4H17"/>'
)
OPEN = _stroked(
    '<path d="M14 4h6v6M20 4l-9 9"/><path d="M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7'
    'a1 1 0 0 1 1-1h5"/>'
)
SEND = _stroked('<path d="M12 19V5M6 11l6-6 6 6"/>')
STOP = _stroked('<rect x="7" y="7" width="10" height="10" rx="1.5"/>')

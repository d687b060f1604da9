"""One visitor of the page: who it is, in which language, and what was chosen in the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from askvn.errors import SettingsError
from askvn.records import Where
from askvn.settings import Settings, read

# Where the browser keeps what was chosen, as JSON.
COOKIE = "askvn"
# What a visitor may choose, by the names of the settings.
CHOICES = ("lang", "style", "strictness", "top_k", "llm")


@dataclass(frozen=True, slots=True)
class Visit:
    """What the page knows of one visitor; `settings` hold what was chosen.

    `owner` is whose conversations these are, as the log has it. `sources` are the documents that
    are asked, none of them means all.
    """

    settings: Settings
    owner: str = ""
    sources: tuple[str, ...] = ()

    @property
    def lang(self) -> str:
        """Return the language of the page, "vi" or "en"."""
        return self.settings.lang

    @property
    def where(self) -> Where:
        """Return the filter of the documents that are asked."""
        return Where(sources=tuple(map(_literally, self.sources)))

    def choose(self, choices: Mapping[str, Any]) -> Visit:
        """Return the visit with these settings chosen; what cannot be chosen is passed over."""
        known = {name: value for name, value in choices.items() if name in CHOICES}
        try:
            chosen = read(known)
        except SettingsError:
            return self
        changed = {name: getattr(chosen, name) for name in known}
        return replace(self, settings=replace(self.settings, **changed))


def remembered(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return what the browser remembers to have been chosen, nothing where that makes no sense."""
    try:
        found = json.loads(unquote(cookies.get(COOKIE, "")))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _literally(source: str) -> str:
    """Return a glob that only this source fits."""
    return "".join(f"[{one}]" if one in "*?[" else one for one in source)

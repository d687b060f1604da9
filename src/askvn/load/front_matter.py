"""The YAML block between `---` lines at the very top of a text: title, date, other properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from askvn.load.metadata import describe, iso_date

_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([\w-]+)[ \t]*:(?:[ \t]+(.*))?$", re.MULTILINE)
# A text that merely begins with a rule is no front matter, however far the next rule is.
_MAX_CHARS = 20_000


class FrontMatter(NamedTuple):
    """What the block says; it stands in `text[:end]`, and `end` is 0 where there is none."""

    end: int = 0
    title: str = ""
    date: str = ""
    metadata: Mapping[str, str] = {}


def parse(text: str) -> FrontMatter:
    """Return the front matter of normalised `text`. Broken YAML is read line by line."""
    match = _BLOCK.match(text)
    if not match or len(match[1]) > _MAX_CHARS or not _FIELD.search(match[1]):
        return FrontMatter()
    values = describe(_yaml(match[1]) or _by_line(match[1]))
    title, date = values.pop("title", ""), iso_date(values.pop("date", ""))
    return FrontMatter(match.end(), title, date, values)


def _yaml(block: str) -> Mapping[object, object]:
    """Return the fields, every scalar as it is written; nothing if `block` is no YAML mapping."""
    try:
        import yaml
    except ImportError:
        return {}
    try:
        # BaseLoader makes strings, lists and dictionaries only: as safe as SafeLoader.
        values = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _by_line(block: str) -> Mapping[object, object]:
    return {key: value.strip().strip("\"'") for key, value in _FIELD.findall(block)}

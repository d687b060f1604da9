"""What is known about a document beside its text: title, date, other properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from askvn.load.strings import flat
from askvn.records import Mark

# What programs write into the title by themselves.
_NO_TITLE = re.compile(
    r"(?i)microsoft (?:word|excel|powerpoint) - .*|powerpoint presentation|word document"
    r"|(?:untitled|document|book|presentation|title|tài liệu)[\s\d]*"
    r"|.*\.(?:docx?|odt|rtf|pdf|xlsx?|pptx?|txt|tex|dvi|indd|html?)|[\W\d_]*"
)
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")


def describe(values: Mapping[object, object]) -> dict[str, str]:
    """Return the scalars of `values`, and its lists of scalars joined by ", ", as text."""
    shown = {flat(str(key)): _shown(value) for key, value in values.items()}
    return {key: value for key, value in shown.items() if value}


def iso_date(text: str) -> str:
    """Return the day of an ISO time stamp; any other text as it is."""
    match = _ISO_DATE.fullmatch(text)
    return match[1] if match else text


def sensible_title(text: str) -> str:
    """Return a title found in a file's properties, nothing if a program made it up."""
    title = flat(text)
    return "" if _NO_TITLE.fullmatch(title) else title


def first_heading(marks: Iterable[Mark]) -> str:
    """Return the label of the first level-1 heading, or nothing."""
    return next((mark.label for mark in marks if mark.level == 1), "")


def title_of_name(path: Path) -> str:
    """Return a file's name as a title: no suffix, `-` and `_` as blanks."""
    return flat(path.stem.replace("-", " ").replace("_", " "))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return flat(str(value))
    if isinstance(value, list):
        scalars = (item for item in value if not isinstance(item, list | dict))
        return ", ".join(filter(None, map(_shown, scalars)))
    return ""

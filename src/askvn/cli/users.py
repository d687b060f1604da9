"""The line of a user for the file that `askvn web --auth` takes."""

from __future__ import annotations

import getpass
from typing import TextIO

from askvn.errors import SettingsError
from askvn.messages import translate
from askvn.web import passwords


def line(name: str, lang: str, stream: TextIO) -> str:
    """Return `name:hash` for a password that is asked for twice, or that a pipe brings.

    Raises:
        SettingsError: if the name cannot be one, or there is no password.
    """
    if not name.strip() or name.startswith("#") or ":" in name or len(name.split()) != 1:
        raise SettingsError(
            "'{name}' cannot be a user's name",
            hint="a name is not empty and has no colon, no blank and no # at its beginning",
            name=name,
        )
    password = _asked(lang) if stream.isatty() else stream.readline().rstrip("\r\n")
    if not password:
        raise SettingsError(
            "the password is empty, or was typed differently the second time",
            hint="askvn web --hash-password {name}",
            name=name,
        )
    return f"{name}:{passwords.hashed(password)}"


def _asked(lang: str) -> str:
    """Return the password typed on a terminal, "" where the two times differ."""
    first = getpass.getpass(translate("password: ", lang))
    return first if first == getpass.getpass(translate("once more: ", lang)) else ""

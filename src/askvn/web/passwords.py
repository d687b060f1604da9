"""Who may enter: a file of lines `user:hash`, each hash made by scrypt with its own salt."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from askvn.errors import SettingsError

# What RFC 7914 proposes for logins: 16 MB and some 50 ms a guess.
_COST, _BLOCK, _LANES = 1 << 14, 8, 1
_MOST_COST = 1 << 17
_KIND = "scrypt"
_SALT_BYTES = 16
_HINT = "askvn web --hash-password NAME >> {file}"


def hashed(password: str) -> str:
    """Return what the file keeps of a password: `scrypt$cost$block$lanes$salt$hash`."""
    salt = secrets.token_bytes(_SALT_BYTES)
    derived = _derive(password, salt, _COST, _BLOCK, _LANES)
    parts = (str(_COST), str(_BLOCK), str(_LANES), _encoded(salt), _encoded(derived))
    return "$".join((_KIND, *parts))


def matches(password: str, kept: str) -> bool:
    """Tell whether this is the password of which `kept` is left."""
    _, cost, block, lanes, salt, derived = kept.split("$")
    found = _derive(password, _decoded(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(found, _decoded(derived))


def read(file: Path) -> dict[str, str]:
    """Return the users of a file, each with what is kept of the password.

    Raises:
        SettingsError: if the file cannot be read, has a wrong line, or names nobody.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "the file of users {file} cannot be read: {reason}",
            hint=_HINT,
            file=file,
            reason=getattr(error, "strerror", "") or error,
        ) from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            name, kept = _entry(line, number, file, users)
            users[name] = kept
    if not users:
        raise SettingsError("the file of users {file} names nobody", hint=_HINT, file=file)
    return users


def _entry(line: str, number: int, file: Path, users: Mapping[str, str]) -> tuple[str, str]:
    name, _, kept = line.strip().partition(":")
    if not name or name in users or not _is_hash(kept):
        raise SettingsError(
            "line {number} of {file} is not user:hash, or names a user again",
            hint=_HINT,
            number=number,
            file=file,
        )
    return name, kept


def _is_hash(kept: str) -> bool:
    try:
        kind, cost, block, lanes, salt, derived = kept.split("$")
        known = kind == _KIND and 1 < int(cost) <= _MOST_COST and not int(cost) & (int(cost) - 1)
        return (
            known
            and 0 < int(block) <= 32
            and 0 < int(lanes) <= 16
            and all(map(_decoded, (salt, derived)))
        )
    except ValueError:
        return False


def _derive(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    memory = 128 * block * (cost + lanes + 2)
    return hashlib.scrypt(
        password.encode("utf-8"), salt=salt, n=cost, r=block, p=lanes, maxmem=2 * memory
    )


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

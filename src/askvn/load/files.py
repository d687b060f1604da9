"""Opening files that may be missing, too large, damaged, locked or a trap."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from shlex import quote
from types import ModuleType

from askvn.errors import AskvnError, DocumentError, MissingExtraError

MEGABYTE = 1_000_000
MAX_FILE_MB = 200
MAX_UNPACKED_MB = 500
# Word and Excel up to 2003, and newer files behind a password, are "compound files".
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def require(module: str, *, package: str = "") -> ModuleType:
    """Return the imported `module` of an optional `package`.

    Raises:
        MissingExtraError: if it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(package or module, extra="docs") from error


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        DocumentError: if it cannot be read.
    """
    with reading(path):
        return path.read_bytes()


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into a DocumentError."""
    try:
        yield
    except OSError as error:
        raise DocumentError(
            "{path}: cannot be read ({reason})",
            hint="ls -ld {quoted}",
            path=path,
            reason=error.strerror or error,
            quoted=quote(str(path)),
        ) from error


@contextmanager
def parsing(path: Path) -> Iterator[None]:
    """Turn whatever somebody else's parser raises on a broken file into a DocumentError."""
    try:
        yield
    except AskvnError:
        raise
    except Exception as error:  # a parser may raise anything on a damaged file
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> DocumentError:
    """Return the error for a file that is not what its suffix says."""
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return DocumentError(
        "{path}: is damaged ({reason})",
        hint="open it in the program that made it and save it again",
        path=path,
        reason=reason,
    )


def check_size(path: Path) -> None:
    """Refuse a file that would not fit into memory once it is parsed.

    Raises:
        DocumentError: if it is larger than `MAX_FILE_MB`, or cannot be looked at.
    """
    with reading(path):
        size = path.stat().st_size
    if size > MAX_FILE_MB * MEGABYTE:
        raise DocumentError(
            "{path}: is too large ({size} MB, at most {limit} MB)",
            hint="split it into smaller files",
            path=path,
            size=size // MEGABYTE,
            limit=MAX_FILE_MB,
        )


def open_package(path: Path) -> BytesIO:
    """Return a .docx or .xlsx, ready to be read, once it is seen to be a harmless zip archive.

    Raises:
        DocumentError: if it is encrypted, damaged, an older format or a zip bomb.
    """
    data = read_bytes(path)
    if data.startswith(_COMPOUND):
        raise _compound_error(path, data)
    with parsing(path):
        members = zipfile.ZipFile(BytesIO(data)).infolist()
    # zipfile never unpacks more than the declared size, so the sum of those is a bound.
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED_MB * MEGABYTE:
        raise DocumentError(
            "{path}: unpacks to {size} MB (at most {limit} MB)",
            hint="split it into smaller files",
            path=path,
            size=size // MEGABYTE,
            limit=MAX_UNPACKED_MB,
        )
    return BytesIO(data)


def _compound_error(path: Path, data: bytes) -> DocumentError:
    if _ENCRYPTED in data:
        return DocumentError(
            "{path}: is encrypted",
            hint="save a copy without a password and index that",
            path=path,
        )
    return DocumentError(
        "{path}: is in the format of Office 97-2003",
        hint="soffice --headless --convert-to {target} --outdir converted {quoted}",
        path=path,
        target=path.suffix.lower().removeprefix("."),
        quoted=quote(str(path)),
    )

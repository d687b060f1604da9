"""Bytes to text: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so.

Every reader of plain text passes here, so that legacy encodings have one place to go.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from shlex import quote

from askvn.errors import DocumentError

# The marks of UTF-32 begin with those of UTF-16: longest first.
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8-SIG"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def declared_by_mark(data: bytes) -> str:
    """Return the encoding that a byte order mark at the start of `data` names, or nothing."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def decode(data: bytes, path: Path) -> str:
    """Return the text of `data`, without its byte order mark.

    Raises:
        DocumentError: if `data` is not in the encoding of its mark, or not UTF-8 without one.
    """
    encoding = declared_by_mark(data) or "UTF-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            "{path}: not {encoding} (byte {offset} cannot be decoded)",
            hint="iconv -f CP1258 -t UTF-8 {quoted} > {target}",
            path=path,
            encoding=encoding.removesuffix("-SIG"),
            offset=error.start,
            quoted=quote(str(path)),
            target=quote(f"{path.stem}.utf8{path.suffix}"),
        ) from error


def well_formed(text: str) -> str:
    """Return `text` with lone surrogates, which no file can hold, as replacement characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text

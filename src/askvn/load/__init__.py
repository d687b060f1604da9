"""Files to documents: one small reader a format."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import NoReturn

from askvn.errors import DocumentError
from askvn.load import docx, html, jsonl, pdf, table, text
from askvn.load.dateline import dateline
from askvn.load.files import check_size, reading
from askvn.records import Document

_READERS: dict[str, Callable[[Path, str], Iterator[Document | DocumentError]]] = {
    ".csv": table.read_csv,
    ".docx": docx.read,
    ".htm": html.read,
    ".html": html.read,
    ".jsonl": jsonl.read,
    ".markdown": text.read,
    ".md": text.read,
    ".pdf": pdf.read,
    ".tsv": table.read_csv,
    ".txt": text.read,
    ".xlsx": table.read_xlsx,
}
_OF_ANY_SIZE = (".jsonl", ".txt")
# What soffice makes of formats that are not read here.
_CONVERTIBLE = {
    **dict.fromkeys((".doc", ".docm", ".odt", ".rtf", ".wps"), "docx"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods"), "xlsx"),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), "pdf"),
}


def supported() -> tuple[str, ...]:
    """Return the suffixes of the files that can be read, sorted, in lower case."""
    return tuple(_READERS)


def find(path: Path) -> list[Path]:
    """Return a file itself, or every supported file below a folder, in path order.

    Hidden files and folders and the lock files of Office (`~$…`) are left out. Links to files are
    followed, links to folders are not.

    Raises:
        DocumentError: if `path` does not exist or a folder cannot be listed.
    """
    with reading(path):
        is_folder = path.is_dir()
        exists = is_folder or path.exists()
    if not exists:
        raise DocumentError(
            "{path}: does not exist",
            hint="ls {quoted}",
            path=path,
            quoted=quote(str(_nearest(path))),
        )
    return sorted(_below(path)) if is_folder else [path]


def load(path: Path, source: str) -> Iterator[Document | DocumentError]:
    """Yield the documents of a file, and as values the errors of parts that could not be read.

    A document that no property dates has the day that it writes over or under itself.

    `source` names the document where a file is one document; in .jsonl files a line's `id` does.
    An error that is yielded has the name of its part in `values["source"]`; the documents around
    it are whole. An error that is raised, here or while iterating, means the whole file.

    Raises:
        DocumentError: if nothing of the file can be read.
        MissingExtraError: if the package that reads this format is not installed.
    """
    check_format(path)
    suffix = path.suffix.lower()
    if suffix not in _OF_ANY_SIZE:
        check_size(path)
    return map(_dated, _READERS[suffix](path, source))


def check_format(path: Path) -> None:
    """Refuse a file whose name has a suffix that is not read.

    Raises:
        DocumentError: saying what is read, and how this one can be made so.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise _unsupported(path, suffix)


def _dated(part: Document | DocumentError) -> Document | DocumentError:
    """Return a document with the day that stands in its text where it has no other."""
    if isinstance(part, DocumentError) or part.date:
        return part
    return replace(part, date=dateline(part.text))


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            seen = not name.startswith((".", "~$"))
            if seen and path.suffix.lower() in _READERS and path.is_file():
                yield path


def _refuse(error: OSError) -> NoReturn:
    # Going on without the folder would look as if its documents had been deleted.
    with reading(Path(error.filename)):
        raise error


def _nearest(path: Path) -> Path:
    return next((parent for parent in path.parents if parent.exists()), Path())


def _unsupported(path: Path, suffix: str) -> DocumentError:
    if suffix in _CONVERTIBLE:
        hint = "soffice --headless --convert-to {target} --outdir converted {quoted}"
    else:
        hint = "save it in one of the supported formats"
    return DocumentError(
        "{path}: format '{suffix}' is not supported (supported: {supported})",
        hint=hint,
        path=path,
        suffix=suffix or path.name,
        supported=" ".join(supported()),
        target=_CONVERTIBLE.get(suffix, ""),
        quoted=quote(str(path)),
    )

"""Tables: .csv, .tsv and .xlsx, each row a line `Header: cell; Header: cell`."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from askvn.load import rows
from askvn.load.draft import Draft
from askvn.load.encoding import decode
from askvn.load.files import open_package, parsing, read_bytes, require
from askvn.load.metadata import sensible_title
from askvn.records import Document

_DELIMITERS = ";\t,"
_SAMPLE_ROWS = 20
# Excel writes the delimiter into a first line of its own.
_SEP = re.compile(r"\"?sep=([;,\t|])\"?\r?\n", re.IGNORECASE)


class _Cell(Protocol):
    """What is used here of a workbook's cell."""

    value: object
    data_type: str
    number_format: str


def read_csv(path: Path, source: str) -> Iterator[Document]:
    """Yield the one document of a .csv or .tsv file.

    Raises:
        DocumentError: if the file is not UTF-8, is no table or is empty.
    """
    text = decode(read_bytes(path), path)
    declared = _SEP.match(text)
    text = text[declared.end() :] if declared else text
    draft = Draft()
    with parsing(path):
        delimiter = declared[1] if declared else _delimiter(text)
        for line in rows.lines(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            draft.add(line)
    yield draft.finish(path, source)


def read_xlsx(path: Path, source: str) -> Iterator[Document]:
    """Yield the one document of a workbook; each visible sheet's name is a heading.

    Raises:
        MissingExtraError: if openpyxl is not installed.
        DocumentError: if the file is encrypted, damaged or empty.
    """
    openpyxl = require("openpyxl")
    package = open_package(path)
    draft = Draft()
    with parsing(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it does not support
        workbook = openpyxl.load_workbook(package, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # some programs write wrong ones
                _add_sheet(draft, sheet.title, sheet.iter_rows())
        title = sensible_title(workbook.properties.title or "")
    yield draft.finish(path, source, title=title)


def _add_sheet(draft: Draft, title: str, sheet: Iterable[Iterable[_Cell]]) -> None:
    lines = rows.lines([_shown(cell) for cell in row] for row in sheet)
    first = next(lines, None)
    if first is not None:
        draft.add(title, level=1)
        for line in itertools.chain([first], lines):
            draft.add(line)


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows into the most alike number of cells."""

    def alike(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in itertools.islice(reader, _SAMPLE_ROWS))
        del widths[0], widths[1]
        width, count = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return count, width

    return max(_DELIMITERS, key=alike)


def _shown(cell: _Cell) -> str:
    """Return what a reader of the sheet sees in the cell, numbers in plain digits."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, percent="%" in cell.number_format)
    if isinstance(value, datetime.datetime):
        return f"{value:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return f"{value:%H:%M}" if isinstance(value, datetime.time) else str(value)


def _number(value: float, *, percent: bool) -> str:
    """Return at most 15 significant digits, as Excel has them."""
    if percent:
        return f"{value * 100:.15g}%"
    return str(value) if isinstance(value, int) else f"{value:.15g}"

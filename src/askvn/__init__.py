"""Answers to questions in Vietnamese from your own documents, each sentence with its source.

import askvn

engine = askvn.open("index")
engine.ingest(["reports/", "law.pdf"])
print(engine.ask("Ai là trưởng ban?").text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askvn.errors import AskvnError
from askvn.records import Answer, Citation, Document, Hit, IngestReport

if TYPE_CHECKING:
    from askvn.engine import Engine

__version__ = "0.3.0"
__all__ = [
    "Answer", "AskvnError", "Citation", "Document", "Hit", "IngestReport", "__version__", "open",
]  # fmt: skip


def open(index: str = "index", **settings: Any) -> Engine:  # noqa: A001, ANN401
    """Return the engine for the index in this folder, which is made if it isn't there.

    Keywords are the names of `askvn.settings.Settings`; `askvn.toml` and `ASKVN_…` variables are
    not read.

    Raises:
        SettingsError: if a keyword is unknown or its value cannot be used.
    """
    from askvn import settings as settings_module
    from askvn.wiring import open_engine

    return open_engine(settings_module.read({"index": str(index), **settings}), create=True)

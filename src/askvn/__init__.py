"""Answers to questions in Vietnamese from your own documents, each sentence with its source.

import askvn

engine = askvn.open("index")
engine.ingest(["reports/", "law.pdf"])
print(engine.ask("Ai là trưởng ban?").text)

talk = askvn.converse("index")          # it remembers, and is kept in the log
print(talk.ask("Ai là trưởng ban?").text)
print(talk.ask("Ông ấy sinh năm nào?").text)
talk.rate("up")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askvn.errors import AskvnError
from askvn.ingested import IngestReport
from askvn.records import Answer, Citation, Document, Hit

if TYPE_CHECKING:
    from askvn.conversation import Conversation
    from askvn.engine import Engine

__version__ = "0.3.0"
__all__ = [
    "Answer", "AskvnError", "Citation", "Document", "Hit", "IngestReport", "__version__",
    "converse", "open",
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


def converse(index: str = "index", **settings: Any) -> Conversation:  # noqa: ANN401
    """Return a conversation with the index in this folder: questions may lean on earlier ones.

    It is kept in the log beside the index unless `log="off"`. Keywords as for `open`.

    Raises:
        IndexMissingError: if there is no index.
        SettingsError: if a keyword is unknown or its value cannot be used.
    """
    from askvn import settings as settings_module
    from askvn.conversation import Conversation
    from askvn.wiring import open_engine, open_log

    chosen = settings_module.read({"index": str(index), **settings})
    return Conversation(open_engine(chosen), open_log(chosen))

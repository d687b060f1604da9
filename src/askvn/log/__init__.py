"""The conversation log: every question and its answer, in a private file beside the index."""

from askvn.log.entry import ORIGINS, RATINGS, Entry
from askvn.log.store import FILE_NAME, Log, conversation_id

__all__ = ["FILE_NAME", "ORIGINS", "RATINGS", "Entry", "Log", "conversation_id"]

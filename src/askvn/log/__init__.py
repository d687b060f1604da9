"""The conversation log: every question and its answer, in a private file beside the index."""

from askvn.log.entry import ORIGINS, RATINGS, Entry
from askvn.log.store import FILE_NAME, Log, conversation_id
from askvn.log.talks import Talk

__all__ = ["FILE_NAME", "ORIGINS", "RATINGS", "Entry", "Log", "Talk", "conversation_id"]

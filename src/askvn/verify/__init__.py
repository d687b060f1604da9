"""Whether a passage really says what a sentence claims, with no model's goodwill."""

from askvn.verify.said import said
from askvn.verify.verdict import VERBATIM, Verdict, explained
from askvn.verify.verifier import Verifier

__all__ = ["VERBATIM", "Verdict", "Verifier", "explained", "said"]

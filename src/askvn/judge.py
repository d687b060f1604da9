"""What ranker, reader and gate make of the passages found; no language model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from askvn import answer, evidence, premise, recall
from askvn.evidence import Sentence
from askvn.gate import Gate
from askvn.ranker import Ranker
from askvn.reader import Reader, Reading
from askvn.recall import Earlier
from askvn.records import Hit
from askvn.retrieve import Candidates
from askvn.shelf import Opened
from askvn.understand import Understood

# How many passages the sentences to choose among come from.
READ = 8
# The probability of "none" above which the default strictness of 0.5 refuses: 2 to 3 % of the
# answerable questions held out (docs/decisions/evidence-gate.md).
NONE = 0.875
_DEFAULT_STRICTNESS = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: passages, how they were scored, and how strong the best one is.

    `sentences` are those of the first `READ` passages that may answer, judged, best first; `told`
    is what the conversation was about before.
    """

    understood: Understood
    hits: list[Hit]
    opened: Opened
    candidates: Candidates
    strength: float
    sentences: Sequence[Sentence] = ()
    told: Earlier | None = None

    def strength_of(self, hit: Hit) -> float:
        """Return how strong a passage is by its words: `strength` is the best one's."""
        best = self.candidates.best_lexical
        return self.strength * self.candidates.lexical.get(hit.chunk, 0.0) / best if best else 0.0


class Judged(NamedTuple):
    """Weighed sentences, what the reader read, the gate's probability of "none" and what it saw.

    The sentences are scored by their log-probability to answer if one of them does; `against` are
    the log-odds of false premises.
    """

    sentences: Sequence[Sentence]
    reading: Reading
    none: float
    row: tuple[float, ...] = ()
    against: float = 0.0


@dataclass(frozen=True, slots=True)
class Judge:
    """The trained parts that look into passages."""

    ranker: Ranker
    reader: Reader
    gate: Gate

    def rank(self, found: Found, *, reorder: bool) -> Found:
        """Return what was found with its sentences, the passages in the order of their best ones.

        Without `reorder` the passages stay as they are (docs/decisions/passage-order.md).
        """
        read = found.hits[:READ]
        sentences = self.ranker.rank(found.understood, read, idf=found.opened.idf)
        if not reorder:
            return replace(found, sentences=sentences)
        hits, sentences = evidence.reorder(found.hits, sentences, READ)
        return replace(found, hits=hits, sentences=sentences)

    def weigh(self, found: Found) -> Judged:
        """Return how likely each sentence found is to answer, and that none does."""
        reading = self.reader.read(found.understood.asked, found.hits)
        weighed = answer.weigh(
            found.understood, recall.favour(found.sentences, found.told), reading
        )
        if not weighed:
            return Judged((), reading, 1.0)
        best, idf = weighed[0], found.opened.idf
        row = self.gate.row(
            found.understood,
            found.hits,
            best,
            reader=reading.none,
            strength=found.strength_of(best.hit),
            idf=idf,
        )
        against = premise.against(found.understood, found.hits, best, reader=reading.none, idf=idf)
        none = self.gate.none(row, against=against)
        return Judged(weighed, reading, none, tuple(row), against)


def confidence(none: float) -> float:
    """Return the highest strictness, 0 to 1, at which a probability of "none" is no refusal."""
    return max(0.0, min(_DEFAULT_STRICTNESS * (1 - none) / (1 - NONE), 1.0))

"""Two embedders before the same questions: how high each places the passage that tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from askvn import retrieve
from askvn.engine import Engine
from askvn.evaluate import figures, variants
from askvn.evaluate.sets import Question
from askvn.gather import batches
from askvn.protocols import Embedder, Vectors
from askvn.records import Passage

TYPINGS = (variants.AS_TYPED, "unaccented")
WAYS = ("fused", "dense")
# The way that decides: the one that users get.
FUSED = "fused"
MEASURES = ("ndcg@10", "hit@1")
_DEPTH = 10
_BATCH = 1000

# By way and typing: what each question gained, 1 ÷ log2(1 + rank) of the first right passage.
Gains = dict[tuple[str, str], NDArray[np.float64]]


class Asked(NamedTuple):
    """A question and the ids of the passages that tell its answer."""

    question: Question
    wanted: frozenset[int]


class Reading(NamedTuple):
    """A question as it is searched: its typing, what its words find, and what is embedded."""

    typing: str
    wanted: frozenset[int]
    by_words: dict[int, float]
    to_embed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What each embedder gained, and whether the second is surely no worse, and better."""

    before: Gains
    after: Gains
    difference: float
    interval: tuple[float, float]

    @property
    def is_better(self) -> bool:
        """Whether the fused nDCG@10 rose and its 95 % interval holds no fall."""
        return self.difference > 0 and self.interval[0] >= 0

    def rows(self, measure: str) -> Iterator[tuple[str, str, float, float]]:
        """Yield way, typing, and the measure's mean before and after."""
        for way, typing in self.before:
            old, new = self.before[way, typing], self.after[way, typing]
            yield way, typing, _mean(old, measure), _mean(new, measure)


def located(
    questions: Iterable[Question],
    passages: Iterable[Passage],
    titles: Mapping[str, str],
    *,
    most: int,
) -> list[Asked]:
    """Return the answerable questions with the passages that hold their evidence.

    `titles` are those of the documents, by source. No more are returned than ask about `most`
    passages together; a question whose evidence stands in no one passage is left out.
    """
    below: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for passage in passages:
        below[passage.title].append((passage.id, " ".join(passage.visible.split())))
    found: list[Asked] = []
    used: set[int] = set()
    for question in questions:
        telling = [line for line in question.evidence if line]
        if question.unanswerable or not telling:
            continue
        near = below[titles[question.documents[0]]]
        wanted = frozenset(one for one, text in near if any(line in text for line in telling))
        if wanted and len(used | wanted) <= most:
            found.append(Asked(question, wanted))
            used |= wanted
    return found


def readings(
    engine: Engine, asked: Sequence[Asked], progress: Callable[[str, int, int], None]
) -> list[Reading]:
    """Return every question in each typing, as the engine understands it."""
    found: list[Reading] = []
    lexical = engine.shelf.current().lexical
    total = len(TYPINGS) * len(asked)
    for typing in TYPINGS:
        for question, wanted in asked:
            progress("read_questions", len(found), total)
            typed = variants.spell(typing, question.question, key=question.id)
            understood = engine.find(typed, k=1).understood
            scored = lexical.search(understood.terms, engine.settings.candidates)
            by_words = {one.id: one.score for one in scored}
            found.append(Reading(typing, wanted, by_words, understood.to_embed))
    progress("read_questions", total, total)
    return found


@dataclass(frozen=True, slots=True)
class Bench:
    """The documents and questions that every embedder is measured with."""

    engine: Engine
    readings: Sequence[Reading]

    def measure(self, embedder: Embedder, progress: Callable[[str, int, int], None]) -> Gains:
        """Return what each question gains with this embedder, every passage compared."""
        asked = np.stack(
            [
                retrieve.mean_vector([embedder.embed_question(text) for text in one.to_embed])
                for one in self.readings
            ]
        )
        total, ids = self.engine.library.counts()[1], []
        likeness = []
        for batch in batches(self.engine.library.passages(), _BATCH):
            texts = [retrieve.text_to_embed(one.title, one.headings, one.visible) for one in batch]
            likeness.append(asked @ embedder.embed_documents(texts).T)
            ids += [one.id for one in batch]
            progress("measure", len(ids), total)
        return self._gains(np.array(ids), np.concatenate(likeness, axis=1))

    def _gains(self, ids: NDArray[np.int64], likeness: Vectors) -> Gains:
        place_of = {int(name): place for place, name in enumerate(ids)}
        width = min(self.engine.settings.candidates, len(ids))
        weight = self.engine.settings.lexical_weight
        gained: dict[tuple[str, str], list[float]] = defaultdict(list)
        for one, row in zip(self.readings, likeness, strict=True):
            best = np.argsort(-row, kind="stable")[:width]
            by_sense = {int(ids[place]): float(row[place]) for place in best}
            # What a writer at work has just removed is found by words and has no vector.
            by_words = {name: score for name, score in one.by_words.items() if name in place_of}
            exact = {name: float(row[place_of[name]]) for name in by_words}
            fused = retrieve.fuse(by_words, by_sense | exact, lexical_weight=weight)
            for way, order in (("fused", fused), ("dense", by_sense)):
                gained[way, one.typing].append(_gain(order, one.wanted))
        return {(way, typing): np.array(gained[way, typing]) for way in WAYS for typing in TYPINGS}


def compare(before: Gains, after: Gains) -> Verdict:
    """Return the verdict over questions in pairs; the two typings of one count as one."""
    change = np.mean([after[FUSED, one] - before[FUSED, one] for one in TYPINGS], axis=0)
    drawn = figures.resamples("train embedder", len(change)) @ change / len(change)
    low, high = figures.interval(drawn.astype(np.float32))
    return Verdict(before, after, round(float(change.mean()), 4), (low, high))


def _gain(order: Iterable[int], wanted: frozenset[int]) -> float:
    best = list(order)[:_DEPTH]
    rank = next((rank for rank, one in enumerate(best, start=1) if one in wanted), 0)
    return float(1 / np.log2(1 + rank)) if rank else 0.0


def _mean(gains: NDArray[np.float64], measure: str) -> float:
    values = gains if measure == "ndcg@10" else gains == 1.0
    return round(float(values.mean()), 4)

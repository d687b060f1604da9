"""Feature tables: what the product's own search finds for each question, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from askvn import ranker
from askvn.engine import Engine
from askvn.evaluate import score, sets
from askvn.evaluate.sets import Question
from askvn.settings import Settings
from askvn.wiring import open_engine

# As many passages as the engine reads.
_READ = 8


@dataclass(frozen=True)
class Group:
    """The candidates of one question: rows of features, their first score, which ones answer."""

    question: str
    rows: NDArray[np.float64]
    first: NDArray[np.float64]
    right: NDArray[np.bool_]


def build(folder: Path, work: Path, *, embedder: str) -> list[Group]:
    """Return one group a question of an evaluation set in `folder`; kept in `work`, read if there.

    `embedder` is the setting: the passages are found, and the cosines are, by that one.

    Questions without a known sentence, or that nothing answers, are left out.
    """
    target = work / f"{folder.name}.npz"
    if target.exists():
        return read(target)
    chosen = sets.read(folder)
    index = str(work / "index" / folder.name)
    engine = open_engine(Settings(index=index, embedder=embedder), create=True)
    engine.ingest([chosen.corpus] if chosen.corpus else [])
    groups = [
        group(engine, question)
        for question in chosen.questions
        if question.evidence and not question.unanswerable
    ]
    engine.close()
    write(target, groups)
    return groups


def group(engine: Engine, question: Question) -> Group:
    """Return the candidates of one question as the engine finds them."""
    found = engine.retrieve(question.question, k=_READ, history=question.history)
    idf = found.opened.idf
    chosen = ranker.shortlist(found.understood, found.hits, idf=idf)
    return Group(
        question=question.question,
        rows=ranker.table(found.understood, chosen, idf=idf, pieces=engine.embedder),
        first=np.array([sentence.score for sentence in chosen]),
        right=np.array(
            [score.holds_gold(question, sentence.text) for sentence in chosen], dtype=bool
        ),
    )


def write(path: Path, groups: Sequence[Group]) -> None:
    """Write groups into one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        questions=np.array([one.question for one in groups]),
        sizes=np.array([len(one.right) for one in groups]),
        rows=np.concatenate([one.rows for one in groups]).astype(np.float32),
        first=np.concatenate([one.first for one in groups]),
        right=np.concatenate([one.right for one in groups]),
    )


def read(path: Path) -> list[Group]:
    """Return the groups that `write` wrote."""
    with np.load(path) as held:
        ends = np.cumsum(held["sizes"])[:-1]
        parts = (np.split(held[name], ends) for name in ("rows", "first", "right"))
        return [
            Group(str(question), rows.astype(np.float64), first, right)
            for question, rows, first, right in zip(held["questions"], *parts, strict=True)
        ]

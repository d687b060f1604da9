"""The trained ranker: which of the sentences found answers, by a weighted sum of its features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from askvn import evidence, features
from askvn.errors import ModelDamagedError
from askvn.evidence import Sentence
from askvn.features import Table
from askvn.protocols import Embedder
from askvn.records import Hit
from askvn.retrieve import Rarity
from askvn.understand import Understood

FILE = "ranker.json"
# How many of the sentences that share most with the question are judged; what follows is dropped.
SHORTLIST = 20
SENSE = "sense"
PLAIN = "plain"


class Ranker:
    """A weight for each feature; read when a question first needs them.

    Where the embedder is the one that the weights were trained with, the cosine of question and
    sentence counts too. A score is a log-probability up to a constant: two scores tell how many
    times likelier one sentence is to answer than another.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._path = folder / FILE
        self._embedder = embedder

    def rank(self, understood: Understood, hits: Sequence[Hit], *, idf: Rarity) -> list[Sentence]:
        """Return the sentences of `hits` most worth reading, best first, `SHORTLIST` at most.

        Raises:
            ModelDamagedError: if the file of the weights is missing or not what it should be.
        """
        chosen = evidence.rank(understood, hits, idf=idf)[:SHORTLIST]
        weights, embedder = self._trained
        scores = table(understood, chosen, idf=idf, embedder=embedder) @ weights
        judged = [
            replace(sentence, score=float(score))
            for sentence, score in zip(chosen, scores, strict=True)
        ]
        return sorted(judged, key=lambda one: (-one.score, one.hit.rank, one.span))

    @cached_property
    def _trained(self) -> tuple[Table, Embedder | None]:
        """Return the weights in the order of `columns`, and the embedder if they know it."""
        try:
            content: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            knows = content["embedder"] == self._embedder.fingerprint
            embedder = self._embedder if knows else None
            named = content[SENSE if knows else PLAIN]
            return np.array([float(named[name]) for name in columns(embedder)]), embedder
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelDamagedError(
                "the model file '{path}' cannot be loaded: {reason}",
                hint="pip install --force-reinstall askvn",
                path=self._path,
                reason=error,
            ) from error


def columns(embedder: Embedder | None) -> tuple[str, ...]:
    """Return the names of what is weighed, with an embedder or without one."""
    return (*features.NAMES, SENSE) if embedder else features.NAMES


def table(
    understood: Understood,
    chosen: Sequence[Sentence],
    *,
    idf: Rarity,
    embedder: Embedder | None,
) -> Table:
    """Return a row of `columns` for each chosen sentence, in their order."""
    found = features.table(understood, chosen, idf=idf)
    if embedder is None:
        return found
    return np.column_stack([found, _cosines(understood.text, chosen, embedder)])


def _cosines(question: str, chosen: Sequence[Sentence], embedder: Embedder) -> Table:
    vectors = embedder.embed_documents([sentence.text for sentence in chosen])
    return (vectors @ embedder.embed_question(question)).astype(np.float64)

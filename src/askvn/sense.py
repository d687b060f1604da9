"""How near sentences are to a question in sense, by the rows of the built-in embedder's pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askvn.protocols import Pieces, Vectors

NAMES = (
    "sense",  # cosine of the whole question and the whole sentence
    "alike",  # how near the nearest piece of the sentence is to each piece of the question
)


def closeness(question: str, texts: Sequence[str], pieces: Pieces) -> Vectors:
    """Return the two `NAMES` for each text, shape `(len(texts), 2)`.

    The sum of a text's rows has the direction of its vector. `alike` is the mean over the
    question's pieces, by the lengths of their rows, of the best cosine with a piece of the text.
    """
    asked = pieces.vectors_of(pieces.pieces_of(question)[0])
    held = [pieces.pieces_of(text)[0] for text in texts]
    found = np.zeros((len(texts), len(NAMES)), dtype=np.float32)
    if not len(asked) or not any(map(len, held)):
        return found
    every, places = np.unique(np.concatenate(held), return_inverse=True)
    rows = pieces.vectors_of(every)
    lengths = np.linalg.norm(asked, axis=1)
    near = _unit(asked) @ _unit(rows).T
    whole = _unit(asked.sum(axis=0, keepdims=True))[0]
    for number, own in enumerate(np.split(places, np.cumsum([len(one) for one in held])[:-1])):
        if len(own):
            found[number, 0] = _unit(rows[own].sum(axis=0, keepdims=True))[0] @ whole
            found[number, 1] = near[:, own].max(axis=1) @ lengths / lengths.sum()
    return found


def cosine(question: str, text: str, pieces: Pieces) -> float:
    """Return the cosine of a whole question and a whole text, 0 where one has no pieces."""
    asked, held = (
        _unit(pieces.vectors_of(pieces.pieces_of(one)[0]).sum(axis=0, keepdims=True))[0]
        for one in (question, text)
    )
    return float(asked @ held)


def uncovered(question: str, text: str, pieces: Pieces) -> float:
    """Return how much of a question nothing in `text` is like: 0 is nothing of it, 1 is all.

    The mean over the question's pieces, by the lengths of their rows, of the square of what the
    best cosine with a piece of the text lacks to 1.
    """
    asked = pieces.vectors_of(pieces.pieces_of(question)[0])
    if not len(asked):
        return 0.0
    held = np.unique(pieces.pieces_of(text)[0])
    lengths = np.linalg.norm(asked, axis=1)
    if not len(held):
        return 1.0
    best = (_unit(asked) @ _unit(pieces.vectors_of(held)).T).max(axis=1)
    return float((1 - best) ** 2 @ lengths / max(float(lengths.sum()), 1e-9))


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit

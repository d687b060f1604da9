"""The trained reader: loads its file, reads passages, tells which sentence and words answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np

from askvn.errors import ModelDamagedError
from askvn.evidence import sentences_of
from askvn.protocols import Pieces
from askvn.reader import encoding
from askvn.reader.encoding import Encoded, Floats, Integers
from askvn.reader.network import Network, Shape
from askvn.records import Hit, Span
from askvn.tensors import map_tensors

WEIGHTS = "reader.safetensors"
ABOUT = "reader.json"
# The longest short answer, in words.
_LONGEST_ANSWER = 24
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Page:
    """A passage as it was read; scores (words, 3) of evidence, start and end."""

    hit: Hit
    encoded: Encoded
    scores: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read with one question.

    `scores` are the log-probabilities of the sentences of all passages, by passage and span; they
    and `none`, the probability that nothing answers, make one.
    """

    scores: Mapping[tuple[int, Span], float]
    none: float
    pages: Mapping[int, Page]

    def score(self, hit: Hit, span: Span) -> float:
        """Return a sentence's score; of one that was not read the lowest there is."""
        return self.scores.get((hit.chunk, span), min(self.scores.values(), default=0.0))

    def words(self, hit: Hit, span: Span) -> Span | None:
        """Return where the words of a sentence stand that most likely answer by themselves."""
        ends = self._ends(hit, span)
        if ends is None:
            return None
        places, first, last = ends
        joined = np.outer(first, last)
        apart = np.arange(len(places))[None, :] - np.arange(len(places))[:, None]
        joined[(apart < 0) | (apart >= _LONGEST_ANSWER)] = 0
        begin, end = np.unravel_index(int(joined.argmax()), joined.shape)
        start = int(places[begin, 0])
        stop = hit.start + _closed(hit.visible, start - hit.start, int(places[end, 1]) - hit.start)
        return Span(start, stop)

    def likeliest(self, hit: Hit, span: Span, among: Sequence[Span]) -> Span | None:
        """Return in which of some parts of a sentence the answer most likely begins and ends."""
        ends = self._ends(hit, span)
        if ends is None or not among:
            return None
        places, first, last = ends
        chances = []
        for part in among:
            inside = (places[:, 0] < part.end) & (places[:, 1] > part.start)
            chances.append(float(first[inside].sum() * last[inside].sum()))
        return among[int(np.argmax(chances))]

    def _ends(self, hit: Hit, span: Span) -> tuple[Integers, Floats, Floats] | None:
        """Return where a sentence's words stand and how likely each begins and ends the answer."""
        page = self.pages.get(hit.chunk)
        if page is None:
            return None
        places = page.encoded.spans + hit.start
        inside = (places[:, 0] >= span.start) & (places[:, 0] < span.end)
        inside &= page.encoded.sentences != encoding.NOWHERE
        if not inside.any():
            return None
        scores = page.scores[inside]
        return places[inside], _softmax(scores[:, 1]), _softmax(scores[:, 2])


class Reader:
    """Reads passages with a question; the network is loaded when it is first needed.

    It stands upon the rows of the built-in embedder, whichever embedder searches.
    """

    def __init__(self, folder: Path, embedder: Pieces) -> None:
        self._folder = folder
        self._embedder = embedder

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return what the sentences of `hits` tell.

        Raises:
            ModelDamagedError: if a file of the network is missing or not what it should be.
        """
        asked = encoding.question(self._embedder, question)
        spans = {hit.chunk: [span for span, _ in sentences_of(hit)] for hit in hits}
        pages = [(hit, self._page(hit, spans[hit.chunk])) for hit in hits]
        pages = [(hit, page) for hit, page in pages if len(page)]
        if not len(asked) or not pages:
            return Reading({}, 1.0, {})
        asked_rows = self._rows(asked)
        found, none = self._network.score(
            (_unit(asked_rows), question_features(asked, asked_rows[:, 0])),
            [
                (_unit(rows), passage_features(asked, page, asked_rows[:, 0], rows[:, 0]))
                for _, page in pages
                for rows in (self._rows(page),)
            ],
        )
        read = {
            hit.chunk: Page(hit, page, scores)
            for (hit, page), scores in zip(pages, found, strict=True)
        }
        scores = {
            (hit.chunk, span): score
            for (hit, page), words in zip(pages, found, strict=True)
            for span, score in _sentence_scores(spans[hit.chunk], page, words[:, 0])
        }
        every = np.array([*scores.values(), none.mean()])
        chances = np.log(_softmax(every) + _TINY)
        return Reading(
            dict(zip(scores, chances.tolist(), strict=False)), float(np.exp(chances[-1])), read
        )

    def _page(self, hit: Hit, spans: Sequence[Span]) -> Encoded:
        inner = [Span(start - hit.start, end - hit.start) for start, end in spans]
        heading = f"{hit.title}\n{hit.headings}"
        return encoding.passage(self._embedder, heading, hit.visible, inner)

    def _rows(self, encoded: Encoded) -> Floats:
        """Return the rows of each word's first and last piece, shape (words, 2, dim)."""
        pieces, places = np.unique(encoded.pieces, return_inverse=True)
        rows: Floats = self._embedder.vectors_of(pieces)[places.reshape(encoded.pieces.shape)]
        return rows

    @cached_property
    def _network(self) -> Network:
        try:
            about = json.loads((self._folder / ABOUT).read_text(encoding="utf-8"))
            shape = Shape(**{field.name: about[field.name] for field in fields(Shape)})
            return Network(shape, map_tensors(self._folder / WEIGHTS))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelDamagedError(
                "the model file '{path}' cannot be loaded: {reason}",
                hint="pip install --force-reinstall askvn",
                path=self._folder / WEIGHTS,
                reason=error,
            ) from error


def question_features(asked: Encoded, rows: Floats) -> Floats:
    """Return marks and weights of a question's words; `rows` are those of their first pieces."""
    weights = encoding.weights_of(encoding.lengths(rows), asked)
    return np.concatenate([encoding.marks_of(asked), weights[:, None]], axis=1)


def passage_features(asked: Encoded, held: Encoded, asked_rows: Floats, rows: Floats) -> Floats:
    """Return marks and counts of a passage's words beside a question."""
    counted = encoding.counts(asked, held, asked_rows, rows)
    return np.concatenate([encoding.marks_of(held), counted], axis=1)


def _sentence_scores(
    spans: Sequence[Span], page: Encoded, scores: Floats
) -> list[tuple[Span, float]]:
    found = []
    for number, span in enumerate(spans):
        words = scores[page.sentences == number]
        if len(words):
            top = float(words.max())
            found.append((span, top + float(np.log(np.exp(words - top).sum()))))
    return found


def _unit(rows: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    flat: Floats = (rows / lengths).reshape(len(rows), -1)
    return flat


def _softmax(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max())
    found: Floats = shares / shares.sum()
    return found


def _closed(text: str, start: int, end: int) -> int:
    """Return where words end with the sign that belongs to them: 12,5%, "…", (…)."""
    rest = text[end : end + 2]
    if rest[:1] in "%°" or (rest[:1] == ")" and "(" in text[start:end]):
        return end + bool(rest)
    return end + 2 if rest == " %" else end

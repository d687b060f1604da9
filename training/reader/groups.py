"""Groups: a question with passages that were found for it, and what of them answers it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from askvn import chunk
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.evidence import sentences_of
from askvn.reader import encoding
from askvn.reader.encoding import Encoded
from askvn.records import Document, Hit, Span
from askvn.vietnamese.diacritics import strip

WAYS = 3
MOST_PASSAGES = 6
NOTHING = -1
_PARTS = ("pieces", "forms", "bare", "marks", "sentences")


@dataclass(frozen=True)
class Passage:
    """A passage as the product finds it: text, heading, the sentences that can be quoted."""

    heading: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True)
class Group:
    """`gold` passages answer; `sentence` of the first of them does where that is known.

    `span` is where the short answer stands in it. `wrong` is the question changed so that nothing
    answers it, "" where there is none.
    """

    question: str
    passages: tuple[Passage, ...]
    gold: int
    kind: str
    sentence: int = NOTHING
    span: Span | None = None
    wrong: str = ""
    held_out: bool = False


def of_hit(hit: Hit) -> Passage:
    """Return a hit as the reader reads it."""
    spans = tuple(
        Span(span.start - hit.start, span.end - hit.start) for span, _ in sentences_of(hit)
    )
    return Passage(f"{hit.title}\n{hit.headings}", hit.visible, spans)


@dataclass(frozen=True)
class Texts:
    """Encoded texts, one behind the other; `ends[i]` is where text i ends."""

    pieces: NDArray[np.int32]
    forms: NDArray[np.int32]
    bare: NDArray[np.int32]
    marks: NDArray[np.int32]
    sentences: NDArray[np.int32]
    ends: NDArray[np.int64]

    def __getitem__(self, number: int) -> Encoded:
        begin, end = (int(self.ends[number - 1]) if number else 0), int(self.ends[number])
        parts = [getattr(self, name)[begin:end] for name in _PARTS]
        return Encoded(*parts, np.zeros((end - begin, 2), np.int32))


@dataclass(frozen=True)
class Material:
    """All groups as arrays: rows of `texts` numbers, `NOTHING` where there is none.

    `questions` (n, WAYS): as typed, careless, without diacritics; `wrong` (n); `passages`
    (n, MOST_PASSAGES), the first `gold` of which answer; `sentence`, `first`, `last` (n): the
    sentence that answers and the words of the short answer; `kinds` (n) into `names`.
    """

    texts: Texts
    questions: NDArray[np.int32]
    wrong: NDArray[np.int32]
    passages: NDArray[np.int32]
    gold: NDArray[np.int32]
    sentence: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    kinds: NDArray[np.int32]
    held_out: NDArray[np.bool_]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.gold)


class Builder:
    """Encodes groups; a text is encoded once."""

    def __init__(self, embedder: BuiltinEmbedder) -> None:
        self._embedder = embedder
        self._numbers: dict[tuple[str, ...], int] = {}
        self._encoded: list[Encoded] = []
        self._rows: list[tuple[object, ...]] = []
        self._names: dict[str, int] = {}

    def add(self, group: Group) -> None:
        """Add one group."""
        typed = group.question
        careless = typed.lower().rstrip("? .")
        questions = [self._question(one) for one in (typed, careless, strip(typed))]
        passages = [self._passage(one) for one in group.passages[:MOST_PASSAGES]]
        first = last = NOTHING
        if group.span and group.gold:
            first, last = self._words(passages[0], group.span)
        row = (
            questions,
            self._question(group.wrong) if group.wrong else NOTHING,
            passages + [NOTHING] * (MOST_PASSAGES - len(passages)),
            group.gold,
            group.sentence,
            first,
            last,
            self._names.setdefault(group.kind, len(self._names)),
            group.held_out,
        )
        self._rows.append(row)

    def save(self, path: Path) -> int:
        """Write `Material` and return how many groups it has."""
        columns = list(zip(*self._rows, strict=True))
        names = [one.name for one in fields(Material) if one.name not in ("texts", "names")]
        arrays = {
            name: np.array(column, dtype=np.int32)
            for name, column in zip(names, columns, strict=True)
        }
        parts = {
            f"text_{part}": np.concatenate([getattr(one, part) for one in self._encoded])
            for part in _PARTS
        }
        ends = np.cumsum([len(one) for one in self._encoded])
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, text_ends=ends, names=np.array(list(self._names)), **arrays, **parts)
        partial.replace(path)
        return len(self._rows)

    def _question(self, text: str) -> int:
        return self._add(("", text), lambda: encoding.question(self._embedder, text))

    def _passage(self, one: Passage) -> int:
        return self._add(
            (one.heading, one.text),
            lambda: encoding.passage(self._embedder, one.heading, one.text, one.sentences),
        )

    def _add(self, key: tuple[str, ...], make: Callable[[], Encoded]) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._encoded)
            self._encoded.append(make())
        return number

    def _words(self, passage: int, span: Span) -> tuple[int, int]:
        encoded = self._encoded[passage]
        inside = (
            (encoded.spans[:, 0] < span.end)
            & (encoded.spans[:, 1] > span.start)
            & (encoded.sentences != encoding.NOWHERE)
        )
        found = np.flatnonzero(inside)
        return (int(found[0]), int(found[-1])) if len(found) else (NOTHING, NOTHING)


def load(path: Path) -> Material:
    """Return what `Builder.save` wrote."""
    held = np.load(path)
    texts = Texts(*(held[f"text_{part}"] for part in _PARTS), held["text_ends"])
    names = tuple(str(name) for name in held["names"])
    inner = [one.name for one in fields(Material) if one.name not in ("texts", "names")]
    arrays = {name: held[name] for name in inner}
    arrays["held_out"] = arrays["held_out"].astype(bool)
    return Material(texts=texts, names=names, **arrays)


def chunks(title: str, text: str, *, max_chars: int = 1000) -> Iterator[Passage]:
    """Yield a document's passages as the product cuts them."""
    for part in chunk.split(Document(source="", text=text, title=title), max_chars):
        hit = Hit(
            1, 0.0, "", title, 0, part.start, part.end, None, part.text,
            visible=part.visible, headings=part.headings,
        )  # fmt: skip
        yield of_hit(hit)

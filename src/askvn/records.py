"""The frozen values that travel through askvn, named as in the JSON contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

PATH_SEPARATOR = " › "
Style = Literal["quote", "compose"]
# What is done with a sentence that no passage supports.
Unsupported = Literal["drop", "mark", "keep"]


class Span(NamedTuple):
    """Half-open character range `[start, end)` in a document's normalised text."""

    start: int
    end: int


class Mark(NamedTuple):
    """A page or heading that begins at `start` and holds until the next of its kind.

    `level` is 0 for a page (its number is the label) and 1, 2, … for a heading.
    """

    start: int
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read: normalised text, and where its parts stand in it.

    `hidden` spans (front matter, comments, URLs, markup) belong to the text, so that offsets stay
    exact, but are neither indexed nor quoted as prose.
    """

    source: str
    text: str
    title: str = ""
    date: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive whole sentences of a document: `document.text[start:end] == text`.

    `visible` has the same length with everything hidden blanked; `headings` is the heading path,
    joined by " › "; `page` is None where the format has no pages.
    """

    start: int
    end: int
    text: str
    visible: str
    headings: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Which documents are searched; empty fields leave all in.

    Any of the source globs (`*` also matches `/`) and any of the tags must fit; days are ISO and
    inclusive; what was read from below one of the folders `outside` is left out.
    """

    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    after: str = ""
    before: str = ""
    outside: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a passage stands."""

    source: str
    title: str
    chunk: int
    start: int
    end: int
    page: int | None


class Meaning(NamedTuple):
    """What an abbreviation stands for, and how many documents explain it so."""

    short: str
    long: str
    documents: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; `score` is in [0, 1], comparable within one search only.

    `also_in` are its near-duplicates in other documents; `signature` finds them, 0 is none.
    """

    rank: int
    score: float
    source: str
    title: str
    chunk: int
    start: int
    end: int
    page: int | None
    text: str
    visible: str = field(default="", repr=False)
    headings: str = ""
    date: str = ""
    document: int = field(default=0, repr=False)
    also_in: tuple[Place, ...] = ()
    signature: int = field(default=0, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the hit as the JSON contract of `askvn search --json` has it."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "source": self.source,
            "title": self.title,
            "chunk": self.chunk,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "text": self.text,
            "also_in": [place._asdict() for place in self.also_in],
        }


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Pace(NamedTuple):
    """How many tokens a language model reads and writes in a second."""

    read: float
    written: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence is not supported: a code, and the words of the sentence that it is about.

    Codes are number, amount, date, name, displaced, negation, opposite and content.
    """

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Marker `[n]` of an answer: `quote` is the source's normalised text at `[start, end)`.

    `date` is the document's, as far as it is known. Where `supported` is False, `reasons` tell what
    of the sentence does not stand in the quote.
    """

    n: int
    source: str
    title: str
    start: int
    end: int
    page: int | None
    quote: str
    supported: bool
    reasons: tuple[Reason, ...] = ()
    date: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the citation as the JSON contract of `askvn ask --json` has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words that answer by themselves: the source of citation `n` at `[start, end)`."""

    text: str
    n: int
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """Return the words as the JSON contract of `askvn ask --json` has them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Note:
    """What askvn itself adds to an answer, in words, and the numbers of the citations it is about.

    Kinds are `day` (what `hôm qua` means by the day of the document), `conflict` (documents tell it
    differently) and `missing` (a part of the question that no passage mentions).
    """

    kind: Literal["day", "conflict", "missing"]
    text: str
    citations: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the note as the JSON contract of `askvn ask --json` has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. With `refused` the documents don't tell and nothing is cited.

    `short` is the first line of `text` where a few words answer, else None. `confidence`, 0 to 1,
    is the highest strictness at which it would not have been refused. `unmentioned` is what a
    refused question says and none of the passages found does. `notes` are no part of `text`.
    """

    question: str
    understood_as: str
    text: str
    refused: bool
    style: Style
    model: str
    confidence: float = 0.0
    short: ShortAnswer | None = None
    unmentioned: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    hits: tuple[Hit, ...] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the JSON contract of `askvn ask --json` has it."""
        return {
            "question": self.question,
            "understood_as": self.understood_as,
            "answer": self.text,
            "short": self.short.to_json() if self.short else None,
            "refused": self.refused,
            "unmentioned": list(self.unmentioned),
            "style": self.style,
            "model": self.model,
            "citations": [citation.to_json() for citation in self.citations],
            "notes": [note.to_json() for note in self.notes],
            "hits": [hit.to_json() for hit in self.hits],
            "milliseconds": {name: round(value, 1) for name, value in self.milliseconds.items()},
        }


@dataclass(frozen=True, slots=True)
class File:
    """A file that was indexed: its path, the path once given to find it, shown name and hash."""

    id: int
    path: str
    root: str
    source: str
    hash: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored chunk as the indexes want it."""

    id: int
    title: str
    headings: str
    visible: str
    key: bytes

"""One spelling for every text: NFC, `Đ/đ` repaired, one kind of space, and the exact way back."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

import regex

# Invisible characters that only break words: zero-width space, word joiner, BOM, soft hyphen.
_DROPPED = "\u200b\u2060\ufeff\u00ad"
# Look-alikes as old keyboards and fonts wrote them: Icelandic eth and African d for Đ/đ, the
# letter gha for Ư/ư (common in PDFs: "đƣợc").
_ALIKE = {
    "\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ", "\u01a2": "Ư", "\u01a3": "ư",
}  # fmt: skip
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\u2028\u2029\u0085\f\v"
_SUSPECT = regex.compile(
    rf"[{_DROPPED}{''.join(_ALIKE)}{_SPACES}{_BREAKS}\r\x00-\x08\x0e-\x1f\ud800-\udfff]"
)
_SPACE = regex.compile(rf"[{_SPACES}]")
_BREAK = regex.compile(rf"\r\n?|[{_BREAKS}]")
_CLUSTER = regex.compile(r"\r\n|\X")
_DELETED = regex.compile(rf"[{_DROPPED}\x00-\x08\x0e-\x1f\ud800-\udfff]")
_LOOKALIKE = regex.compile(f"[{''.join(_ALIKE)}]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text and, by `raw_span`, where each part of it stood before."""

    text: str
    _starts: tuple[int, ...] = ()  # normalised offset at which each changed run begins
    _raws: tuple[int, ...] = ()  # raw offset of the same place

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw half-open range whose normalisation is `text[start:end]`."""
        return self._raw(start), self._raw(end)

    def _raw(self, offset: int) -> int:
        if not self._starts:
            return offset
        run = bisect_right(self._starts, offset) - 1
        return self._raws[run] + (offset - self._starts[run])


def normalise(text: str) -> str:
    """Return `text` in NFC with `Ð→Đ`, plain spaces and single line feeds, invisible marks dropped.

    Idempotent. Every text passes here once: documents when they are read, questions when asked.
    """
    if not _SUSPECT.search(text):
        return _compose(text)
    text = _BREAK.sub("\n", _SPACE.sub(" ", text))
    text = _LOOKALIKE.sub(lambda match: _ALIKE[match.group()], text)
    return _compose(_DELETED.sub("", text))


def normalise_with_map(text: str) -> Normalised:
    """Return the same text as `normalise`, together with the exact map back to `text`."""
    if not _SUSPECT.search(text) and unicodedata.is_normalized("NFC", text):
        return Normalised(text)
    pieces: list[str] = []
    starts, raws = [0], [0]
    length = drift = 0
    for match in _CLUSTER.finditer(text):
        piece = normalise(match.group())
        if match.start() - length != drift:
            drift = match.start() - length
            starts.append(length)
            raws.append(match.start())
        pieces.append(piece)
        length += len(piece)
    starts.append(length)
    raws.append(len(text))
    joined = "".join(pieces)
    if joined != normalise(text):  # clusters that interact: rare scripts; map by whole lines
        return _by_line(text)
    return Normalised(joined, tuple(starts), tuple(raws))


def _compose(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _by_line(text: str) -> Normalised:
    starts, raws = [0], [0]
    length = position = 0
    pieces = []
    for line in text.splitlines(keepends=True):
        starts.append(length)
        raws.append(position)
        pieces.append(normalise(line))
        length += len(pieces[-1])
        position += len(line)
    starts.append(length)
    raws.append(len(text))
    return Normalised("".join(pieces), tuple(starts), tuple(raws))

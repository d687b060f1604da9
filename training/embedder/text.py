"""Vietnamese text as the embedder's training sees it: pure functions, no model."""

import random
import unicodedata
from collections.abc import Iterator

import regex

WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
RUN = regex.compile(r"[^\p{L}\p{M}\p{N}\s]+|\n")
SENTENCE_END = regex.compile(r"(?<=[.!?…][\"”’')\]]?)\s+(?=[\p{Lu}\p{N}\"“‘'(\[-])|\n+")
TONE_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"))


def fold(text: str) -> str:
    """Return `text` in NFC, lower case, with one spelling of đ, as the model's normaliser does."""
    return unicodedata.normalize("NFC", text).lower().replace("ð", "đ")


def strip_marks(text: str) -> str:
    """Return `text` without Vietnamese diacritics."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", decomposed.translate(TONE_MARKS))


def words(text: str) -> list[str]:
    """Return the lower-case runs of letters and digits of `text`."""
    found: list[str] = WORD.findall(fold(text))
    return found


def phrases(text: str) -> Iterator[list[str]]:
    """Yield the words between two marks of punctuation, run by run."""
    for run in RUN.split(fold(text)):
        if found := WORD.findall(run):
            yield found


def sentences(text: str) -> list[str]:
    """Return the non-empty sentences of `text`; a line's end always ends one."""
    return [piece for part in SENTENCE_END.split(text) if (piece := part.strip())]


def passages(title: str, text: str, *, max_chars: int = 1000) -> list[str]:
    """Return runs of whole sentences, each at most `max_chars` long, the title before each."""
    runs: list[str] = []
    for sentence in sentences(text) or [""]:
        for start in range(0, len(sentence), max_chars):
            piece = sentence[start : start + max_chars]
            if runs and len(runs[-1]) + 1 + len(piece) <= max_chars:
                runs[-1] += " " + piece
            else:
                runs.append(piece)
    return [f"{title}\n{run}" if title else run for run in runs or [""]]


def strip_half(text: str, chance: random.Random) -> str:
    """Return `text` with the diacritics of about half of its words removed."""
    return " ".join(strip_marks(word) if chance.random() < 0.5 else word for word in text.split())


def mistype(text: str, chance: random.Random) -> str:
    """Return `text` with one letter of one word dropped, doubled or swapped with the next."""
    typed = text.split()
    long_words = [number for number, word in enumerate(typed) if len(word) > 3]
    if not long_words:
        return text
    number = chance.choice(long_words)
    word = typed[number]
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    typed[number] = chance.choice([word[:at] + word[at + 1 :], word[: at + 1] + word[at:], swapped])
    return " ".join(typed)

"""What training may not read: the questions and the telling sentences of the evaluation sets."""

from collections.abc import Iterator
from pathlib import Path

from training.embedder.files import read_records
from training.embedder.text import sentences, words

TELLING_CHARS = 60


class HeldOut:
    """The evaluation sets as keys, so that what they hold is recognised however it is typed."""

    def __init__(self, evaluation: Path) -> None:
        self._questions: set[str] = set()
        self._sentences: set[str] = set()
        for folder in sorted(path for path in evaluation.iterdir() if path.is_dir()):
            for record in read_records(folder / "questions.jsonl"):
                self._questions.add(_key(record["question"]))
            for text in _texts(folder):
                self._sentences |= _telling(text)

    def holds(self, question: str, passage: str) -> bool:
        """Return whether a set asks `question` or holds a telling sentence of `passage`."""
        return _key(question) in self._questions or not self._sentences.isdisjoint(
            _telling(passage)
        )


def _texts(folder: Path) -> Iterator[str]:
    if (folder / "corpus.jsonl").is_file():
        for record in read_records(folder / "corpus.jsonl"):
            yield record["text"]
    else:
        for file in sorted((folder / "corpus").iterdir()):
            yield file.read_text(encoding="utf-8")


def _telling(text: str) -> set[str]:
    return {_key(piece) for piece in sentences(text) if len(piece) > TELLING_CHARS}


def _key(text: str) -> str:
    return " ".join(words(text))

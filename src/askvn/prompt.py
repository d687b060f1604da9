"""The prompts, filled in. Their wording is in `prompts/`, in Vietnamese, reviewed like code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from askvn import resources
from askvn.evidence import Sentence
from askvn.records import Hit, Message

# Labels of candidate sentences; each is one token in every vocabulary we know.
LABELS = "ABCDEFGHIJKL"
NONE = "0"
NO_ANSWER = "Tài liệu không có thông tin này."
_SENTENCE_CHARS = 350


def quote(question: str, sentences: Sequence[Sentence]) -> list[Message]:
    """Return the prompt that asks for the label of the sentence that answers, or `NONE`.

    Each label stands behind its sentence: a causal model has then read question and sentence.
    """
    lines = "\n".join(
        f"{_shortened(sentence.text)} ({label})"
        for label, sentence in zip(LABELS, sentences, strict=False)
    )
    return [
        Message("system", _template("quote.system")),
        Message("user", _template("quote.user").format(question=question, sentences=lines)),
    ]


def compose(question: str, hits: Sequence[Hit], history: Sequence[Message] = ()) -> list[Message]:
    """Return the prompt that asks for an answer in the model's words, `[n]` after each sentence.

    Passages are fenced and numbered by their rank; what was said before stands between.
    """
    passages = "\n\n".join(_excerpt(number, hit) for number, hit in enumerate(hits, start=1))
    return [
        Message("system", _template("compose.system").format(no_answer=NO_ANSWER)),
        *history,
        Message("user", _template("compose.user").format(passages=passages, question=question)),
    ]


def fit(hits: Sequence[Hit], count_tokens: Callable[[str], int], *, budget: int) -> list[Hit]:
    """Return the best-first prefix of `hits` whose excerpts take at most `budget` tokens."""
    kept: list[Hit] = []
    for number, hit in enumerate(hits, start=1):
        budget -= count_tokens(_excerpt(number, hit) + "\n\n")
        if budget < 0:
            break
        kept.append(hit)
    return kept


def is_no_answer(text: str) -> bool:
    """Tell whether a composed reply says no more than that the documents don't tell."""
    return NO_ANSWER.rstrip(".").lower() in text.lower() or not text.strip()


def grammar(count: int) -> str:
    """Return the GBNF grammar that admits one label of `count` sentences, or `NONE`."""
    labels = " | ".join(f'"{label}"' for label in [*LABELS[:count], NONE])
    return f"root ::= {labels}"


def _excerpt(number: int, hit: Hit) -> str:
    heading = " — ".join(part for part in (hit.title, hit.headings, hit.date) if part)
    body = "\n".join(" ".join(line.split()) for line in hit.visible.splitlines() if line.strip())
    return f"[{number}] {heading}\n<<<\n{body}\n>>>"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SENTENCE_CHARS else text[: _SENTENCE_CHARS - 1].rstrip() + "…"


def _template(name: str) -> str:
    return (resources.prompts() / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")

"""Where the claims come from: news and encyclopaedia texts, and people's questions."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

from training.answer import data as texts
from training.answer.reader import held_out
from training.reader.paraphrase import Paraphraser
from training.verifier.claims import Case, Passage, Told, of_passage, of_told
from training.verifier.swaps import Material

from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.verify import polarity
from askvn.verify.said import said
from askvn.vietnamese.words import FUNCTION_WORDS

# Questions of these sets are asked about their passage; most tell the answer in a sentence too.
TOLD = ("uit_wiki", "uit_reg", "vinewsqa_dev", "vicoqa_dev", "virhe4qa_train", "vihallu_no")
_PASSAGE_CHARS = 900
_OTHERS = 6
_MOST_SENTENCES = 25
# Passages about the same subject share names; those that everyone shares tell nothing.
_NEAR = 3
_MOST_SHARING = 40
_LEAST_ALIKE = 0.42
_MOST_REPLACED = 3


def build(folder: Path, evaluation: Path, target: Path, *, documents: int, seed: int) -> int:
    """Write the cases of all sources as JSON lines, and return how many there are."""
    source = random.Random(seed)
    banned = forbidden(evaluation)
    passages = list(of_texts(folder / "text-0.jsonl.zst", banned, documents))
    told = list(of_questions(folder / "reader_train.jsonl.zst", banned))
    told = list(_with_subject(told, passages))
    replaced = Replacer(BuiltinEmbedder())
    count = 0
    with target.open("w", encoding="utf-8") as lines:
        for case in _cases(passages, told, replaced, source):
            lines.write(json.dumps(asdict(case), ensure_ascii=False) + "\n")
            count += 1
    return count


def read(path: Path) -> Iterator[Case]:
    """Yield the cases that `build` wrote."""
    for record in texts.read(path):
        yield Case(**record)


def forbidden(evaluation: Path) -> set[str]:
    """Return the keys of every question and long sentence of every evaluation set."""
    found = texts.forbidden(evaluation)
    for record in texts.read(evaluation / "vihallu.jsonl"):
        found |= {texts.key(text) for text in texts.split(texts.clean(record["context"]))}
        found |= {texts.key(record[name]) for name in ("prompt", "response")}
    return found


def of_texts(path: Path, banned: set[str], documents: int) -> Iterator[Passage]:
    """Yield the first two passages of each document with none of its sentences banned."""
    for record in islice(texts.read(path), documents):
        text = texts.clean(record["text"])
        parts = texts.split(text)
        if banned.isdisjoint(map(texts.key, parts)):
            yield from islice(_passages(record["title"], text, parts), 2)


def of_questions(path: Path, banned: set[str]) -> Iterator[Told]:
    """Yield the questions none of whose sentences is banned."""
    for record in texts.read(path):
        if record["set"] not in TOLD or record["is_impossible"]:
            continue
        text = texts.clean(record["context"])
        parts = texts.split(text)
        keys = {texts.key(record["question"]), *map(texts.key, parts)}
        if not banned & keys and len(parts) <= _MOST_SENTENCES:
            yield _told(record, text, parts)


def _with_subject(told: Sequence[Told], passages: Sequence[Passage]) -> Iterator[Told]:
    """Yield each question with the sentences of the passages that share most names with its own."""
    texts_of = {one.text: one for one in (*passages, *(item.passage for item in told))}
    names = {text: {one.forms for one in said(text).names if one.is_whole} for text in texts_of}
    having: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text, found in names.items():
        for forms in found:
            having[forms].append(text)
    for item in told:
        own = item.passage.text
        shared = Counter(
            text
            for forms in names[own]
            for text in having[forms][:_MOST_SHARING]
            if text != own and text not in own and own not in text
        )
        near = [text for text, count in shared.most_common(_NEAR) if count > 1]
        beside = tuple(one for text in near for one in texts_of[text].sentences)
        yield replace(item, passage=replace(item.passage, beside=beside))


def _told(record: dict[str, Any], text: str, parts: Sequence[str]) -> Told:
    titled = record["set"] in ("vinewsqa_dev", "vicoqa_dev", "uit_reg")
    passage = Passage(record["title"] if titled else "", tuple(parts), (), held_out(text))
    answers = [" ".join(texts.clean(one["text"]).split()) for one in record["answers"]]
    sentence = texts.clean(record.get("answer_generative") or "")
    return Told(passage, texts.clean(record["question"]), answers[0] if answers else "", sentence)


def _passages(title: str, text: str, parts: Sequence[str]) -> Iterator[Passage]:
    runs: list[list[str]] = [[]]
    for one in parts:
        if sum(map(len, runs[-1])) + len(one) > _PASSAGE_CHARS:
            runs.append([])
        runs[-1].append(one)
    out = held_out(text)
    for place, run in enumerate(runs):
        beside = [one for other in runs[:place] + runs[place + 1 :] for one in other]
        if len(run) > 1:
            yield Passage(title, tuple(run), tuple(beside[:12]), out)


def _cases(
    passages: Sequence[Passage], told: Sequence[Told], replaced: "Replacer", source: random.Random
) -> Iterator[Case]:
    for passage in passages:
        others = source.sample(passages, _OTHERS)
        yield from of_passage(passage, others, replaced, source)
    for one in told:
        yield from of_told(one, source.sample(passages, _OTHERS), source)


class Replacer:
    """Replaces some words of a sentence by what the embedder holds to be like them."""

    def __init__(self, embedder: BuiltinEmbedder) -> None:
        import numpy as np

        self._embedder = embedder
        rows = embedder.vectors_of(np.arange(embedder.pieces, dtype=np.int32))
        self._names = embedder.piece_names()
        self._like = Paraphraser(rows, self._names)
        self._rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def __call__(self, text: str, material: Material, source: random.Random) -> str:
        """Return `text` with up to three pieces replaced, "" where none can be."""
        del material
        pieces, spans = self._embedder.pieces_of(text)
        places = [place for place in range(len(pieces)) if self._may_go(text, spans[place])]
        source.shuffle(places)
        made: list[tuple[int, int, str]] = []
        for place in places[: 2 * _MOST_REPLACED]:
            other = self._other(int(pieces[place]))
            if other and len(made) < _MOST_REPLACED:
                start, end = map(int, spans[place])
                blank = " " if text[start : start + 1] == " " else ""
                made.append((start, end, blank + other))
        for start, end, other in sorted(made, reverse=True):
            text = text[:start] + other + text[end:]
        return text if made else ""

    def _may_go(self, text: str, span: Sequence[int]) -> bool:
        written = text[int(span[0]) : int(span[1])].strip()
        words = written.split()
        if not written.islower() or len(written) < 3 or not all(map(str.isalpha, words)):
            return False
        kept = FUNCTION_WORDS | polarity.NEGATORS | polarity.OPPOSITE.keys()
        return not kept.intersection(words)

    def _other(self, piece: int) -> str:
        for other in self._like.like(piece)[:2]:
            name = self._names[int(other)].replace("▁", " ").replace("_", " ").strip()
            opposed = polarity.OPPOSITE.keys() & set(name.split())
            if self._rows[piece] @ self._rows[int(other)] >= _LEAST_ALIKE and not opposed:
                return name
        return ""

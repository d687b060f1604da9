"""Where the groups come from: people's questions, searched by the product, and raw text."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from training.answer import data as cases
from training.answer.questions import ask
from training.answer.reader import held_out
from training.ranker.data import WEIGHTS
from training.reader.groups import NOTHING, Group, Passage, chunks, of_hit

from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.evaluate import score, sets
from askvn.evaluate.sets import Question
from askvn.records import Span
from askvn.settings import Settings
from askvn.wiring import open_engine

SEARCHED = tuple(WEIGHTS)
REVIEWS = "vire4mrc"
_FOUND = 6
_NEIGHBOURS = 12
_PER_DOCUMENT = 4
_BATCH = 1024


def searched(folder: Path, index: Path) -> Iterator[Group]:
    """Yield the questions of a set with the passages that the product finds for them."""
    chosen = sets.read(folder)
    texts = {r["id"]: r["text"] for r in cases.read(folder / "corpus.jsonl")}
    source = random.Random(folder.name)
    engine = open_engine(Settings(index=str(index)), create=True)
    engine.ingest([chosen.corpus] if chosen.corpus else [])
    for question in chosen.questions:
        found = engine.find(question.question, k=_FOUND, history=question.history)
        text = texts[question.documents[0]]
        out = held_out(text)
        if question.unanswerable:
            own = [hit for hit in found.hits if hit.source == question.documents[0]]
            if own:
                passages = tuple(map(of_hit, own))
                yield Group(found.understood.asked, passages, 0, folder.name, held_out=out)
            continue
        passages = [(hit.source, of_hit(hit)) for hit in found.hits]
        asked = found.understood.asked
        group = _answered(question, asked, passages, folder.name, source, out)
        if group:
            yield group
    engine.close()


def _answered(
    question: Question,
    asked: str,
    found: Sequence[tuple[str, Passage]],
    kind: str,
    source: random.Random,
    out: bool,
) -> Group | None:
    """Return the group of which the first passage has the sentence that was marked.

    Others in which an answer stands are left out: they may answer too.
    """
    evidence = {_flat(one) for one in question.evidence}
    place, sentence = NOTHING, NOTHING
    passages = [passage for _, passage in found]
    for number, (document, passage) in enumerate(found):
        if document == question.documents[0] and place == NOTHING:
            for inner, span in enumerate(passage.sentences):
                text = _flat(passage.text[span.start : span.end])
                if any(one in text or text in one for one in evidence) and score.holds_gold(
                    question, text
                ):
                    place, sentence = number, inner
                    break
    if place == NOTHING:
        return None
    gold = passages[place]
    others = [
        passage
        for number, passage in enumerate(passages)
        if number != place and not score.holds_gold(question, passage.text)
    ]
    span = _span(gold, sentence, question.answers)
    return Group(
        asked, (gold, *others), 1, kind, sentence, span, _wrong(asked, gold, sentence, source), out
    )


def _span(passage: Passage, sentence: int, answers: Sequence[str]) -> Span | None:
    """Return where the shortest answer stands in a sentence."""
    start, end = passage.sentences[sentence]
    lower = passage.text.lower()
    for answer in sorted(answers, key=len):
        place = lower.find(answer.lower(), start, end)
        if place >= 0:
            return Span(place, place + len(answer))
    return None


def _wrong(asked: str, passage: Passage, sentence: int, source: random.Random) -> str:
    texts = [passage.text[s.start : s.end] for s in passage.sentences]
    near = tuple(text for number, text in enumerate(texts) if number != sentence)
    return cases.changed(cases.Case(asked, texts[sentence], near, (), ""), source)


def _flat(text: str) -> str:
    return " ".join(text.split())


def reviews(records: Iterator[dict[str, Any]], banned: set[str]) -> Iterator[Group]:
    """Yield questions on reviews, each with its own alone: they do not name what they ask of."""
    for record in records:
        if record["set"] != REVIEWS or cases.key(record["question"]) in banned:
            continue
        question = Question("", record["question"], tuple(a["text"] for a in record["answers"]))
        passages = list(chunks("", cases.clean(record["context"])))
        group = _marked(question, passages, REVIEWS)
        if group:
            yield group


def _marked(question: Question, passages: Sequence[Passage], kind: str) -> Group | None:
    if not any(question.answers):
        return None
    for passage in passages:
        for inner, span in enumerate(passage.sentences):
            if score.holds_gold(question, passage.text[span.start : span.end]):
                found = _span(passage, inner, question.answers)
                return Group(question.question, (passage,), 1, kind, inner, found)
    return None


def near_misses(records: Iterator[dict[str, Any]], banned: set[str]) -> Iterator[Group]:
    """Yield labelled pairs: passages with the right names, of which many do not tell."""
    for record in records:
        text = cases.clean(record["text"])
        question = cases.clean(record["query"])
        if banned & {cases.key(question), *map(cases.key, cases.split(text))}:
            continue
        passages = tuple(chunks("", text))
        if not passages:
            continue
        gold = len(passages) if record["label"] else 0
        known = len(passages) == 1 and len(passages[0].sentences) == 1 and gold
        yield Group(
            question, passages[:3], min(gold, 3), "near_miss", 0 if known else NOTHING,
            held_out=held_out(record["text"]),
        )  # fmt: skip


def pairs(
    records: Iterator[dict[str, Any]], banned: set[str], embedder: BuiltinEmbedder
) -> Iterator[Group]:
    """Yield questions with the passage that answers them, sentence unknown, and its like."""
    asked: list[tuple[str, tuple[Passage, ...], str]] = []
    for record in records:
        text = cases.clean(record["pos"])
        question = cases.clean(record["query"])
        if banned & {cases.key(question), *map(cases.key, cases.split(text))}:
            continue
        passages = tuple(chunks("", text))[:2]
        if passages and any(one.sentences for one in passages):
            asked.append((question, passages, record["pos"]))
    pool = list(dict.fromkeys(passage for _, passages, _ in asked for passage in passages))
    origin = {passage: text for _, passages, text in asked for passage in passages}
    by_question: dict[str, set[str]] = defaultdict(set)
    for question, _, text in asked:
        by_question[cases.key(question)].add(text)
    vectors = _embed(pool, embedder)
    for (question, passages, text), near in zip(
        asked, _nearest([one[0] for one in asked], vectors, embedder), strict=True
    ):
        others = [pool[n] for n in near if origin[pool[n]] not in by_question[cases.key(question)]]
        yield Group(
            question, (*passages, *others[2:5]), len(passages), "pair", held_out=held_out(text)
        )


def written(
    records: Iterator[dict[str, Any]], banned: set[str], embedder: BuiltinEmbedder, *, seed: int
) -> Iterator[Group]:
    """Yield questions made by rule from raw documents, with passages of the same and of others."""
    source = random.Random(seed)
    pool: list[Passage] = []
    owners: list[int] = []
    drafts: list[tuple[str, str, int, int]] = []
    for number, record in enumerate(records):
        text = cases.clean(record["text"])
        if banned & set(map(cases.key, cases.split(text))):
            continue
        parts = list(chunks(record["title"], text))
        begin = len(pool)
        pool += parts
        owners += [number] * len(parts)
        usable = [
            (begin + place, inner)
            for place, part in enumerate(parts)
            for inner, span in enumerate(part.sentences)
            if 40 <= span.end - span.start < cases.SENTENCE_CHARS
        ]
        for place, inner in source.sample(usable, min(len(usable), _PER_DOCUMENT)):
            start, end = pool[place].sentences[inner]
            question, answer = ask(_flat(pool[place].text[start:end]), source)
            if question:
                drafts.append((question, answer, place, inner))
    vectors = _embed(pool, embedder)
    nearest = _nearest([draft[0] for draft in drafts], vectors, embedder)
    for (question, answer, place, inner), near in zip(drafts, nearest, strict=True):
        start, end = pool[place].sentences[inner]
        found = pool[place].text.find(answer, start, end)
        same = [n for n in (place - 1, place + 1) if 0 <= n < len(pool)]
        same = [n for n in same if owners[n] == owners[place]]
        other = [n for n in near if owners[n] != owners[place]]
        others = [*source.sample(same, min(1, len(same))), *other[:4]]
        yield Group(
            question,
            (pool[place], *(pool[n] for n in others)),
            1,
            "text",
            inner,
            Span(found, found + len(answer)) if found >= 0 else None,
            _wrong(question, pool[place], inner, source),
            owners[place] % 50 == 0,
        )


def _embed(pool: Sequence[Passage], embedder: BuiltinEmbedder) -> np.ndarray:
    return embedder.embed_documents([f"{one.heading}\n{one.text}" for one in pool])


def _nearest(
    questions: Sequence[str], vectors: np.ndarray, embedder: BuiltinEmbedder
) -> Iterator[list[int]]:
    """Yield the numbers of the passages most like each question, nearest first."""
    most = min(_NEIGHBOURS, len(vectors))
    for begin in range(0, len(questions), _BATCH):
        scores = embedder.embed_documents(questions[begin : begin + _BATCH]) @ vectors.T
        top = np.argpartition(-scores, most - 1, axis=1)[:, :most]
        for row, places in zip(scores, top, strict=True):
            yield places[np.argsort(-row[places])].tolist()


def texts(folder: Path, documents: int) -> Iterator[dict[str, Any]]:
    """Yield the first raw documents."""
    files = sorted(folder.glob("text-*.jsonl.zst"))
    return islice((record for file in files for record in cases.read(file)), documents)

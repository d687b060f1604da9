"""A million passages: how long both indexes take to open, to search, to grow; in what memory.

python -m benchmarks.scale --chunks 1000000 --work benchmarks/scratch

The passages are those of data/scale.jsonl.zst and data/text-*.jsonl.zst, of at most 1,000
characters each; if these are not enough, also those that the halves of two neighbours make. What a
run has made in the work folder is taken up by the next one.
"""

from __future__ import annotations

import io
import itertools
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from askvn import chunk, resources, retrieve
from askvn.backends.embed_builtin import BuiltinEmbedder
from askvn.backends.index_faiss import FILE_NAME, FaissIndex, Halves
from askvn.backends.index_tantivy import TantivyIndex
from askvn.protocols import Ids, Vectors
from askvn.records import Document
from askvn.understand.content import searched_tokens
from askvn.vietnamese.normalise import normalise
from benchmarks import common

Question = tuple[dict[str, float], Vectors]
Way = Callable[[dict[str, float], Vectors], object]
SETS = ("viquad", "xquad", "vicoqa")
DEPTH = 50
BATCH = 4096
# Shares of the ids to search among.
AMONG = (0.001, 0.01, 0.1, 0.5)


def main() -> None:
    """Build what is missing, then measure in a process that has not seen it."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--chunks", type=int, default=1_000_000, help="passages")
    parser.add_argument("--questions", type=int, default=70, help="of each of three sets")
    options = parser.parse_args()
    embedder = BuiltinEmbedder(resources.model("embedder"))
    work = options.work / "scale"
    work.mkdir(parents=True, exist_ok=True)
    prepare(options.shared / "data", work, options.chunks, embedder)
    built = {
        "lexical": build_lexical(work, options.chunks),
        "dense": build_dense(work, options.chunks, embedder.dim),
    }
    texts = [
        normalise(one["question"])
        for name in SETS
        for one in common.questions(options.shared / "eval" / name)[: options.questions]
    ]
    vectors = np.stack([embedder.embed_question(text) for text in texts])
    terms = [searched_tokens(text) for text in texts]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(measure, (work, embedder.dim, list(zip(terms, vectors, strict=True))))
    best = nearest(vectors_of(work, options.chunks, embedder.dim), vectors).tolist()
    ids = found.pop("dense_ids")
    recall = {
        f"recall@{depth}": common.mean(
            len(set(some[:depth]) & set(all_[:depth])) / depth
            for some, all_ in zip(ids, best, strict=True)
        )
        for depth in (10, DEPTH)
    }
    asked = {"chunks": options.chunks, "questions": len(texts)}
    common.save("scale", {**asked, "built": built, "dense": recall, **found})


def prepare(data: Path, work: Path, wanted: int, embedder: BuiltinEmbedder) -> None:
    """Write the first `wanted` passages and their vectors, where they are not there yet."""
    vectors = work / "vectors.f16"
    done = vectors.stat().st_size // (2 * embedder.dim) if vectors.exists() else 0
    if done >= wanted:
        return
    rest = itertools.islice(passages(data), done, wanted)
    with (
        vectors.open("ab") as rows,
        (work / "passages.jsonl").open("a", encoding="utf-8") as lines,
    ):
        while batch := list(itertools.islice(rest, BATCH)):
            texts = [retrieve.text_to_embed(title, "", visible) for title, visible in batch]
            embedder.embed_documents(texts).astype(np.float16).tofile(rows)
            lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in batch)


def passages(data: Path) -> Iterator[tuple[str, str]]:
    """Yield title and text of each passage, then those made of two neighbours' halves."""
    yield from cut(data)
    for (title, before), (other, after) in itertools.pairwise(cut(data)):
        left, right = before.find(" ", len(before) // 2), after.find(" ", len(after) // 2)
        if title == other and left > 0 and right > 0:
            yield title, f"{before[left + 1 :]}\n{after[:right]}"


def cut(data: Path) -> Iterator[tuple[str, str]]:
    """Yield title and text of each passage of the documents."""
    for file in [data / "scale.jsonl.zst", *sorted(data.glob("text-*.jsonl.zst"))]:
        with file.open("rb") as packed:
            stream = zstandard.ZstdDecompressor().stream_reader(packed)
            for line in io.TextIOWrapper(stream, encoding="utf-8"):
                row = json.loads(line)
                document = Document(row["id"], normalise(row["text"]), normalise(row["title"]))
                for part in chunk.split(document, 1000):
                    yield document.title, part.visible


def build_lexical(work: Path, wanted: int) -> dict[str, Any]:
    """Index the tokens of the passages that the index does not hold yet."""
    index = TantivyIndex(work / "lexical", title_weight=retrieve.TITLE_WEIGHT)
    held = len(index)
    spent = 0.0
    with (work / "passages.jsonl").open(encoding="utf-8") as lines:
        numbered = enumerate(itertools.islice(lines, held, wanted), start=held)
        while batch := list(itertools.islice(numbered, BATCH)):
            parts = [(number, *json.loads(line)) for number, line in batch]
            fields = [retrieve.lexical_fields(title, "", text) for _, title, text in parts]
            at = time.perf_counter()
            index.upsert([number for number, _ in batch], fields)
            spent += time.perf_counter() - at
    at = time.perf_counter()
    index.flush()
    spent += time.perf_counter() - at
    assert len(index) == wanted
    size = sum(file.stat().st_size for file in (work / "lexical").iterdir())
    return {"added": wanted - held, "engine_s": round(spent, 1), "megabytes": round(size / 1e6)}


def build_dense(work: Path, chunks: int, dim: int) -> dict[str, Any]:
    """Index the vectors anew, then once more with a hundred more than were there."""
    file = work / FILE_NAME
    file.unlink(missing_ok=True)
    rows = vectors_of(work, chunks, dim)
    at = time.perf_counter()
    index = FaissIndex(work, dim=dim)
    first = range(chunks - 100)
    for start in range(0, len(first), BATCH):
        part = first[start : start + BATCH]
        index.upsert(part, rows[part.start : part.stop].astype(np.float32))
    index.flush()
    built = time.perf_counter() - at
    at = time.perf_counter()
    index.upsert(range(len(first), chunks), rows[len(first) :].astype(np.float32))
    index.flush()
    return {
        "build_s": round(built, 1),
        "add_100_s": round(time.perf_counter() - at, 2),
        "megabytes": round(file.stat().st_size / 1e6),
    }


def vectors_of(work: Path, count: int, dim: int) -> Halves:
    """Return the vectors of the first `count` passages, mapped."""
    return np.memmap(work / "vectors.f16", dtype=np.float16, mode="r").reshape(-1, dim)[:count]


def nearest(rows: Halves, questions: Vectors) -> Ids:
    """Return the places of the rows nearest to each question, all compared in full precision."""
    found = np.empty((len(questions), 0), dtype=np.int64)
    scores = np.empty((len(questions), 0), dtype=np.float32)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH].astype(np.float32)
        here = np.broadcast_to(np.arange(start, start + len(part)), (len(questions), len(part)))
        found, scores = np.hstack([found, here]), np.hstack([scores, questions @ part.T])
        order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
        found = np.take_along_axis(found, order, axis=1)
        scores = np.take_along_axis(scores, order, axis=1)
    return found


def measure(work: Path, dim: int, questions: list[Question]) -> dict[str, Any]:
    """Return the figures of one process that opens both indexes and searches them."""
    before = memory()
    at = time.perf_counter()
    dense = FaissIndex(work, dim=dim)
    opened_dense = time.perf_counter()
    lexical = TantivyIndex(work / "lexical", title_weight=retrieve.TITLE_WEIGHT)
    opened = time.perf_counter()
    terms, vector = questions[0]
    lexical.search(terms, DEPTH)
    dense.search(vector, DEPTH)
    opening = {
        "dense": round((opened_dense - at) * 1000, 1),
        "lexical": round((opened - opened_dense) * 1000, 1),
        "both_and_first_search": round((time.perf_counter() - at) * 1000, 1),
    }
    after_opening = memory()
    ids = [[hit.id for hit in dense.search(vector, DEPTH)] for _, vector in questions]
    sources = retrieve.Sources(lexical, dense, lambda ids: {})
    ways: dict[str, Way] = {
        "dense": lambda _, vector: dense.search(vector, DEPTH),
        "lexical": lambda terms, _: lexical.search(terms, DEPTH),
        "both": lambda terms, vector: retrieve.propose(
            retrieve.Query(terms, vector), sources, DEPTH
        ),
    }
    figures = {name: timed(way, questions) for name, way in ways.items()}
    megabytes = {"before": before, "opened": after_opening, "searched": memory()}
    shuffled = np.random.default_rng(0).permutation(len(dense)).astype(np.int64)
    some = questions[:: max(1, len(questions) // 30)]
    for share in AMONG:
        among = np.sort(shuffled[: int(share * len(shuffled))])
        figures[f"dense among {share:.1%}"] = timed(
            lambda _, vector, among=among: dense.search(vector, DEPTH, among=among), some
        )
        figures[f"lexical among {share:.1%}"] = timed(
            lambda terms, _, among=among: lexical.search(terms, DEPTH, among=among), some
        )
    return {"opening_ms": opening, "memory_mb": megabytes, "search_ms": figures, "dense_ids": ids}


def timed(way: Way, questions: list[Question]) -> dict[str, float]:
    """Return milliseconds on the clock, and those that the processor spent on it."""
    clock, processor = [], []
    for terms, vector in questions:
        at, spent = time.perf_counter(), time.thread_time()
        way(terms, vector)
        processor.append((time.thread_time() - spent) * 1000)
        clock.append((time.perf_counter() - at) * 1000)
    return {
        "p50": round(common.quantile(clock, 0.5), 2),
        "p95": round(common.quantile(clock, 0.95), 2),
        "processor_p50": round(common.quantile(processor, 0.5), 2),
        "processor_p95": round(common.quantile(processor, 0.95), 2),
    }


def memory() -> dict[str, int]:
    """Return the megabytes that this process holds: its own, and pages of files it has mapped."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").split("\n")
    sizes = {line.split(":")[0]: line.split()[1] for line in lines if line.endswith(" kB")}
    return {
        "own": int(sizes["RssAnon"]) // 1024,
        "mapped": (int(sizes["RssFile"]) + int(sizes["RssShmem"])) // 1024,
    }


if __name__ == "__main__":
    main()

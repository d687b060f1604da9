"""tantivy against bm25s on the scale corpus: build, size, opening, query time, memory, agreement.

python -m benchmarks.lexical --limit 0
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from askvn import chunk, retrieve
from askvn.records import Document
from askvn.vietnamese import words
from askvn.vietnamese.normalise import normalise
from benchmarks import common


def main() -> None:
    """Measure both engines, each in a process of its own, on the same tokens and questions."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--scale", type=Path, required=True, help="scale.jsonl, unpacked")
    parser.add_argument("--limit", type=int, default=0, help="documents; 0 means all")
    options = parser.parse_args()
    queries = [
        words.tokens(normalise(one["question"]))
        for name in ("viquad", "alqac", "virhe4qa")
        for one in common.questions(options.shared / "eval" / name)[:100]
    ]
    options.work.mkdir(parents=True, exist_ok=True)
    figures = {}
    for name, measure in (("tantivy", with_tantivy), ("bm25s", with_bm25s)):
        pool = multiprocessing.get_context("spawn").Pool(1)
        with pool:
            arguments = (options.scale, options.limit, options.work / f"lex-{name}", queries)
            figures[name] = pool.apply(measure, arguments)
        print(
            name, {key: value for key, value in figures[name].items() if key != "top"}, flush=True
        )
    first, second = (set(map(tuple, figures[name].pop("top"))) for name in figures)
    figures["same_top_10"] = round(len(first & second) / len(first), 3)
    common.save("lexical", figures)


def passages(file: Path, limit: int) -> Iterator[list[str]]:
    """Yield the tokens of each passage of the first `limit` documents."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit and number >= limit:
                return
            row = json.loads(line)
            document = Document(row["id"], normalise(row["text"]), normalise(row["title"]))
            for part in chunk.split(document, 1000):
                yield retrieve.lexical_fields(document.title, "", part.visible).body.split()


def with_tantivy(file: Path, limit: int, work: Path, queries: list[list[str]]) -> dict[str, Any]:
    """Return the figures of tantivy."""
    from askvn.backends.index_tantivy import TantivyIndex
    from askvn.protocols import Fields

    shutil.rmtree(work, ignore_errors=True)
    began = time.perf_counter()
    index = TantivyIndex(work, title_weight=0.0)
    spent = 0.0
    count = 0
    for tokens in passages(file, limit):
        at = time.perf_counter()
        index.upsert([count], [Fields("", " ".join(tokens), "")])
        spent += time.perf_counter() - at
        count += 1
    at = time.perf_counter()
    index.flush()
    spent += time.perf_counter() - at
    total = time.perf_counter() - began
    at = time.perf_counter()
    index.upsert([count], [Fields("", "một đoạn mới", "")])
    index.flush()
    one_more = time.perf_counter() - at
    at = time.perf_counter()
    opened = TantivyIndex(work, title_weight=0.0)
    opened.search(Counter(queries[0]), 10)
    opening = time.perf_counter() - at
    return _figures(
        count, total, spent, opening, one_more, work, queries,
        lambda query: [hit.id for hit in opened.search(Counter(query), 50)],
    )  # fmt: skip


def with_bm25s(file: Path, limit: int, work: Path, queries: list[list[str]]) -> dict[str, Any]:
    """Return the figures of bm25s (Lucene's BM25, memory-mapped)."""
    import bm25s

    shutil.rmtree(work, ignore_errors=True)
    began = time.perf_counter()
    corpus = list(passages(file, limit))
    at = time.perf_counter()
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(corpus, show_progress=False)
    index.save(str(work))
    spent = time.perf_counter() - at
    total = time.perf_counter() - began
    at = time.perf_counter()
    opened = bm25s.BM25.load(str(work), mmap=True)
    opened.retrieve([queries[0]], k=10, show_progress=False)
    opening = time.perf_counter() - at
    return _figures(
        len(corpus), total, spent, opening, spent, work, queries,
        lambda query: [int(i) for i in opened.retrieve([query], k=50, show_progress=False)[0][0]],
    )  # fmt: skip


def _figures(count, total, spent, opening, one_more, work, queries, search):  # noqa: ANN001, ANN202, PLR0913, PLR0917
    times, top = [], []
    for number, query in enumerate(queries):
        at = time.perf_counter()
        found = search(query)
        times.append((time.perf_counter() - at) * 1000)
        top += [(number, identifier) for identifier in found[:10]]
    return {
        "passages": count,
        "total_s": round(total, 1),
        "engine_s": round(spent, 1),
        "add_one_s": round(one_more, 2),
        "megabytes": round(sum(p.stat().st_size for p in work.rglob("*") if p.is_file()) / 1e6, 1),
        "open_ms": round(opening * 1000, 1),
        "p50_ms": round(common.quantile(times, 0.5), 2),
        "p95_ms": round(common.quantile(times, 0.95), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "top": top,
    }


if __name__ == "__main__":
    main()

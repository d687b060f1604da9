"""The conversation log at 100,000 questions: writing, and finding words in two ways.

python -m benchmarks.log
"""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from askvn.conversation import now
from askvn.log import FILE_NAME, Entry, Log
from askvn.log.store import wanted
from benchmarks import common

# Frequent words, rare ones, one that is nowhere; with and without diacritics.
_SEARCHED = ("công ty", "cong ty", "hợp đồng lao động", "vệ tinh", "covid", "zzzz")
_REPEATS = 5


def main() -> None:
    """Fill a log with questions about news, then write and search it."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder) / FILE_NAME)
        spent = [_timed(log.append, entry)[0] for entry in _entries(options)]
        spent.sort()
        plain = _plain(log.path)
        found = {text: _search(log, plain, text) for text in _SEARCHED}
        newest = min(_timed(lambda: log.find(count=10))[0] for _ in range(_REPEATS))
        log.close()
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    common.save(
        "log",
        {
            "rows": options.rows,
            "write_p50": round(spent[len(spent) // 2], 3),
            "write_p99": round(spent[len(spent) * 99 // 100], 3),
            "newest": round(newest, 2),
            "megabytes": round(size, 1),
            "searched": found,
        },
    )


def _entries(options: Any) -> Iterator[Entry]:  # noqa: ANN401 - from argparse
    """Yield rows as askvn writes them: a title as the question, 300 characters as the answer."""
    lines = common.distractors(options).read_text(encoding="utf-8").split("\n")
    documents = [json.loads(line) for line in lines if line.strip()]
    dice = random.Random(0)
    for number in range(options.rows):
        one = dice.choice(documents)
        place = dice.randrange(max(1, len(one["text"]) - 300))
        yield Entry(
            conversation=f"{number // 4:08x}", asked_at=now(), question=one["title"],
            understood_as=one["title"], answer=one["text"][place : place + 300], refused=False,
            confidence=0.9, style="quote", model="builtin", origin="ask", version="0",
            citations=[{"n": 1, "source": "a.txt", "quote": one["text"][place : place + 150]}],
            passages=[{"source": "a.txt", "chunk": rank, "score": 0.5} for rank in range(5)],
        )  # fmt: skip


def _plain(path: Path) -> sqlite3.Connection:
    """Return a connection to a copy with the words in a column that a search looks through."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TEMP TABLE plain(id INTEGER PRIMARY KEY, words TEXT)")
    connection.execute("INSERT INTO plain SELECT rowid, ' ' || words || ' ' FROM found")
    return connection


def _search(log: Log, plain: sqlite3.Connection, text: str) -> dict[str, float]:
    tokens = [f" {token} " for token in wanted(text)]
    tests = " AND ".join(["instr(words, ?)"] * len(tokens))
    query = f"SELECT id FROM plain WHERE {tests} ORDER BY id DESC LIMIT 10"

    def look() -> list[tuple[int]]:
        return plain.execute(query, tokens).fetchall()

    indexed = sorted(_timed(lambda: log.find(count=10, text=text))[0] for _ in range(_REPEATS))
    looked = sorted(_timed(look)[0] for _ in range(_REPEATS))
    return {
        "found": len(log.find(text=text)),
        "fts5": round(indexed[_REPEATS // 2], 2),
        "all_rows": round(looked[_REPEATS // 2], 2),
    }


def _timed(act: Callable[..., Any], *values: Any) -> tuple[float, Any]:  # noqa: ANN401
    began = time.perf_counter()
    result = act(*values)
    return (time.perf_counter() - began) * 1000, result


if __name__ == "__main__":
    main()

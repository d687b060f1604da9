"""What runs inside a system's own environment: index, ask, take the time. Needs numpy alone."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from benchmarks.peers.vectors import Vectors

DEPTH = 10
Documents = list[dict[str, str]]
Search = Callable[[str], Sequence[str]]


class Index(NamedTuple):
    """An index ready to be asked: passages' documents, best first, and how many passages it has."""

    search: Search
    size: int


@dataclass(frozen=True, slots=True)
class Job:
    """One configuration to run on the given sets."""

    retrieval: str
    cut: bool
    vectors: Vectors | None
    folder: Path

    def look_up(self) -> Vectors:
        """Return the stored vectors of a configuration that needs them."""
        if self.vectors is None:
            raise ValueError(f"no vectors were stored for {self.retrieval}")
        return self.vectors


@dataclass(slots=True)
class Clock:
    """Seconds that each `with` block took: on the wall, and of all the process's threads."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    began: tuple[float, float] = (0.0, 0.0)

    def __enter__(self) -> None:
        self.began = (time.perf_counter(), time.process_time())

    def __exit__(self, *_: object) -> None:
        self.wall.append(time.perf_counter() - self.began[0])
        self.cpu.append(time.process_time() - self.began[1])


class Runner(Protocol):
    """What a module must know of its system."""

    def texts(self, given: dict[str, Any], cut: bool, folder: Path) -> list[str]:
        """Return the passages, and what else the system would embed, besides the questions."""

    def index(self, documents: Documents, job: Job) -> Index:
        """Return the index over `documents`: this is timed."""


def main(runner: Runner) -> None:
    """Do what the file named on the command line asks, and write the outcome beside it."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        if order["step"] == "texts":
            outcome: Any = list(_texts(runner, order, Path(scratch)))
        else:
            outcome = _measure(runner, order, Path(scratch))
    Path(order["out"]).write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")


def passage(document: dict[str, str]) -> str:
    """Return a document as one text: its title, if it has one, is the first line."""
    return "\n".join(part for part in (document["title"], document["text"]) if part)


def documents_of(passages: Sequence[str], depth: int = DEPTH) -> list[str]:
    """Return the first `depth` different documents, in the order of their best passages."""
    return list(dict.fromkeys(passages))[:depth]


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _texts(runner: Runner, order: dict[str, Any], scratch: Path) -> dict[str, None]:
    found: dict[str, None] = {}
    for name, file in order["sets"].items():
        given = json.loads(Path(file).read_text(encoding="utf-8"))
        found |= dict.fromkeys(runner.texts(given, order["cut"], scratch / name))
        for questions in given["questions"].values():
            found |= dict.fromkeys(questions.values())
    return found


def _measure(runner: Runner, order: dict[str, Any], scratch: Path) -> dict[str, Any]:
    imported = _peak_mb()
    vectors = Vectors(Path(order["vectors"])) if order["retrieval"] != "bm25" else None
    ranked: dict[str, Any] = {}
    indexing, asking = Clock(), Clock()
    size = 0
    for name, file in order["sets"].items():
        given = json.loads(Path(file).read_text(encoding="utf-8"))
        job = Job(order["retrieval"], order["cut"], vectors, scratch / name)
        with indexing:
            index = runner.index(given["documents"], job)
        size += index.size
        ranked[name] = {
            spelling: {key: _ask(index.search, text, asking) for key, text in questions.items()}
            for spelling, questions in given["questions"].items()
        }
    return {
        "ranked": ranked,
        "passages": size,
        "indexing_s": round(sum(indexing.wall), 2),
        "query_p50_ms": round(quantile(asking.wall, 0.5) * 1000, 2),
        "query_p95_ms": round(quantile(asking.wall, 0.95) * 1000, 2),
        "query_cpu_p50_ms": round(quantile(asking.cpu, 0.5) * 1000, 2),
        "peak_mb": _peak_mb(),
        "imported_mb": imported,
        "python": platform.python_version(),
        "versions": {one: importlib.metadata.version(one) for one in order["packages"]},
    }


def _ask(search: Search, question: str, clock: Clock) -> list[str]:
    with clock:
        passages = search(question)
    return documents_of(passages)


def _peak_mb() -> int:
    """Return this program's peak resident memory.

    From /proc: `ru_maxrss` outlives exec, so it would name the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))

"""How fast: cold start, search, first words, tokens, indexing; and how much memory and disk.

python -m benchmarks.speed
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import askvn
from askvn import resources, retrieve
from askvn.backends.llm_llama_cpp import LlamaCppLLM
from askvn.engine import Engine
from askvn.models import machine
from benchmarks import common, plot_speed

QUESTION = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày nào?"
_RUNS = 10
_QUESTIONS = 100
_SETS = ("viquad", "alqac", "virhe4qa")
_TOKENS = 128
_READ_TOKENS = 1024
_BATCH = 512
_ASKVN = [sys.executable, "-c", "import sys; from askvn.cli import main; sys.exit(main())"]


def main() -> None:
    """Measure new processes on the sample corpus, then 19,801 articles."""
    options = common.arguments(__doc__ or "").parse_args()
    result = {
        "cold_start": _cold_start(options.work / "sample"),
        "tokens": _tokens(),
        **_size(common.distractors(options), options.work / "scale", options.shared),
    }
    common.save("speed", result)
    plot_speed.save(result, common.IMAGES / "benchmarks" / "speed.png")


def _cold_start(index: Path) -> dict[str, Any]:
    """Return seconds from the shell to the first output, each time in a new process."""
    askvn_ = str(Path(sys.executable).with_name("askvn"))
    subprocess.run([askvn_, "index", "corpus", "--index", str(index)], check=True)
    ask = [askvn_, "ask", QUESTION, "--index", str(index)]
    return {
        name: {"median_s": round(statistics.median(times), 3), "worst_s": round(max(times), 3)}
        for name, times in (
            ("ask", [_first_output(ask) for _ in range(_RUNS)]),
            ("help", [_first_output([askvn_, "--help"]) for _ in range(_RUNS)]),
        )
    } | {"ask_peak_mb": _peak_mb(ask)}


def _first_output(command: Sequence[str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        spent = time.perf_counter() - began
        process.stdout.read()
    return spent


def _peak_mb(command: Sequence[str]) -> int:
    """Return the peak memory of one process, measured by a parent that has no other child."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def _tokens() -> dict[str, float]:
    """Return tokens per second of the built-in answer model: reading a prompt, and writing."""
    path = resources.model("answer") / "answer.gguf"
    llm = LlamaCppLLM(path, name="builtin", context_size=2048, threads=machine.cores())
    llm.pace(read=_READ_TOKENS, written=1)
    pace = llm.pace(read=_READ_TOKENS, written=_TOKENS)
    return {"read_per_s": round(pace.read), "written_per_s": round(pace.written)}


def _size(articles: Path, work: Path, shared: Path) -> dict[str, Any]:
    """Return indexing rate, memory, disk, and the time of searches and answers in a big index."""
    shutil.rmtree(work, ignore_errors=True)
    first = _index(articles, work)
    again = _index(articles, work)
    texts = (json.loads(line)["text"] for line in articles.open(encoding="utf-8"))
    characters = sum(map(len, texts))
    size = sum(path.stat().st_size for path in work.rglob("*") if path.is_file())
    engine = askvn.open(str(work))
    asked = [
        one["question"]
        for name in _SETS
        for one in common.questions(shared / "eval" / name)[:_QUESTIONS]
    ]
    return {
        "indexing": {
            "documents": first["documents"]["added"],
            "chunks": first["chunks"],
            "characters": characters,
            "seconds": first["wall"],
            "characters_per_s": round(characters / first["wall"]),
            "peak_mb": first["peak_mb"],
            "index_mb": round(size / 1e6),
            "second_run_s": again["wall"],
            "share_outside_embedding": round(1 - _embedding_s(engine) / first["wall"], 3),
        },
        "milliseconds": _times(engine, asked),
    }


def _index(file: Path, work: Path) -> dict[str, Any]:
    command = [*_ASKVN, "index", str(file), "--index", str(work), "--json"]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {**json.loads(done.stdout), "wall": round(wall, 1), "peak_mb": peak}


def _embedding_s(engine: Engine) -> float:
    """Return how long it takes to embed every passage of the index once more."""
    texts = [
        retrieve.text_to_embed(one.title, one.headings, one.visible)
        for one in engine.library.passages()
    ]
    began = time.perf_counter()
    for start in range(0, len(texts), _BATCH):
        engine.embedder.embed_documents(texts[start : start + _BATCH])
    return time.perf_counter() - began


def _times(engine: Engine, asked: Sequence[str]) -> dict[str, float]:
    """Return median and 95th percentile of searches, and of answers to their first words."""
    engine.ask(asked[0])
    searches = []
    for question in asked:
        began = time.perf_counter()
        engine.search(question)
        searches.append((time.perf_counter() - began) * 1000)
    answers = [engine.ask(question).milliseconds["first_token"] for question in asked]
    return {
        f"{name}_p{percent}": round(common.quantile(times, percent / 100), 2)
        for name, times in (("search", searches), ("first_token", answers))
        for percent in (50, 95)
    }


if __name__ == "__main__":
    main()

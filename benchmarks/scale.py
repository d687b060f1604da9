"""A big corpus: indexing rate, peak memory, size, a second run, and the time of a search.

python -m benchmarks.scale --scale scale.jsonl
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import askvn
from benchmarks import common


def main() -> None:
    """Measure indexing in a process of its own, then searches in this one."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--scale", type=Path, required=True, help="scale.jsonl, unpacked")
    options = parser.parse_args()
    work = options.work / "scale"
    shutil.rmtree(work, ignore_errors=True)
    first = _index(options.scale, work)
    again = _index(options.scale, work)
    characters = sum(len(json.loads(line)["text"]) for line in options.scale.open(encoding="utf-8"))
    size = sum(path.stat().st_size for path in work.rglob("*") if path.is_file())
    common.save(
        "scale",
        {
            "documents": first["documents"]["added"],
            "chunks": first["chunks"],
            "characters": characters,
            "seconds": first["wall"],
            "characters_per_s": round(characters / first["wall"]),
            "peak_mb": first["peak_mb"],
            "index_mb": round(size / 1e6),
            "second_run_s": again["wall"],
            **_searches(options.shared, work),
        },
    )


def _index(file: Path, work: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", "import sys; from askvn.cli import main; sys.exit(main())"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "index", str(file), "--index", str(work), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    wall = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {**json.loads(done.stdout), "wall": round(wall, 1), "peak_mb": peak}


def _searches(shared: Path, work: Path) -> dict[str, float]:
    engine = askvn.open(str(work))
    times = []
    for name in ("viquad", "alqac", "virhe4qa"):
        for one in common.questions(shared / "eval" / name)[:100]:
            began = time.perf_counter()
            engine.search(one["question"], k=10)
            times.append((time.perf_counter() - began) * 1000)
    return {
        "search_p50_ms": round(common.quantile(times, 0.5), 2),
        "search_p95_ms": round(common.quantile(times, 0.95), 2),
    }


if __name__ == "__main__":
    main()

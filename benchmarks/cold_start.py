"""From typing `askvn ask` to the first words, each time in a new process; and `askvn --help`.

python -m benchmarks.cold_start
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import common

QUESTION = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày nào?"
_RUNS = 10


def main() -> None:
    """Measure on an index of the sample corpus."""
    options = common.arguments(__doc__ or "").parse_args()
    index = str(options.work / "sample")
    askvn = str(Path(sys.executable).with_name("askvn"))
    subprocess.run([askvn, "index", "corpus", "--index", index], check=True)
    ask = [_first_output([askvn, "ask", QUESTION, "--index", index]) for _ in range(_RUNS)]
    usage = [_first_output([askvn, "--help"]) for _ in range(_RUNS)]
    common.save(
        "cold_start",
        {
            "runs": _RUNS,
            "ask_first_output_s": {
                "median": round(statistics.median(ask), 3),
                "max": round(max(ask), 3),
            },
            "help_s": {"median": round(statistics.median(usage), 3), "max": round(max(usage), 3)},
        },
    )


def _first_output(command: list[str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        spent = time.perf_counter() - began
        process.stdout.read()
    return spent


if __name__ == "__main__":
    main()

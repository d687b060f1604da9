"""Kill -9 in the middle of indexing at random moments: the old index must answer every time.

python -m benchmarks.kill --runs 20
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import askvn
from benchmarks import common

_QUESTION = "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày nào?"


def main() -> None:
    """Index the sample corpus, then a bigger one beside it, killed again and again."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    index, sets = options.work / "kill", options.shared / "eval"
    command = [
        str(Path(sys.executable).with_name("askvn")),
        "index",
        "--index",
        str(index),
        "--json",
    ]
    random.seed(0)
    whole = _time_of_a_run(command, index, sets)
    answered = refused_to_break = finished = 0
    for _ in range(options.runs):
        shutil.rmtree(index, ignore_errors=True)
        subprocess.run([*command, "corpus"], check=True, capture_output=True)
        before = _answer(index)
        with subprocess.Popen([*command, *_big(sets)], stdout=subprocess.DEVNULL) as process:
            time.sleep(random.uniform(0.2, whole))
            finished += process.poll() is not None
            process.send_signal(signal.SIGKILL)
        after = _answer(index)
        answered += before == after or "7/5/2013" in after
        done = subprocess.run([*command, *_big(sets)], check=True, capture_output=True, text=True)
        report = json.loads(done.stdout)["documents"]
        complete = report["added"] + report["unchanged"] == _documents(sets)
        refused_to_break += complete and "7/5/2013" in _answer(index)
    common.save(
        "kill",
        {
            "runs": options.runs,
            "killed_in_time": options.runs - finished,
            "old_index_answered": answered,
            "next_run_completed": refused_to_break,
            "seconds_of_a_whole_run": round(whole, 2),
        },
    )


def _big(sets: Path) -> list[str]:
    return [str(sets / name / "corpus.jsonl") for name in ("viquad", "soict_legal", "vimedaqa")]


def _documents(sets: Path) -> int:
    return sum(len(Path(file).read_text(encoding="utf-8").splitlines()) for file in _big(sets))


def _time_of_a_run(command: list[str], index: Path, sets: Path) -> float:
    shutil.rmtree(index, ignore_errors=True)
    subprocess.run([*command, "corpus"], check=True, capture_output=True)
    began = time.perf_counter()
    subprocess.run([*command, *_big(sets)], check=True, capture_output=True)
    return time.perf_counter() - began


def _answer(index: Path) -> str:
    return askvn.open(str(index)).ask(_QUESTION).text


if __name__ == "__main__":
    main()

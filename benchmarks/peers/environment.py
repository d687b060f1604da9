"""A Python environment for each system, and programs run in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.peers.systems import System

ROOT = Path(__file__).resolve().parent.parent.parent
_TIMEOUT_S = 3600
_QUIET = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class RunError(Exception):
    """A program ended badly; the message is the last line of what it said."""


def python_of(system: System, work: Path) -> Path:
    """Return the interpreter with `system` installed; an environment is made once.

    Raises:
        RunError: if a package cannot be installed.
    """
    if not system.requirements:
        return Path(sys.executable)
    folder = work / f"venv-{system.name.lower()}"
    python, done = folder / "bin" / "python", folder / "installed"
    wanted = "\n".join(system.requirements)
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        _call([sys.executable, "-m", "venv", "--clear", str(folder)])
        _call([str(python), "-m", "pip", "install", "--no-cache-dir", "-q", *system.requirements])
        done.write_text(wanted, encoding="utf-8")
    return python


def run(python: Path, module: str, order: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return what `module` wrote when given `order`.

    Raises:
        RunError: if it failed or took longer than an hour.
    """
    out = Path(order["out"])
    out.unlink(missing_ok=True)
    note = out.with_suffix(".order.json")
    note.write_text(json.dumps(order), encoding="utf-8")
    _call([str(python), "-m", module, str(note)])
    return json.loads(out.read_text(encoding="utf-8"))


def _call(command: list[str]) -> None:
    try:
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, **_QUIET}, capture_output=True, text=True,
            check=True, timeout=_TIMEOUT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RunError(f"no end after {_TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or [f"exit status {error.returncode}"]
        raise RunError(said[-1]) from error

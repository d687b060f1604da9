"""The line that shows how many bytes are done, how fast, and how long the rest will take."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TextIO

from askvn.messages import translate
from askvn.models.machine import readable

_STAGES = {
    "fetch": "Downloading {name}",
    "check": "Checking {name}",
    "copy": "Copying {name}",
    "pack": "Packing {name}",
    "unpack": "Unpacking {name}",
}
_PAUSE_S = 0.1


@dataclass(slots=True)
class Transfer:
    """Shows each stage on a terminal, and nothing anywhere else."""

    name: str
    lang: str
    stream: TextIO
    stage: str = ""
    _began: float = 0.0
    _already: int = 0
    _shown: float = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` bytes are done in a stage."""
        now = time.monotonic()
        if stage != self.stage:  # what was there before the first call was not done in this time
            self.stage, self._began, self._already, self._shown = stage, now, done, 0.0
        if not self.stream.isatty() or now - self._shown < _PAUSE_S:
            return
        self._shown = now
        line = self.line(done, total, now - self._began)
        columns = shutil.get_terminal_size((88, 24)).columns
        self.stream.write("\r\033[K" + line[: columns - 1])
        self.stream.flush()

    def line(self, done: int, total: int, spent_s: float) -> str:
        """Return `Downloading qwen3-4b 48 % of 2.5 GB · 5.3 MB/s · 4 min left`."""
        what = translate(_STAGES[self.stage], self.lang).format(name=self.name).strip()
        share = f"{100 * done / total:.0f} %" if total else "…"
        parts = [f"{what} {share}", readable(total)]
        rate = (done - self._already) / spent_s if spent_s > 0.5 else 0.0
        if rate:
            parts += [f"{readable(round(rate))}/s", _left((total - done) / rate, self.lang)]
        return " · ".join(parts)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown and self.stream.isatty():
            self.stream.write("\r\033[K")
            self.stream.flush()
            self._shown = 0.0


def _left(seconds: float, lang: str) -> str:
    if seconds < 90:
        return translate("{number} s left", lang).format(number=round(seconds))
    if seconds < 5400:
        return translate("{number} min left", lang).format(number=round(seconds / 60))
    return translate("{number} h left", lang).format(number=round(seconds / 3600))

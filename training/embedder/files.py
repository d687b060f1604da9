"""Reading and writing the files that the stages exchange."""

import io
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def read_records(path: Path) -> Iterator[Record]:
    """Yield the records of a JSON-lines file, zstd-compressed when its name ends in `.zst`."""
    if path.suffix == ".zst":
        import zstandard

        with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as raw:
            yield from map(json.loads, io.TextIOWrapper(raw, encoding="utf-8"))
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def write_records(path: Path, records: Iterable[Record]) -> int:
    """Write `records` as zstd-compressed JSON lines, whole or not at all; return how many."""
    import zstandard

    count = 0
    partial = path.with_suffix(".partial")
    with (
        partial.open("wb") as packed,
        zstandard.ZstdCompressor(level=1).stream_writer(packed) as raw,
    ):
        for record in records:
            raw.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            count += 1
    partial.replace(path)
    return count


class Log:
    """A JSON-lines log that is also echoed to the terminal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.started = time.monotonic()

    def __call__(self, event: str, **values: object) -> None:
        """Append one line: the event, the seconds since the start, and `values`."""
        line = json.dumps(
            {"event": event, "seconds": round(time.monotonic() - self.started, 1), **values}
        )
        with self.path.open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        print(line, flush=True)

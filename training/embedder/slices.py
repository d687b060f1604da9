"""`python -m training.embedder.slices split|join`: a file in parts that fit a transfer's limit.

$ python -m training.embedder.slices split WORK/material.npz carry --mib 22
$ python -m training.embedder.slices join carry WORK/material.npz
"""

import argparse
import hashlib
import json
from pathlib import Path

SUMS = "slices.json"


def split(file: Path, folder: Path, *, mib: int) -> list[Path]:
    """Write the file's parts of at most `mib` MiB, and their checksum, and return the parts."""
    folder.mkdir(parents=True, exist_ok=True)
    content = file.read_bytes()
    size = mib << 20
    parts = []
    for number, start in enumerate(range(0, len(content), size)):
        parts.append(folder / f"{file.name}.{number:02d}")
        parts[-1].write_bytes(content[start : start + size])
    about = {"parts": [part.name for part in parts], "sha256": _sum(content)}
    (folder / SUMS).write_text(json.dumps(about), encoding="utf-8")
    return parts


def join(folder: Path, file: Path) -> Path:
    """Write the file that `split` cut into parts and return its path.

    Raises:
        SystemExit: if a part is missing or damaged.
    """
    about = json.loads((folder / SUMS).read_text(encoding="utf-8"))
    missing = [name for name in about["parts"] if not (folder / name).is_file()]
    if missing:
        raise SystemExit(f"these parts are not in {folder} yet: {' '.join(missing)}")
    content = b"".join((folder / name).read_bytes() for name in about["parts"])
    if _sum(content) != about["sha256"]:
        raise SystemExit(f"the parts in {folder} are damaged: carry them again")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> None:
    """Split or join, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    ways = parser.add_subparsers(dest="way", required=True)
    cut = ways.add_parser("split")
    cut.add_argument("file", type=Path)
    cut.add_argument("folder", type=Path)
    cut.add_argument("--mib", type=int, default=22)
    put = ways.add_parser("join")
    put.add_argument("folder", type=Path)
    put.add_argument("file", type=Path)
    options = parser.parse_args()
    if options.way == "split":
        for part in split(options.file, options.folder, mib=options.mib):
            print(part)
    else:
        print(join(options.folder, options.file))


if __name__ == "__main__":
    main()

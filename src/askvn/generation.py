"""Generations: derived, disposable indexes, switched atomically by the file CURRENT."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

from askvn.errors import IndexDamagedError, IndexMissingError

CURRENT = "CURRENT"
FOLDER = "generations"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with, and the checksums of its files."""

    number: int
    embedder: str
    fingerprint: str
    dim: int
    store: str
    chunker: str
    chunk_chars: int
    tokeniser: str
    documents: int
    chunks: int
    normalised: bool = True
    files: dict[str, str] = field(default_factory=dict)


def current(index: Path) -> str:
    """Return the live generation's name, "" where nothing was published yet."""
    try:
        return (index / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def folder_of(index: Path, name: str) -> Path:
    """Return the folder of the generation called `name`."""
    return index / FOLDER / name


def name_of(number: int) -> str:
    """Return the name of the generation with this number."""
    return f"{number:06d}"


def next_number(index: Path) -> int:
    """Return the number of the generation that would follow the live one."""
    return int(current(index) or 0) + 1


def read_manifest(index: Path, name: str) -> Manifest:
    """Return the manifest of a generation, all its files being there.

    Raises:
        IndexMissingError: if no generation was published.
        IndexDamagedError: if the manifest or a file that it lists is missing or unreadable.
    """
    if not name:
        raise IndexMissingError(
            "the index '{folder}' was never finished",
            hint="askvn index --index {folder}",
            folder=index,
        )
    folder = folder_of(index, name)
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(index, folder / MANIFEST) from error
    for file in manifest.files:
        if not (folder / file).is_file():
            raise _damaged(index, folder / file)
    return manifest


def verify(index: Path, name: str) -> None:
    """Check every file of a generation against its checksum.

    Raises:
        IndexDamagedError: naming the first file that differs.
    """
    folder = folder_of(index, name)
    for file, checksum in read_manifest(index, name).files.items():
        if _checksum(folder / file) != checksum:
            raise _damaged(index, folder / file)


def start(index: Path, number: int) -> Path:
    """Return a new empty folder for a generation; what an interrupted run left there goes."""
    folder = folder_of(index, name_of(number))
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def publish(index: Path, manifest: Manifest) -> None:
    """Write the manifest with checksums, then make the generation the live one, atomically."""
    folder = folder_of(index, name_of(manifest.number))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        _sync(path)
    sums = {path.relative_to(folder).as_posix(): _checksum(path) for path in files}
    _write(folder / MANIFEST, json.dumps(asdict(manifest) | {"files": sums}, indent=1))
    _sync(folder)
    _sync(folder.parent)
    _write(index / CURRENT, name_of(manifest.number) + "\n")
    _sync(index)


def discard_before(index: Path, oldest: int) -> None:
    """Delete the generations before `oldest`; a reader that holds one open keeps its files."""
    for folder in (index / FOLDER).iterdir():
        if folder.name.isdigit() and int(folder.name) < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def copy_links(source: Path, target: Path, *, but: Collection[str] = ()) -> None:
    """Fill `target` with hard links to the files of `source` (copies where links don't work).

    Locks are left out, and what is called as one of `but`.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.name.endswith(".lock") or path.name in but:
            continue
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copy2(path, target / path.name)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(index: Path, path: Path) -> IndexDamagedError:
    return IndexDamagedError(
        "{path} is missing or damaged",
        hint="askvn index --rebuild --index {folder}",
        path=path,
        folder=index,
    )

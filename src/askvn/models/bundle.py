"""Installed models in one tar file, for a machine without a network.

    bundle.json                      what follows: every file with its size and SHA-256
    README.txt                       what to type on the other machine
    models/qwen3-4b/files/….gguf
    wheels/….whl                     if asked for

Plain tar: weights cannot be compressed, and a machine without askvn can take the wheels out of it.
"""

from __future__ import annotations

import io
import json
import platform
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from askvn.errors import BundleError, ModelDamagedError
from askvn.models import digest, machine
from askvn.models.home import FILES, Home
from askvn.models.manifest import Manifest, ModelFile
from askvn.models.progress import Progress, meter, silent
from askvn.models.wheels import Wheels

INDEX, README = "bundle.json", "README.txt"
MODELS, WHEELS = "models", "wheels"
FORMAT = 1
_DRAFT = ".partial"


@dataclass(frozen=True, slots=True)
class Packed:
    """What a bundle holds."""

    path: Path
    size: int
    models: tuple[Manifest, ...]
    wheels: tuple[str, ...]
    requirement: str


def bundle(
    target: Path,
    home: Home,
    names: Sequence[str] = (),
    *,
    wheels: Wheels | None = None,
    progress: Progress = silent,
    free: int | None = None,
) -> Packed:
    """Write the models called `names` (all, if none are named) and return what the bundle holds.

    `wheels` are put beside them. The file appears whole or not at all.

    Raises:
        ModelNotFoundError: if a model is not installed.
        ModelDamagedError: if a file of one is not what its manifest says.
        BundleError: if there is nothing to bundle, or the file cannot be written.
        SpaceError: if it is larger than what is free.
    """
    models = tuple(home.read(name) for name in (names or home.names()))
    packed = wheels or Wheels((), "")
    if not models and not packed.files:
        raise BundleError("no model is installed", hint="askvn models pull qwen3-4b")
    total = sum(model.size for model in models)
    total += sum(path.stat().st_size for path in packed.files)
    room = machine.free_bytes(target.parent) if free is None else free
    machine.check_room(target.parent, total, room)
    draft = target.with_name(f"{target.name}{_DRAFT}")
    try:
        with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as tar:
            _write(tar, home, models, packed, meter(progress, "pack", total))
        draft.replace(target)
    except OSError as error:
        raise BundleError(
            "'{path}' cannot be written", hint="askvn models bundle OUT.tar", path=target
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    names_of_wheels = tuple(path.name for path in packed.files)
    return Packed(target, target.stat().st_size, models, names_of_wheels, packed.requirement)


def _write(
    tar: tarfile.TarFile,
    home: Home,
    models: Sequence[Manifest],
    packed: Wheels,
    report: digest.Report,
) -> None:
    wheels = [
        ModelFile(path.name, path.stat().st_size, digest.of_file(path)) for path in packed.files
    ]
    index = {
        "format": FORMAT,
        "askvn": version("askvn"),
        "models": [model.to_json() for model in models],
        "wheels": [asdict(wheel) for wheel in wheels],
        "requirement": packed.requirement,
    }
    _add_text(tar, INDEX, json.dumps(index, ensure_ascii=False, indent=1))
    _add_text(tar, README, _note(Path(str(tar.name)).stem, packed))
    for model in models:
        for file in model.files:
            path = home.files(model.name) / file.path
            _add(tar, path, f"{MODELS}/{model.name}/{FILES}/{file.path}", file, report)
    for path, wheel in zip(packed.files, wheels, strict=True):
        _add(tar, path, f"{WHEELS}/{wheel.path}", wheel, report)


def installation(bundle: str, requirement: str) -> list[str]:
    """Return the commands that install askvn from a bundle's wheels."""
    return [
        f"tar xf {bundle} {WHEELS}",
        f"pip install --no-index --find-links {WHEELS} '{requirement}'",
    ]


def _note(name: str, packed: Wheels) -> str:
    """Return what README.txt says: the commands, in both languages."""
    commands = installation(name, packed.requirement) if packed.files else []
    commands.append(f"askvn models unbundle {name}")
    steps = "\n".join(f"    {command}" for command in commands)
    lines = [f"askvn {version('askvn')}", "", "Trên máy không có mạng:"]
    lines += [steps, "", "On the machine without a network:", steps, ""]
    if packed.files:
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        lines += [f"Wheels: Python {python}, {platform.system()} {platform.machine()}", ""]
    return "\n".join(lines)


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode("utf-8")
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _add(
    tar: tarfile.TarFile, path: Path, name: str, file: ModelFile, report: digest.Report
) -> None:
    """Add a file, hashed as it is read.

    Raises:
        ModelDamagedError: if it is not what the manifest says.
    """
    member = tarfile.TarInfo(name)
    member.size = file.size
    try:
        with path.open("rb") as content:
            hashing = digest.Hashing(content, report)
            tar.addfile(member, hashing)
        right = path.stat().st_size == file.size and hashing.hexdigest() == file.sha256
    except FileNotFoundError:
        right = False
    if not right:
        raise ModelDamagedError(
            "the model file '{path}' is missing or is not the one its manifest names",
            hint="askvn models verify",
            path=path,
        )

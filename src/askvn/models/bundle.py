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
from typing import Any

from askvn.errors import BundleError, ModelDamagedError
from askvn.models import digest, machine
from askvn.models.home import FILES, Home
from askvn.models.manifest import Manifest, ModelFile
from askvn.models.pull import Progress, meter, silent

INDEX, README = "bundle.json", "README.txt"
MODELS, WHEELS = "models", "wheels"
FORMAT = 1
_HELP = """askvn {version}: models{wheels}

vi  Trên máy không có mạng:
{install}    askvn models unbundle {name}

en  On the machine without a network:
{install}    askvn models unbundle {name}

{needs}"""
_INSTALL = """    tar xf {name} wheels
    pip install --no-index --find-links wheels askvn
"""
_NEEDS = "Wheels: Python {python}, {system} {machine}\n"


@dataclass(frozen=True, slots=True)
class Packed:
    """What a bundle holds."""

    path: Path
    size: int
    models: tuple[Manifest, ...]
    wheels: tuple[str, ...]


def bundle(
    target: Path,
    home: Home,
    names: Sequence[str] = (),
    *,
    wheels: Path | None = None,
    progress: Progress = silent,
    free: int | None = None,
) -> Packed:
    """Write the models called `names` (all, if none are named) and return what the bundle holds.

    `wheels` is a folder of wheels to put beside them. The file appears whole or not at all.

    Raises:
        ModelNotFoundError: if a model is not installed.
        ModelDamagedError: if a file of one is not what its manifest says.
        BundleError: if there is nothing to bundle, or the file cannot be written.
        SpaceError: if it is larger than what is free.
    """
    models = tuple(home.read(name) for name in (names or home.names()))
    packages = sorted(wheels.glob("*")) if wheels else []
    if not models and not packages:
        raise BundleError("no model is installed", hint="askvn models pull qwen3-4b")
    total = sum(model.size for model in models) + sum(path.stat().st_size for path in packages)
    room = machine.free_bytes(target.parent) if free is None else free
    machine.check_room(target.parent, total, room)
    draft = target.with_name(f"{target.name}.partial")
    try:
        with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as tar:
            _write(tar, home, models, packages, (target.name, meter(progress, "pack", total)))
        draft.replace(target)
    except OSError as error:
        raise BundleError(
            "'{path}' cannot be written", hint="askvn models bundle OUT.tar", path=target
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return Packed(target, target.stat().st_size, models, tuple(path.name for path in packages))


def _write(
    tar: tarfile.TarFile,
    home: Home,
    models: Sequence[Manifest],
    packages: Sequence[Path],
    told: tuple[str, digest.Report],
) -> None:
    name, report = told
    wheels = [ModelFile(path.name, path.stat().st_size, digest.of_file(path)) for path in packages]
    _add_text(tar, INDEX, json.dumps(_index(models, wheels), ensure_ascii=False, indent=1))
    _add_text(tar, README, _help(name, bool(wheels)))
    for model in models:
        for file in model.files:
            path = home.files(model.name) / file.path
            _add(tar, path, f"{MODELS}/{model.name}/{FILES}/{file.path}", file, report)
    for path, wheel in zip(packages, wheels, strict=True):
        _add(tar, path, f"{WHEELS}/{wheel.path}", wheel, report)


def _index(models: Sequence[Manifest], wheels: Sequence[ModelFile]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "askvn": version("askvn"),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "system": f"{platform.system()} {platform.machine()}",
        "models": [model.to_json() for model in models],
        "wheels": [asdict(wheel) for wheel in wheels],
    }


def _help(name: str, has_wheels: bool) -> str:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return _HELP.format(
        version=version("askvn"),
        wheels=", wheels" if has_wheels else "",
        name=name,
        install=_INSTALL.format(name=name) if has_wheels else "",
        needs=_NEEDS.format(python=python, system=platform.system(), machine=platform.machine())
        if has_wheels
        else "",
    )


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

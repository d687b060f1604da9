"""Models out of a bundle. Nothing in it is believed: it may come from a stranger.

Only regular files that `bundle.json` lists are read, each once, and never more of one than it
lists; names and paths are checked before a folder is made; hashes before a model is put in place.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from askvn.errors import AskvnError, BundleError
from askvn.models import digest, machine
from askvn.models.add import is_there
from askvn.models.bundle import FORMAT, INDEX, MODELS, README, WHEELS
from askvn.models.home import FILES, Home
from askvn.models.manifest import Manifest, ModelFile, from_json, is_safe
from askvn.models.progress import Progress, meter, silent
from askvn.models.pull import Outcome

_LARGEST_INDEX = 1 << 24
_REQUIREMENT = re.compile(r"askvn(\[[a-z,]+\])?")
# A file of the bundle: name, size, content.
Member = tuple[str, int, IO[bytes]]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a bundle held: its models, now installed, its wheels' names and what they install."""

    models: tuple[Outcome, ...]
    wheels: tuple[str, ...]
    requirement: str


@dataclass(frozen=True, slots=True)
class _Index:
    models: tuple[Manifest, ...]
    wheels: tuple[ModelFile, ...]
    requirement: str


def unbundle(
    path: Path, home: Home, *, progress: Progress = silent, free: int | None = None
) -> Unpacked:
    """Install the models of a bundle; those that are there stay as they are. Wheels are left in it.

    Raises:
        BundleError: if the file is no bundle, is cut short, or holds what it should not.
        ModelError: if another model has the name of one of them.
        SpaceError: if they are larger than what is free.
    """
    if not path.is_file():
        raise BundleError("there is no file '{path}'", hint="ls", path=path)
    try:
        with tarfile.open(path, "r:") as tar:
            return _install(tar, path, home, progress, free)
    except (tarfile.TarError, EOFError, OverflowError, UnicodeError) as error:
        raise _wrong("'{path}' is no sound bundle: it is damaged or cut short", path) from error


def _install(
    tar: tarfile.TarFile, path: Path, home: Home, progress: Progress, free: int | None
) -> Unpacked:
    members = _members(tar, path)
    index = _read_index(next(members, None), path)
    there = {model.name for model in index.models if is_there(home, model)}
    coming = [model for model in index.models if model.name not in there]
    total = sum(model.size for model in coming)
    machine.check_room(
        home.folder, total, machine.free_bytes(home.folder) if free is None else free
    )
    with ExitStack() as stack:
        staged = {
            model.name: stack.enter_context(home.staging(f"{model.name}.unbundled"))
            for model in coming
        }
        targets = {
            f"{MODELS}/{model.name}/{FILES}/{file.path}": (
                staged[model.name] / FILES / file.path if model.name in staged else None, file
            )
            for model in index.models
            for file in model.files
        }  # fmt: skip
        _take(
            _without_wheels(members, path, index), path, targets, meter(progress, "unpack", total)
        )
        for model in coming:
            home.publish(staged[model.name], model)
    return Unpacked(
        tuple(Outcome(model, was_there=model.name in there) for model in index.models),
        tuple(wheel.path for wheel in index.wheels),
        index.requirement,
    )


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[Member]:
    """Yield name, size and content of each member, one after the other.

    Raises:
        BundleError: if one is not an ordinary file: a link, a device, a folder, one with holes.
    """
    seen = set()
    while (member := tar.next()) is not None:
        if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.issparse():
            raise _wrong(
                "'{path}' is no sound bundle: '{name}' is no ordinary file", path, name=member.name
            )
        content = tar.extractfile(member)
        if member.name in seen or content is None:
            raise _wrong(
                "'{path}' is no sound bundle: '{name}' stands in it twice", path, name=member.name
            )
        seen.add(member.name)
        yield member.name, member.size, content


def _read_index(first: Member | None, path: Path) -> _Index:
    if first is None or first[0] != INDEX or first[1] > _LARGEST_INDEX:
        raise _wrong("'{path}' is no sound bundle: it does not begin with {name}", path, name=INDEX)
    try:
        content = json.loads(first[2].read())
        if content["format"] != FORMAT:
            raise ValueError
        models = tuple(from_json(model, INDEX) for model in content["models"])
        wheels = tuple(ModelFile(**wheel) for wheel in content["wheels"])
        requirement = content["requirement"]
        if len({model.name for model in models}) != len(models):
            raise ValueError
        if not all(is_safe(wheel.path) and "/" not in wheel.path for wheel in wheels):
            raise ValueError
        if wheels and not _REQUIREMENT.fullmatch(requirement):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError, AskvnError) as error:
        raise _wrong(
            "'{path}' is no sound bundle: its {name} cannot be used", path, name=INDEX
        ) from error
    return _Index(models, wheels, requirement)


def _without_wheels(members: Iterator[Member], path: Path, index: _Index) -> Iterator[Member]:
    """Yield the members that are neither a listed wheel nor the note for people."""
    passed = {README, *(f"{WHEELS}/{wheel.path}" for wheel in index.wheels)}
    return (member for member in members if member[0] not in passed)


def _take(
    members: Iterator[Member],
    path: Path,
    targets: Mapping[str, tuple[Path | None, ModelFile]],
    report: digest.Report,
) -> None:
    """Write each file to its target, hashing it; one whose target is None is there already.

    Raises:
        BundleError: if a member is not listed, is another, or a listed one is missing.
    """
    missing = dict(targets)
    for name, size, content in members:
        if name not in missing:
            raise _wrong(
                "'{path}' is no sound bundle: '{name}' is not listed in it", path, name=name
            )
        target, file = missing.pop(name)
        if size != file.size:
            raise _wrong(
                "'{path}' is no sound bundle: '{name}' is not the file that is listed",
                path,
                name=name,
            )
        if target is None:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if digest.write(content, target, report) != (file.size, file.sha256):
            raise _wrong(
                "'{path}' is no sound bundle: '{name}' is not the file that is listed",
                path,
                name=name,
            )
    if missing:
        raise _wrong("'{path}' is no sound bundle: '{name}' is missing", path, name=min(missing))


def _wrong(template: str, path: Path, **values: object) -> BundleError:
    shown = {key: _printable(str(value)) for key, value in values.items()}
    return BundleError(
        template,
        hint="copy the file again, or make it anew: askvn models bundle OUT.tar",
        path=path,
        **shown,
    )


def _printable(text: str) -> str:
    """Return a stranger's text without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)

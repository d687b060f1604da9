"""A model of the catalogue: looked up, fetched, checked, and then put in its place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from askvn.errors import ModelDamagedError, ModelError, ModelUnfitError
from askvn.models import digest, hub, identify, machine
from askvn.models.catalogue import Preset
from askvn.models.home import FILES, Home
from askvn.models.hub import RemoteFile, Repository
from askvn.models.manifest import Manifest, ModelFile
from askvn.models.progress import Progress, meter, silent

_REVISION, _PARTS = "revision.json", "parts"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An installed model, and whether it was there before."""

    manifest: Manifest
    was_there: bool


def pull(
    preset: Preset, home: Home, *, progress: Progress = silent, free: int | None = None
) -> Outcome:
    """Return the model, installed: fetched if it is not there whole already.

    An interrupted download goes on where it stopped. `free` is how many bytes may be written,
    what the disk has free where it is None.

    Raises:
        HubError: if the hub does not give the model.
        ModelNotFoundError: if the hub has no such model.
        SpaceError: if it is larger than what is free; nothing was fetched then.
        ModelDamagedError: if what came is not what the hub had announced; it was deleted.
        ModelUnfitError: if it is no model that askvn can use.
    """
    there = _there(preset, home, progress)
    if there is not None:
        return Outcome(there, was_there=True)
    repository = hub.look_up(preset.repository)
    wanted = _wanted(preset, repository)
    with home.staging(preset.name, kept=True) as staged:
        _forget_other_revision(staged, repository)
        files = staged / FILES
        missing = sum(file.size - _fetched(files, file) for file in wanted)
        room = machine.free_bytes(home.folder) if free is None else free
        machine.check_room(home.folder, missing, room)
        _fetch(repository, wanted, files, progress)
        try:
            manifest = _described(preset, repository, files, wanted)
        except ModelUnfitError:
            shutil.rmtree(staged)
            raise
        home.publish(staged, manifest)
        (home.folder / preset.name / _REVISION).unlink()
    return Outcome(manifest, was_there=False)


def _there(preset: Preset, home: Home, progress: Progress) -> Manifest | None:
    """Return the installed model if it is this one, every byte of it; None if it is to be fetched.

    Raises:
        ModelError: if another model has the name.
    """
    if preset.name not in home.names():
        return None
    try:
        manifest = home.read(preset.name)
    except ModelDamagedError:
        return None
    if manifest.source != preset.source:
        raise ModelError(
            "'{name}' is the name of another installed model, from {source}",
            hint="askvn models remove {name}",
            name=preset.name,
            source=manifest.source,
        )
    wrong = home.problems(manifest, meter(progress, "check", manifest.size))
    return None if wrong else manifest


def _wanted(preset: Preset, repository: Repository) -> list[RemoteFile]:
    """Return the files to fetch, small ones first: what is amiss shows early.

    Raises:
        ModelNotFoundError: if the repository has no such file.
        ModelUnfitError: if it holds no model for sentence-transformers.
    """
    by_path = {file.path: file for file in repository.files}
    names: Sequence[str] = [preset.file] if preset.file else identify.needed(by_path)
    if preset.file and preset.file not in by_path:
        raise hub.no_file(preset.repository, preset.file)
    if not any(name.endswith((".gguf", ".safetensors", ".bin")) for name in names):
        raise ModelUnfitError(
            "'{repository}' holds no model for sentence-transformers",
            hint="askvn models pull {repository}/FILE.gguf",
            repository=preset.repository,
        )
    return sorted((by_path[name] for name in names), key=lambda file: (file.size, file.path))


def _forget_other_revision(staged: Path, repository: Repository) -> None:
    """Delete what an interrupted download of another revision or repository has left."""
    note = staged / _REVISION
    revision = json.dumps([repository.name, repository.revision])
    if not note.is_file() or note.read_text(encoding="utf-8") != revision:
        shutil.rmtree(staged)
        staged.mkdir()
        note.write_text(revision, encoding="utf-8")


def _part(files: Path, file: RemoteFile) -> Path:
    """Return where a file lies until it is whole."""
    return files.parent / _PARTS / file.path


def _fetched(files: Path, file: RemoteFile) -> int:
    for path in (files / file.path, _part(files, file)):
        if path.is_file():
            return min(path.stat().st_size, file.size)
    return 0


def _fetch(
    repository: Repository, wanted: Sequence[RemoteFile], files: Path, progress: Progress
) -> None:
    total = sum(file.size for file in wanted)
    report = meter(progress, "fetch", total)
    for file in wanted:
        target, part = files / file.path, _part(files, file)
        if file.is_at(target):
            report(file.size)
            continue
        hub.fetch(repository, file, part, report)
        if not file.is_at(part, meter(progress, "check", file.size)):
            part.unlink()
            raise ModelDamagedError(
                "'{file}' of '{repository}' came with other bytes than announced; it was deleted",
                hint="run the same command again",
                file=file.path,
                repository=repository.name,
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
    shutil.rmtree(files.parent / _PARTS, ignore_errors=True)


def _described(
    preset: Preset, repository: Repository, files: Path, wanted: Sequence[RemoteFile]
) -> Manifest:
    """Return the manifest of what was fetched.

    Raises:
        ModelUnfitError: if it is no model that askvn can use.
    """
    found = identify.identify(files / preset.file if preset.file else files)
    return Manifest(
        name=preset.name,
        kind=found.kind,
        source=preset.source,
        revision=repository.revision,
        licence=repository.licence or found.licence or preset.licence,
        files=tuple(
            ModelFile(file.path, file.size, file.sha256 or digest.of_file(files / file.path))
            for file in wanted
        ),
        about=found.about,
    )

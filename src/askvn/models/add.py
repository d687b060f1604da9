"""A model that is on this machine already, taken among the installed ones."""

from __future__ import annotations

import re
from pathlib import Path

from askvn.errors import ModelError
from askvn.models import digest, identify, machine
from askvn.models.home import FILES, Home
from askvn.models.manifest import Manifest, ModelFile, is_name
from askvn.models.progress import Progress, meter, silent
from askvn.models.pull import Outcome


def add(
    path: Path, home: Home, *, name: str = "", progress: Progress = silent, free: int | None = None
) -> Outcome:
    """Return the model at `path`, installed under `name`, by default after its file or folder.

    Files are copied: what is done to `path` later does not reach the installed model.

    Raises:
        ModelNotFoundError: if there is nothing.
        ModelUnfitError: if it is neither a GGUF chat model nor one of sentence-transformers.
        ModelError: if another model has the name, or the name cannot be one.
        SpaceError: if it is larger than what is free.
    """
    found = identify.identify(path)
    chosen = name or name_of(path)
    if not is_name(chosen):
        raise ModelError(
            "'{name}' cannot be the name of a model",
            hint="askvn models add {path} --name my-model",
            name=chosen,
            path=path,
        )
    total = sum(file.stat().st_size for file in found.files.values())
    room = machine.free_bytes(home.folder) if free is None else free
    machine.check_room(home.folder, total, room)
    report = meter(progress, "copy", total)
    with home.staging(f"{chosen}.added") as staged:
        manifest = Manifest(
            name=chosen,
            kind=found.kind,
            source=path.absolute().name,
            revision="",
            licence=found.licence,
            files=tuple(
                ModelFile(name, *digest.copy(source, staged / FILES / name, report))
                for name, source in found.files.items()
            ),
            about=found.about,
        )
        if is_there(home, manifest):
            return Outcome(manifest, was_there=True)
        home.publish(staged, manifest)
    return Outcome(manifest, was_there=False)


def name_of(path: Path) -> str:
    """Return the name a model gets by default: its file's or folder's, in lower case."""
    base = path.stem if path.is_file() else path.absolute().name
    return re.sub(r"[^a-z0-9._-]+", "-", base.lower()).strip("._-")[:64]


def is_there(home: Home, manifest: Manifest) -> bool:
    """Tell whether the same files are installed under the same name.

    Raises:
        ModelError: if the name is taken by another model.
    """
    if manifest.name not in home.names():
        return False
    other = home.read(manifest.name)
    if other.files != manifest.files:
        raise ModelError(
            "'{name}' is the name of another installed model, from {source}",
            hint="askvn models remove {name}",
            name=manifest.name,
            source=other.source,
        )
    return not home.problems(other)

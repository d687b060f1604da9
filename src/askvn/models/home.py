"""The folder of installed models: one folder each, appearing whole or not at all.

models/
qwen3-4b/model.json        where it is from, its files' sizes and SHA-256
qwen3-4b/files/…           the files as the libraries load them
.partial/…                 what is being fetched; a later run goes on from there
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from askvn.errors import ModelDamagedError, ModelLockedError, ModelNotFoundError
from askvn.models import digest
from askvn.models.manifest import Manifest, from_json, is_name

MANIFEST, FILES = "model.json", "files"
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Home:
    """The models in one folder."""

    folder: Path

    def installed(self) -> list[Manifest]:
        """Return what is installed, in order of names; a damaged entry is left out."""
        return [found for name in self.names() if (found := _readable(self, name))]

    def names(self) -> list[str]:
        """Return the names under which something is installed, damaged or not, in order."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name for path in self.folder.iterdir() if is_name(path.name) and path.is_dir()
        )

    def read(self, name: str) -> Manifest:
        """Return the manifest of an installed model.

        Raises:
            ModelNotFoundError: if none is called so.
            ModelDamagedError: if its manifest cannot be read or is another's.
        """
        path = self.folder / name / MANIFEST
        if not is_name(name) or not path.parent.is_dir():
            raise ModelNotFoundError(
                "no model called '{name}' is installed", hint="askvn models list", name=name
            )
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            content = None
        found = from_json(content, path)
        return found if found.name == name else from_json(None, path)

    def files(self, name: str) -> Path:
        """Return the folder of an installed model's files."""
        return self.folder / name / FILES

    def problems(self, manifest: Manifest, report: digest.Report | None = None) -> dict[str, str]:
        """Return, by path, what is wrong with a model's files: "missing", "size" or "content".

        Content is compared only where there is a `report` of the bytes read: it takes its time.
        """
        found = {}
        for file in manifest.files:
            path = self.files(manifest.name) / file.path
            if not path.is_file():
                found[file.path] = "missing"
            elif path.stat().st_size != file.size:
                found[file.path] = "size"
            elif report is not None and digest.of_file(path, report) != file.sha256:
                found[file.path] = "content"
        return found

    @contextmanager
    def staging(self, key: str, *, kept: bool = False) -> Iterator[Path]:
        """Yield a folder to prepare a model in, for this process alone.

        What is left in it when something fails is there again next time if it is `kept`.

        Raises:
            ModelLockedError: if another process prepares the same model.
        """
        from filelock import FileLock, Timeout

        place = self.folder / _PARTIAL / key
        place.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.with_name(f"{key}.lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise ModelLockedError(
                "another process is fetching the model '{name}'",
                hint="wait until it has finished, then run the same command again",
                name=key,
            ) from error
        try:
            if not kept:
                shutil.rmtree(place)
            place.mkdir(exist_ok=True)
            yield place
        finally:
            if not kept:
                shutil.rmtree(place, ignore_errors=True)
            lock.release()

    def publish(self, staged: Path, manifest: Manifest) -> None:
        """Make what lies staged the model of this name; one that was there goes."""
        draft = staged / MANIFEST
        draft.write_text(
            json.dumps(manifest.to_json(), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        for path in staged.rglob("*"):
            _sync(path)
        final = self.folder / manifest.name
        old = self.folder / _PARTIAL / f"{manifest.name}.old"
        shutil.rmtree(old, ignore_errors=True)
        if final.exists():
            final.rename(old)
        staged.rename(final)
        _sync(self.folder)
        shutil.rmtree(old, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Delete an installed model, and what is left of one that was never finished.

        Raises:
            ModelNotFoundError: if there is none.
        """
        final, partial = self.folder / name, self.folder / _PARTIAL / name
        if not is_name(name) or not (final.is_dir() or partial.is_dir()):
            self.read(name)
        shutil.rmtree(partial, ignore_errors=True)
        if final.is_dir():
            shutil.rmtree(final)


def default_folder() -> Path:
    """Return where the user's models lie when no setting says otherwise."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "askvn" / "models"


def open_home(setting: str) -> Home:
    """Return the home in the folder that the setting `models` names, "" for the user's own."""
    return Home(Path(setting).expanduser() if setting else default_folder())


def _readable(home: Home, name: str) -> Manifest | None:
    try:
        return home.read(name)
    except ModelDamagedError:
        return None


def _sync(path: Path) -> None:
    """Make a file's or folder's content outlast a power cut, where the system can."""
    if path.is_symlink() or (os.name == "nt" and path.is_dir()):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

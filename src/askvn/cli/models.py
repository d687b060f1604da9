"""`askvn models`: what there is, and how more comes here, with a network or without."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from askvn.cli import shelf, show
from askvn.cli.transfer import Transfer
from askvn.errors import ModelError
from askvn.models import catalogue, machine
from askvn.models.home import Home, open_home
from askvn.models.pull import Outcome
from askvn.models.wheels import Wheels
from askvn.settings import Settings


def run(options: argparse.Namespace, chosen: Settings) -> int:
    """Do what the word after `askvn models` says, `list` where there is none.

    Raises:
        AskvnError: as the action does, and if a disk or its rights do not allow it.
    """
    try:
        return _ACTIONS[options.action or "list"](options, chosen)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ModelError(
            "a file of a model cannot be read or written: {reason} ({file})",
            hint="ASKVN_MODELS=/other/folder askvn models …",
            reason=error.strerror or error,
            file=error.filename or chosen.models or "–",
        ) from error


def _list(options: argparse.Namespace, chosen: Settings) -> int:
    home, memory = open_home(chosen.models), machine.memory()
    entries = shelf.entries(home, memory)
    if options.json:
        _put({
            "folder": str(home.folder), "memory": memory,
            "models": [entry.to_json() for entry in entries],
        })  # fmt: skip
    else:
        screen = show.terminal(sys.stdout)
        print(shelf.listing(entries, home.folder, memory, screen, chosen.lang))
    return 0


def _pull(options: argparse.Namespace, chosen: Settings) -> int:
    from askvn.models.pull import pull

    preset = catalogue.find(options.name)
    memory = machine.memory()
    if machine.fits(preset.about_size, memory) is False:
        note = "This machine has {memory} of memory: the model may be too large for it."
        print(show.said(note, chosen.lang, memory=machine.readable(memory)), file=sys.stderr)
    with _transfer(preset.name, chosen) as progress:
        done = pull(preset, open_home(chosen.models), progress=progress)
    return _show(done, options, chosen)


def _add(options: argparse.Namespace, chosen: Settings) -> int:
    from askvn.models.add import add

    path = Path(options.path).expanduser()
    with _transfer(path.name, chosen) as progress:
        done = add(path, open_home(chosen.models), name=options.name or "", progress=progress)
    return _show(done, options, chosen)


def _remove(options: argparse.Namespace, chosen: Settings) -> int:
    open_home(chosen.models).remove(options.name)
    if options.json:
        _put({"removed": options.name})
    else:
        print(show.said("'{name}' was removed", chosen.lang, name=options.name))
    return 0


def _verify(options: argparse.Namespace, chosen: Settings) -> int:
    from askvn import inspection

    with _transfer("", chosen) as progress:
        checks = inspection.verify_models(chosen, progress)
    if options.json:
        _put([check.to_json() for check in checks])
    else:
        print(show.checks(checks, show.terminal(sys.stdout), chosen.lang))
    return 0 if all(check.passed for check in checks) else 1


def _bundle(options: argparse.Namespace, chosen: Settings) -> int:
    from askvn.models.bundle import bundle

    home, target = open_home(chosen.models), Path(options.file).expanduser()
    with tempfile.TemporaryDirectory(dir=_beside(target)) as place:
        wheels = _gather(Path(place), chosen) if options.wheels else None
        with _transfer(target.name, chosen) as progress:
            packed = bundle(target, home, options.names, wheels=wheels, progress=progress)
    if options.json:
        _put({
            "file": str(packed.path), "bytes": packed.size,
            "models": [model.name for model in packed.models], "wheels": list(packed.wheels),
        })  # fmt: skip
    else:
        print(shelf.packed(packed, chosen.lang))
    return 0


def _unbundle(options: argparse.Namespace, chosen: Settings) -> int:
    from askvn.models.unbundle import unbundle

    home, path = open_home(chosen.models), Path(options.file).expanduser()
    with _transfer(path.name, chosen) as progress:
        done = unbundle(path, home, progress=progress)
    if options.json:
        _put({
            "models": [shelf.installed(one, home) for one in done.models],
            "wheels": list(done.wheels),
        })  # fmt: skip
    else:
        screen = show.terminal(sys.stdout)
        print(shelf.unpacked(done, path, screen, chosen.lang))
    return 0


def _show(done: Outcome, options: argparse.Namespace, chosen: Settings) -> int:
    home: Home = open_home(chosen.models)
    if options.json:
        _put(shelf.installed(done, home))
    else:
        print(shelf.arrived(done, show.terminal(sys.stdout), chosen.lang))
    return 0


def _gather(folder: Path, chosen: Settings) -> Wheels:
    from askvn.models import wheels

    note = "Gathering wheels with pip; this may take minutes."
    print(show.said(note, chosen.lang), file=sys.stderr)
    return wheels.collect(folder, log=sys.stderr if sys.stderr.isatty() else None)


def _beside(target: Path) -> Path | None:
    """Return the folder to prepare a file in: its own, where that is there."""
    return target.absolute().parent if target.absolute().parent.is_dir() else None


@contextmanager
def _transfer(name: str, chosen: Settings) -> Iterator[Transfer]:
    """Yield the line that shows how far a long work is; it goes whatever ends the work."""
    progress = Transfer(name, chosen.lang, sys.stderr)
    try:
        yield progress
    except KeyboardInterrupt:
        progress.clear()
        note = "Stopped. The same command goes on where it stopped."
        if progress.stage == "fetch":
            print(show.said(note, chosen.lang), file=sys.stderr)
        raise
    finally:
        progress.clear()


def _put(value: Any) -> None:  # noqa: ANN401
    print(json.dumps(value, ensure_ascii=False, indent=2))


_ACTIONS: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
    "list": _list,
    "pull": _pull,
    "add": _add,
    "remove": _remove,
    "verify": _verify,
    "bundle": _bundle,
    "unbundle": _unbundle,
}

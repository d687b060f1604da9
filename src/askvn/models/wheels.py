"""The wheels that an installation of askvn is made of, for a machine without a network.

`pip wheel` and not `pip download`: llama-cpp-python is published as source, and compiling it on
the other machine would need a compiler, cmake and more packages.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from askvn.errors import BundleError

_OWN = "askvn"


@dataclass(frozen=True, slots=True)
class Wheels:
    """Wheels in a folder, and what pip installs from them."""

    files: tuple[Path, ...]
    requirement: str


def collect(
    folder: Path,
    requirements: Sequence[str] | None = None,
    *,
    constraints: Sequence[str] | None = None,
    log: TextIO | None = None,
) -> Wheels:
    """Return the wheels of askvn and all that it needs, put into `folder` by pip.

    They are of the versions installed here (`constraints`), for this Python and this kind of
    machine. pip's own settings are obeyed: index, proxy, cache. `log` shows what it says.

    Raises:
        BundleError: if pip is missing or cannot get them.
    """
    if importlib.util.find_spec("pip") is None:
        raise BundleError("pip is not installed here", hint="python -m ensurepip")
    folder.mkdir(parents=True, exist_ok=True)
    pinned = folder / "constraints.txt"
    pinned.write_text("\n".join(installed() if constraints is None else constraints) + "\n")
    wanted = [_own()] if requirements is None else requirements
    command = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check",
               "--wheel-dir", str(folder), "--constraint", str(pinned), *wanted]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own interpreter, and a list of words
        command, stdout=log or subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False
    )
    pinned.unlink()
    if done.returncode:
        raise BundleError(
            "pip could not gather the packages: {reason}",
            hint="check the network, or bundle the models alone: leave out --wheels",
            reason=_reason(done.stderr),
        )
    return Wheels(tuple(sorted(folder.glob("*.whl"))), requirement())


def installed() -> list[str]:
    """Return `name==version` of every package that is installed here, but askvn's own."""
    found = {
        distribution.name.lower(): distribution.version
        for distribution in importlib.metadata.distributions()
        if distribution.name and distribution.name.lower() not in (_OWN, "pip", "setuptools")
    }
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def requirement() -> str:
    """Return `askvn[…]` with the extras whose packages are all installed here."""
    extras = ",".join(_extras(importlib.metadata.distribution(_OWN)))
    return f"{_OWN}[{extras}]" if extras else _OWN


def _own() -> str:
    """Return what pip calls the askvn that runs: its folder or its version."""
    distribution = importlib.metadata.distribution(_OWN)
    origin = json.loads(distribution.read_text("direct_url.json") or "{}").get("url", "")
    parts = urlsplit(origin)
    if parts.scheme == "file":
        return f"{requirement()} @ {Path(url2pathname(parts.path)).as_uri()}"
    return f"{requirement()}=={distribution.version}"


def _extras(distribution: importlib.metadata.Distribution) -> list[str]:
    here = {_plain(line.partition("==")[0]) for line in installed()}
    wanted: dict[str, set[str]] = {}
    for requirement in distribution.requires or ():
        found = re.match(r"([\w.-]+).*;\s*extra\s*==\s*['\"]([\w-]+)['\"]", requirement)
        if found:
            wanted.setdefault(found.group(2), set()).add(_plain(found.group(1)))
    return sorted(extra for extra, names in wanted.items() if names <= here)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _reason(text: str) -> str:
    """Return the line in which pip first names an error, without what may hold a password."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith("ERROR")] or lines[-1:]
    return re.sub(r"//[^/@\s]+@", "//", named[0].removeprefix("ERROR: ")) if named else ""

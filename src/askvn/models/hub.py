"""The model hub, through `huggingface_hub`: what a repository holds, and its files, resumably.

`HF_TOKEN`, `HF_ENDPOINT`, `HF_HUB_OFFLINE` and the proxies are obeyed by that library. The bytes of
a file are read off its connection here: its own download throws away what a broken one has brought
(huggingface_hub 2.4; with Xet too), and 2.5 GB would begin anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from askvn.errors import (
    HubAccessError,
    HubError,
    HubUnreachableError,
    ModelError,
    ModelNotFoundError,
)
from askvn.models import digest

_TIMEOUT_S = 20
_WHOLE = 200
# Answers of a server that may be another a moment later, and how long to wait for that.
_PASSING = (408, 429, 500, 502, 503, 504)
_PAUSES_S = (1, 3)
_DEFAULT_PLACE = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository: its SHA-256, or git's name for its content where the hub has that."""

    path: str
    size: int
    sha256: str
    blob: str

    def is_at(self, path: Path, report: digest.Report = digest.ignore) -> bool:
        """Tell whether this file's content is at `path`, every byte of it."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        if self.sha256:
            return digest.of_file(path, report) == self.sha256
        return digest.git_blob(path) == self.blob


@dataclass(frozen=True, slots=True)
class Repository:
    """One revision of a repository."""

    name: str
    revision: str
    licence: str
    files: tuple[RemoteFile, ...]


def look_up(name: str) -> Repository:
    """Return the newest revision of a repository: its files with sizes and hashes.

    Raises:
        HubUnreachableError: if the hub does not answer.
        HubAccessError: if it wants an account, or the acceptance of a licence.
        ModelNotFoundError: if there is no such repository.
    """
    from huggingface_hub import HfApi

    with _explained(name):
        found = HfApi().model_info(name, files_metadata=True, timeout=_TIMEOUT_S)
    return Repository(
        name=name,
        revision=str(found.sha),
        licence=_licence(found.card_data),
        files=tuple(_file(sibling) for sibling in found.siblings or ()),
    )


def fetch(repository: Repository, file: RemoteFile, target: Path, report: digest.Report) -> None:
    """Append to `target` what it lacks of a file; `report` is told of every byte, old and new.

    A connection that breaks is taken up again, as long as each brings something.

    Raises:
        HubError: as `look_up`, and if nothing more comes.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("ab") as whole, _explained(repository.name, file.path):
        if whole.tell() > file.size:
            whole.truncate(0)
        report(whole.tell())
        pauses = iter(_PAUSES_S)
        while (had := whole.tell()) < file.size:
            failure = _continue(repository, file, whole, report)
            if whole.tell() > had:
                pauses = iter(_PAUSES_S)
            elif failure is not None:
                pause = next(pauses, None)
                if pause is None:
                    raise failure
                time.sleep(pause)


def _continue(
    repository: Repository, file: RemoteFile, whole: BinaryIO, report: digest.Report
) -> Exception | None:
    """Append what one connection brings; return what broke it, if that may pass by itself.

    The address is the hub's own each time, for the signed one that it leads to grows stale; the
    token stays behind when the way leads to another host.
    """
    from huggingface_hub import errors, get_session, hf_hub_url
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

    url = hf_hub_url(repository.name, file.path, revision=repository.revision)
    headers = build_hf_headers() | {"Accept-Encoding": "identity"}
    if whole.tell():
        headers["Range"] = f"bytes={whole.tell()}-"
    try:
        with get_session().stream("GET", url, headers=headers, timeout=_TIMEOUT_S) as response:
            hf_raise_for_status(response)
            if whole.tell() and response.status_code == _WHOLE:  # the server takes no Range
                report(-whole.tell())
                whole.truncate(0)
            for block in response.iter_bytes():
                whole.write(block)
                whole.flush()
                report(len(block))
                if whole.tell() > file.size:  # what comes is not what was announced
                    break
    except errors.HfHubHTTPError as error:
        if error.response.status_code in _PASSING:
            return cast("Exception", error)
        raise
    except errors.HTTPError as error:
        return cast("Exception", error)
    return None


@contextmanager
def _explained(repository: str, file: str = "") -> Iterator[None]:
    """Turn the library's errors into ours, without a word that may hold a token."""
    from huggingface_hub import errors

    try:
        yield
    except (
        errors.HTTPError,
        errors.EntryNotFoundError,
        errors.HFValidationError,
        OSError,
    ) as error:
        if type(error) is OSError and error.errno:
            raise  # of this machine's disk
        raise _explain(error, repository, file) from error


def _explain(error: Exception, repository: str, file: str) -> ModelError:
    from huggingface_hub import errors

    place = _place()
    if isinstance(error, errors.OfflineModeIsEnabled):
        return HubUnreachableError(
            "HF_HUB_OFFLINE forbids to fetch '{repository}'",
            hint="unset HF_HUB_OFFLINE   |   askvn models unbundle FILE.tar",
            repository=repository,
        )
    if isinstance(error, errors.GatedRepoError):
        return HubAccessError(
            "'{repository}' is given to those who accept its terms only",
            hint="accept them at {place}/{repository}, then: export HF_TOKEN=…",
            place=place,
            repository=repository,
        )
    if isinstance(error, errors.RepositoryNotFoundError | errors.HFValidationError):
        return ModelNotFoundError(
            "{place} has no repository '{repository}', or not for everybody",
            hint="check its name; for a private one: export HF_TOKEN=…",
            place=place,
            repository=repository,
        )
    if isinstance(error, errors.EntryNotFoundError):
        return no_file(repository, file)
    if isinstance(error, errors.HfHubHTTPError):
        return _refused(place, repository, error)
    return HubUnreachableError(
        "{place} cannot be reached",
        hint="check the network, then run the same command again: it goes on where it stopped"
        "   |   askvn models unbundle FILE.tar",
        place=place,
    )


def no_file(repository: str, file: str) -> ModelNotFoundError:
    """Return the error for a file that a repository does not have."""
    return ModelNotFoundError(
        "'{repository}' has no file '{file}'",
        hint="see {place}/{repository}/tree/main, then: askvn models pull {repository}/FILE.gguf",
        place=_place(),
        repository=repository,
        file=file,
    )


def _refused(place: str, repository: str, error: Any) -> HubError:  # noqa: ANN401
    status = getattr(error.response, "status_code", 0)
    if status in (401, 403):
        return HubAccessError(
            "{place} does not let this account read '{repository}' ({status})",
            hint="export HF_TOKEN=…   (a token that may read it)",
            place=place,
            repository=repository,
            status=status,
        )
    return HubUnreachableError(
        "{place} answers with the error {status}",
        hint="wait a little, then run the same command again: it goes on where it stopped",
        place=place,
        status=status,
    )


def _place() -> str:
    """Return the hub's address without what may stand before an @ in it."""
    from urllib.parse import urlsplit

    from huggingface_hub.constants import ENDPOINT

    parts = urlsplit(str(ENDPOINT))
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if host else _DEFAULT_PLACE


def _file(sibling: Any) -> RemoteFile:  # noqa: ANN401 - the library's own record
    stored = sibling.lfs
    return RemoteFile(
        path=str(sibling.rfilename),
        size=int((stored.size if stored else sibling.size) or 0),
        sha256=str(stored.sha256) if stored else "",
        blob=str(sibling.blob_id or ""),
    )


def _licence(card: Any) -> str:  # noqa: ANN401 - the library's own record, or None
    with suppress(AttributeError, KeyError):
        named = card.get("license")
        own = card.get("license_name") if named == "other" else ""
        return str(own or named or "")
    return ""

"""Find the files under the given paths and bring the library's documents up to date with them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from askvn import discard, load, messages
from askvn.errors import AskvnError, DocumentError
from askvn.ingested import Failure
from askvn.ledger import Look
from askvn.library import Library
from askvn.records import Document, File

logger = logging.getLogger(__name__)

BATCH = 256
# Raise this when a reader begins to read the same bytes differently.
_READERS_VERSION = "3"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to index: where it is, what was given to find it, and the name it is cited by."""

    path: Path
    root: Path
    source: str


@dataclass(slots=True)
class Tally:
    """What happened to the documents so far."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gather:
    """Reads files into the library as part of generation `number`."""

    library: Library
    number: int
    lang: str
    progress: Callable[[int, int], None]
    tally: Tally = field(default_factory=Tally)

    def run(self, given: Sequence[Path], *, strict: bool) -> Tally:
        """Store new and changed files, forget vanished ones, leave the others alone.

        What a person took out stays out unless its file itself is given, with `strict` set.

        Raises:
            DocumentError: if a path does not exist, nor was indexed, and `strict` is set.
        """
        known = self.library.files()
        found = {
            str(item.path): item
            for path in given
            for item in _find(path, strict=strict and str(path) not in known)
            if self._has_a_name(item)
        }
        for path in map(str, given):
            self.library.forget_failures(path)
        named = set(map(str, given)) if strict else set()
        for path, one in discard.bring_back(self.library, named).items():
            if path in found:
                found[path] = _under(Path(one.root), found[path])
        looks, hashes = {path: _look(path) for path in found}, self._hashes(found)
        known = self.library.files()
        out = discard.outside(self.library, hashes)
        for path in out.files & found.keys():
            del found[path]
            self.tally.counts["left_out"] += 1
        vanished = {
            path: file
            for path, file in known.items()
            if path not in found and any(_within(path, root) for root in given)
        }
        self._follow_renames(found, known, vanished, hashes)
        for done, (path, item) in enumerate(found.items()):
            self.progress(done, len(found))
            if hashes[path]:
                self._store_file(item, known.get(path), hashes[path], out.parts.get(path, set()))
        self.library.note_looks(looks)
        self.progress(len(found), len(found))
        for file in vanished.values():
            with self.library.transaction():
                self.tally.counts["removed"] += self.library.forget_file(file.id, self.number)
        return self.tally

    def _follow_renames(
        self,
        found: dict[str, Found],
        known: dict[str, File],
        vanished: dict[str, File],
        hashes: dict[str, str],
    ) -> None:
        """Move files that now stand elsewhere with the same bytes; they are not read again."""
        by_hash = {file.hash: path for path, file in vanished.items() if file.hash}
        for path, item in found.items():
            old = by_hash.pop(hashes[path], None) if path not in known else None
            if old is None:
                continue
            file = vanished.pop(old)
            source = self._free_source(item, file.id)
            with self.library.transaction():
                self.library.move_file(file, path, str(item.root), source)
            known[path] = File(file.id, path, str(item.root), source, file.hash)

    def _store_file(
        self, item: Found, file: File | None, hashed: str, out: Collection[str]
    ) -> None:
        if file is not None and file.hash == hashed:
            self.tally.counts["unchanged"] += len(self.library.documents_of(file.id))
            return
        if file is None:
            source = self._free_source(item, 0)
            with self.library.transaction():
                file = self.library.add_file(str(item.path), str(item.root), source)
        known = self.library.documents_of(file.id)
        failed = len(self.tally.failures)
        seen: set[str] = set()
        try:
            for batch in batches(load.load(item.path, file.source), BATCH):
                with self.library.transaction():
                    wanted = [one for one in batch if not self._is_out(one, out)]
                    seen |= self._store_documents(file, wanted, known)
        except AskvnError as error:
            self._fail(file.path, file.source, error)
        if len(self.tally.failures) > failed:
            return  # what could be read is stored; what could not keeps its last good state
        with self.library.transaction():
            for gone in known.keys() - seen:
                self.library.remove_document(known[gone][0], self.number)
                self.tally.counts["removed"] += 1
            self.library.close_file(file.id, hashed)

    def _store_documents(
        self,
        file: File,
        items: Sequence[Document | DocumentError],
        known: dict[str, tuple[int, bytes, str]],
    ) -> set[str]:
        seen = set()
        for item in items:
            if isinstance(item, DocumentError):
                self._fail(file.path, str(item.values.get("source", file.source)), item)
                continue
            document = self._with_free_source(item, file)
            seen.add(document.source)
            content = _hash_document(document)
            before = known.get(document.source)
            if before and before[1] == content:
                self.tally.counts["unchanged"] += 1
                continue
            if before:
                self.library.remove_document(before[0], self.number)
            self.library.add_document(file.id, document, content)
            self.tally.counts["changed" if before else "added"] += 1
        return seen

    def _free_source(self, item: Found, file: int) -> str:
        names = _names(item.path, item.source)
        return next(name for name in names if not self.library.source_taken(name, file))

    def _with_free_source(self, document: Document, file: File) -> Document:
        longer = (f"{name}#{document.source}" for name in _names(Path(file.path), file.source))
        for source in (document.source, *longer):
            if not self.library.source_taken(source, file.id):
                return replace(document, source=source)
        raise AssertionError(file.path)  # no two files have one path

    def _is_out(self, item: Document | DocumentError, out: Collection[str]) -> bool:
        """Tell whether a part of a file was taken out by a person, and count it if so."""
        source = item.source if isinstance(item, Document) else item.values.get("source")
        is_out = source in out
        self.tally.counts["left_out"] += is_out
        return is_out

    def _fail(self, path: str, source: str, error: AskvnError) -> None:
        logger.info("%s: %s", source, error)
        self.library.note_failure(path, source, error)
        self.tally.failures.append(Failure(source, *messages.of_error(error, self.lang)))

    def _has_a_name(self, item: Found) -> bool:
        """Tell whether a file's name can be stored; one that is not UTF-8 is a failure."""
        shown = str(item.path).encode("utf-8", "replace").decode("utf-8")
        if shown == str(item.path):
            return True
        error = DocumentError("the name of {path} is not UTF-8", hint="convmv --help", path=shown)
        self._fail(shown, shown, error)
        return False

    def _hashes(self, found: Iterable[str]) -> dict[str, str]:
        return {path: self._hash(Path(path)) for path in found}

    def _hash(self, path: Path) -> str:
        """Return the hash of a file's bytes and the reader's version, "" if it can't be read."""
        try:
            return hash_of(path)
        except OSError as error:
            reason = DocumentError(
                "{path} cannot be opened: {reason}",
                hint="ls -l '{path}'",
                path=path.name,
                reason=error.strerror or error,
            )
            self._fail(str(path), path.name, reason)
            return ""


def hash_of(path: Path) -> str:
    """Return the hash of a file's bytes and the readers' version.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        return f"{_READERS_VERSION}:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def look_of(path: Path) -> Look:
    """Return how a file looks, without reading it.

    Raises:
        OSError: if it is not there.
    """
    status = path.stat()
    return Look(status.st_size, status.st_mtime_ns)


def _look(path: str) -> Look:
    try:
        return look_of(Path(path))
    except OSError:
        return Look()


def _names(path: Path, shown: str) -> Iterator[str]:
    """Yield what a file may be called: as `shown`, then with ever more folders before its name."""
    yield shown
    for count in range(2, len(path.parts)):
        yield "/".join(path.parts[-count:])
    yield str(path)


def batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of `size` items, the last one maybe shorter."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _find(path: Path, *, strict: bool) -> Iterator[Found]:
    if not strict and not path.exists():
        return  # a path that is gone: its files count as vanished
    root = path if path.is_dir() else path.parent
    for file in load.find(path):
        yield Found(file, path, file.relative_to(root).as_posix())


def _under(root: Path, item: Found) -> Found:
    """Return a file as it was first found: below `root`, if it still stands there."""
    if root not in item.path.parents:
        return item
    return replace(item, root=root, source=item.path.relative_to(root).as_posix())


def _within(path: str, root: Path) -> bool:
    return Path(path) == root or root in Path(path).parents


def _hash_document(document: Document) -> bytes:
    parts = [document.title, document.date, dict(document.metadata), document.hidden]
    digest = hashlib.sha256(json.dumps([*parts, document.marks], sort_keys=True).encode())
    digest.update(document.text.encode("utf-8"))
    return digest.digest()[:16]

"""Taking documents out of the index so that they stay out, and letting them in again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from askvn.errors import DocumentError
from askvn.ledger import LeftOut
from askvn.library import Library
from askvn.load.files import reading


class Outside(NamedTuple):
    """What is to stay out: whole files, and by file the sources of parts of it."""

    files: set[str]
    parts: dict[str, set[str]]


def discard(library: Library, sources: Sequence[str], generation: int, uploads: Path) -> int:
    """Take documents out from `generation` on; return how many there were.

    They stay out when their folder is indexed again. A file below `uploads` is a copy of ours: it
    is deleted once nothing of it is left. What could not be read is taken out too.

    Raises:
        DocumentError: if there is no such document; then nothing is taken out.
    """
    known = _known(library)
    unknown = next((source for source in sources if source not in known), None)
    if unknown is not None:
        raise DocumentError(
            "the index holds no document '{source}'",
            hint="askvn documents --index {folder}",
            source=unknown,
            folder=library.path.parent,
        )
    files = library.files()
    count = 0
    for one in (known[source] for source in dict.fromkeys(sources)):
        file = files.get(one.path)
        held = library.documents_of(file.id) if file else {}
        is_last = not held.keys() - {one.source}
        is_ours = is_last and uploads in Path(one.path).parents
        if is_ours:
            with reading(Path(one.path)):
                Path(one.path).unlink(missing_ok=True)
        with library.transaction():
            if not is_ours:
                library.leave_out(one._replace(root=file.root) if file else one)
            library.forget_failures(one.path, "" if is_last else one.source)
            if file and is_last:
                count += library.forget_file(file.id, generation)
            elif one.source in held:
                library.remove_document(held[one.source][0], generation)
                count += 1
    return count


def bring_back(library: Library, paths: Collection[str]) -> dict[str, LeftOut]:
    """Let these files in again, with all that is in them; return what was out, by path."""
    back = {one.path: one for one in library.left_out() if one.path in paths}
    files = library.files()
    with library.transaction():
        for path in back:
            library.let_in(path)
            if path in files:
                library.close_file(files[path].id, "")  # so that it is read anew
    return back


def outside(library: Library, hashes: Mapping[str, str]) -> Outside:
    """Return what is to stay out; a file that was renamed meanwhile is followed by its hash."""
    noted = library.left_out()
    known = library.files().keys() | {one.path for one in noted}
    gone = {one.hash: one.path for one in noted if one.hash and not Path(one.path).exists()}
    for path, hashed in hashes.items():
        if path not in known and hashed in gone:
            with library.transaction():
                library.follow_left_out(gone.pop(hashed), path)
    parts: dict[str, set[str]] = {}
    for one in library.left_out():
        parts.setdefault(one.path, set()).add("" if one.is_whole else one.source)
    files = {path for path, sources in parts.items() if "" in sources}
    return Outside(files, {path: parts[path] for path in parts.keys() - files})


def _known(library: Library) -> dict[str, LeftOut]:
    """Return every document, and everything that could not be read, as it would be left out."""
    failed = {
        one.source: LeftOut(one.path, one.source, one.is_whole, one.path)
        for one in library.failures()
    }
    return failed | {
        one.source: LeftOut(
            one.path, one.source, one.is_whole, one.path, one.title, one.date,
            one.hash if one.is_whole else "",
        )
        for one in library.kept()
    }  # fmt: skip

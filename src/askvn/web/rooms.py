"""Whose uploads lie where: with several users each has a folder that the others do not see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

_SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Rooms:
    """The folders below `uploads`; where they are not private there is one for everybody.

    Documents that were indexed from elsewhere are seen by all; with private rooms only who runs
    the server changes them.
    """

    uploads: Path
    are_private: bool = False

    def own(self, owner: str) -> Path:
        """Return the folder that takes what this visitor uploads."""
        if not self.are_private:
            return self.uploads / _SHARED
        return self.uploads / hashlib.sha256(owner.encode()).hexdigest()[:16]

    def of_others(self, owner: str) -> tuple[str, ...]:
        """Return the folders whose documents this visitor must not see."""
        if not self.are_private or not self.uploads.is_dir():
            return ()
        own = self.own(owner)
        return tuple(sorted(str(one) for one in self.uploads.iterdir() if one != own))

    def may_see(self, owner: str, path: str) -> bool:
        """Tell whether this visitor may see a document that was read from there."""
        is_upload = self.uploads in Path(path).parents
        return not (self.are_private and is_upload) or self.own(owner) in Path(path).parents

    def may_change(self, owner: str, path: str) -> bool:
        """Tell whether this visitor may take such a document out, or have it read again."""
        return not self.are_private or self.own(owner) in Path(path).parents

"""How small models of one JSON file come into the package: the file, its hash and its figures."""

import hashlib
import json
from pathlib import Path
from typing import Any


def write(path: Path, content: dict[str, Any]) -> None:
    """Write `content` as JSON that a person can read."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def install(work: Path, models: Path, file: str, *, name: str, version: str) -> None:
    """Put `file` into `models`, with a card that has its hash and the work folder's figures."""
    models.mkdir(parents=True, exist_ok=True)
    content = (work / file).read_bytes()
    (models / file).write_bytes(content)
    card = {
        "name": name,
        "version": version,
        "sha256": {file: hashlib.sha256(content).hexdigest()},
        "figures": json.loads((work / "figures.json").read_text(encoding="utf-8")),
    }
    write(models / "card.json", card)

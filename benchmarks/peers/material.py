"""What every system is given: documents, and questions in two spellings; what the scorer keeps."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from benchmarks import common

SETS = ("viquad", "xquad", "virhe4qa", "alqac", "vimedaqa", "soict_legal", "vicoqa")
SPELLINGS = {"as_typed": str, "unaccented": common.unaccented}
Gold = dict[str, list[str]]


def prepare(folder: Path, sample: int) -> tuple[dict[str, Any], Gold]:
    """Return what systems see of an evaluation set, and the documents that answer each question.

    The sample: of the questions shuffled with seed 0 the first that have a document. History is
    left out, so a follow-up stands as it was typed.
    """
    lines = common.corpus(folder).read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines if line.strip()]
    asked = common.questions(folder)
    random.Random(0).shuffle(asked)
    asked = [one for one in asked if one.get("documents")][: sample or None]
    shown = {
        "documents": [
            {"id": one["id"], "title": one.get("title") or "", "text": one["text"]}
            for one in documents
        ],
        "questions": {
            name: {one["id"]: spell(one["question"]) for one in asked}
            for name, spell in SPELLINGS.items()
        },
    }
    return shown, {one["id"]: one["documents"] for one in asked}

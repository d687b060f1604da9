"""askvn itself, under the same conditions as the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import askvn
from benchmarks.peers import systems, worker

_LEXICAL_WEIGHT = {"bm25": 1.0, "dense": 0.0}


class Askvn:
    def texts(self, given: dict[str, Any], cut: bool, folder: Path) -> list[str]:
        """Return nothing: what a question was read as depends on what is found; see `index`."""
        del given, cut, folder
        return []

    def index(self, documents: worker.Documents, job: worker.Job) -> worker.Index:
        """Index with the built-in embedder itself: its questions take 0.02 ms of the time noted."""
        settings: dict[str, Any] = {} if job.cut else {"chunk_chars": 20_000}
        if job.retrieval in _LEXICAL_WEIGHT:
            settings["lexical_weight"] = _LEXICAL_WEIGHT[job.retrieval]
        engine = askvn.open(str(job.folder / "index"), **settings)
        report = engine.ingest([_write(documents, job.folder)])

        def search(question: str) -> list[str]:
            return [hit.source for hit in engine.search(question, k=systems.FOUND)]

        return worker.Index(search, report.chunks)


def _write(documents: worker.Documents, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "corpus.jsonl"
    lines = [json.dumps(document, ensure_ascii=False) for document in documents]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    worker.main(Askvn())

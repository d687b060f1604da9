"""askvn itself, under the same conditions as the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import askvn
from askvn import wiring
from askvn.engine import Engine
from benchmarks.peers import systems, worker
from benchmarks.peers.vectors import Rows, Vectors

_LEXICAL_WEIGHT = {"bm25": 1.0, "dense": 0.0}


class StoredEmbedder:
    """An embedder that looks its vectors up."""

    name = "stored"
    fingerprint = "stored"

    def __init__(self, vectors: Vectors) -> None:
        self.dim = vectors.dim
        self._vectors = vectors

    def embed_documents(self, texts: Sequence[str]) -> Rows:
        return self._vectors(texts)

    def embed_question(self, text: str) -> Rows:
        return self._vectors([text])[0]


class ListeningEmbedder:
    """An embedder that remembers what it was asked to embed; its vectors say nothing."""

    name = "listening"
    fingerprint = "listening"
    dim = 8

    def __init__(self) -> None:
        self.heard: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> Rows:
        self.heard += texts
        return np.zeros((len(texts), self.dim), dtype=np.float32)

    def embed_question(self, text: str) -> Rows:
        return self.embed_documents([text])[0]


class Askvn:
    def texts(self, given: dict[str, Any], cut: bool, folder: Path) -> list[str]:
        listening = ListeningEmbedder()
        engine = _engine(listening, folder, "hybrid", cut=cut)
        engine.ingest([_write(given["documents"], folder)])
        for questions in given["questions"].values():
            for question in questions.values():
                engine.search(question, k=1)
        engine.close()
        return listening.heard

    def index(self, documents: worker.Documents, job: worker.Job) -> worker.Index:
        embedder = StoredEmbedder(job.vectors) if job.vectors else ListeningEmbedder()
        engine = _engine(embedder, job.folder, job.retrieval, cut=job.cut)
        report = engine.ingest([_write(documents, job.folder)])

        def search(question: str) -> list[str]:
            return [hit.source for hit in engine.search(question, k=systems.FOUND)]

        return worker.Index(search, report.chunks)


def _engine(
    embedder: StoredEmbedder | ListeningEmbedder, folder: Path, retrieval: str, *, cut: bool
) -> Engine:
    """Return the engine as users get it, but for the embedder."""
    wiring.open_embedder = lambda *_: embedder
    settings: dict[str, Any] = {} if cut else {"chunk_chars": 20_000}
    if retrieval in _LEXICAL_WEIGHT:
        settings["lexical_weight"] = _LEXICAL_WEIGHT[retrieval]
    return askvn.open(str(folder / "index"), **settings)


def _write(documents: worker.Documents, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "corpus.jsonl"
    lines = [json.dumps(document, ensure_ascii=False) for document in documents]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    worker.main(Askvn())

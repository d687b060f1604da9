"""Haystack, in its own environment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.peers import systems, worker
from benchmarks.peers.vectors import Vectors

_FUSIONS = {
    "hybrid": ("reciprocal_rank_fusion", systems.RANK_CANDIDATES),
    "hybrid_scores": ("distribution_based_rank_fusion", systems.SCORE_CANDIDATES),
}


@component
class StoredTextEmbedder:
    """A text embedder that looks its vectors up."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        return {"embedding": self._vectors([text])[0].tolist()}


class Haystack:
    def texts(self, given: dict[str, Any], cut: bool, folder: Path) -> list[str]:
        del folder
        return [one.content or "" for one in _passages(given["documents"], cut=cut)]

    def index(self, documents: worker.Documents, job: worker.Job) -> worker.Index:
        passages = _passages(documents, cut=job.cut)
        if job.vectors is not None:
            rows = job.vectors([one.content or "" for one in passages]).tolist()
            passages = [
                replace(one, embedding=row) for one, row in zip(passages, rows, strict=True)
            ]
        store = InMemoryDocumentStore()
        store.write_documents(passages)
        search = {"bm25": _bm25, "dense": _dense}.get(job.retrieval, _hybrid)
        return worker.Index(search(store, job), len(passages))


def _passages(documents: worker.Documents, *, cut: bool) -> list[Document]:
    whole = [
        Document(id=one["id"], content=worker.passage(one), meta={"document": one["id"]})
        for one in documents
    ]
    return DocumentSplitter().run(documents=whole)["documents"] if cut else whole


def _bm25(store: InMemoryDocumentStore, job: worker.Job) -> worker.Search:
    del job
    retriever = InMemoryBM25Retriever(store, top_k=systems.FOUND)
    return lambda question: _sources(retriever.run(query=question))


def _dense(store: InMemoryDocumentStore, job: worker.Job) -> worker.Search:
    embedder = StoredTextEmbedder(job.look_up())
    retriever = InMemoryEmbeddingRetriever(store, top_k=systems.FOUND)
    return lambda question: _sources(
        retriever.run(query_embedding=embedder.run(question)["embedding"])
    )


def _hybrid(store: InMemoryDocumentStore, job: worker.Job) -> worker.Search:
    mode, count = _FUSIONS[job.retrieval]
    pipeline = Pipeline()
    pipeline.add_component("embedder", StoredTextEmbedder(job.look_up()))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=count))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=count))
    pipeline.add_component("joiner", DocumentJoiner(join_mode=mode, top_k=systems.FOUND))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("bm25", "joiner")
    pipeline.connect("dense", "joiner")

    def search(question: str) -> list[str]:
        found = pipeline.run({"embedder": {"text": question}, "bm25": {"query": question}})
        return _sources(found["joiner"])

    return search


def _sources(found: dict[str, Any]) -> list[str]:
    return [document.meta["document"] for document in found["documents"]]


if __name__ == "__main__":
    worker.main(Haystack())

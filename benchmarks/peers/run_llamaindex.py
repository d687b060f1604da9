"""LlamaIndex, in its own environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import BaseNode, TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from benchmarks.peers import systems, worker
from benchmarks.peers.vectors import Vectors

_FUSIONS = {
    "hybrid": ("reciprocal_rerank", systems.RANK_CANDIDATES),
    "hybrid_scores": ("relative_score", systems.SCORE_CANDIDATES),
}


class StoredEmbedding(BaseEmbedding):
    """An embedding model that looks its vectors up."""

    _vectors: Vectors = PrivateAttr()

    def __init__(self, vectors: Vectors) -> None:
        super().__init__(model_name="askvn")
        self._vectors = vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._vectors([text])[0].tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class LlamaIndex:
    def texts(self, given: dict[str, Any], cut: bool, folder: Path) -> list[str]:
        del folder
        return [node.get_content() for node in _nodes(given["documents"], cut=cut)]

    def index(self, documents: worker.Documents, job: worker.Job) -> worker.Index:
        nodes = _nodes(documents, cut=job.cut)
        if job.retrieval in _FUSIONS:
            retriever = _hybrid(nodes, job)
        elif job.retrieval == "dense":
            retriever = _dense(nodes, job.look_up(), systems.FOUND)
        else:
            retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=systems.FOUND)

        def search(question: str) -> list[str]:
            return [hit.node.ref_doc_id or hit.node.node_id for hit in retriever.retrieve(question)]

        return worker.Index(search, len(nodes))


def _nodes(documents: worker.Documents, *, cut: bool) -> list[BaseNode]:
    if not cut:
        return [TextNode(text=worker.passage(one), id_=one["id"]) for one in documents]
    whole = [Document(text=worker.passage(one), id_=one["id"]) for one in documents]
    return Settings.node_parser.get_nodes_from_documents(whole)


def _hybrid(nodes: list[BaseNode], job: worker.Job) -> BaseRetriever:
    mode, count = _FUSIONS[job.retrieval]
    # With one query nothing is generated, but the retriever wants a model to be there.
    Settings.llm = MockLLM()
    return QueryFusionRetriever(
        [
            _dense(nodes, job.look_up(), count),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=count),
        ],
        mode=mode,
        num_queries=1,
        similarity_top_k=systems.FOUND,
    )


def _dense(nodes: list[BaseNode], vectors: Vectors, count: int) -> BaseRetriever:
    index = VectorStoreIndex(nodes, embed_model=StoredEmbedding(vectors))
    return index.as_retriever(similarity_top_k=count)


if __name__ == "__main__":
    worker.main(LlamaIndex())

"""The systems that are compared: what to install, what to run, and how each is set up."""

from __future__ import annotations

from dataclasses import dataclass

FOUND = 30  # passages asked of a system; they name the ten documents that are scored
# Passages that each half of a hybrid proposes, where that can be set: of 10 and 50 what served the
# peers best. Fusion by ranks suffers from long lists, fusion by scores needs them.
RANK_CANDIDATES = 10
SCORE_CANDIDATES = 50
TORCH = "torch>=2.6,<2.14"  # a newer one brings gigabytes of CUDA along

RETRIEVALS = ("bm25", "dense", "hybrid", "hybrid_scores")
WHOLE, CUT = "whole", "default"


@dataclass(frozen=True, slots=True)
class System:
    """One system; `requirements` are empty where it runs in the environment of this project."""

    name: str
    module: str
    requirements: tuple[str, ...]
    packages: tuple[str, ...]
    splittings: tuple[str, ...]
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Configuration:
    """One way of using a system."""

    system: System
    retrieval: str
    splitting: str

    @property
    def key(self) -> str:
        """A name for files."""
        return f"{self.system.name}-{self.retrieval}-{self.splitting}"

    @property
    def note(self) -> str:
        """One line on how the system is set up."""
        return f"{self.system.notes[self.retrieval]}; {self.system.notes[self.splitting]}"


ASKVN = System(
    name="askvn",
    module="benchmarks.peers.run_askvn",
    requirements=(),
    packages=("askvn", "tantivy", "faiss-cpu", "numpy"),
    splittings=(WHOLE, CUT),
    notes={
        "bm25": "askvn.open(lexical_weight=1), index on disk",
        "dense": "askvn.open(lexical_weight=0), index on disk",
        "hybrid": "askvn.open() with its defaults (fusion by scores), index on disk",
        WHOLE: "chunk_chars=20000: a document is a passage",
        CUT: "passages of whole sentences up to 1000 characters (its default)",
    },
)
LLAMAINDEX = System(
    name="LlamaIndex",
    module="benchmarks.peers.run_llamaindex",
    requirements=("llama-index-core", "llama-index-retrievers-bm25"),
    packages=("llama-index-core", "llama-index-retrievers-bm25", "bm25s", "PyStemmer", "numpy"),
    splittings=(WHOLE, CUT),
    notes={
        "bm25": "BM25Retriever with its defaults (bm25s, English stemmer and stop words)",
        "dense": "VectorStoreIndex (SimpleVectorStore) on askvn's vectors",
        "hybrid": "QueryFusionRetriever(mode='reciprocal_rerank', num_queries=1) over both, "
        f"{RANK_CANDIDATES} candidates each, askvn's vectors",
        "hybrid_scores": "QueryFusionRetriever(mode='relative_score', num_queries=1) over both, "
        f"{SCORE_CANDIDATES} candidates each, askvn's vectors",
        WHOLE: "a document is a TextNode",
        CUT: "Settings.node_parser as it comes: SentenceSplitter, 1024 tokens, 200 of overlap",
    },
)
HAYSTACK = System(
    name="Haystack",
    module="benchmarks.peers.run_haystack",
    requirements=("haystack-ai",),
    packages=("haystack-ai", "numpy"),
    splittings=(WHOLE, CUT),
    notes={
        "bm25": "InMemoryBM25Retriever with its defaults (BM25L, words by regular expression)",
        "dense": "InMemoryEmbeddingRetriever (dot product) on askvn's vectors",
        "hybrid": "pipeline of both retrievers and "
        "DocumentJoiner(join_mode='reciprocal_rank_fusion'), "
        f"{RANK_CANDIDATES} candidates each (its default), askvn's vectors",
        "hybrid_scores": "pipeline of both retrievers and "
        "DocumentJoiner(join_mode='distribution_based_rank_fusion'), "
        f"{SCORE_CANDIDATES} candidates each, askvn's vectors",
        WHOLE: "a document is a Document",
        CUT: "DocumentSplitter as it comes: 200 words, no overlap",
    },
)
TXTAI = System(
    name="txtai",
    module="benchmarks.peers.run_txtai",
    requirements=("txtai", TORCH),
    packages=("txtai", "faiss-cpu", "torch", "transformers", "numpy"),
    splittings=(WHOLE,),
    notes={
        "bm25": "Embeddings(keyword=True) with its defaults (words by Unicode's rules)",
        "dense": "Embeddings(method='external') (faiss) on askvn's vectors",
        "hybrid": "Embeddings(hybrid=True, method='external'): equal weights of normalised scores, "
        "ten times as many candidates as results, askvn's vectors",
        WHOLE: "a document is a row (it cuts nothing unless asked to)",
    },
)
ALL = (ASKVN, LLAMAINDEX, HAYSTACK, TXTAI)


def configurations(system: System) -> list[Configuration]:
    """Return every measured way of using `system`."""
    return [
        Configuration(system, retrieval, splitting)
        for splitting in system.splittings
        for retrieval in RETRIEVALS
        if retrieval in system.notes
    ]

"""The lexical index on tantivy: BM25 over prepared tokens, incremental and memory-mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from askvn.errors import IndexDamagedError
from askvn.protocols import Fields, Scored

_HEAP_BYTES = 128_000_000
_TOKENISER = "prepared"


class TantivyIndex:
    """BM25 (k1 1.2, b 0.75) over a title and a body field; scores of the two are added."""

    def __init__(self, folder: Path, *, title_weight: float) -> None:
        self._title_weight = title_weight
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(_schema(), path=str(folder), reuse=True)
        except (OSError, ValueError) as error:
            raise IndexDamagedError(
                "the lexical index in {folder} cannot be opened: {reason}",
                hint="askvn index --rebuild",
                folder=folder,
                reason=error,
            ) from error
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENISER, analyser)
        self._writer: Any = None
        self._searcher = self._index.searcher()

    def upsert(self, ids: Sequence[int], items: Sequence[Fields]) -> None:
        """Store the tokens of `items` under `ids`, replacing what stood there."""
        writer = self._open_writer()
        for identifier, item in zip(ids, items, strict=True):
            writer.delete_documents_by_term("id", identifier)
            document = tantivy.Document()
            document.add_integer("id", identifier)
            document.add_text("title", item.title)
            document.add_text("body", item.body)
            writer.add_document(document)

    def remove(self, ids: Sequence[int]) -> None:
        """Forget `ids`; unknown ones are no error."""
        writer = self._open_writer()
        for identifier in ids:
            writer.delete_documents_by_term("id", identifier)

    def search(self, query: Sequence[str], k: int) -> list[Scored]:
        """Return at most `k` chunks by BM25, best first; equal scores by id."""
        if k < 1 or not query or len(self) == 0:
            return []
        found = self._searcher.search(self._query(query), limit=k, count=False).hits
        addresses = [address for _, address in found]
        ids = self._searcher.fast_field_values("id", addresses)
        scored = [
            Scored(int(identifier), float(score))
            for (score, _), identifier in zip(found, ids, strict=True)
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.id))

    def document_frequency(self, token: str) -> int:
        """Return in how many chunks' bodies `token` stands."""
        return int(self._searcher.doc_freq("body", token))

    def flush(self) -> None:
        """Commit, wait for merges, and let searches see what was written."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        """Return how many chunks the flushed index holds."""
        return int(self._searcher.num_docs)

    def _open_writer(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        return self._writer

    def _query(self, query: Sequence[str]) -> Any:
        schema = self._index.schema
        clauses = []
        for token, count in Counter(query).items():
            for field, weight in (("title", self._title_weight), ("body", 1.0)):
                if weight:
                    term = tantivy.Query.term_query(schema, field, token)
                    boosted = tantivy.Query.boost_query(term, weight * count)
                    clauses.append((tantivy.Occur.Should, boosted))
        return tantivy.Query.boolean_query(clauses)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    for name in ("title", "body"):
        builder.add_text_field(name, stored=False, tokenizer_name=_TOKENISER, index_option="freq")
    return builder.build()

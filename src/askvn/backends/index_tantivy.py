"""The lexical index on tantivy: BM25 over prepared tokens, incremental and memory-mapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from askvn.errors import IndexDamagedError
from askvn.protocols import Fields, Ids, Scored

_HEAP_BYTES = 128_000_000
_TOKENISER = "prepared"
# Admitting one id takes as long as reading so many hits.
_READ_PER_ID = 3


class TantivyIndex:
    """BM25 (k1 1.2, b 0.75) over title and body, whose scores are added, and over pairs.

    A token `x_y` without a leading `~` or `=` is a pair: it stands in that field alone, and counts
    once however often a chunk has it.
    """

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
            document.add_text("pairs", item.pairs)
            writer.add_document(document)

    def remove(self, ids: Sequence[int]) -> None:
        """Forget `ids`; unknown ones are no error."""
        writer = self._open_writer()
        for identifier in ids:
            writer.delete_documents_by_term("id", identifier)

    def search(
        self, query: Mapping[str, float], k: int, *, among: Ids | None = None
    ) -> list[Scored]:
        """Return at most `k` chunks, best first by weighted BM25; equal scores by id.

        A token's BM25 is multiplied by its weight in `query`; one of weight 0 takes no part.
        """
        clauses = self._clauses(query)
        k = min(k, len(self))
        if k < 1 or not clauses or (among is not None and not len(among)):
            return []
        wanted = tantivy.Query.boolean_query(clauses)
        if among is None:
            return self._best(wanted, k)
        return self._best_among(wanted, k, among)

    def document_frequency(self, token: str) -> int:
        """Return in how many chunks `token` stands: a pair among the pairs, others in the body."""
        return int(self._searcher.doc_freq("pairs" if _is_pair(token) else "body", token))

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

    def _clauses(self, query: Mapping[str, float]) -> list[Any]:
        fields = (("title", self._title_weight), ("body", 1.0))
        clauses = []
        for token, weight in query.items():
            for field, share in [("pairs", 1.0)] if _is_pair(token) else fields:
                if weight * share > 0:
                    term = tantivy.Query.term_query(self._index.schema, field, token)
                    boosted = tantivy.Query.boost_query(term, weight * share)
                    clauses.append((tantivy.Occur.Should, boosted))
        return clauses

    def _best_among(self, wanted: Any, k: int, among: Ids) -> list[Scored]:
        """Return the `k` best of `among`, by whichever way reads less.

        The best hits overall come fast (block-max WAND skips the rest) but are partly not wanted;
        a clause that admits only `among` reads each of its ids. (docs/decisions/lexical-engine.md)
        """
        limit = k + int(1.2 * k * len(self) / len(among))
        while limit < _READ_PER_ID * len(among):
            found = self._best(wanted, limit, among)
            if len(found) >= k:
                return found[:k]
            limit *= 4
        ids = tantivy.Query.term_set_query(self._index.schema, "id", among.tolist())
        admitted = tantivy.Query.const_score_query(ids, 0.0)
        must = tantivy.Occur.Must
        return self._best(tantivy.Query.boolean_query([(must, admitted), (must, wanted)]), k)

    def _best(self, query: Any, limit: int, among: Ids | None = None) -> list[Scored]:
        """Return the best `limit` hits, less those that are not in `among`."""
        hits = self._searcher.search(query, limit=limit, count=False).hits
        addresses = [address for _, address in hits]
        ids = np.array(self._searcher.fast_field_values("id", addresses), dtype=np.int64)
        kept = np.ones(len(ids), dtype=bool) if among is None else _held(among, ids)
        scored = [Scored(int(ids[at]), float(hits[at][0])) for at in np.flatnonzero(kept)]
        return sorted(scored, key=lambda hit: (-hit.score, hit.id))


def _held(among: Ids, ids: Ids) -> NDArray[np.bool_]:
    """Return which of `ids` are in the sorted `among`."""
    at = np.searchsorted(among, ids).clip(max=len(among) - 1)
    return np.asarray(among[at] == ids)


def _is_pair(token: str) -> bool:
    return "_" in token and token[0] not in "~="


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    for name, kept in (("title", "freq"), ("body", "freq"), ("pairs", "basic")):
        builder.add_text_field(name, stored=False, tokenizer_name=_TOKENISER, index_option=kept)
    return builder.build()

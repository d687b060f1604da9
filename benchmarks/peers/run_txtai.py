"""txtai, in its own environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from txtai import Embeddings

from benchmarks.peers import systems, worker
from benchmarks.peers.vectors import Rows


class Txtai:
    def texts(self, given: dict[str, Any], cut: bool, folder: Path) -> list[str]:
        del cut, folder
        return [worker.passage(one) for one in given["documents"]]

    def index(self, documents: worker.Documents, job: worker.Job) -> worker.Index:
        embeddings = Embeddings(_settings(job))
        embeddings.index([(one["id"], worker.passage(one), None) for one in documents])

        def search(question: str) -> list[str]:
            return [identifier for identifier, _ in embeddings.search(question, systems.FOUND)]

        return worker.Index(search, embeddings.count())


def _settings(job: worker.Job) -> dict[str, Any]:
    if job.retrieval == "bm25":
        return {"keyword": True}
    vectors = job.look_up()

    def transform(texts: list[str]) -> Rows:
        return vectors(texts)

    external = {"method": "external", "transform": transform}
    return {"hybrid": True, **external} if job.retrieval == "hybrid" else external


if __name__ == "__main__":
    worker.main(Txtai())

"""Retrieval of askvn, LlamaIndex, Haystack and txtai on the same passages, in one run.

python -m benchmarks.peers --sample 400
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from askvn.wiring import open_embedder
from benchmarks import common
from benchmarks.peers import environment, material, plot, score, systems, vectors
from benchmarks.peers.systems import Configuration, System

_PICTURE = environment.ROOT / "docs" / "images" / "benchmarks" / "peers.png"
_HOW = (
    "Every system gets the same documents (title as first line, text) of one set at a time "
    "and ranks documents, a document being as good as its best passage. 'whole': a document "
    "is one passage; 'default': the system's own splitting. 'hybrid' is fused as the "
    "framework's guide to hybrid search does it, 'hybrid_scores' by another way that it "
    "documents. Vectors are those of askvn's built-in embedder for all, for the others made "
    "beforehand and looked up; askvn's own times include embedding. One process a "
    "configuration, one thread for numerics; times are of all sets together, on a machine "
    "that others may use (query_cpu_p50_ms is what the process itself used). The peers' "
    "indexes are in memory, askvn's is written to disk. Rankings are scored by ir_measures; "
    "intervals hold 95 of 100 resamples of the questions within each set. 'askvn_ahead' is "
    "nDCG@10 of askvn with its defaults less the row's, question by question. askvn's fusion "
    "weight was chosen on these sets, as was the number of candidates of the peers' hybrids."
)
Figures = dict[str, Any]


def main() -> None:
    """Measure every configuration on the sets named on the command line; save figures and plot."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("sets", nargs="*", default=list(material.SETS))
    parser.add_argument("--sample", type=int, default=400, help="questions a set; 0 means all")
    parser.add_argument("--name", default="peers")
    parser.add_argument("--plot", type=Path, default=_PICTURE)
    options = parser.parse_args()
    work = (options.work / "peers").resolve()
    work.mkdir(parents=True, exist_ok=True)
    files, gold = _material(options.sets, options.shared / "eval", work, options.sample)
    for old in work.glob("*.npz"):
        old.unlink()
    load = os.getloadavg()[0]
    rows = [row for system in systems.ALL for row in _measure(system, files, work)]
    figures = {
        "sample": options.sample,
        "how": _HOW,
        "load_before": round(load, 2),
        "sets": _sizes(files),
        "systems": _scored(rows, gold),
    }
    common.save(options.name, figures)
    options.plot.parent.mkdir(parents=True, exist_ok=True)
    plot.save(figures, options.plot)


def _material(
    names: Sequence[str], folder: Path, work: Path, sample: int
) -> tuple[dict[str, str], dict[str, material.Gold]]:
    files, gold = {}, {}
    for name in names:
        shown, gold[name] = material.prepare(folder / name, sample)
        file = work / f"{name}.json"
        file.write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
        files[name] = str(file)
    return files, gold


def _sizes(files: dict[str, str]) -> Figures:
    sizes = {}
    for name, file in files.items():
        given = json.loads(Path(file).read_text(encoding="utf-8"))
        asked = given["questions"]["as_typed"]
        sizes[name] = {"documents": len(given["documents"]), "questions": len(asked)}
    return sizes


def _measure(system: System, files: dict[str, str], work: Path) -> Iterator[Figures]:
    """Yield what each configuration ranked and cost, or the error that stopped it."""
    for configuration in systems.configurations(system):
        row = {
            "system": system.name,
            "retrieval": configuration.retrieval,
            "splitting": configuration.splitting,
            "configuration": configuration.note,
        }
        try:
            row |= {"outcome": _run(configuration, files, work)}
        except environment.RunError as error:
            row |= {"error": str(error)}
        print(configuration.key, row.get("error", "done"), flush=True)
        yield row


def _run(configuration: Configuration, files: dict[str, str], work: Path) -> Figures:
    system = configuration.system
    python = environment.python_of(system, work)
    stored = work / f"{system.name}-{configuration.splitting}.npz"
    order = {
        "sets": files,
        "retrieval": configuration.retrieval,
        "cut": configuration.splitting == systems.CUT,
        "vectors": str(stored),
        "packages": system.packages,
    }
    if configuration.retrieval != "bm25" and not stored.exists():
        out = str(work / f"{configuration.key}-texts.json")
        texts = environment.run(python, system.module, {**order, "step": "texts", "out": out})
        vectors.write(stored, texts, open_embedder("builtin").embed_documents)
    out = str(work / f"{configuration.key}.json")
    outcome: Figures = environment.run(
        python, system.module, {**order, "step": "measure", "out": out}
    )
    return outcome


def _scored(rows: list[Figures], gold: dict[str, material.Gold]) -> list[Figures]:
    """Return the rows with figures in place of what was ranked."""
    values = {
        (row["system"], row["retrieval"], row["splitting"]): _values(row["outcome"]["ranked"], gold)
        for row in rows
        if "outcome" in row
    }
    ours = values.get((systems.ASKVN.name, "hybrid", systems.CUT))
    scored = []
    for row in rows:
        outcome = row.pop("outcome", None)
        if outcome is not None:
            found = values[row["system"], row["retrieval"], row["splitting"]]
            del outcome["ranked"]
            row |= {**outcome, "mean": _means(found, ours), "sets": _by_set(found)}
        scored.append(row)
    return scored


def _values(ranked: Figures, gold: dict[str, material.Gold]) -> Figures:
    """Return the measures of each question, by spelling and set."""
    return {
        spelling: {name: score.per_question(ranked[name][spelling], gold[name]) for name in gold}
        for spelling in material.SPELLINGS
    }


def _means(found: Figures, ours: Figures | None) -> Figures:
    means = {spelling: score.over_sets(values) for spelling, values in found.items()}
    if ours and ours is not found:
        for spelling, values in found.items():
            means[spelling]["askvn_ahead"] = score.ahead(ours[spelling], values)
    return means


def _by_set(found: Figures) -> Figures:
    return {
        name: {
            spelling: {
                measure: common.mean(values[name][measure].tolist()) for measure in score.MEASURES
            }
            for spelling, values in found.items()
        }
        for name in found["as_typed"]
    }


if __name__ == "__main__":
    main()

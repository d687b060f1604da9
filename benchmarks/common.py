"""What the measurements share: evaluation sets, metrics, and where results go."""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import math
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

RESULTS = Path(__file__).parent / "results"
IMAGES = RESULTS.parent.parent / "docs" / "images"
SETS = (
    "viquad", "xquad", "virhe4qa", "alqac", "vimedaqa", "soict_legal", "vicoqa", "websearch",
    "seeds",
)  # fmt: skip
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def arguments(description: str) -> argparse.ArgumentParser:
    """Return a parser with the options that all measurements have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with eval/ and data/")
    parser.add_argument(
        "--work", type=Path, default=Path("benchmarks/scratch"), help="scratch folder"
    )
    return parser


def questions(folder: Path) -> list[dict[str, Any]]:
    """Return the questions of an evaluation set."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def distractors(options: argparse.Namespace) -> Path:
    """Return 19,801 news articles as JSON lines, unpacked once into the work folder."""
    target: Path = options.work / "distractors" / "scale.jsonl"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        packed = (options.shared / "data" / "scale.jsonl.zst").read_bytes()
        with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
            target.write_bytes(stream.read())
    return target


def corpus(folder: Path) -> Path:
    """Return what is to be indexed of an evaluation set."""
    return folder / "corpus.jsonl" if (folder / "corpus.jsonl").exists() else folder / "corpus"


def unaccented(text: str) -> str:
    """Return a question as typed without diacritics."""
    return strip(normalise(text))


def mean(values: Iterable[float]) -> float:
    """Return the mean, rounded for the record; nan of nothing."""
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else math.nan


def mean_of(weighted: Sequence[tuple[float, float]]) -> float:
    """Return the mean of pairs of a value and its weight, rounded for the record."""
    whole = sum(weight for _, weight in weighted)
    return round(sum(value * weight for value, weight in weighted) / whole, 4)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie, between two if need be."""
    return float(np.quantile(values, share))


def save(name: str, figures: dict[str, Any]) -> None:
    """Write figures with date, machine and versions, and print them."""
    packages = ("askvn", "faiss-cpu", "tantivy", "llama-cpp-python", "numpy")
    record = {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": {package: importlib.metadata.version(package) for package in packages},
        **figures,
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(text)

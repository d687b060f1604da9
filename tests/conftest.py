"""What tests share: a small folder of documents and an engine over it, with fakes for models."""

from __future__ import annotations

import os

# Each worker of pytest-xdist on a core of its own, before a library starts a thread for each core
# that it sees: two workers with two threads each wait for one another at every barrier.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER and hasattr(os, "sched_setaffinity"):
    CORES = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {CORES[int(WORKER.removeprefix("gw")) % len(CORES)]})

# ruff: noqa: E402
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from material import ARTICLES

import askvn
from askvn.engine import Engine
from askvn.testing import ScriptedLLM

hypothesis_settings.register_profile("askvn", deadline=None, max_examples=60, derandomize=True)
hypothesis_settings.load_profile("askvn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three articles."""
    root = tmp_path / "articles"
    for name, text in ARTICLES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def engine(tmp_path: Path, folder: Path) -> Engine:
    """Return an engine over those articles, with the built-in embedder and a scripted model."""
    opened = replace(askvn.open(str(tmp_path / "index")), llm=ScriptedLLM(label="-"))
    opened.ingest([folder])
    return opened

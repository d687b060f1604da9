"""What tests share: a small folder of documents and an engine over it, with fakes for models."""

from __future__ import annotations

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

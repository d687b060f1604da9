"""What tests share: a small folder of documents and an engine over it, with fakes for models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import askvn
from askvn.engine import Engine
from askvn.testing import ScriptedLLM

hypothesis_settings.register_profile("askvn", deadline=None, max_examples=60, derandomize=True)
hypothesis_settings.load_profile("askvn")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
ROOT = Path(__file__).resolve().parent.parent
VIETNAMESE = st.text(
    st.sampled_from('aăâđêôơưếặỗữỵ AĐỞ.?!,:;"”()-–/1259\n\u0301\u0323\u0302\u00a0\u200bðÐ'),
    max_size=200,
)

ARTICLES = {
    "han-quoc.md": """---
title: Diễn đàn ICT Việt Nam - Hàn Quốc
date: 2018-03-22
tags: [ICT, Hàn Quốc]
---
# Diễn đàn ICT

Diễn đàn diễn ra ngày 22/3/2018 tại Hà Nội. Thứ trưởng Nguyễn Minh Hồng phát biểu khai mạc.

## Thỏa thuận

Gần 100 doanh nghiệp chứng kiến lễ ký. MobiFone hợp tác với Tripath về ứng dụng M090.
""",
    "malaysia.txt": """Trung tâm dữ liệu Malaysia

Bộ trưởng Gobind Singh Deo thăm Hà Nội chiều 15/1.
Luật Viễn thông mới cho phép đầu tư trung tâm dữ liệu 100% vốn nước ngoài.
""",
    "phap/ve-tinh.txt": """Vệ tinh VNREDSat-1

Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013.
Kinh phí gồm 55,8 triệu euro vốn ODA của Pháp.
""",
}


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

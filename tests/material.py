"""Texts, strategies and places that several tests use."""

from pathlib import Path

from hypothesis import strategies as st

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
Nhà đầu tư nước ngoài nay được góp tới 100% vốn vào trung tâm dữ liệu.
""",
    "phap/ve-tinh.txt": """Vệ tinh VNREDSat-1

Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày 7/5/2013.
Kinh phí gồm 55,8 triệu euro vốn ODA của Pháp.
""",
}

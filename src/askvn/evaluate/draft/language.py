"""Pieces of patterns that several rules share: names, titles, verbs, times and amounts.

The patterns are verbose: a space in them means nothing.
"""

from __future__ import annotations


def one_of(*words: str) -> str:
    """Return a pattern for any of the words in these lists: `sáng_lập` is one word."""
    return "(?:" + "|".join(" ".join(words).split()).replace("_", r"\s") + ")"


# FPT, Chu Đậu, VNREDSat-1
NAME = r"\p{Lu}[\p{L}\p{M}\p{N}&’'.-]*(?<!\.)(?:\s\p{Lu}[\p{L}\p{M}\p{N}&’'-]*)*"

_HONOURS = one_of(
    "ông bà cụ vua hoàng_đế nữ_hoàng",
    "nhà_văn nhà_thơ nhạc_sĩ họa_sĩ đạo_diễn kiến_trúc_sư kỹ_sư bác_sĩ",
    "giáo_sư tiến_sĩ thạc_sĩ tướng đại_tướng đô_đốc",
    "bộ_trưởng thứ_trưởng cục_trưởng thống_đốc đại_sứ tổng_bí_thư chủ_tịch_nước",
    "tổng_thống chủ_tịch thủ_tướng giám_đốc tổng_giám_đốc",
    "phó_tổng_thống phó_chủ_tịch phó_thủ_tướng phó_giám_đốc phó_tổng_giám_đốc",
)
TITLE = rf"(?:(?i:{_HONOURS}|{one_of('PGS GS TS ThS')}\.(?:\s?TS\.)?)\s)"

# The commonest ones: who has a title nowhere in the documents is known by them.
SURNAME = one_of(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý",
    "Đoàn Đinh Trịnh Mai Tô Trương Tạ Hà Cao Lưu",
)

# What shows that a clause says something: its verb, or what stands before the verb.
_VERBS = one_of(
    "đã đang sẽ từng không phải cần được bị",
    "là có gồm bao_gồm thuộc nằm diễn_ra kéo_dài đạt chiếm tăng giảm lên",
    "làm thực_hiện tổ_chức lãnh_đạo chủ_trì tham dự đảm_bảo",
    "lập thành_lập sáng_lập xây_dựng dựng đặt mở khánh đầu_tư trồng tuyển",
    "mua bán thu góp cho trao gửi đưa nhận giữ giành thay",
    "nói gọi viết soạn ghi ký kết đề chỉ phát phê trình tuyên hứa cam_kết công_bố giới_thiệu",
    "thông_qua ban_hành bổ_nhiệm",
    "đi đến sang qua ra rời dẫn gia_nhập hợp chạy bay quay",
    "gặp thăm tiếp đánh bắt",
    "sinh mất sống học trở_thành",
)
DOES = rf"{_VERBS}\b"

# 22/3/2018, 22/3, 22.3.2018, 22 tháng 3, 22 tháng 3 năm 2018, 22 tháng 3, 2018
_DAY = r"\d{1,2}(?:[/.-]\d{1,2}(?:[/.-]\d{4})?|\stháng\s\d{1,2}(?:(?:\snăm\s|/|,\s)\d{3,4})?)"
# A time: `gone` is what answers "which `unit`?"; no end of a period is one.
WHEN = rf"""
    (?:
        (?P<unit>ngày)\s(?P<gone>{_DAY})
        | (?P<unit>tháng)\s(?P<gone>\d{{1,2}}/\d{{4}})
        | (?P<gone>(?P<unit>tháng)\s\d{{1,2}}\snăm\s\d{{4}})
        | (?P<unit>năm)\s(?P<gone>\d{{1,4}}\sTCN|\d{{3,4}}(?!\sTCN))
        | (?P<unit>{one_of("thế_kỷ thập_niên quý")})\s(?P<gone>[\dIVX/]+)
    )
    (?!\s?[-–/]|\d|\s(?:cho\s)?đến\b)
"""

# 1.200, 1.200,5, 27,7, 45
AMOUNT = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"

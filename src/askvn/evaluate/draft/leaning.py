"""Whether a question is understood by one who has not read the text around it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from askvn.evaluate.draft.language import DOES, one_of

# Clauses, reasons, turns of an argument: what they join is told by the line before.
_OPENERS = one_of(
    "và hoặc còn nhưng song tuy mặc dù ngược thậm",
    "do vì bởi nhờ nếu để kết_quả",
    "khi lúc hồi trước sau rồi đến tới đang đã sẽ",
    "ngoài bên cùng đồng_thời với bằng qua gồm là như theo căn_cứ về",
    "tại ở trong trên dưới giữa đầu cuối ngay",
    "thứ nhất tiếp lần riêng cụ_thể đặc_biệt ví tương hơn thay chỉ không",
    "được bị phải cho biết thấy kể lo nhân phía đây",
    "phạm_tội người_phạm_tội",
)
# "Cuối năm 2015, …" says when by itself.
_PART_OF_TIME = rf"(?i:đầu|cuối)\s{one_of('ngày tháng quý năm thập_niên thế_kỷ')}\s[\dIVX]"
_OPENS_WITHIN = regex.compile(
    rf"(?!{_PART_OF_TIME}) (?i:{_OPENERS})\b | từ\b",
    regex.VERBOSE,
)

_POINTERS = one_of(
    "này đó ấy kia đây vậy nêu_trên nói_trên kể_trên như_sau",
    "họ nó chúng hắn tôi ta mình bạn em",
    "hai_bên các_bên đôi_bên cả_hai cả_ba cả_đoàn",
    "nay hiện vừa vẫn_đang bấy_giờ hôm_qua",
    "cùng_kỳ cùng_năm cùng_ngày cùng_tháng cùng_lúc cùng_thời",
    "cũng nữa còn_lại tiếp_theo so_với tương_ứng trong_khi",
    "gì nào đâu sao_cho mấy bao_nhiêu bao_giờ",
)
_LATER = r"(?:năm|tháng|ngày|giờ|phút)\s(?:sau|trước)(?!\skhi)"
_NO_NAME_BEHIND = r"(?: \b(?:ông|bà|anh|chị|cô) | ^(?:Ông|Bà|Anh|Chị|Cô) )\b (?!\s\p{Lu})"
# "The company" of a clause that does not say which.
_WHICHEVER = one_of(
    "công_ty tập_đoàn hãng ngân_hàng đoàn đội nhóm đơn_vị khối lớp trường viện",
    "dự_án chương_trình công_trình tòa_nhà hội_nghị hội_thảo diễn_đàn sự_kiện mạng",
    "bộ_phim cuốn_sách trận_đấu hiệp_định thỏa_thuận văn_bản tác_giả đảng",
    "thành_phố bang tiểu_bang tỉnh đảo quần_đảo vùng khu_vực quốc_gia đất_nước",
)
_UNNAMED = rf"""
    (?: ,\s | \b{one_of("mà của thì trong cho")}\s )
    {_WHICHEVER}
    (?= [,.;] | $ | \s(?:từ|ở|tại|vào|{DOES}) )
"""
_LEANS = regex.compile(
    rf"""
    \b(?i: {_POINTERS} | {_LATER} | khác(?!\snhau) )\b
    | \b[Aa]i\b                             # but AI is none
    | [;:] | \s[-–—]\s
    | \b(?:dân\ssố|cho\sbiết|T[PX])$        # of whom, to whom, and half a name
    | \btrên(?=$|[,.]|\s(?:để|đã|là|về))
    | {_NO_NAME_BEHIND}
    | {_UNNAMED}
    """,
    regex.VERBOSE,
)

# What the law lays down is said of everyone: it needs no name.
_NORM = regex.compile(
    rf"""
    \b(?:
        bị\sphạt | tối\sđa | tối\sthiểu | ít\snhất | chậm\snhất | không\squá
        | thời\shạn | có\strách\snhiệm
        | được\s{one_of("tính nghỉ hưởng phép giảm miễn")}
        | phải\s{one_of("bảo_đảm có nộp đủ đạt được chịu chiếm bằng báo")}
    )\b
    """,
    regex.VERBOSE,
)
_CURRENCIES_AND_UNITS = r"(?:USD|EUR|VND|[GTM]B|MW)\b"
_NAME = regex.compile(rf"\b(?!{_CURRENCIES_AND_UNITS})\p{{Lu}}[\p{{L}}\p{{N}}]")
# "Xưởng tuyển …", "Đoàn công tác đã …": a subject that others share.
_VAGUE_SUBJECT = regex.compile(rf"\p{{Lu}}\p{{Ll}}*(?:\s\p{{Ll}}+){{0,2}}\s{DOES}")
_WHAT_IS_ASKED = regex.compile(
    rf"\b(?:[Bb]ao\snhiêu|ở\sđâu|[Aa]i|{one_of('ngày tháng năm kỷ niên quý')}\snào)\b"
)


def opens_within(clause: str) -> bool:
    """Tell whether a clause begins in the middle of a thought: "Tuy nhiên …", "được …"."""
    return _OPENS_WITHIN.match(clause) is not None


def leans(text: str) -> bool:
    """Tell whether a text points at what was said before, or at when it was said."""
    return _LEANS.search(text) is not None


def is_norm(text: str) -> bool:
    """Tell whether a text lays down a duty, a penalty or a limit."""
    return _NORM.search(text) is not None


def stands_alone(asked: str, *, facts: Sequence[str], names: frozenset[str]) -> bool:
    """Tell whether a question of fair length says of what it asks, and not its own `facts`."""
    rest = _WHAT_IS_ASKED.sub("_", asked)
    return (
        6 <= len(asked.split()) <= 30
        and sum(any(map(str.isdigit, word)) for word in rest.split()) <= 3
        and not leans(rest)
        and not any(len(fact) > 3 and fact.lower() in asked.lower() for fact in facts)
        and (_names_something(asked, rest, names) or (len(asked) > 40 and is_norm(asked)))
    )


def _names_something(asked: str, rest: str, names: frozenset[str]) -> bool:
    first, _, others = rest.partition(" ")
    return first in names or bool(_NAME.search(others) and not _VAGUE_SUBJECT.match(asked))

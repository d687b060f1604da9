"""What a question can ask for: how it stands in a sentence, and what stands there instead."""

from __future__ import annotations

from typing import NamedTuple

import regex

from askvn.evaluate.draft.language import AMOUNT, DOES, NAME, TITLE, WHEN, one_of


class Blank(NamedTuple):
    """A pattern for what a question of a kind asks for.

    `lost` is what `filler` takes the place of, `gone` each fact in it. The filler may name `unit`.
    """

    kind: str
    pattern: regex.Pattern[str]
    filler: str


def _blank(kind: str, pattern: str, filler: str) -> Blank:
    return Blank(kind, regex.compile(pattern, regex.VERBOSE), filler)


# Behind a time at the front: the subject, no second time and no verb that has lost its subject.
_NO_SUBJECT = one_of("mặc thời giữa theo khi sau tại được bị đánh")
_SUBJECT = rf"(?=\s (?!(?:{_NO_SUBJECT} | .*\b(?:đang|vừa))\b) \p{{L}})"
_TIME_IN_FRONT = rf"^(?P<lost>(?:(?:Vào|Trong)\s)?(?i:{WHEN}),?){_SUBJECT}"
_PART_OF_TIME = one_of("Từ Đầu Cuối Sáng Chiều Tối Đêm")
_PART_OF_TIME_IN_FRONT = rf"^{_PART_OF_TIME}\s(?P<lost>{WHEN},?){_SUBJECT}"

_BEFORE_TIME = one_of(
    "vào trong từ đến tới trước sau khoảng",
    "đầu giữa cuối sáng chiều tối",
    "ký lập dựng bố hành qua đời sinh mất khởi_công khánh_thành hoàn_thành",
)
_TIME = rf"""
    (?<=\b{_BEFORE_TIME}\s)(?<!tính\sđến\s)(?P<lost>{WHEN})(?!\s{DOES})
    | (?<!^|những\s)\b(?P<lost>{WHEN})(?=[,.;]|$|\s(?:tại|ở|để)\b)
"""

_YEARS = r"""
    (?<!^)\b(?P<lost>
        từ\snăm\s(?P<gone>\d{4})
        \s(?:cho\s)?đến\s(?:hết\s)?(?:năm\s)?(?P<gone>\d{4})
    )(?![/–-]|\d|\sTCN)
"""

_PERIOD_UNIT = one_of("tháng năm ngày giờ")
_RANGE = rf"""
    \b(?P<lost>
        [Tt]ừ\s(?P<gone>{AMOUNT}(?:\s(?:đồng|{_PERIOD_UNIT}))?)
        \sđến\s(?:dưới\s)?
        (?P<gone>{AMOUNT}\s(?P<unit>đồng|{_PERIOD_UNIT}))
    )\b(?!\s\d)
"""

# A number behind one of these counts nothing: it is a label, or a part of a longer number.
_LABELS = one_of(
    "điều khoản điểm mục chương phần bảng hình trang bản văn số thứ",
    "lúc giờ phút mùng ngày tuần tháng quý năm niên kỷ",
    "lớp khoá khóa kỳ cấp hạng loại nhóm bước tầng tập vòng giải",
    "lộ đường quận bang",
    "từ và hoặc cả loạt trên lục những các nghìn mười mươi",
)
_APART_FROM_LABELS = rf"(?<!\b(?:(?i:{_LABELS})|\p{{Lu}}\S*)\s)(?<!\S)"
_ABOUT = rf"""
    (?: (?i:{one_of("khoảng gần chừng xấp_xỉ")})\s
    | (?<!\b{one_of("nhiều ít lớn cao thấp")}\s)hơn\s )?
"""
_ONE_OR_A_YEAR = r"(?:0?1\s|(?:1\d|20)\d\d\s)"
_SCALE = one_of("nghìn ngàn triệu tỷ tỉ")
_SPELT_OUT = one_of("ba bốn sáu bảy tám chín mười hai_mươi")
# The scale stays in the question: "bao nhiêu triệu USD?" asks for "22,9 triệu".
_COUNT = rf"""
    (?: (?=(?P<gone>{AMOUNT}(?:\s{_SCALE})*(?:\s?%)?)){AMOUNT}
    | (?P<gone>{_SPELT_OUT})(?=\s\p{{Ll}}) )
"""
_LIST_OR_APPOSITION = r"(?:\s\p{Ll}+\s\d|(?:\s\p{Ll}+)+\slà\s(?:\p{Lu}|anh|chị|bà))"
_NOT_COUNTED = one_of(
    "và hoặc của với trong trên tại ở vào cho so mà thì là trở",
    "giờ đến tháng phần mươi mẹ vợ",
)
_AGE = r"(?<!\b(?:đủ|dưới)\s\S+\s)tuổi"
_COUNTED = rf"""
    \s(?!(?:{_NOT_COUNTED}|{_AGE})\b)
    (?:\p{{Ll}}|USD|EUR|VND|[GTM]B|[Mk]W)
"""
_VALUE_BEHIND = rf"""
    [,.;]?(?:\s[^\p{{L}}–-]|$)
    (?<=\b{one_of("là đạt tới lên xuống còn dưới quá")}\s\S+\s?)
"""
_NUMBER = rf"""
    {_APART_FROM_LABELS}
    (?P<lost>
        {_ABOUT} (?!{_ONE_OR_A_YEAR}) {_COUNT}
        (?!{_LIST_OR_APPOSITION})
        (?= \s?% | {_COUNTED} | {_VALUE_BEHIND} )
    )
"""

_PERSON = rf"""
    (?: ^ | (?<=\b(?:do|bởi|là)\s | \d,\s) )
    (?P<lost>{TITLE}*(?P<gone>{NAME}))
    (?=\s{DOES}|,|$)
"""

_HAPPENS = one_of(
    "diễn_ra tổ_chức khai_mạc khánh_thành họp ký gặp phát_biểu thi_đấu",
    "đặt nằm mở lập xây_dựng trụ_sở triển_khai phóng hoạt_động",
    "sinh sống mất định_cư học làm_việc đào_tạo bị_bắt",
    "tìm_thấy phát_hiện ra_đời",
)
_NO_PLACE = one_of("Hội Diễn Điều Luật Giải Lễ Kỳ Phiên Bảng Mục AI")
_PLACE = rf"""
    (?:\p{{Ll}}+\s){{0,3}} (?!{_NO_PLACE}\b){NAME}
    (?: ,\s(?:\p{{Ll}}+\s){{0,2}}{NAME}(?=[,.;]|$) )*
"""
_AT = rf"""
    (?<=\b{_HAPPENS}\b[^,;:]{{0,60}}?\s)
    (?P<lost>(?:tại|ở)\s(?P<gone>{_PLACE}))
    (?= $ | ;\s | ,\s(?!ở|tại|và)\p{{Ll}} | \s{one_of("vào từ ngày năm tháng")}\b )
"""

BLANKS = (
    _blank("date", _TIME_IN_FRONT, "vào {unit} nào"),
    _blank("date", _PART_OF_TIME_IN_FRONT, "{unit} nào"),
    _blank("date", _TIME, "{unit} nào"),
    _blank("date", _YEARS, "từ năm nào đến năm nào"),
    _blank("number", _RANGE, "bao nhiêu {unit}"),
    _blank("number", _NUMBER, "bao nhiêu"),
    _blank("who", _PERSON, "ai"),
    _blank("where", _AT, "ở đâu"),
)

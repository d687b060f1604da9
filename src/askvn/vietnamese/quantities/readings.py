"""Reading one amount, date or rank from a run of forms."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

import regex

from askvn.vietnamese.quantities.dates import Day, day_at, written
from askvn.vietnamese.quantities.numerals import Numeral, is_figure, numeral_at, scale_at
from askvn.vietnamese.quantities.pieces import MINUS
from askvn.vietnamese.quantities.units import Unit, named, unit_at

Kind = Literal["number", "fraction", "ordinal", "money", "percent", "measure", "date", "year"]
LOOKAHEAD = 24


class Reading(NamedTuple):
    """A quantity that ends before `end`; `figure` is its number without nghìn, triệu, tỷ.

    With `sure` false it is một, ba or chín where nothing shows that it counts.
    """

    kind: Kind
    value: Fraction | Day
    unit: str
    end: int
    figure: Fraction = Fraction(0)
    sure: bool = True


def may_open(form: str) -> bool:
    """Tell whether a quantity can begin with this form."""
    return form in _OPENERS or form[0] in "0123456789⟨"


def is_counted(form: str) -> bool:
    """Tell whether a form is a noun that numbers count (`người`), by a list of common ones."""
    return form in _COUNTED


def reading_at(forms: Sequence[str], start: int) -> Reading | None:
    """Return the longest quantity that begins at `forms[start]`.

    `forms` must go on for `LOOKAHEAD` empty strings after the text's last.
    """
    form, before = forms[start], forms[start - 1]
    if _REFERENCE.fullmatch(form.strip("⟨⟩")) and (before == "số" or before in _DOCUMENTS):
        return None
    if form[0] == "⟨":
        reading = _of_closed(form)
        return reading and _labelled(reading._replace(end=start + 1), forms, start)
    if (rank := _rank(form, before)) is not None:
        return Reading("ordinal", Fraction(rank), before, start + 1)
    if forms[start + 1] in _SHARED and before not in _PARTS_OF_DAY and (told := _slashed(form)):
        return Reading("fraction", told, "", start + 1)
    if found := day_at(forms, start):
        kind: Kind = "year" if found[0][:3] == (None, None, None) else "date"
        return Reading(kind, found[0], "", found[1])
    return _amount(forms, start)


def _rank(form: str, before: str) -> int | None:
    """Return the number of `thứ nhất`, `hạng nhì`, `thế kỷ XX`: words that count behind a label."""
    if before in _RANKING and form in _RANKS:
        return _RANKS[form]
    return _ROMANS.get(form) if before in _LABELS and before != "điểm" else None


def _amount(forms: Sequence[str], start: int) -> Reading | None:
    prefix = unit_at(forms, start) if forms[start] in _BEFORE_FIGURE else None
    negative = forms[start] in (MINUS, "âm")
    begin = prefix[1] if prefix else start + negative
    if begin > start and not is_figure(forms[begin]):
        return None
    if parts := _share(forms, begin):
        return Reading("fraction", parts[0], "", parts[1])
    number = _number(forms, begin)
    if number is None:
        return None
    if negative:
        number = number._replace(value=-number.value, figure=-number.figure)
    unit, end = unit_at(forms, number.end) or (prefix[0] if prefix else None, number.end)
    if unit is None:
        bare = Reading("number", number.value, "", end, number.figure, number.sure)
        return _labelled(bare, forms, begin)
    value, end = _with_rest(forms, number.value, unit, end)
    return Reading(unit.kind, value, unit.name, end, number.figure)


def _number(forms: Sequence[str], start: int) -> Numeral | None:
    """Return a number; also `nửa` before a unit, and `năm` as five before what is counted."""
    form, following = forms[start], forms[start + 1]
    if form == "nửa" and unit_at(forms, start + 1):
        return Numeral(Fraction(1, 2), start + 1, Fraction(1, 2), sure=True)
    if form == "năm" and not scale_at(forms, start + 1) and following not in ("mươi", "trăm"):
        counts = following in _COUNTED or (following != "tháng" and unit_at(forms, start + 1))
        one_of = forms[start - 2] == "một" and forms[start - 1] == "trong"
        if not counts or (forms[start - 1] in _BEFORE_YEAR and not one_of):
            return None
        return Numeral(Fraction(5), start + 1, Fraction(5), sure=True)
    return numeral_at(forms, start)


def _share(forms: Sequence[str], start: int) -> tuple[Fraction, int] | None:
    """Return `một nửa` or `ba phần tư` and where it ends."""
    if forms[start] == "một" and forms[start + 1] == "nửa":
        return Fraction(1, 2), start + 2
    if forms[start + 1] != "phần":
        return None
    above, below = numeral_at(forms, start), forms[start + 2]
    if above is None or above.end != start + 1 or below in ("trăm", "nghìn", "ngàn"):
        return None
    if below in ("tư", "năm"):
        return above.value / (4 if below == "tư" else 5), start + 3
    under = None if is_figure(below) else numeral_at(forms, start + 2)
    return (above.value / under.value, under.end) if under and under.value > 1 else None


def _slashed(form: str) -> Fraction | None:
    """Return the share that `1/3` is before what is shared: 1/3 dân số."""
    above, slash, below = form.partition("/")
    if not (slash and above.isdigit() and below.isdigit() and 0 < int(above) < int(below)):
        return None
    return Fraction(int(above), int(below))


def _with_rest(forms: Sequence[str], value: Fraction, unit: Unit, end: int) -> tuple[Fraction, int]:
    """Return what `rưỡi` or minutes behind hours make of an amount, and where it ends."""
    if forms[end] in ("rưỡi", "rưởi"):
        return value + Fraction(1, 2), end + 1
    minutes = numeral_at(forms, end) if unit.name == "giờ" else None
    if minutes is None or minutes.value.denominator != 1 or not 0 <= minutes.value < 60:
        return value, end
    if forms[minutes.end] == "phút":
        return value + minutes.value / 60, minutes.end + 1
    two_figures = is_figure(forms[end]) and len(forms[end]) == 2
    if not two_figures or unit_at(forms, minutes.end) or forms[minutes.end] in _COUNTED:
        return value, end
    return value + minutes.value / 60, minutes.end


def _labelled(reading: Reading, forms: Sequence[str], start: int) -> Reading:
    """Return a bare number as an ordinal behind `điều`, `thứ` …; settle whether it counts."""
    before, behind = forms[start - 1], forms[reading.end]
    if reading.kind != "number" or reading.value != reading.figure:
        return reading
    like_a_year = before != "số" and 1900 <= reading.figure < 2100  # "giai đoạn 2016-2020"
    if before in _LABELS and behind not in _COUNTED and not like_a_year:
        return reading._replace(kind="ordinal", unit=before, sure=True)
    alone = before == behind == ""
    return reading._replace(sure=reading.sure or alone or behind in _COUNTED)


@lru_cache(maxsize=1 << 12)
def _of_closed(form: str) -> Reading | None:
    inner = form[1:-1]
    if amount := _AMOUNT.fullmatch(inner):
        value = Fraction(amount.group(1).replace(",", ".").replace(":", "/"))
        if amount.group(2) is None:
            kind: Kind = "fraction" if ":" in inner else "number"
            return Reading(kind, value, "", 0, value)
        unit = named(amount.group(2))
        return unit and Reading(unit.kind, value, unit.name, 0, value)
    words = inner.split(" ")
    found = day_at([*words, *[""] * LOOKAHEAD], 0) if words[0] in _DATED else None
    day = found[0] if found else written(inner)
    return day and Reading("date", day, "", 0)


_AMOUNT = regex.compile(r"(-?(?:0|[1-9]\d{0,59})(?:,\d*[1-9]|:[1-9]\d*)?)(?: (\S+(?: \S+)?))?")
_REFERENCE = regex.compile(r"\d+/\d{4}|\d+/\d{1,2}")
_DOCUMENTS = frozenset("luật lệnh định tư quyết thị văn".split())
_BEFORE_FIGURE = frozenset("$ € £ ¥ ₫ us usd vnd vnđ eur".split())
_RANKS = {"nhất": 1, "nhì": 2, "tư": 4, "năm": 5}
_RANKING = frozenset(("thứ", "hạng"))
_ROMANS = {
    numeral: number
    for number, numeral in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii "
        "xxiv xxv xxvi xxvii xxviii xxix xxx".split(), start=1,
    )
}  # fmt: skip
_LABELS = frozenset(
    "thứ điều khoản chương mục phần khóa kỳ hội kỷ hạng cấp bậc loại tập lớp quận khu chiến giới "
    "số bảng nhóm vùng lần hình type tuýp đoạn tiết câu bài trang điểm phường tổ đội giải tầng "
    "bước".split()
)
_COUNTED = frozenset(
    "người nước lần chiếc con cái quốc doanh công tỉnh thành bộ đơn dự thỏa hợp bên nhà loại nhóm "
    "trường học sinh viên giáo bệnh cây cuốn quyển bài cuộc đợt trận bàn vị thành huyện xã phường "
    "địa điểm khu vùng tòa ngôi căn phòng tầng hộ gia trẻ phụ lao cán ca thi chuyến đôi cặp bước "
    "giai phần câu mẫu lớp khóa môn tín suất giải huy bằng sản dịch chương kế mục nguyên "
    "yếu".split()
)
_BEFORE_YEAR = frozenset(
    "mỗi hàng hằng từng trong cả nhiều những các mấy cuối đầu giữa sau trước qua theo tới vào suốt "
    "vài từ đến tại ngay kể của là".split()
)
_SHARED = frozenset("dân diện tổng số lượng thời giá nhân sản chiều quãng thể trọng".split())
_PARTS_OF_DAY = frozenset("sáng trưa chiều tối đêm hôm từ đến trước sau vào ngày".split())
_DATED = frozenset(("ngày", "tháng", "quý"))
_OPENERS = (
    frozenset("không một hai ba bốn năm sáu bảy bẩy tám chín mười nửa mùng mồng âm".split())
    | {MINUS} | _DATED | _BEFORE_FIGURE | frozenset(_RANKS) | frozenset(_ROMANS)
)  # fmt: skip

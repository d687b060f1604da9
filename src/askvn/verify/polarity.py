"""What a text negates, and words that turn a statement round."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import regex

NEGATORS = frozenset("không chưa chẳng chả đừng chớ cấm trừ hổng".split())
# Words of which "không" is a part, or beside which it denies nothing.
_AFTER = frozenset("gian khí quân trung tặc lưu chỉ những ngừng kể quảng màng nhắc sao".split())
_BEFORE = frozenset("hàng hay chân phòng có bầu khoảng".split())
# What may stand between a negation and what it denies.
_LIGHT = frozenset(
    "được phép phải có thể bị còn là hề bao giờ nên cần từng đã đang sẽ hẳn hoàn toàn thật sự chỉ "
    "ai gì một các những nhiều rõ của và ở trong với cho".split()
)
_REACH = 4
# What stands before "không phải" where it only sets off one thing from another, and how far its
# "mà" may be.
_CONTRAST = frozenset((",", "chứ", "và", ";"))
_CLAUSE = 14
# No denial reaches beyond these.
ENDS = frozenset(".,;:")
# Pairs of which one, where the evidence has the other, says the contrary.
_OPPOSITES = (
    "tăng giảm|hơn kém|trước sau|trên dưới|cao thấp|lớn nhỏ|nhiều ít|mua bán|nhập xuất|thắng thua"
    "|mở đóng|đầu cuối|bắc nam|đông tây|đúng sai|mạnh yếu|nhanh chậm|dài ngắn|già trẻ|mới cũ"
    "|dễ khó|tốt xấu|sớm muộn|nóng lạnh|giàu nghèo|lên xuống|thêm bớt|trong ngoài|gần xa"
    "|đa thiểu|rộng hẹp|sâu nông|nặng nhẹ|đồng phản|thành thất"
)
OPPOSITE: dict[str, str] = {}
for _pair in _OPPOSITES.split("|"):
    _one, _other = _pair.split()
    OPPOSITE |= {_one: _other, _other: _one}
# What says more than the evidence where that lacks it.
_SWEEPING = tuple(
    "duy nhất|tất cả|mọi|toàn bộ|luôn|hoàn toàn|tuyệt đối|bất kỳ|chỉ|vĩnh viễn|bắt buộc"
    "|không bao giờ|đầu tiên|chắc chắn|toàn thể".split("|")
)


class Denial(NamedTuple):
    """A denied word, the word before the denial, and the word behind what is denied."""

    form: str
    before: str
    after: str

    def is_undone(self, row: str) -> bool:
        """Tell whether words in a row, between blanks, say the same without the denial."""
        beside = (f" {self.before} {self.form} ", f" {self.form} {self.after} ")
        return any(pair in row for pair, other in zip(beside, self[1:], strict=True) if other)


def denials(forms: Sequence[str]) -> Iterator[tuple[int, Denial]]:
    """Yield what is denied, with its place; a contrast (`…, không phải …`) denies nothing else."""
    for place, form in enumerate(forms):
        if form not in NEGATORS or not _denies(forms, place):
            continue
        for other in range(place + 1, min(place + 1 + _REACH, len(forms))):
            if forms[other] not in _LIGHT:
                if forms[other] not in ENDS:
                    before = forms[place - 1] if place else ""
                    after = forms[other + 1] if other + 1 < len(forms) else ""
                    yield other, Denial(forms[other], before, after)
                break


def _denies(forms: Sequence[str], place: int) -> bool:
    after = forms[place + 1] if place + 1 < len(forms) else ""
    before = forms[place - 1] if place else ""
    if after == "phải" and (before in _CONTRAST or "mà" in forms[place : place + _CLAUSE]):
        return False
    return bool(after) and after not in _AFTER and before not in _BEFORE


def sweeping(claim: str, evidence: str) -> int:
    """Return how many sweeping words a row of words has that the other lacks."""
    return sum(f" {one} " in claim and f" {one} " not in evidence for one in _SWEEPING)


def opposed(claim: Collection[str], evidence: Collection[str]) -> list[str]:
    """Return the words of a claim of which the evidence has only the contrary."""
    return [
        word
        for word in claim
        if word in OPPOSITE and word not in evidence and OPPOSITE[word] in evidence
    ]


def is_silent(row: str) -> bool:
    """Tell whether words in a row, between blanks, say that something is not told."""
    return _SILENT.search(row) is not None


_SILENT = regex.compile(
    r" (?:không|chưa) (?:được |hề |có |thấy )*(?:đề cập|thông tin|nhắc|nêu|nói|cung cấp|ghi"
    r"|xác định|đưa ra|mô tả|chỉ rõ|rõ) "
)

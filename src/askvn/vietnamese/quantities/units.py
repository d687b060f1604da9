"""Units of money, share, length, area, volume, mass, time and the like, in all their spellings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from askvn.vietnamese.diacritics import canonical_syllable


class Unit(NamedTuple):
    """A unit: what it measures and its one canonical name."""

    kind: Literal["money", "percent", "measure"]
    name: str


def unit_at(forms: Sequence[str], start: int) -> tuple[Unit, int] | None:
    """Return the unit whose longest spelling begins at `start`, and where it ends."""
    for spelling, unit in _BY_FIRST.get(forms[start], ()):
        end = start + len(spelling)
        if tuple(forms[start:end]) == spelling:
            return None if forms[end] in _NO_UNIT.get(spelling[-1], ()) else (unit, end)
    return None


def is_glued(letters: str) -> bool:
    """Tell whether `letters` right behind a figure are its unit or scale: `5km`, `25tr`."""
    return letters in _GLUED


def named(name: str) -> Unit | None:
    """Return the unit with this canonical name."""
    return _BY_NAME.get(name)


_MONEY = {
    "usd": "usd|us $|$|đô la mỹ|đô la|đôla mỹ|đôla|đô mỹ|đô|mỹ kim|dollar mỹ|dollar|dollars",
    "vnd": "đồng việt nam|đồng vn|đồng|vnd|vnđ|đ|₫",
    "eur": "euro|euros|eur|€|ơ rô",
    "jpy": "yên nhật|yên|jpy|¥",
    "cny": "nhân dân tệ|rmb|cny",
    "krw": "won hàn quốc|won|krw|₩",
    "gbp": "bảng anh|gbp|£",
    "aud": "đô la úc|đô úc|aud",
    "sgd": "đô la singapore|sgd",
    "cad": "đô la canada|cad",
    "hkd": "đô la hồng kông|hkd",
    "thb": "baht|thb",
    "rub": "rúp|rub",
}
_SHARES = {"%": "%|phần trăm|percent", "‰": "‰|phần nghìn|phần ngàn"}
_MEASURES = {
    "km": "km|ki lô mét|kí lô mét|kilômét|kilomét|kilômet|kilomet|kilometer|cây số",
    "m": "m|mét|met",
    "dm": "dm|đề xi mét",
    "cm": "cm|xăng ti mét|xen ti mét|xentimét|xăngtimét|centimét|centimet",
    "mm": "mm|mi li mét|milimét|milimet",
    "hải lý": "hải lý",
    "dặm": "dặm",
    "inch": "inch|inches|in",
    "ft": "ft|feet|foot",
    "km2": "km2|km vuông|ki lô mét vuông|kilômét vuông|kilomét vuông|kilomet vuông",
    "m2": "m2|m vuông|mét vuông|met vuông",
    "cm2": "cm2|cm vuông|xăng ti mét vuông|xentimét vuông",
    "ha": "ha|héc ta|hécta|hec ta|hecta|hectare",
    "km3": "km3|km khối|ki lô mét khối|kilômét khối",
    "m3": "m3|m khối|mét khối|met khối",
    "cm3": "cm3|cm khối|xăng ti mét khối|xentimét khối",
    "l": "l|lít|litre|liter",
    "ml": "ml|mi li lít|mililít|mililit",
    "tấn": "tấn",
    "tạ": "tạ",
    "kg": "kg|ki lô gam|kí lô gam|kilôgam|kilogam|kilôgram|kilogram|ki lô|kí lô|kí",
    "g": "g|gam|gram|gr",
    "mg": "mg|mi li gam|miligam|miligram",
    "năm": "năm",
    "tháng": "tháng",
    "tuần": "tuần",
    "ngày": "ngày",
    "giờ": "giờ đồng hồ|tiếng đồng hồ|giờ|tiếng|h",
    "phút": "phút",
    "giây": "giây",
    "tuổi": "tuổi",
    "°c": "°c|oc|độ c|độ celsius",
    "°f": "°f|độ f|độ fahrenheit",
    "độ": "độ|°",
    "km/h": "km / h|km / giờ|km một giờ|ki lô mét / giờ|ki lô mét trên giờ|ki lô mét một giờ",
    "m/s": "m / s|m / giây|mét / giây|mét trên giây",
    "w": "w|oát",
    "kw": "kw|ki lô oát|kilôoát",
    "mw": "mw|mê ga oát|megawatt",
    "gw": "gw",
    "kwh": "kwh|ki lô oát giờ",
    "hz": "hz|héc",
    "khz": "khz",
    "mhz": "mhz",
    "ghz": "ghz",
    "kb": "kb",
    "mb": "mb",
    "gb": "gb",
    "tb": "tb",
    "mbps": "mbps|mb / s",
    "gbps": "gbps|gb / s",
}
# What follows a unit's spelling where it is another word: "2 đô thị", "3 đồng chí", "đồng thời".
_OTHER_WORDS = {
    "đồng": "chí phạm minh nghiệp đội tác bào chủ hồ hương bằng dạng thời tiền thuận tình loạt "
    "nhất quan sáng nguyên hành",
    "đô": "thị đốc vật",
    "yên": "bái tĩnh bình lặng tâm ổn ngựa xe",
    "tấn": "công",
    "độ": "tuổi dài dày",
    "tiếng": "anh việt pháp nhật hàn trung nga đức nói súng gọi nước",
    "năm": "học",
    "ngày": "càng",
    "tuổi": "thọ trẻ",
}
_GLUED = frozenset(
    "km m dm cm mm km2 m2 cm2 km3 m3 cm3 ha l ml kg g mg h usd vnd vnđ đ eur w kw mw gw kwh hz khz "
    "mhz ghz kb mb gb tb mbps gbps tr triệu tỷ nghìn ngàn ty oc năm tháng tuần ngày giờ phút giây "
    "tuổi tấn tạ đồng đô euro lít mét ft".split()
)


def _spelled(words: str) -> tuple[str, ...]:
    return tuple(canonical_syllable(word) for word in words.split())


def _table() -> dict[str, list[tuple[tuple[str, ...], Unit]]]:
    table: dict[str, list[tuple[tuple[str, ...], Unit]]] = {}
    for unit, spellings in _spellings():
        for spelling in map(_spelled, spellings.split("|")):
            table.setdefault(spelling[0], []).append((spelling, unit))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _spellings() -> list[tuple[Unit, str]]:
    return [
        *((Unit("money", name), spelled) for name, spelled in _MONEY.items()),
        *((Unit("percent", name), spelled) for name, spelled in _SHARES.items()),
        *((Unit("measure", name), spelled) for name, spelled in _MEASURES.items()),
    ]


_BY_FIRST = _table()
_BY_NAME = {unit.name: unit for unit, _ in _spellings()}
_NO_UNIT = {unit: frozenset(_spelled(words)) for unit, words in _OTHER_WORDS.items()}

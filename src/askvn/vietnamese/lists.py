"""The items of an answer that is a list."""

from __future__ import annotations

import regex

from askvn.vietnamese.courtesy import PARTICLES, without_lead_in
from askvn.vietnamese.normalise import normalise


def items(text: str) -> list[str]:
    """Return the items of a list answer as they are written; one item where there is no list.

    Lines are items; else what stands behind numbers; else what semicolons part; else what commas
    and `và`, `cùng`, `hoặc` part, unless that is prose: several sentences or long clauses. What
    leads up to the list (`Các nước gồm:`) is left out. Numbers (1,5), quoted names, brackets and
    names such as `Bộ Khoa học và Công nghệ` stay whole.
    """
    return enumerated(text)[1]


def enumerated(text: str) -> tuple[str, list[str]]:
    """Return what leads up to a list, empty if nothing does, and its items."""
    body = without_lead_in(normalise(text)).strip()
    lines = [line for line in body.splitlines() if line.strip()]
    if len(lines) > 1:
        leads = lines[0].rstrip().endswith(":") and len(lines) > 2
        return (lines[0] if leads else ""), _trimmed(lines[leads:])
    masked = _WHOLE.sub(lambda match: "x" * len(match.group()), body)
    numbers = [match.span() for match in _NUMBER.finditer(masked)]
    if len(numbers) > 1:
        ends = [start for start, _ in numbers[1:]] + [len(body)]
        parts = [body[start:end] for (_, start), end in zip(numbers, ends, strict=True)]
        return body[: numbers[0][0]], _trimmed(parts)
    start = _head_end(masked)
    head, body, masked = body[:start], body[start:], masked[start:]
    if ";" in masked.rstrip(" ;"):
        return head, _trimmed(_parted(body, masked, _SEMICOLON))
    found = _trimmed(_parted(body, masked, _COMMA))
    if _SENTENCE_END.search(masked) or any(len(item.split()) > _MOST_WORDS for item in found):
        return "", _trimmed([head + body])
    return (head, found) if len(found) > 1 else ("", _trimmed([head + body]))


def _head_end(masked: str) -> int:
    """Return where the list begins behind `Các nước gồm:`, 0 without such words."""
    colon = masked.find(": ")
    if colon > 0 and masked.count(":") == 1 and not _SEPARATING.search(masked[:colon]):
        return colon + 1
    comprising = _COMPRISING.match(masked)
    return comprising.end() if comprising else 0


def _parted(body: str, masked: str, separator: regex.Pattern[str]) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in separator.finditer(masked):
        if not _is_name(body[start : match.start()], body[match.end() :], match.group()):
            parts.append(body[start : match.start()])
            start = match.end()
    return [*parts, body[start:]]


def _is_name(before: str, behind: str, joint: str) -> bool:
    """Tell whether `và` stands inside a name: Bộ Khoa học và Công nghệ, not Bộ Y tế và Sở X."""
    if "," in joint or ";" in joint:
        return False
    return bool(_BODY.match(before.lstrip())) and behind[:1].isupper() and not _BODY.match(behind)


def _trimmed(parts: list[str]) -> list[str]:
    stripped = (_BULLET.sub("", part).strip(_EDGES) for part in parts)
    plain = (_PARTICLE.sub("", item).strip(_EDGES) for item in stripped)
    return [item for item in plain if item and not _AND_SO_ON.fullmatch(item)]


_MOST_WORDS = 12
_WHOLE = regex.compile(
    r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’|\([^()]*\)|\[[^\[\]]*\]|(?<=\d)[.,:](?=\d)|⟨[^⟩]*⟩"
)
_NUMBER = regex.compile(
    r"(?:^|(?<=[\s:;,.]))(?:\d{1,2}|\p{Ll})\)\s+|(?:^|(?<=[:;,.]\s))\d{1,2}\.\s+"
)
_SEMICOLON = regex.compile(r"\s*;\s*(?:(?:và|hoặc)\s+)?")
_COMMA = regex.compile(
    r"(?i)\s*,\s*(?:(?:và|hoặc|cùng(?:\s+với)?|cũng\s+như)\s+)?"
    r"|\s+(?:và|hoặc|cũng\s+như)\s+"
    r"|(?<!\b(?:cuối|vô|sau|tận))\s+cùng(?:\s+với)?\s+(?!(?:nhau|một|năm|ngày|lúc|kỳ|tháng|thời|loại|là)\b)"
)
_SEPARATING = regex.compile(r"[,;.!?]")
_SENTENCE_END = regex.compile(r"[.!?]\s+\p{Lu}")
_COMPRISING = regex.compile(r"(?:[^\s,;]+\s+){0,10}?(?:bao gồm|gồm có|gồm)\s+(?:có\s+|các\s+)?")
_BODY = regex.compile(
    r"(?:Bộ|Sở|Vụ|Cục|Tổng cục|Viện|Học viện|Trường|Đại học|Ủy ban|Uỷ ban|Hội|Liên đoàn|Phòng|Ban"
    r"|Ngân hàng|Tập đoàn|Công ty|Trung tâm|Tổng công ty|Khoa|Luật|Bộ luật|Hiệp hội)\s+\p{Lu}"
)
_BULLET = regex.compile(r"^\s*(?:[-–•*+▪●]+\s+)?(?:\(?\d{1,2}[.)]\s+|\(?\p{L}\)\s+|\p{Ll}\.\s+)?")
_EDGES = " \t\n.,;!?…"
_PARTICLE = regex.compile(rf"(?i)\s+(?:ạ|{'|'.join(sorted(PARTICLES))})$")
_AND_SO_ON = regex.compile(r"v\.?\s?v|vân vân")

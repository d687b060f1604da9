"""Sentences that tell a machine what to say: data that poses as an instruction."""

from __future__ import annotations

from functools import lru_cache

import regex

from askvn.records import Span
from askvn.vietnamese import sentences
from askvn.vietnamese.diacritics import strip

# What a sentence has counts so much; from so much on it is an order, and from one less where it
# goes on from one on the same line.
_ENOUGH = 3
_DOUBTFUL = 2
_REMEMBERED = 2048


@lru_cache(maxsize=_REMEMBERED)
def spans(text: str) -> tuple[Span, ...]:
    """Return where the sentences of `text` stand that tell a machine what to say or do.

    A person may be told what to do, and a machine may be written about: it takes both, or what is
    only said to a language model.
    """
    found: list[Span] = []
    for span in sentences.split(text):
        sentence = text[slice(*span)]
        goes_on = bool(found) and "\n" not in text[found[-1].end : span.start]
        is_plain = _TRIGGER.search(sentence) is None and not sentence.isascii()
        weight = 0 if is_plain and not goes_on else _weight(sentence)
        if weight >= _ENOUGH or (goes_on and weight >= _DOUBTFUL):
            found.append(span)
    return tuple(found)


def dictated(sentence: str) -> list[str]:
    """Return the words in quotation marks that a sentence wants to be said, if it may be an order.

    They are no statement of its own.
    """
    if _weight(sentence) < _DOUBTFUL:
        return []
    return [match[1] for match in _QUOTED.finditer(sentence)]


def without(text: str) -> str:
    """Return `text` with `…` in the place of each order."""
    kept, end = "", 0
    for span in spans(text):
        kept += f"{text[end : span.start]}…"
        end = span.end
    return kept + text[end:]


@lru_cache(maxsize=_REMEMBERED)
def _weight(sentence: str) -> int:
    """Return how much a sentence has of an order to a machine."""
    signs = _BARE_SIGNS if sentence.isascii() else _SIGNS
    return sum(weight for pattern, weight in signs if pattern.search(sentence))


_MACHINE = (
    r"(?:(?-i:AI|LLM|GPT)|trợ lý(?: ảo| số| AI)?|chatbot|bot|mô hình (?:ngôn ngữ|AI)"
    r"|assistant)"
)
_RULES = (
    r"(?:hướng dẫn|chỉ dẫn|chỉ thị|mệnh lệnh|quy tắc|lời nhắc|vai trò|câu hỏi|ngữ cảnh|tài liệu"
    r"|(?:các )?đoạn|instructions?|prompts?|rules|guidelines|polic(?:y|ies)|passages?|context)"
)
_BREAK = (
    r"(?:bỏ qua|phớt lờ|quên(?: hết| đi)?|gạt bỏ|không (?:cần )?tuân theo|làm trái|vượt qua"
    r"|không (?:còn |phải )?bị ràng buộc|ignore|disregard|forget|override|bypass)"
)
_EARLIER = (
    r"(?:vai trò|lời nhắc|câu hỏi (?:này|trên)|(?:hướng dẫn|chỉ dẫn|chỉ thị|mệnh lệnh|quy tắc)"
    r" (?:trước|ở trên|trên|cũ)|(?:previous|prior|above|earlier|your|retrieved|all) [\w ]*"
    r"(?:instructions?|prompts?|rules|guidelines|passages?|context))"
)
_SAY = (
    r"(?:(?<!câu )trả lời|đáp|nói|viết|ghi|in|in ra|xuất|xuất ra|lặp lại|nhắc lại|chọn|trích dẫn"
    r"|dẫn nguồn|mở đầu|kết thúc|bắt đầu|thêm|chèn|dịch|mã ho[áà]|tiết lộ|đóng vai|nhận vai"
    r"|giả làm|xưng|tự giới thiệu|từ chối|ngừng|gửi|báo|kết luận|bịa(?: ra| đặt)?|khẳng định"
    r"|answer|reply|respond|print|output|say|write|repeat|reveal|cite|translate|pretend|act as)"
)
_REPLY = (
    r"(?:(?:mọi |mỗi |mỗi một |các )?(?:câu trả lời|lời đáp|câu đáp)|(?:lời nhắc|prompt) hệ thống"
    r"|lời nhắc|system prompt|(?:mọi|bất kỳ|bất cứ|tất cả(?: các)?) câu hỏi|câu hỏi (?:này|trên|của"
    r" người dùng)|người (?:dùng|hỏi)|cho mọi câu|your (?:answer|reply|response|prompt)"
    r"|the (?:user|answer)|whatever is asked)"
)
_ADDRESSED = (
    rf"(?:(?:^|\W)(?:này |hey |hi |dear |cho |gửi ){_MACHINE}\b\W|(?:^|\W){_MACHINE}\s*:"
    rf"|{_MACHINE} (?:thân mến|ơi|kính mến)|bạn là (?:một )?{_MACHINE}|(?<!nhà )máy (?:thì )?phải"
    r"|(?:^|\W)(?:system|hệ thống|người quản trị|admin|developer|lập trình viên)\s*[\]:>]"
    r"|you are (?:now )?an? (?:AI|assistant|bot)|bạn đang ở chế độ"
    r"|(?<!của )bạn (?:bây giờ|giờ đây|từ nay|từ giờ) là|từ (?:nay|giờ)(?: trở đi)? bạn là)"
)
_TASK = (
    r"(?:(?:khi|lúc) (?:tóm tắt|trả lời|đọc|dịch|được hỏi)(?: hay \w+(?: \w+)?)?(?: về)?"
    r" (?:văn bản|bài|đoạn|tài liệu|nội dung)"
    r"|(?:nếu|khi) có (?:người|ai) hỏi|khi ai hỏi|(?:dựa vào|tin) (?:các )?(?:tài liệu|đoạn) này"
    r"|(?:hướng dẫn|chỉ thị|mệnh lệnh|quy tắc|instructions?|polic(?:y|ies)|rules?) mới"
    r"|new (?:instructions?|rules?|policy)|câu này là|đáp án|in (?:your|the) answer)"
)
_ONLY = (
    r"(?:hãy|phải|chỉ|chỉ được|luôn(?: luôn)?|đừng|không được|cần|buộc|vui lòng|xin|please|must"
    r"|always|only|never|just)"
)
_QUOTED = regex.compile(r"[“\"‘«]([^”\"’»]{2,})[”\"’»]")
_SAID = r"[“\"‘«][^”\"’»]{2,}[”\"’»]|:\s*\S"
_SIGNS: tuple[tuple[regex.Pattern[str], int], ...] = tuple(
    (regex.compile(pattern), weight)
    for pattern, weight in (
        # said to no one but a model
        (
            rf"(?i)(?:^|[,;:])\W*(?:(?:please|xin|hãy|vui lòng) )?{_BREAK}[^.?!]{{0,30}}"
            rf"\b{_EARLIER}",
            3,
        ),
        (r"<\|\w+\|>|\[/?INST\]|\"role\"\s*:\s*\"(?:system|assistant)\"|<<SYS>>", 3),
        (rf"(?i)\b{_BREAK}\b[^.?!]{{0,30}}\b{_RULES}\b", 2),
        (r"(?i)\b(?:lời nhắc hệ thống|system prompt|chế độ gỡ lỗi|debug mode|jailbreak)", 2),
        (rf"(?i){_ADDRESSED}", 2),
        # an order
        (
            rf"(?i)\b{_ONLY}\b[^.?!]{{0,40}}\b{_SAY}\b|^\W*(?:bước \d+\W+)?{_SAY}\b"
            r"|\b(?:thưởng|phạt) nếu\b|\bnếu không\b.{0,20}\bphạt\b|\byêu cầu bạn\b"
            rf"|\b(?:mệnh lệnh|nhiệm vụ|yêu cầu|lưu ý|chú ý)\s*:\s*{_SAY}\b",
            1,
        ),
        # and what it is about
        (rf"(?i)\b{_REPLY}", 1),
        (rf"(?i)\b{_SAY}\b[^.?!]{{0,40}}(?:{_SAID})", 1),
        (rf"(?i)\b{_TASK}", 1),
        (rf"\b{_MACHINE}\b|(?i)hệ thống trả lời tự động", 1),
    )
)
# The same without diacritics, for what is written without any.
_BARE_SIGNS = tuple((regex.compile(strip(one.pattern)), weight) for one, weight in _SIGNS)
# No order is without one of these.
_TRIGGER = regex.compile(
    rf"(?i)<\||<<SYS|\[/?INST|\"role\"|{_BREAK}|prompt|debug|gỡ lỗi|jailbreak|bạn đang ở chế"
    rf"|câu (?:hỏi|trả lời|đáp|này)|lời (?:đáp|nhắc)|(?:người|ai|được) (?:dùng|hỏi)|\b{_MACHINE}\b"
    r"|(?:hệ thống|system|admin|quản trị|developer|lập trình viên)\s*[\]:>]|hệ thống trả lời"
    r"|bạn (?:bây giờ|giờ đây|từ nay|từ giờ) là|từ (?:nay|giờ)|máy (?:thì )?phải|đáp án|mọi câu"
    r"|you are|answer|the user|(?:hướng dẫn|chỉ thị|mệnh lệnh|quy tắc) mới|\bnew |tóm tắt"
    r"|(?:tài liệu|đoạn|nội dung) này|(?:khi|lúc) (?:trả lời|đọc|dịch)"
)

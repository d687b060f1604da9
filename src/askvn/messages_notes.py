"""What askvn adds to an answer, in Vietnamese: joined into the catalogue of `messages`."""

from __future__ import annotations

NOTES = {
    "Note": "Lưu ý",
    "“{words}” is {meant}, reckoned from the day of the document ({day})":
        "“{words}” là {meant}, tính theo ngày của tài liệu ({day})",
    "“{words}” is of {meant}, reckoned from the day of the document ({day})":
        "“{words}” được hiểu là {meant}, theo ngày của tài liệu ({day})",
    "The documents tell it differently: {told}.": "Các tài liệu nói khác nhau: {told}.",
    "{words} in “{title}”": "{words} theo “{title}”",
    "{words} in “{title}” ({day})": "{words} theo “{title}” ({day})",
}  # fmt: skip

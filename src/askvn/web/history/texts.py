"""What the view of earlier conversations says, in Vietnamese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the view in one language; what other faces say too is in `askvn.messages`."""

    lang: str
    title: str
    detail: str
    find: str
    count: str
    open: str
    rename: str
    renamed: str
    save: str
    cancel: str
    export: str
    markdown: str
    word: str
    delete: str
    confirm: str
    confirm_detail: str
    empty: str
    empty_detail: str
    nothing: str
    off: str
    more: str
    hint: str


TEXTS = {
    "vi": Texts(
        lang="vi",
        title="Lịch sử",
        detail="Các cuộc trò chuyện của bạn, lưu ngay trên máy chạy askvn.",
        find="Tìm trong câu hỏi và câu trả lời",
        count="{count} câu hỏi",
        open="Mở {title}",
        rename="Đổi tên",
        renamed="Tên mới của cuộc trò chuyện",
        save="Lưu",
        cancel="Huỷ",
        export="{form}: tải về “{title}”",
        markdown="Markdown",
        word="Word",
        delete="Xoá",
        confirm="Xoá hẳn “{title}”?",
        confirm_detail="Mọi câu hỏi và câu trả lời trong cuộc trò chuyện này sẽ bị xoá khỏi đĩa, "
        "không lấy lại được.",
        empty="Chưa có cuộc trò chuyện nào.",
        empty_detail="Những gì bạn hỏi sẽ hiện ở đây.",
        nothing="Không có cuộc trò chuyện nào có các từ ấy.",
        off='Nhật ký hỏi đáp đang tắt nên không có gì được lưu. Bỏ log = "off" khỏi askvn.toml, '
        "hoặc bỏ biến ASKVN_LOG, rồi chạy lại askvn web.",
        more="Đang hiện {shown} cuộc mới nhất; tìm theo từ để thấy các cuộc cũ hơn.",
        hint="Gợi ý: {hint}",
    ),
    "en": Texts(
        lang="en",
        title="History",
        detail="Your conversations, kept on the machine that runs askvn.",
        find="Find in questions and answers",
        count="questions: {count}",
        open="Open {title}",
        rename="Rename",
        renamed="New title of the conversation",
        save="Save",
        cancel="Cancel",
        export="{form}: download “{title}”",
        markdown="Markdown",
        word="Word",
        delete="Delete",
        confirm="Delete “{title}” for good?",
        confirm_detail="Every question and answer of this conversation is overwritten on the disk; "
        "there is no way back.",
        empty="There are no conversations yet.",
        empty_detail="What you ask will appear here.",
        nothing="No conversation holds these words.",
        off='The conversation log is off, so nothing is kept. Take log = "off" out of askvn.toml, '
        "or ASKVN_LOG out of the environment, and start askvn web again.",
        more="The newest {shown} are shown; search by words to see older ones.",
        hint="Hint: {hint}",
    ),
}

"""What the chat says, in Vietnamese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the chat in one language; what other faces say too is in `askvn.messages`."""

    lang: str
    conversation: str
    you: str
    ask_label: str
    ask_hint: str
    send: str
    stop: str
    welcome_detail: str
    examples: str
    documents: str
    only_these: str
    all_again: str
    waiting: str
    searching: str
    reading: str
    writing: str
    answered: str
    typed_instead: str
    as_typed: str
    edit: str
    resend: str
    cancel: str
    copy: str
    copied: str
    retry: str
    good: str
    bad: str
    thanks: str
    why_good: str
    why_bad: str
    reasons_good: tuple[str, ...]
    reasons_bad: tuple[str, ...]
    other_reason: str
    tell: str
    next: str
    sources_of: str
    nearest_of: str
    sources_empty: str
    cited_for: str
    source: str
    whole: str
    shorter: str
    open: str
    close: str
    original: str
    original_page: str
    nearest: str
    refused_detail: str
    lacking: str
    back: str
    still_answering: str
    too_many: str
    stopped: str
    nothing_happened: str
    no_index: str
    no_index_detail: str
    type_this: str
    folder: str
    gone: str
    changed: str


TEXTS = {
    "vi": Texts(
        lang="vi",
        conversation="Cuộc trò chuyện",
        you="Bạn hỏi",
        ask_label="Câu hỏi",
        ask_hint="Hỏi điều gì đó trong tài liệu…",
        send="Gửi",
        stop="Dừng",
        welcome_detail="Câu trả lời lấy từ tài liệu của bạn. "
        "Bấm vào số như [1] để xem câu ấy nằm ở đâu trong nguồn.",
        examples="Thử một câu",
        documents="{count} tài liệu",
        only_these="Chỉ hỏi trong: {names}",
        all_again="Hỏi lại tất cả tài liệu",
        waiting="Còn {count} câu hỏi trước bạn…",
        searching="Đang tìm trong tài liệu…",
        reading="Đang đọc {count} đoạn…",
        writing="Đang viết…",
        answered="Đã trả lời xong.",
        typed_instead="Tìm đúng như đã gõ",
        as_typed="Đã tìm đúng như đã gõ.",
        edit="Sửa câu hỏi",
        resend="Gửi lại",
        cancel="Thôi",
        copy="Chép câu trả lời kèm nguồn",
        copied="Đã chép",
        retry="Hỏi lại câu này",
        good="Câu trả lời tốt",
        bad="Câu trả lời chưa tốt",
        thanks="Đã ghi lại, cảm ơn bạn.",
        why_good="Tốt ở chỗ nào?",
        why_bad="Chưa tốt ở chỗ nào?",
        reasons_good=("Đúng", "Đủ ý", "Nguồn rõ"),
        reasons_bad=("Sai", "Thiếu ý", "Nguồn không đúng", "Hiểu sai câu hỏi"),
        other_reason="Lý do khác",
        tell="Ghi lại",
        next="Hỏi tiếp",
        sources_of="{count} nguồn",
        nearest_of="{count} đoạn gần nhất",
        sources_empty="Nguồn của câu trả lời sẽ hiện ở đây, chỗ được trích có tô màu.",
        cited_for="cho câu hỏi “{question}”",
        source="Nguồn {n}",
        whole="Xem cả đoạn",
        shorter="Thu gọn",
        open="Mở tài liệu",
        close="Đóng",
        original="Mở tệp gốc",
        original_page="Mở tệp gốc, trang {page}",
        nearest="Đoạn gần nhất",
        refused_detail="Các đoạn gần với câu hỏi nhất được liệt kê để bạn tự xem.",
        lacking="Các đoạn tìm được không nhắc đến: {parts}.",
        back="Quay lại cuộc trò chuyện",
        still_answering="Câu trước đang được trả lời. Hãy đợi xong, hoặc bấm Dừng.",
        too_many="Đang có quá nhiều câu hỏi chờ trả lời. Hãy thử lại sau ít phút.",
        stopped="Đã dừng.",
        nothing_happened="Không trả lời được vì một lỗi bất ngờ. Hãy thử hỏi lại; "
        "nếu vẫn lỗi, chạy askvn doctor để kiểm tra.",
        no_index="Chưa có tài liệu nào để hỏi.",
        no_index_detail="Thêm tài liệu ở phần Tài liệu, hoặc gõ vào cửa sổ dòng lệnh:",
        type_this="Mở cửa sổ dòng lệnh và gõ:",
        folder="THƯ_MỤC",
        gone="Tài liệu này không còn trong chỉ mục.",
        changed="Tài liệu đã thay đổi từ khi trả lời, nên không tô màu chỗ được trích.",
    ),
    "en": Texts(
        lang="en",
        conversation="Conversation",
        you="You asked",
        ask_label="Question",
        ask_hint="Ask your documents…",
        send="Send",
        stop="Stop",
        welcome_detail="Answers come from your documents. "
        "Click a number such as [1] to see where the sentence stands in its source.",
        examples="Try one of these",
        documents="{count} documents",
        only_these="Asking only: {names}",
        all_again="Ask all documents again",
        waiting="{count} questions are before yours…",
        searching="Searching the documents…",
        reading="Reading {count} passages…",
        writing="Writing…",
        answered="Answered.",
        typed_instead="Search as typed",
        as_typed="Searched as typed.",
        edit="Edit the question",
        resend="Send again",
        cancel="Cancel",
        copy="Copy the answer with its sources",
        copied="Copied",
        retry="Ask this again",
        good="A good answer",
        bad="Not a good answer",
        thanks="Noted, thank you.",
        why_good="What was good?",
        why_bad="What was not good?",
        reasons_good=("Right", "Complete", "Well sourced"),
        reasons_bad=("Wrong", "Incomplete", "Wrong source", "Question misread"),
        other_reason="Another reason",
        tell="Note it",
        next="Ask next",
        sources_of="Sources ({count})",
        nearest_of="Nearest passages ({count})",
        sources_empty="The sources of the answer will appear here, the cited words highlighted.",
        cited_for="for the question “{question}”",
        source="Source {n}",
        whole="Show the whole passage",
        shorter="Show less",
        open="Open the document",
        close="Close",
        original="Open the original file",
        original_page="Open the original file, page {page}",
        nearest="Nearest passage",
        refused_detail="The passages nearest to the question are listed for you to look at.",
        lacking="None of the passages found mentions: {parts}.",
        back="Back to the conversation",
        still_answering="The question before is being answered. Wait for it, or press Stop.",
        too_many="Too many questions are waiting to be answered. Try again in a few minutes.",
        stopped="Stopped.",
        nothing_happened="This could not be answered because of an unexpected error. Ask again; "
        "if it fails again, run askvn doctor.",
        no_index="There are no documents to ask yet.",
        no_index_detail="Add some under Documents, or type in a terminal:",
        type_this="Open a terminal and type:",
        folder="FOLDER",
        gone="This document is no longer in the index.",
        changed="The document has changed since the answer, so the cited words are not marked.",
    ),
}

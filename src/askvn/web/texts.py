"""What only the web chat says, in Vietnamese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the page in one language; what other faces say too is in `askvn.messages`."""

    lang: str
    thousands: str
    tagline: str
    documents: str
    ask_label: str
    ask_hint: str
    send: str
    stop: str
    new_chat: str
    conversation: str
    welcome: str
    welcome_detail: str
    sources_empty: str
    cited_for: str
    source: str
    whole: str
    shorter: str
    nearest: str
    refused_detail: str
    lacking: str
    searching: str
    reading: str
    still_answering: str
    stopped: str
    nothing_happened: str
    no_index: str
    type_this: str
    folder: str
    no_index_then: str
    local: str
    remote: str
    running: str
    port_taken: str


TEXTS = {
    "vi": Texts(
        lang="vi",
        thousands=".",
        tagline="Hỏi đáp tiếng Việt trên tài liệu của bạn, câu nào cũng có nguồn",
        documents="{count} tài liệu",
        ask_label="Câu hỏi",
        ask_hint="Hỏi điều gì đó trong tài liệu…",
        send="Gửi",
        stop="Dừng",
        new_chat="Cuộc trò chuyện mới",
        conversation="Cuộc trò chuyện",
        welcome="Bạn muốn biết điều gì?",
        welcome_detail="Câu trả lời lấy từ tài liệu đã lập chỉ mục. "
        "Bấm vào số như [1] để xem câu ấy nằm ở đâu trong nguồn.",
        sources_empty="Nguồn của câu trả lời sẽ hiện ở đây, chỗ được trích có tô màu.",
        cited_for="cho câu hỏi “{question}”",
        source="Nguồn {n}",
        whole="Xem cả đoạn",
        shorter="Thu gọn",
        nearest="Đoạn gần nhất",
        lacking="Các đoạn tìm được không nhắc đến: {parts}.",
        refused_detail="Các đoạn gần với câu hỏi nhất được liệt kê để bạn tự xem.",
        searching="Đang tìm trong tài liệu…",
        reading="Đang đọc {count} đoạn…",
        still_answering="Câu trước đang được trả lời. Hãy đợi xong, hoặc bấm Dừng.",
        stopped="Đã dừng.",
        nothing_happened="Không trả lời được vì một lỗi bất ngờ. Hãy thử hỏi lại.",
        no_index="Chưa có tài liệu nào để hỏi.",
        type_this="Mở cửa sổ dòng lệnh và gõ:",
        folder="THƯ_MỤC",
        no_index_then="Xong thì tải lại trang này.",
        local="Mọi thứ chạy trên máy này",
        remote="Có dùng dịch vụ ngoài máy này: {addresses}",
        running="askvn đang chạy ở {url} (Ctrl+C để dừng)",
        port_taken="không dùng được cổng {port} của {host}",
    ),
    "en": Texts(
        lang="en",
        thousands=",",
        tagline="Questions in Vietnamese, answered from your own documents, every sentence sourced",
        documents="{count} documents",
        ask_label="Question",
        ask_hint="Ask about something in the documents…",
        send="Send",
        stop="Stop",
        new_chat="New conversation",
        conversation="Conversation",
        welcome="What would you like to know?",
        welcome_detail="Answers come from the indexed documents. "
        "Click a number such as [1] to see where the sentence stands in its source.",
        sources_empty="The sources of the answer will appear here, the cited words highlighted.",
        cited_for="for the question “{question}”",
        source="Source {n}",
        whole="Show the whole passage",
        shorter="Show less",
        nearest="Nearest passage",
        lacking="None of the passages found mentions: {parts}.",
        refused_detail="The passages nearest to the question are listed for you to look at.",
        searching="Searching the documents…",
        reading="Reading {count} passages…",
        still_answering="The question before is being answered. Wait for it, or press Stop.",
        stopped="Stopped.",
        nothing_happened="This could not be answered because of an unexpected error. Ask again.",
        no_index="There are no documents to ask yet.",
        type_this="Open a terminal and type:",
        folder="FOLDER",
        no_index_then="Then reload this page.",
        local="Everything runs on this machine",
        remote="Services outside this machine are in use: {addresses}",
        running="askvn is running at {url} (Ctrl+C stops it)",
        port_taken="port {port} of {host} cannot be used",
    ),
}

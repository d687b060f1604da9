"""What the page around its views says, in Vietnamese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the page in one language; what other faces say too is in `askvn.messages`."""

    lang: str
    thousands: str
    decimal: str
    views: str
    view_names: tuple[tuple[str, str], ...]
    to_content: str
    fresh: str
    settings: str
    close: str
    settings_detail: str
    language: str
    theme: str
    themes: tuple[tuple[str, str], ...]
    style: str
    styles: tuple[tuple[str, str, str], ...]
    strictness: str
    strictness_detail: str
    strictness_low: str
    strictness_high: str
    passages: str
    passages_detail: str
    model: str
    model_detail: str
    model_builtin: str
    model_to_pull: str
    welcome: str
    opening: str
    loading: str
    ready: str
    local: str
    remote: str
    running: str
    exposed: str
    port_taken: str


TEXTS = {
    "vi": Texts(
        lang="vi",
        thousands=".",
        decimal=",",
        views="Các phần của trang",
        view_names=(
            ("chat", "Trò chuyện"),
            ("documents", "Tài liệu"),
            ("history", "Lịch sử"),
            ("quality", "Chất lượng"),
        ),
        to_content="Bỏ qua, đến nội dung",
        fresh="Cuộc mới",
        settings="Cài đặt",
        close="Đóng",
        settings_detail="Chỉ áp dụng cho bạn, trên trình duyệt này, từ câu hỏi sau.",
        language="Ngôn ngữ của trang",
        theme="Nền",
        themes=(("system", "Theo máy"), ("light", "Sáng"), ("dark", "Tối")),
        style="Cách trả lời",
        styles=(
            ("auto", "Tự chọn", "Theo mô hình: mô hình nhỏ trích, mô hình lớn viết."),
            (
                "quote",
                "Trích nguyên văn",
                "Lấy đúng các câu có trong tài liệu, không thêm chữ nào.",
            ),
            (
                "compose",
                "Viết lại",
                "Mô hình lớn viết bằng lời của nó, câu nào cũng được đối chiếu.",
            ),
        ),
        strictness="Độ chặt",
        strictness_detail="Càng chặt, askvn càng hay nói “không có thông tin” "
        "thay vì trả lời liều.",
        strictness_low="thoáng",
        strictness_high="chặt",
        passages="Số đoạn được đọc",
        passages_detail="Đọc nhiều đoạn thì ít sót ý hơn, nhưng chậm hơn.",
        model="Mô hình",
        model_detail="Mô hình lớn viết hay hơn nhưng chậm hơn. "
        "Tải thêm bằng lệnh: askvn models pull TÊN",
        model_builtin="Có sẵn (nhỏ, nhanh, chỉ trích câu)",
        model_to_pull="{name} (chưa tải)",
        welcome="Bạn muốn biết điều gì?",
        opening="Đang mở trang…",
        loading="Đang nạp mô hình và chỉ mục…",
        ready="Sẵn sàng",
        local="Mọi thứ chạy trên máy này",
        remote="Có dùng dịch vụ ngoài máy này: {addresses}",
        running="askvn đang chạy ở {url} (Ctrl+C để dừng)",
        exposed="CẢNH BÁO: trang này mở ra mạng ở {host} mà không cần đăng nhập: "
        "ai vào được máy này qua mạng đều đọc được tài liệu. "
        "Hãy chạy lại với --auth TỆP (xem askvn web --help).",
        port_taken="không dùng được cổng {port} của {host}",
    ),
    "en": Texts(
        lang="en",
        thousands=",",
        decimal=".",
        views="Parts of the page",
        view_names=(
            ("chat", "Chat"),
            ("documents", "Documents"),
            ("history", "History"),
            ("quality", "Quality"),
        ),
        to_content="Skip to content",
        fresh="New chat",
        settings="Settings",
        close="Close",
        settings_detail="For you only, in this browser, from the next question on.",
        language="Language of the page",
        theme="Background",
        themes=(("system", "As the system"), ("light", "Light"), ("dark", "Dark")),
        style="How to answer",
        styles=(
            ("auto", "Automatic", "By the model: a small one quotes, a large one writes."),
            ("quote", "Quote", "Only sentences that stand in the documents, not a word added."),
            ("compose", "Write", "A large model uses its own words; every sentence is checked."),
        ),
        strictness="Strictness",
        strictness_detail="The stricter, the sooner askvn says “not in the documents” instead of "
        "guessing.",
        strictness_low="lenient",
        strictness_high="strict",
        passages="Passages to read",
        passages_detail="More passages miss less, but take longer.",
        model="Model",
        model_detail="A large model writes better and more slowly. "
        "Get more by: askvn models pull NAME",
        model_builtin="Built in (small, fast, only quotes)",
        model_to_pull="{name} (not pulled yet)",
        welcome="What would you like to know?",
        opening="Opening the page…",
        loading="Loading models and index…",
        ready="Ready",
        local="Everything runs on this machine",
        remote="Services outside this machine are in use: {addresses}",
        running="askvn is running at {url} (Ctrl+C stops it)",
        exposed="WARNING: this page is open to the network at {host} and asks for no login: "
        "whoever reaches this machine can read the documents. Start it again with --auth FILE "
        "(see askvn web --help).",
        port_taken="port {port} of {host} cannot be used",
    ),
}

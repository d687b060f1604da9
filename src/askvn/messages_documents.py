"""What users read about the documents of an index: English templates and their Vietnamese."""

from __future__ import annotations

DOCUMENTS = {
    # askvn info
    "index": "chỉ mục",
    "documents": "tài liệu",
    "passages": "đoạn",
    "megabytes": "dung lượng (MB)",
    "generation": "thế hệ",
    "embedder": "mô hình vectơ",
    "dimensions": "số chiều",
    "passage length": "độ dài đoạn",
    "language model": "mô hình ngôn ngữ",
    "folders": "thư mục",
    "documents by year": "tài liệu theo năm",
    "without a date": "không rõ ngày",
    "formats": "định dạng",
    "abbreviations": "từ viết tắt",
    # askvn documents, askvn remove
    "list the documents of the index and how they stand":
        "liệt kê tài liệu trong chỉ mục và tình trạng",
    "take documents out of the index, for good": "bỏ tài liệu khỏi chỉ mục, không tự quay lại",
    "source of a document, as askvn documents tells it":
        "nguồn của tài liệu, như askvn documents cho biết",
    "the index holds no document '{source}'": "chỉ mục không có tài liệu '{source}'",
    "{count} documents · {passages} passages": "{count} tài liệu · {passages} đoạn",
    "{count} passages": "{count} đoạn",
    "{count} documents removed": "đã bỏ {count} tài liệu",
    "{count} documents stay out since they were removed; naming its file brings one back:":
        "{count} tài liệu vẫn ở ngoài vì đã được bỏ ra; nêu đích danh tệp để đưa trở lại:",
    "the last evaluation {path} cannot be read: {reason}":
        "không đọc được kết quả đánh giá gần nhất {path}: {reason}",
    "indexed": "đã lập chỉ mục",
    "changed": "tệp đã thay đổi",
    "missing": "không còn tệp",
    "failed": "không đọc được",
    "left_out": "đã bỏ ra",
    "uploaded": "tải lên",
    "split it, or put it into a folder of this machine: askvn index FOLDER":
        "hãy chia nhỏ tệp, hoặc đặt vào một thư mục trên máy rồi chạy: askvn index THƯ_MỤC",
}  # fmt: skip

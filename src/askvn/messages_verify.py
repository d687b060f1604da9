"""What verification tells users, in Vietnamese: joined into the catalogue of `messages`."""

from __future__ import annotations

VERIFICATION = {
    "no source supports this sentence": "không có nguồn nào xác nhận câu này",
    "the number “{words}” is not in the source": "số “{words}” không có trong nguồn",
    "the amount “{words}” is not in the source": "số liệu “{words}” không có trong nguồn",
    "the date “{words}” is not in the source": "thời gian “{words}” không có trong nguồn",
    "the name “{words}” is not in the source": "tên “{words}” không có trong nguồn",
    "the source says otherwise: “{words}”": "nguồn nói khác ở chỗ “{words}”",
    "the source does not say: “{words}”": "nguồn không nhắc đến “{words}”",
    "what to do with a sentence that no passage supports (quote: drop, compose: mark)":
        "xử lý câu không có nguồn nào xác nhận (quote: drop, compose: mark)",
    "model verifier": "mô hình kiểm chứng",
}  # fmt: skip

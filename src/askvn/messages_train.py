"""What users read about training, in Vietnamese; a part of the catalogue in `askvn.messages`."""

from __future__ import annotations

TRAINING = {
    # errors and hints
    "the index '{folder}' has {count} passages to learn from, {least} are needed":
        "chỉ mục '{folder}' chỉ có {count} đoạn để học, cần ít nhất {least}",
    "only {count} questions could be drafted from the index '{folder}', {least} are needed":
        "chỉ soạn được {count} câu hỏi từ chỉ mục '{folder}', cần ít nhất {least}",
    "askvn index MORE_DOCUMENTS --index {folder}": "askvn index THÊM_TÀI_LIỆU --index {folder}",
    "the index '{folder}' was made with the embedder '{embedder}';"
    " only the built-in one can be trained":
        "chỉ mục '{folder}' được lập bằng mô hình nhúng '{embedder}';"
        " chỉ huấn luyện được mô hình đi kèm",
    "'{name}' is the name of an installed model already": "đã có mô hình tên '{name}'",
    # the command line
    "train the built-in embedder on the indexed documents":
        "huấn luyện thêm mô hình nhúng đi kèm trên tài liệu đã lập chỉ mục",
    "what to train: embedder, the model that searches by meaning":
        "huấn luyện gì: embedder, mô hình tìm theo nghĩa",
    "what to call the new model (embedder-<folder of the index>)":
        "tên đặt cho mô hình mới (embedder-<thư mục chỉ mục>)",
    "how many questions to measure with (200)": "đo bằng bao nhiêu câu hỏi (200)",
    "seed of every choice (0)": "hạt giống của mọi lựa chọn (0)",
    # what is shown
    "learnt from {passages} passages ({pairs} pairs);"
    " {questions} drafted questions about {set_aside} others":
        "đã học từ {passages} đoạn ({pairs} cặp);"
        " đo bằng {questions} câu hỏi soạn nháp về {set_aside} đoạn khác",
    "words and sense together": "từ ngữ và ngữ nghĩa",
    "sense alone": "chỉ ngữ nghĩa",
    "as typed": "gõ đủ dấu",
    "difference of the fused nDCG@10: {value} (95 % interval {low} to {high})":
        "chênh lệch nDCG@10 khi gộp: {value} (khoảng tin cậy 95 %: {low} đến {high})",
    "the built-in embedder was kept: the trained one is not surely better":
        "giữ mô hình đi kèm: mô hình huấn luyện thêm không chắc chắn tốt hơn",
    "the trained embedder was kept, as '{name}' in {folder}; to use it:":
        "đã giữ mô hình huấn luyện thêm, tên '{name}', trong {folder}; để dùng:",
    "Drafting questions": "Soạn câu hỏi",
    "Reading the questions": "Đọc câu hỏi",
    "Learning": "Học",
    "Measuring": "Đo",
}  # fmt: skip

"""What the report says: Vietnamese first, then English."""

from __future__ import annotations

from askvn.evaluate.report.names import FIGURES, LAYERS

PAGE = {
    "title": ("Báo cáo đánh giá askvn", "askvn evaluation report"),
    "kicker": ("Báo cáo đánh giá", "Evaluation report"),
    "skip": ("Đến phần nội dung", "Skip to the content"),
    "contents": ("Các phần của báo cáo", "Parts of the report"),
    "summary": ("Tóm tắt", "Summary"),
    "plots": ("Biểu đồ", "Plots"),
    "table": ("Bảng số liệu", "Figures"),
    "failures": ("Câu cần đọc", "Failures to read"),
    "to_dark": ("Nền tối", "Dark"),
    "to_light": ("Nền sáng", "Light"),
    "theme": ("Đổi nền sáng, tối", "Switch between light and dark"),
    "measured": (
        "Ngày {date}, askvn {version} tìm trong tài liệu và trả lời {questions} câu hỏi "
        "của {sets} bộ: {names}. Kết quả được so với lời giải đã biết.",
        "On {date}, askvn {version} searched the documents and answered {questions} questions "
        "of {sets} sets: {names}. What came back was compared with the known answers.",
    ),
    "measured_one": (
        "Ngày {date}, askvn {version} tìm trong tài liệu và trả lời {questions} câu hỏi "
        "của bộ {names}. Kết quả được so với lời giải đã biết.",
        "On {date}, askvn {version} searched the documents and answered {questions} questions "
        "of the set {names}. What came back was compared with the known answers.",
    ),
    "more_sets": ("{names} và {count} bộ nữa", "{names} and {count} more"),
    "embedder": (
        "Tìm kiếm kết hợp từ ngữ với mô hình vectơ “{embedder}”.",
        "Retrieval combined words with the embedder “{embedder}”.",
    ),
    "llm": (
        "Câu trả lời do mô hình “{llm}” đưa ra, kiểu “{style}”.",
        "Answers came from the model “{llm}”, in the style “{style}”.",
    ),
    "sampled": (
        "Mỗi bộ chỉ lấy mẫu tối đa {sample} câu (hạt giống {seed}).",
        "At most {sample} questions of each set were sampled (seed {seed}).",
    ),
    "how_to_read": (
        "Các số trên là trung bình của các bộ, bộ nào cũng nặng như nhau. Khoảng 95% cho biết "
        "con số có thể xê dịch bao nhiêu nếu hỏi những câu khác cùng loại. Mốc là một máy tìm kiếm "
        "theo từ (BM25) không có mô hình nào, trên cùng các câu hỏi.",
        "The figures above are means over the sets, each set counting the same. The 95% range "
        "tells how far a figure might move with other questions of the same sort. The baseline "
        "is a plain word search (BM25) without any model, on the same questions.",
    ),
    "conditions": ("Thiết lập, phiên bản và máy", "Settings, versions and machine"),
    "settings": ("Thiết lập", "Settings"),
    "versions": ("Phiên bản", "Versions"),
    "machine": ("Máy", "Machine"),
    "range": ("khoảng 95%: {low}–{high}", "95% range: {low}–{high}"),
    "against": ("mốc: {baseline}", "baseline: {baseline}"),
    "lower": ("càng thấp càng tốt", "lower is better"),
    "within": ("95% số câu trong {p95}", "95% of the questions within {p95}"),
    "sort_hint": (
        "Bấm vào tên cột để xếp. Dấu – nghĩa là bộ ấy không cho con số này.",
        "Click a column's name to sort. A – means that the set cannot give the figure.",
    ),
    "set": ("Bộ", "Set"),
    "documents": ("Tài liệu", "Documents"),
    "questions": ("Câu hỏi", "Questions"),
    "mean": ("Trung bình", "Mean"),
    "size": ("Cỡ", "Size"),
    "no_script": (
        "Cần bật JavaScript để xem và lọc các câu này.",
        "Turn on JavaScript to see and filter these questions.",
    ),
    "made_by": (
        "Do lệnh askvn eval viết ra. Trang này không gửi hay tải gì qua mạng.",
        "Written by askvn eval. This page sends and loads nothing over the network.",
    ),
}

PLOTS = {
    "askvn": ("askvn", "askvn"),
    "interval": ("khoảng 95%", "95% range"),
    "baseline": ("mốc BM25", "BM25 baseline"),
    "plot.retrieval": ("Tìm có trúng bài không?", "Is the right document found?"),
    "plot.retrieval?": (
        "Câu hỏi gõ như thường; mỗi hàng một bộ, thanh càng dài càng tốt.",
        "Questions as typed; a row for each set, the longer the bar the better.",
    ),
    "plot.robustness": ("Gõ kiểu khác thì mất bao nhiêu?", "What does other typing cost?"),
    "plot.robustness?": (
        "Mức thay đổi của nDCG@10 so với câu hỏi gõ như thường, tính bằng điểm phần trăm. "
        "Ô càng nổi màu càng mất nhiều.",
        "Change of nDCG@10 against the questions as typed, in percentage points. "
        "The stronger the colour, the greater the loss.",
    ),
    "plot.answers": ("Trả lời và dẫn nguồn có đúng không?", "Are answers and sources right?"),
    "plot.answers?": (
        "Thanh càng dài càng tốt, trừ con số sai: càng ngắn càng tốt.",
        "The longer the better, but for wrong numbers: the shorter the better.",
    ),
    "plot.follow_up": ("Có hiểu câu hỏi nối tiếp không?", "Are follow-ups understood?"),
    "plot.follow_up?": (
        "Câu hỏi dựa vào điều đã nói trước, trung bình các bộ có hội thoại: "
        "cho xem cả hội thoại, chỉ câu cuối, hay nối mọi câu.",
        "Questions that lean on what was said before, the mean of the sets that have such: "
        "given the history, the last question only, or all glued together.",
    ),
    "plot.refusal": ("Từ chối đúng lúc hay nhầm?", "Refused rightly, or wrongly?"),
    "plot.refusal?": (
        "Tăng độ nghiêm thì từ chối đúng nhiều hơn, nhưng cũng từ chối nhầm nhiều hơn. "
        "Nét mảnh là từng bộ.",
        "The stricter, the more is rightly refused, and the more wrongly too. "
        "Thin lines are single sets.",
    ),
    "plot.latency": ("Phải đợi bao lâu?", "How long is the wait?"),
    "plot.latency?": (
        "Thời gian của từng câu hỏi, trục chia theo lũy thừa của mười; "
        "p50: một nửa số câu nhanh hơn, p95: 95% nhanh hơn.",
        "The time of every question, on an axis of powers of ten; "
        "p50: half are faster, p95: 95% are faster.",
    ),
    "panel.ndcg@10": ("Xếp hạng (nDCG@10)", "Ranking (nDCG@10)"),
    "panel.hit@1": ("Bài đầu đúng (hit@1)", "First one right (hit@1)"),
    "panel.evidence_hit@1": ("Câu đầu đúng", "First sentence right"),
    "with_history": ("Kèm hội thoại", "With history"),
    "last_question": ("Chỉ câu cuối", "Last question only"),
    "all_glued": ("Nối mọi câu", "All glued together"),
    "strictness": ("độ nghiêm (strictness)", "strictness"),
    "current": ("hiện nay: {value}", "now: {value}"),
    "unaccented_baseline": ("mốc BM25, không dấu", "BM25, unaccented"),
}

VARIANTS = {
    "unaccented": ("Không dấu", "Unaccented"),
    "half_accented": ("Nửa có dấu", "Half accented"),
    "nfd": ("Unicode tách", "NFD"),
    "new_tone": ("Đặt dấu khác", "Other tone style"),
    "typo": ("Gõ sai", "Typos"),
    "polite": ("Hỏi lễ phép", "Polite"),
    "upper": ("CHỮ HOA", "UPPER CASE"),
}

# What a question failed by, and the words of the list of failures (the page's script says them).
FAILURES = {
    "not_first": ("Bài cần không đứng đầu", "Document not first"),
    "not_found": ("Không tìm thấy bài", "Document not found"),
    "wrong_sentence": ("Sai câu dẫn chứng", "Wrong sentence"),
    "wrongly_refused": ("Từ chối nhầm", "Wrongly refused"),
    "wrongly_answered": ("Lẽ ra phải từ chối", "Should have refused"),
    "wrong_number": ("Sai con số", "Wrong number"),
    "unsupported": ("Trích dẫn không đứng vững", "Citation does not hold"),
    "variant_dropped": ("Gõ kiểu khác thì mất", "Lost when typed otherwise"),
}

LIST = {
    "search": ("Tìm trong các câu này", "Search these questions"),
    "search_hint": ("gõ có dấu hay không đều được", "accents and case do not matter"),
    "every_set": ("Mọi bộ", "All sets"),
    "every_kind": ("Mọi loại câu hỏi", "All kinds of questions"),
    "no_kind": ("không rõ loại", "no kind given"),
    "filter_set": ("Bộ", "Set"),
    "filter_kind": ("Loại câu hỏi", "Kind of question"),
    "filter_failure": ("Chưa đạt ở đâu", "What went wrong"),
    "clear": ("Bỏ lọc", "Clear filters"),
    "shown": ("{shown} trên {all} câu", "{shown} of {all} questions"),
    "nothing": ("Không có câu nào như vậy.", "There are no such questions."),
    "all_well": (
        "Câu nào cũng đạt. Hãy thử những câu khó hơn.",
        "Nothing failed. Try harder questions.",
    ),
    "more": ("Hiện thêm", "Show more"),
    "failures_lead": (
        "{failures} trên {questions} câu hỏi có chỗ chưa đạt. Đọc vài chục câu cho biết nhiều hơn "
        "mọi con số ở trên.",
        "{failures} of {questions} questions fell short somewhere. Reading a few dozen tells more "
        "than all the figures above.",
    ),
    "before": ("Đã nói trước đó", "Said before"),
    "wanted": ("Cần có", "Wanted"),
    "wanted_refusal": (
        "Tài liệu không có lời giải: cần từ chối.",
        "The documents do not tell: a refusal.",
    ),
    "answers": ("Lời giải", "Answer"),
    "key_facts": ("Ý chính", "Key facts"),
    "evidence_wanted": ("Câu dẫn chứng", "Evidence"),
    "documents_wanted": ("Bài", "Document"),
    "retrieved": ("Tìm được", "Retrieved"),
    "nothing_retrieved": ("Không tìm được bài nào.", "Nothing was retrieved."),
    "is_wanted": ("bài cần", "wanted"),
    "absent": (
        "Bài cần không có trong mười bài đầu.",
        "The wanted document is not among the first ten.",
    ),
    "further": ("{count} bài nữa", "{count} more"),
    "answered": ("Đã trả lời", "Answered"),
    "not_asked": ("Chỉ đo tìm kiếm, không hỏi lấy câu trả lời.", "Only retrieval was measured."),
    "refused": ("Đã từ chối trả lời", "Refused to answer"),
    "confidence": ("độ tin {share}", "confidence {share}"),
    "cited": ("Đã trích", "Cited"),
    "does_not_hold": ("không đứng vững", "does not hold"),
    "lost": ("Mất bài cần khi gõ", "Wanted document lost when typed"),
}

TEXTS = PAGE | LAYERS | FIGURES | PLOTS | VARIANTS | FAILURES | LIST

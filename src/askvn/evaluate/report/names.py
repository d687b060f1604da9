"""What the figures of a report are called and what they tell: Vietnamese first, then English."""

from __future__ import annotations

LAYERS = {
    "retrieval": ("Tìm kiếm", "Retrieval"),
    "evidence": ("Câu dẫn chứng", "Evidence"),
    "answer": ("Câu trả lời", "Answer"),
    "citation": ("Trích dẫn", "Citation"),
    "refusal": ("Từ chối", "Refusal"),
    "follow_up": ("Hỏi nối tiếp", "Follow-up"),
    "speed": ("Tốc độ", "Speed"),
}

# The name of each figure under its path, what it means under its path and a question mark.
FIGURES = {
    "retrieval.as_typed.ndcg@10": ("Xếp hạng (nDCG@10)", "Ranking (nDCG@10)"),
    "retrieval.as_typed.ndcg@10?": (
        "Bài cần tìm đứng càng cao trong mười bài đầu thì điểm càng lớn.",
        "The higher the wanted document stands among the first ten, the more it counts.",
    ),
    "retrieval.as_typed.hit@1": ("Bài đầu đúng (hit@1)", "First one right (hit@1)"),
    "retrieval.as_typed.hit@1?": (
        "Bao nhiêu phần câu hỏi có bài cần tìm đứng ngay đầu.",
        "The share of questions whose wanted document comes first.",
    ),
    "retrieval.as_typed.recall@10": ("Trong mười bài (recall@10)", "Among ten (recall@10)"),
    "retrieval.as_typed.recall@10?": (
        "Bao nhiêu phần bài cần tìm nằm trong mười bài đầu.",
        "The share of wanted documents that are among the first ten.",
    ),
    "retrieval.unaccented.ndcg@10": ("Gõ không dấu (nDCG@10)", "Unaccented (nDCG@10)"),
    "retrieval.unaccented.ndcg@10?": (
        "Vẫn các câu hỏi ấy nhưng gõ không dấu.",
        "The same questions typed without any diacritics.",
    ),
    "evidence.hit@1": ("Câu đầu đúng", "First sentence right"),
    "evidence.hit@1?": (
        "Bao nhiêu phần câu hỏi có lời giải nằm ngay trong câu dẫn chứng đầu tiên.",
        "The share of questions whose first cited sentence holds the answer.",
    ),
    "evidence.hit@3": ("Một trong ba câu đúng", "One of three right"),
    "evidence.hit@3?": (
        "Bao nhiêu phần câu hỏi có lời giải nằm trong một trong ba câu dẫn chứng đầu.",
        "The share of questions for which one of the best three sentences holds the answer.",
    ),
    "answer.key_facts": ("Đủ ý chính", "All key facts"),
    "answer.key_facts?": (
        "Bao nhiêu phần câu trả lời nêu đủ các ý cần có, sau khi đưa số, ngày về một dạng.",
        "The share of answers that state every wanted fact, whatever way it is written.",
    ),
    "answer.wrong_number": ("Sai con số", "Wrong number"),
    "answer.wrong_number?": (
        "Bao nhiêu phần câu trả lời nêu một con số hay ngày tháng trái với lời giải.",
        "The share of answers with a number or date that contradicts the known answer.",
    ),
    "answer.em": ("Khớp hẳn (EM)", "Exact match (EM)"),
    "answer.f1": ("F1 âm tiết", "Syllable F1"),
    "citation.precision": ("Trích dẫn đứng vững", "Citations that hold"),
    "citation.precision?": (
        "Bao nhiêu phần trích dẫn thật sự nói điều mà câu trả lời viện đến.",
        "The share of citations that do say what they are cited for.",
    ),
    "citation.recall": ("Câu có nguồn", "Sentences with a source"),
    "citation.recall?": (
        "Bao nhiêu phần câu trong câu trả lời có ít nhất một trích dẫn đứng vững.",
        "The share of answer sentences with at least one citation that holds.",
    ),
    "citation.gold_precision": ("Trùng dẫn chứng mẫu", "Cited, as wanted"),
    "citation.gold_recall": ("Đủ dẫn chứng mẫu", "Wanted, and cited"),
    "refusal.recall": ("Từ chối đúng", "Rightly refused"),
    "refusal.recall?": (
        "Khi tài liệu không có lời giải, bao nhiêu phần câu hỏi được từ chối.",
        "Where the documents do not tell, the share of questions that are refused.",
    ),
    "refusal.wrongly_refused": ("Từ chối nhầm", "Wrongly refused"),
    "refusal.wrongly_refused?": (
        "Khi tài liệu có lời giải, bao nhiêu phần câu hỏi vẫn bị từ chối.",
        "Where the documents do tell, the share of questions refused all the same.",
    ),
    "refusal.precision": ("Từ chối có lý", "Refusals justified"),
    "refusal.f1": ("F1 từ chối", "Refusal F1"),
    "refusal.off_corpus_recall": ("Từ chối câu lạc đề", "Off-corpus refused"),
    "refusal.near_miss_recall": ("Từ chối câu sát đề", "Near misses refused"),
    "follow_up.with_history.hit@1": ("Kèm hội thoại (hit@1)", "With history (hit@1)"),
    "follow_up.last_question.hit@1": ("Chỉ câu cuối (hit@1)", "Last question (hit@1)"),
    "follow_up.all_glued.hit@1": ("Nối mọi câu (hit@1)", "All glued (hit@1)"),
    "milliseconds.retrieve_p50": ("Tìm kiếm, p50", "Retrieval, p50"),
    "milliseconds.retrieve_p95": ("Tìm kiếm, p95", "Retrieval, p95"),
    "milliseconds.first_token_p50": ("Chữ đầu, p50", "First words, p50"),
    "milliseconds.first_token_p95": ("Chữ đầu, p95", "First words, p95"),
    "milliseconds.total_p50": ("Trả lời xong, p50", "Whole answer, p50"),
    "milliseconds.total_p95": ("Trả lời xong, p95", "Whole answer, p95"),
    "retrieve": ("Tìm kiếm", "Retrieval"),
    "retrieve?": (
        "Một nửa số câu hỏi được tìm xong trong chừng ấy.",
        "Half of the questions are searched for within this time.",
    ),
    "first_token": ("Chữ đầu tiên", "First words"),
    "first_token?": (
        "Một nửa số câu hỏi có những chữ đầu tiên của câu trả lời trong chừng ấy.",
        "Half of the questions see the first words of their answer within this time.",
    ),
    "total": ("Trả lời xong", "Whole answer"),
    "total?": (
        "Một nửa số câu hỏi được trả lời trọn vẹn trong chừng ấy.",
        "Half of the questions are fully answered within this time.",
    ),
}

"""What the view of the quality says, in Vietnamese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the view in one language; the report of an evaluation has its own."""

    lang: str
    title: str
    holds: str
    documents: str
    passages: str
    per_document: str
    formats: str
    abbreviations_found: str
    years: str
    years_note: str
    undated: str
    no_dates: str
    year: str
    abbreviations: str
    abbreviations_note: str
    short: str
    long: str
    explained: str
    no_abbreviations: str
    more: str
    answers: str
    never: str
    never_detail: str
    first_step: str
    second_step: str
    whole_report: str
    drawing: str
    range_of: str
    hint: str


TEXTS = {
    "vi": Texts(
        lang="vi",
        title="Chất lượng",
        holds="Chỉ mục có gì",
        documents="Tài liệu",
        passages="Đoạn",
        per_document="Đoạn mỗi tài liệu",
        formats="Định dạng",
        abbreviations_found="Từ viết tắt",
        years="Tài liệu theo năm",
        years_note="Theo ngày ghi trong tài liệu hoặc trong tệp.",
        undated="{count} tài liệu không rõ ngày.",
        no_dates="Chưa tài liệu nào có ngày.",
        year="Năm",
        abbreviations="Từ viết tắt tìm thấy",
        abbreviations_note="Hỏi bằng cách viết nào askvn cũng tìm cả hai.",
        short="Viết tắt",
        long="Viết đầy đủ",
        explained="Số tài liệu",
        no_abbreviations="Chưa tài liệu nào giải thích một từ viết tắt.",
        more="… và {count} từ nữa",
        answers="Trả lời đúng đến đâu",
        never="Chưa đo lần nào trên chỉ mục này.",
        never_detail="Muốn biết askvn trả lời tài liệu của bạn đúng đến đâu, hãy cho nó làm bài "
        "kiểm tra: soạn nháp câu hỏi, sửa lại cho đúng, rồi đo.",
        first_step="Soạn nháp câu hỏi vào một thư mục:",
        second_step="Đọc và sửa tệp questions.jsonl trong đó, rồi đo:",
        whole_report="Mở báo cáo đầy đủ, có từng câu làm sai",
        drawing="Đang vẽ biểu đồ…",
        range_of="{least}–{most}, thường là {median}",
        hint="Gợi ý: {hint}",
    ),
    "en": Texts(
        lang="en",
        title="Quality",
        holds="What the index holds",
        documents="Documents",
        passages="Passages",
        per_document="Passages a document",
        formats="Formats",
        abbreviations_found="Abbreviations",
        years="Documents by year",
        years_note="By the date that stands in the document or its file.",
        undated="{count} documents without a date.",
        no_dates="No document has a date.",
        year="Year",
        abbreviations="Abbreviations found",
        abbreviations_note="Whichever way you write them, both are searched.",
        short="Short",
        long="In full",
        explained="Documents",
        no_abbreviations="No document explains an abbreviation.",
        more="… and {count} more",
        answers="How well it answers",
        never="Nothing was measured on this index yet.",
        never_detail="To know how well askvn answers from your documents, let it take a test: "
        "draft "
        "questions, correct them, then measure.",
        first_step="Draft questions into a folder:",
        second_step="Read and correct questions.jsonl there, then measure:",
        whole_report="Open the whole report, with every question that failed",
        drawing="Drawing the plots…",
        range_of="{least}–{most}, usually {median}",
        hint="Hint: {hint}",
    ),
}

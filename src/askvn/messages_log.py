"""What users read about conversations and their log: English templates and their Vietnamese."""

from __future__ import annotations

LOG = {
    "the conversation log {path} cannot be used: {reason}":
        "không dùng được nhật ký hỏi đáp {path}: {reason}",
    "the conversation log {path} is of a newer askvn (format {found})":
        "nhật ký hỏi đáp {path} thuộc bản askvn mới hơn (định dạng {found})",
    "the conversation log {path} has no conversation {id}":
        "nhật ký hỏi đáp {path} không có cuộc trò chuyện {id}",
    "'{path}' cannot be written: {reason}": "không ghi được '{path}': {reason}",
    "list the conversations, the newest first": "liệt kê các cuộc trò chuyện, mới nhất trước",
    "how many conversations (10); 0 is all": "số cuộc trò chuyện (10); 0 là tất cả",
    "only those that hold these words": "chỉ những cuộc có các từ này",
    "give a conversation another title": "đặt tên khác cho cuộc trò chuyện",
    "forget a whole conversation, for good": "xoá hẳn cả một cuộc trò chuyện",
    "write a conversation down, its sources as footnotes":
        "ghi cuộc trò chuyện ra tệp, nguồn là chú thích cuối trang",
    "name of the conversation, or last": "mã cuộc trò chuyện, hoặc last (cuối)",
    "the new title": "tên mới",
    "Markdown or Word (as the file is called)": "Markdown hoặc Word (theo tên tệp)",
    "the file to write; - is stdout (Word: a file called as the conversation)":
        "tệp để ghi; - là stdout (Word: tệp mang tên cuộc trò chuyện)",
    "{count} questions written to {path}": "đã ghi {count} câu hỏi vào {path}",
    "{count} questions": "{count} câu hỏi",
    "{count} questions answered by askvn ({models}) · {when}":
        "{count} câu hỏi, askvn ({models}) trả lời · {when}",
    "this is not kept": "câu này không được lưu",
    "the conversation log is off, so there is nothing to go on with":
        "nhật ký hỏi đáp đang tắt nên không có gì để hỏi tiếp",
    "take log = \"off\" out of askvn.toml, or ASKVN_LOG out of the environment":
        "hãy bỏ log = \"off\" khỏi askvn.toml, hoặc bỏ biến ASKVN_LOG",
    "the conversation log {path} has no question {id}":
        "nhật ký hỏi đáp {path} không có câu hỏi {id}",
    "the conversation log {path} holds no rated answer and no refusal":
        "nhật ký hỏi đáp {path} chưa có câu nào được đánh giá hay bị từ chối",
    "no conversation yet: this is the first question":
        "chưa có cuộc trò chuyện nào: coi đây là câu hỏi đầu tiên",
    "talk: each question may lean on those before it":
        "trò chuyện: câu sau có thể dựa vào các câu trước",
    "go on with the last conversation": "hỏi tiếp cuộc trò chuyện gần nhất",
    "show, search, rate and forget what was asked": "xem, tìm, đánh giá và xoá những gì đã hỏi",
    "how many questions (10); 0 is all": "số câu hỏi (10); 0 là tất cả",
    "only those of one conversation": "chỉ các câu của một cuộc trò chuyện",
    "show the questions and answers that hold all of some words":
        "hiện những câu hỏi và trả lời có đủ các từ cần tìm",
    "words, with or without diacritics": "các từ, có dấu hoặc không dấu",
    "show an answer whole, with its sources": "hiện trọn một câu trả lời cùng nguồn",
    "number of the question, or last": "số của câu hỏi, hoặc last (cuối)",
    "say whether an answer was good": "đánh giá một câu trả lời",
    "good, bad, or taken back": "tốt, kém, hoặc bỏ đánh giá",
    "why": "vì sao",
    "forget what was asked, for good": "xoá hẳn những gì đã hỏi",
    "only what is older, e.g. 30d, 12h or 2026-01-31":
        "chỉ xoá những câu cũ hơn, ví dụ 30d (30 ngày), 12h (12 giờ) hoặc 31/1/2026",
    "turn logged questions into an evaluation set":
        "biến các câu hỏi trong nhật ký thành bộ câu hỏi đánh giá",
    "Nothing found; the conversation log is off.":
        "Không tìm thấy gì; nhật ký hỏi đáp đang tắt.",
    "Nothing found in {path}.": "Không tìm thấy gì trong {path}.",
    "Noted for question {id}: {question}": "Đã ghi nhận cho câu {id}: {question}",
    "{count} questions forgotten": "đã xoá {count} câu hỏi",
    "{count} questions ({kinds}) in {path}": "{count} câu hỏi ({kinds}) trong {path}",
    "rated up": "được khen",
    "rated down": "bị chê",
    "refused": "không trả lời được",
    "{count} answers that nobody rated were left out (askvn log rate ID up|down)":
        "bỏ qua {count} câu trả lời chưa ai đánh giá (askvn log rate ID tốt|kém)",
    "correct those with 'drafted' and take it out; then:":
        "hãy sửa những câu có trường 'drafted' rồi bỏ trường ấy đi; sau đó chạy:",
    "Ask something. /giúp shows what else can be typed.":
        "Hãy hỏi điều gì đó. Gõ /giúp để xem còn làm được gì.",
    "A new conversation.": "Bắt đầu cuộc trò chuyện mới.",
    "Nothing was answered yet.": "Chưa có câu trả lời nào.",
    "There is no such source.": "Không có nguồn nào như vậy.",
    "Noted.": "Đã ghi nhận.",
    "This answer is not in the log.": "Câu trả lời này không có trong nhật ký.",
    "stopped": "đã dừng",
    "begin a new conversation": "bắt đầu cuộc trò chuyện mới",
    "show the sources of the last answer; with a number, that one with its words":
        "xem nguồn của câu trả lời vừa rồi; thêm số để xem nguyên văn nguồn ấy",
    "the last answer was good; a reason may follow": "câu trả lời vừa rồi tốt (có thể ghi lý do)",
    "the last answer was not good; a reason may follow":
        "câu trả lời vừa rồi chưa tốt (có thể ghi lý do)",
    "leave (or Ctrl+D)": "thoát (hoặc Ctrl+D)",
}  # fmt: skip

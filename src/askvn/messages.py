"""What users read, in Vietnamese and English: English templates are the keys of one catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from askvn.errors import AskvnError
from askvn.messages_chat import CHAT
from askvn.messages_documents import DOCUMENTS
from askvn.messages_log import LOG
from askvn.messages_models import MODELS
from askvn.messages_notes import NOTES
from askvn.messages_train import TRAINING
from askvn.messages_verify import VERIFICATION
from askvn.messages_web import WEB


def translate(template: str, lang: str) -> str:
    """Return `template` in the language; placeholders are kept, unknown templates stay English."""
    return VIETNAMESE.get(template, template) if lang == "vi" else template


def of_error(error: AskvnError, lang: str) -> tuple[str, str]:
    """Return an error's message and hint in the language."""
    return (
        _filled(translate(error.template, lang), error.values),
        _filled(translate(error.hint_template, lang), error.values),
    )


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format(**values)


VIETNAMESE = {
    **CHAT, **DOCUMENTS, **LOG, **MODELS, **NOTES, **TRAINING, **VERIFICATION, **WEB,
    # answers
    "The documents don't tell.": "Tài liệu không có thông tin để trả lời câu hỏi này.",
    "The nearest passages are in:": "Những bài gần với câu hỏi nhất:",
    "None of the passages found mentions: {parts}.": "Các đoạn tìm được không nhắc đến: {parts}.",
    "Try other words for it, or ask without it.":
        "Bạn thử gọi bằng tên khác, hoặc hỏi mà không nhắc đến phần ấy.",
    "Try to name whom, what, where or when you mean.":
        "Bạn thử hỏi cụ thể hơn: ai, việc gì, ở đâu, khi nào.",
    # errors and hints
    "unknown setting '{name}' in {origin}": "không có thiết lập tên '{name}' (trong {origin})",
    "known settings: {known}": "các thiết lập: {known}",
    "setting '{name}' has the value '{value}'": "thiết lập '{name}' không nhận giá trị '{value}'",
    "it takes: {wanted}": "giá trị dùng được: {wanted}",
    "{file} is not valid TOML: {reason}": "{file} không phải TOML hợp lệ: {reason}",
    "there is no index in '{folder}'": "chưa có chỉ mục trong '{folder}'",
    "the index '{folder}' was never finished": "chỉ mục '{folder}' chưa được lập xong",
    "the index '{folder}' was built with other settings: {differing}":
        "chỉ mục '{folder}' được lập với thiết lập khác: {differing}",
    "another process is writing to the index '{folder}'":
        "một tiến trình khác đang ghi vào chỉ mục '{folder}'",
    "wait until it has finished, then run the same command again":
        "đợi nó xong rồi chạy lại đúng lệnh này",
    "{path} is missing or damaged": "{path} bị mất hoặc bị hỏng",
    "{path} is not a library of askvn: {reason}": "{path} không phải thư viện của askvn: {reason}",
    "the lexical index in {folder} cannot be opened: {reason}":
        "không mở được chỉ mục từ vựng trong {folder}: {reason}",
    "the vector index {path} cannot be read: {reason}":
        "không đọc được chỉ mục vectơ {path}: {reason}",
    "the vector index {path} has {found} dimensions, {dim} were expected":
        "chỉ mục vectơ {path} có {found} chiều, cần {dim} chiều",
    "there is no model file '{path}'": "không có tệp mô hình '{path}'",
    "the model file '{path}' cannot be loaded: {reason}":
        "không nạp được tệp mô hình '{path}': {reason}",
    "the model file '{path}' has no chat template": "tệp mô hình '{path}' không có mẫu hội thoại",
    "use an instruct or chat model, not a base model":
        "hãy dùng mô hình instruct hoặc chat, không dùng mô hình nền",
    "the chat template of '{path}' fails: {reason}": "mẫu hội thoại của '{path}' bị lỗi: {reason}",
    "use another model": "hãy dùng mô hình khác",
    "the model file '{path}' is missing or is not the one its card names":
        "tệp mô hình '{path}' bị mất hoặc không đúng với thẻ mô hình",
    "package '{package}' is not installed": "chưa cài gói '{package}'",
    "{path} cannot be opened: {reason}": "không mở được {path}: {reason}",
    "the built-in embedder has no file '{file}'": "mô hình vectơ kèm theo thiếu tệp '{file}'",
    "the built-in embedder in '{folder}' cannot be read: {error}":
        "không đọc được mô hình vectơ kèm theo trong '{folder}': {error}",
    "model '{model}' is neither a folder here nor in a hub that can be reached":
        "mô hình '{model}' không phải thư mục trên máy này, cũng không lấy được từ kho mô hình",
    "the question is empty": "câu hỏi trống",
    # reading files
    "the built-in model chooses sentences, it cannot write any":
        "mô hình kèm theo chỉ chọn câu, không tự viết được",
    "no path was given, and nothing was indexed before":
        "chưa có đường dẫn nào, và trước đây cũng chưa lập chỉ mục gì",
    "{path}: does not exist": "{path}: không tồn tại",
    "{path}: cannot be read ({reason})": "{path}: không đọc được ({reason})",
    "{path}: format '{suffix}' is not supported (supported: {supported})":
        "{path}: chưa hỗ trợ định dạng '{suffix}' (các định dạng đọc được: {supported})",
    "save it in one of the supported formats": "hãy lưu tệp sang một trong các định dạng đọc được",
    "{path}: is empty": "{path}: không có nội dung",
    "write some text into it, or remove it": "hãy thêm nội dung vào tệp, hoặc bỏ tệp này đi",
    "{path}: not {encoding} (byte {offset} cannot be decoded)":
        "{path}: không phải {encoding} (không giải mã được byte thứ {offset})",
    "{path}: is damaged ({reason})": "{path}: tệp bị hỏng ({reason})",
    "open it in the program that made it and save it again":
        "hãy mở tệp bằng chương trình đã tạo ra nó rồi lưu lại",
    "{path}: is too large ({size} MB, at most {limit} MB)":
        "{path}: tệp quá lớn ({size} MB, tối đa {limit} MB)",
    "{path}: unpacks to {size} MB (at most {limit} MB)":
        "{path}: giải nén ra tới {size} MB (tối đa {limit} MB)",
    "split it into smaller files": "hãy chia thành các tệp nhỏ hơn",
    "{path}: is encrypted": "{path}: tệp được đặt mật khẩu",
    "save a copy without a password and index that":
        "hãy lưu một bản không đặt mật khẩu rồi lập chỉ mục bản đó",
    "qpdf --decrypt --password=PASSWORD {quoted} {target}":
        "qpdf --decrypt --password=MẬT_KHẨU {quoted} {target}",
    "{path}: is in the format of Office 97-2003": "{path}: tệp thuộc định dạng Office 97-2003",
    "{path}: has no text layer (is it a scan?)": "{path}: không có lớp chữ (có phải bản quét?)",
    "{path}: pages {pages} cannot be read": "{path}: không đọc được các trang {pages}",
    "{path}: line {line} is not UTF-8": "{path}: dòng {line} không phải UTF-8",
    "{path}: line {line} is not JSON": "{path}: dòng {line} không phải JSON",
    "{path}: line {line} is no object with a 'text'":
        "{path}: dòng {line} không phải đối tượng JSON có trường 'text'",
    'write one object a line: {{"id": "a", "title": "…", "text": "…"}}':
        'mỗi dòng ghi một đối tượng: {{"id": "a", "title": "…", "text": "…"}}',
    "{path}: {count} more lines are no documents":
        "{path}: còn {count} dòng nữa không phải tài liệu",
    "the name of {path} is not UTF-8": "tên của {path} không phải UTF-8",
    # the command line
    "language of messages": "ngôn ngữ của thông báo",
    "show this help and exit": "hiện trợ giúp này rồi thoát",
    "print one JSON document": "in ra một tài liệu JSON",
    "folder of the index (index)": "thư mục chỉ mục (index)",
    "embedding model: builtin or st:<name, id or path>":
        "mô hình vectơ: builtin hoặc st:<tên hay đường dẫn>",
    "language model: builtin, llama-cpp:<name or path.gguf> or openai:<address>":
        "mô hình ngôn ngữ: builtin, llama-cpp:<tên hay tệp.gguf> hoặc openai:<địa chỉ>",
    "answer in the documents' own sentences, or in the model's words":
        "trả lời bằng nguyên văn tài liệu (quote) hay bằng lời của mô hình (compose)",
    "Answers questions in Vietnamese from your own documents, with sources.":
        "Trả lời câu hỏi tiếng Việt từ tài liệu của bạn, có dẫn nguồn.",
    "show the version": "hiện phiên bản",
    "COMMAND": "LỆNH",
    "index files and folders; again, only what changed":
        "lập chỉ mục tệp và thư mục; lần sau chỉ làm phần thay đổi",
    "files or folders": "tệp hoặc thư mục",
    "make the derived indexes anew, all of them": "dựng lại toàn bộ các chỉ mục dẫn xuất",
    "longest passage, in characters": "độ dài lớn nhất của một đoạn, tính bằng ký tự",
    "show the passages that fit a question": "hiện các đoạn hợp với câu hỏi",
    "what to look for; - reads stdin": "điều cần tìm; - để đọc từ stdin",
    "how many passages (10)": "số đoạn (10)",
    "answer a question, with sources": "trả lời câu hỏi, có dẫn nguồn",
    "the question; - reads stdin": "câu hỏi; - để đọc từ stdin",
    "how many passages (5)": "số đoạn (5)",
    "open the web chat on this machine": "mở trang hỏi đáp trên máy này",
    "tell what the index holds and how it was made": "cho biết chỉ mục có gì và được lập thế nào",
    "check models, packages and the index": "kiểm tra mô hình, các gói và chỉ mục",
    "positional arguments": "tham số",
    "options": "tuỳ chọn",
    "Understood as: {text}": "Đã hiểu là: {text}",
    "Sources": "Nguồn",
    "not supported by the source": "nguồn không nói vậy",
    "Nothing found.": "Không tìm thấy đoạn nào.",
    "{added} added, {changed} changed, {unchanged} unchanged, {removed} removed, {failed} failed"
    " · {chunks} passages · {seconds} s · index: {index}":
        "thêm {added}, đổi {changed}, giữ nguyên {unchanged}, bỏ {removed}, lỗi {failed}"
        " · {chunks} đoạn · {seconds} giây · chỉ mục: {index}",
    "hint": "gợi ý",
    "{stage} {done}/{total} · {rate}/s · {left} s left":
        "{stage} {done}/{total} · {rate}/giây · còn {left} giây",
    "Reading files": "Đọc tệp",
    "Cutting passages": "Chia đoạn",
    "Embedding": "Tính vectơ",
    "Writing the index": "Ghi chỉ mục",
    "p. {page}": "tr. {page}",
    "packages": "các gói",
    "model embedder": "mô hình vectơ",
    "model answer": "mô hình trả lời",
    "index files": "tệp chỉ mục",
    "library": "thư viện",
    # askvn eval
    "the folder '{folder}' has no {name}": "thư mục '{folder}' không có {name}",
    "{place}: '{name}' is missing or not what it should be":
        "{place}: thiếu '{name}' hoặc '{name}' không đúng dạng",
    'write one object a line: {{"id": "1", "question": "…", "answers": ["…"]}}':
        'mỗi dòng ghi một đối tượng: {{"id": "1", "question": "…", "answers": ["…"]}}',
    "{place}: the id '{id}' stands twice": "{place}: id '{id}' xuất hiện hai lần",
    "'{path}' is there already and may hold corrections":
        "'{path}' đã có sẵn và có thể chứa những chỗ đã sửa",
    "the set '{name}' has no corpus of its own": "bộ '{name}' không có kho tài liệu riêng",
    "'{path}' is no result of askvn eval": "'{path}' không phải kết quả của askvn eval",
    "'{path}' holds no question": "'{path}' không có câu hỏi nào",
    "'{path}' is not UTF-8": "'{path}' không phải UTF-8",
    "{times} sets are called '{name}'": "có {times} bộ cùng tên '{name}'",
    "'{source}' is a document of the set '{name}' and one of the distractors":
        "'{source}' vừa là tài liệu của bộ '{name}' vừa là tài liệu thêm vào",
    "give the documents in {path} other ids": "hãy đặt id khác cho các tài liệu trong {path}",
    "there is no file '{path}'": "không có tệp '{path}'",
    "--compare takes two results and nothing else": "--compare chỉ nhận hai tệp kết quả",
    "{name}: documents that are not in the index, so never found: {sources}":
        "{name}: tài liệu không có trong chỉ mục nên không thể tìm thấy: {sources}",
    "'{path}' cannot be written": "không ghi được '{path}'",
    "the two results have no questions in common": "hai kết quả không có câu hỏi nào chung",
    "no evaluation folder was named": "chưa cho biết thư mục đánh giá nào",
    "no question could be drafted from the index '{folder}'":
        "không soạn được câu hỏi nào từ chỉ mục '{folder}'",
    "measure answers on questions with known answers":
        "đo chất lượng trả lời trên các câu hỏi đã biết đáp án",
    "evaluation sets": "các bộ câu hỏi",
    "write a report to read in the browser": "viết báo cáo để đọc trong trình duyệt",
    "write the report's plots as PNG": "ghi các biểu đồ của báo cáo thành tệp PNG",
    "ways of typing to measure, e.g. as_typed,unaccented (all)":
        "các cách gõ cần đo, ví dụ as_typed,unaccented (tất cả)",
    "further documents to put beside each set": "tài liệu thêm vào cạnh mỗi bộ",
    "folder of the sets' own indexes (~/.cache/askvn/eval)":
        "thư mục chỉ mục của các bộ (~/.cache/askvn/eval)",
    "ask N questions of each set (all)": "hỏi N câu của mỗi bộ (tất cả)",
    "seed of the sample (0)": "hạt giống khi lấy mẫu (0)",
    "search only, answer nothing": "chỉ tìm, không trả lời",
    "do not measure plain BM25 beside": "không đo BM25 đơn thuần để so",
    "compare two results": "so hai kết quả",
    "draft questions about the indexed documents, to correct":
        "soạn nháp câu hỏi về tài liệu đã lập chỉ mục, để bạn sửa",
    "folder to write questions.jsonl into": "thư mục để ghi questions.jsonl",
    "how many questions (100)": "số câu hỏi (100)",
    "seed of the choice (0)": "hạt giống khi chọn (0)",
    "Searching": "Tìm",
    "Answering": "Trả lời",
    "set": "bộ",
    "questions": "câu hỏi",
    "mean": "trung bình",
    "unaccented": "không dấu",
    "first": "đúng ngay đầu",
    "evidence": "câu chứng cứ",
    "key facts": "đủ ý",
    "cited right": "dẫn đúng",
    "refused wrongly": "từ chối sai",
    "refused rightly": "từ chối đúng",
    "search ms": "tìm (ms)",
    "answer ms": "trả lời (ms)",
    "nDCG@10 95 % interval: {low}–{high}": "khoảng tin cậy 95 % của nDCG@10: {low}–{high}",
    "plain BM25 over whole documents: {value}": "BM25 đơn thuần trên cả tài liệu: {value}",
    "figure": "chỉ số",
    "before": "trước",
    "after": "sau",
    "difference": "chênh lệch",
    "* the 95 % interval of the difference leaves out 0":
        "* khoảng tin cậy 95 % của chênh lệch không chứa 0",
    "{count} questions flipped": "{count} câu hỏi đổi kết quả",
    "{count} questions drafted ({kinds}) in {path}":
        "đã soạn nháp {count} câu hỏi ({kinds}) trong {path}",
    "read and correct them, take 'drafted' out of each that is right; then:":
        "hãy đọc và sửa, bỏ trường 'drafted' ở câu nào đã đúng; rồi chạy:",
    "index and settings": "chỉ mục và thiết lập",
    # askvn search
    "also in: {places}": "cũng có ở: {places}",
    "asks for: {kinds}": "hỏi về: {kinds}",
    "together with: {text}": "tìm cùng câu trước: {text}",
    "also searched: {typed} → {other}": "tìm thêm: {typed} → {other}",
    "evidence: {strength}": "độ khớp với tài liệu: {strength}",
    "words {lexical} · sense {dense} · together {fused} · final {final}":
        "từ ngữ {lexical} · ngữ nghĩa {dense} · gộp {fused} · cuối cùng {final}",
    "number": "con số",
    "date": "thời gian",
    "person": "người",
    "place": "nơi chốn",
    "reason": "lý do",
    "list": "danh sách",
    "yes_no": "có hay không",
    "only documents whose source fits, e.g. 'luat/*'; may be repeated":
        "chỉ tài liệu có tên nguồn khớp, ví dụ 'luat/*'; có thể lặp lại",
    "only documents with this tag; may be repeated": "chỉ tài liệu có nhãn này; có thể lặp lại",
    "only documents of this day or later": "chỉ tài liệu từ ngày này trở đi",
    "only documents of this day or earlier": "chỉ tài liệu đến hết ngày này",
    "take the question as it is typed: put no diacritics back, add no other names":
        "tìm đúng như đã gõ: không thêm dấu, không thêm tên gọi khác",
    "cross-encoder: none or st:<name, id or path>":
        "mô hình xếp hạng lại: none hoặc st:<tên hay đường dẫn>",
    "model '{model}' needs program code of its own, which askvn does not run":
        "mô hình '{model}' cần chạy mã riêng của nó, askvn không chạy mã đó",
    "model '{model}' gives {labels} scores for a question and a text, not one":
        "mô hình '{model}' cho {labels} điểm với mỗi cặp câu hỏi và đoạn văn, không phải một",
    "model '{model}' was not trained to score a question and a text":
        "mô hình '{model}' chưa được huấn luyện để chấm điểm câu hỏi với đoạn văn",
    "show how each passage was scored": "cho xem từng đoạn được chấm điểm thế nào",
    "the built-in restorer has no file '{file}'": "mô hình thêm dấu đi kèm thiếu tệp '{file}'",
    "the built-in restorer in '{folder}' cannot be read: {error}":
        "không đọc được mô hình thêm dấu đi kèm trong '{folder}': {error}",
    "model restorer": "mô hình thêm dấu",
    "model ranker": "mô hình xếp câu",
}  # fmt: skip

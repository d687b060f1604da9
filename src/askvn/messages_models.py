"""What users read about models, in Vietnamese; a part of the catalogue in `askvn.messages`."""

from __future__ import annotations

MODELS = {
    # errors and hints
    "no model called '{name}' is installed": "chưa cài mô hình nào tên '{name}'",
    "there is no model called '{name}'": "không có mô hình nào tên '{name}'",
    "the model '{name}' is not installed yet": "chưa cài mô hình '{name}'",
    "the model '{name}' is not as it was installed":
        "mô hình '{name}' không còn như lúc mới cài",
    "'{name}' is a model for the setting '{right}', not for '{setting}'":
        "mô hình '{name}' dùng cho thiết lập '{right}', không dùng được cho '{setting}'",
    '{right} = "{address}"': '{right} = "{address}"',
    "'{path}' does not describe a model": "'{path}' không phải bản mô tả mô hình",
    "another process is fetching the model '{name}'":
        "một tiến trình khác đang tải mô hình '{name}'",
    "'{name}' is the name of another installed model, from {source}":
        "'{name}' đang là tên của một mô hình khác đã cài, lấy từ {source}",
    "'{name}' cannot be the name of a model": "không thể đặt tên mô hình là '{name}'",
    "'{folder}' has {free} free, {size} are needed":
        "'{folder}' chỉ còn trống {free}, cần {size}",
    "the file '{file}' of the model '{name}' is missing":
        "thiếu tệp '{file}' của mô hình '{name}'",
    "the file '{file}' of the model '{name}' has another size than it had":
        "tệp '{file}' của mô hình '{name}' không còn đúng dung lượng như lúc cài",
    "the file '{file}' of the model '{name}' has other content than it had":
        "nội dung tệp '{file}' của mô hình '{name}' đã khác lúc cài",
    "the model file '{path}' is missing or is not the one its manifest names":
        "tệp mô hình '{path}' bị mất hoặc không đúng với bản kê khi cài",
    "askvn models pull {again}": "askvn models pull {again}",
    "a file of a model cannot be read or written: {reason} ({file})":
        "không đọc hoặc ghi được tệp mô hình: {reason} ({file})",
    "ASKVN_MODELS=/other/folder askvn models …": "ASKVN_MODELS=/thư/mục/khác askvn models …",
    # the hub
    "{place} cannot be reached": "không kết nối được tới {place}",
    "check the network, then run the same command again: it goes on where it stopped"
    "   |   askvn models unbundle FILE.tar":
        "kiểm tra mạng rồi chạy lại đúng lệnh này, phần đã tải không mất"
        "   |   askvn models unbundle TỆP.tar",
    "HF_HUB_OFFLINE forbids to fetch '{repository}'":
        "biến HF_HUB_OFFLINE không cho phép tải '{repository}'",
    "unset HF_HUB_OFFLINE   |   askvn models unbundle FILE.tar":
        "unset HF_HUB_OFFLINE   |   askvn models unbundle TỆP.tar",
    "'{repository}' is given to those who accept its terms only":
        "'{repository}' chỉ dành cho người đã chấp nhận điều khoản của nó",
    "accept them at {place}/{repository}, then: export HF_TOKEN=…":
        "chấp nhận tại {place}/{repository}, rồi: export HF_TOKEN=…",
    "{place} has no repository '{repository}', or not for everybody":
        "{place} không có kho '{repository}', hoặc kho này không công khai",
    "check its name; for a private one: export HF_TOKEN=…":
        "kiểm tra lại tên; nếu là kho riêng: export HF_TOKEN=…",
    "'{repository}' has no file '{file}'": "kho '{repository}' không có tệp '{file}'",
    "see {place}/{repository}/tree/main, then: askvn models pull {repository}/FILE.gguf":
        "xem {place}/{repository}/tree/main, rồi: askvn models pull {repository}/TỆP.gguf",
    "{place} does not let this account read '{repository}' ({status})":
        "{place} không cho tài khoản này đọc '{repository}' ({status})",
    "export HF_TOKEN=…   (a token that may read it)":
        "export HF_TOKEN=…   (mã truy cập có quyền đọc kho này)",
    "{place} answers with the error {status}": "{place} báo lỗi {status}",
    "wait a little, then run the same command again: it goes on where it stopped":
        "đợi một lát rồi chạy lại đúng lệnh này, phần đã tải không mất",
    "'{file}' of '{repository}' came with other bytes than announced; it was deleted":
        "tệp '{file}' của '{repository}' tải về không đúng như kho đã báo; đã xóa tệp này",
    "run the same command again": "chạy lại đúng lệnh này",
    "'{repository}' holds no model for sentence-transformers":
        "kho '{repository}' không có mô hình cho sentence-transformers",
    # local files
    "'{path}' is no complete GGUF file": "'{path}' không phải tệp GGUF trọn vẹn",
    "download the file again": "hãy tải lại tệp này",
    "'{path}' is one of {parts} parts of a model":
        "'{path}' mới là một trong {parts} phần của mô hình",
    "llama-gguf-split --merge FIRST_PART WHOLE.gguf":
        "llama-gguf-split --merge PHẦN_ĐẦU CẢ_TỆP.gguf",
    "the folder '{path}' has a model's description but not its weights":
        "thư mục '{path}' có phần mô tả mô hình nhưng thiếu trọng số",
    "download the folder again": "hãy tải lại thư mục này",
    "'{path}' is neither a GGUF file nor the folder of a sentence-transformers model":
        "'{path}' không phải tệp GGUF, cũng không phải thư mục mô hình sentence-transformers",
    # bundles
    "no model is installed": "chưa cài mô hình nào",
    "'{path}' is no sound bundle: it is damaged or cut short":
        "'{path}' không phải gói mô hình dùng được: tệp bị hỏng hoặc bị cắt ngang",
    "'{path}' is no sound bundle: '{name}' is no ordinary file":
        "'{path}' không phải gói mô hình dùng được: '{name}' không phải tệp thường",
    "'{path}' is no sound bundle: '{name}' stands in it twice":
        "'{path}' không phải gói mô hình dùng được: '{name}' xuất hiện hai lần",
    "'{path}' is no sound bundle: it does not begin with {name}":
        "'{path}' không phải gói mô hình dùng được: không bắt đầu bằng {name}",
    "'{path}' is no sound bundle: its {name} cannot be used":
        "'{path}' không phải gói mô hình dùng được: không đọc được {name}",
    "'{path}' is no sound bundle: '{name}' is not listed in it":
        "'{path}' không phải gói mô hình dùng được: '{name}' không có trong bản kê",
    "'{path}' is no sound bundle: '{name}' is not the file that is listed":
        "'{path}' không phải gói mô hình dùng được: '{name}' không đúng với bản kê",
    "'{path}' is no sound bundle: '{name}' is missing":
        "'{path}' không phải gói mô hình dùng được: thiếu '{name}'",
    "copy the file again, or make it anew: askvn models bundle OUT.tar":
        "hãy chép lại tệp, hoặc đóng gói lại: askvn models bundle OUT.tar",
    "pip is not installed here": "ở đây chưa có pip",
    "python -m ensurepip": "python -m ensurepip",
    "pip could not gather the packages: {reason}": "pip không gom được các gói: {reason}",
    "check the network, or bundle the models alone: leave out --wheels":
        "kiểm tra mạng, hoặc chỉ đóng gói mô hình: bỏ --wheels",
    # the command line
    "get, check and carry models": "tải, kiểm tra và mang theo mô hình",
    "ACTION": "VIỆC",
    "actions": "các việc",
    "show the models that are here and those that can be had":
        "hiện các mô hình đang có và các mô hình tải thêm được",
    "download a model from a hub, whole and checked":
        "tải một mô hình từ kho, trọn vẹn và đã kiểm tra",
    "a name of the list, OWNER/REPOSITORY or OWNER/REPOSITORY/FILE.gguf":
        "tên trong danh sách, CHỦ/KHO hoặc CHỦ/KHO/TỆP.gguf",
    "take in a GGUF file or a sentence-transformers folder of this machine":
        "nhận một tệp GGUF hay thư mục sentence-transformers có sẵn trên máy",
    "the file or folder": "tệp hoặc thư mục",
    "what to call it (as the file)": "tên đặt cho mô hình (theo tên tệp)",
    "delete an installed model": "xóa một mô hình đã cài",
    "a name of the list": "tên trong danh sách",
    "read every byte of every model and compare it with its hash":
        "đọc từng byte của mọi mô hình và so với mã băm",
    "write models into one file for a machine without a network":
        "gói các mô hình vào một tệp để mang sang máy không có mạng",
    "the file to write": "tệp sẽ ghi",
    "which models (all installed)": "những mô hình nào (mọi mô hình đã cài)",
    "add askvn itself and all it needs, by pip":
        "gói kèm cả askvn và mọi gói cần thiết, nhờ pip",
    "install the models of such a file": "cài các mô hình trong tệp như vậy",
    "a file made by askvn models bundle": "tệp do askvn models bundle tạo ra",
    # what is shown
    "damaged: askvn models verify": "bị hỏng: askvn models verify",
    "Part of askvn": "Có sẵn trong askvn",
    "Installed in {folder}": "Đã cài trong {folder}",
    "More: askvn models pull NAME": "Tải thêm: askvn models pull TÊN",
    "Memory here: {memory}": "Máy này có {memory} bộ nhớ",
    "This machine has {memory} of memory: the model may be too large for it.":
        "Máy này có {memory} bộ nhớ: mô hình có thể quá lớn.",
    "fits": "vừa",
    "too large": "quá lớn",
    "licence: see its card": "giấy phép: xem thẻ mô hình",
    "its card names no licence": "thẻ mô hình không ghi giấy phép",
    "context {count} tokens": "ngữ cảnh {count} token",
    "searches by meaning": "tìm theo nghĩa",
    "chooses the sentences that answer": "chọn những câu trả lời được câu hỏi",
    "orders the sentences that may answer": "xếp thứ tự những câu có thể trả lời",
    "tells when the documents do not answer": "nhận ra khi tài liệu không có câu trả lời",
    "checks each sentence against the source that it cites": (
        "kiểm tra từng câu với nguồn được trích"
    ),
    "reads the passages: which sentence answers, and which words": (
        "đọc các đoạn: câu nào, chữ nào trả lời"
    ),
    "puts diacritics back and mends slips": "thêm dấu và sửa lỗi gõ cho câu hỏi",
    "To write answers": "Để viết câu trả lời",
    "To search by meaning": "Để tìm theo nghĩa",
    "To judge the best passages again": "Để xếp hạng lại các đoạn tốt nhất",
    "Take this one first: writes answers, never thinks aloud.":
        "Nên dùng trước hết: viết câu trả lời, không “nghĩ” thành lời.",
    "For machines with little memory.": "Cho máy ít bộ nhớ.",
    "Larger, for machines with much memory.": "Lớn hơn, cho máy nhiều bộ nhớ.",
    "Another large one, with fewer tokens for a Vietnamese syllable.":
        "Một mô hình lớn khác, tốn ít token hơn cho mỗi tiếng Việt.",
    "Take this one first: searches by meaning, fast enough without a GPU.":
        "Nên dùng trước hết: tìm theo nghĩa, đủ nhanh khi không có GPU.",
    "Finds more; larger and slower.": "Tìm được nhiều hơn; lớn và chậm hơn.",
    "For long passages: reads up to 8,192 tokens.": "Cho đoạn dài: đọc được tới 8.192 token.",
    "Take this one first: the only one fast enough without a GPU.":
        "Nên dùng trước hết: mô hình duy nhất đủ nhanh khi không có GPU.",
    "For machines with a GPU.": "Cho máy có GPU.",
    "Made for Vietnamese; for machines with a GPU.": "Làm riêng cho tiếng Việt; cho máy có GPU.",
    "{name} is here already, whole: {facts}": "{name} đã có sẵn, còn nguyên vẹn: {facts}",
    "{name} is installed, every file checked: {facts}":
        "Đã cài {name}, mọi tệp đều đã kiểm tra: {facts}",
    "Try it": "Dùng thử",
    "Always, in askvn.toml": "Dùng luôn từ nay, ghi vào askvn.toml",
    "'{name}' was removed": "Đã xóa '{name}'",
    "{path} holds {size}: {names}": "{path}, {size}, gồm: {names}",
    " and {count} wheels": " và {count} gói wheel",
    "On the machine without a network:": "Trên máy không có mạng:",
    "It also holds {count} wheels; to install askvn from them:":
        "Trong đó còn {count} gói wheel; cài askvn từ đó:",
    "Gathering wheels with pip; this may take minutes.":
        "Đang gom các gói wheel bằng pip, có thể mất vài phút.",
    "Stopped. The same command goes on where it stopped.":
        "Đã dừng. Chạy lại đúng lệnh này để tải tiếp.",
    "Downloading {name}": "Đang tải {name}",
    "Checking {name}": "Đang kiểm tra {name}",
    "Copying {name}": "Đang chép {name}",
    "Packing {name}": "Đang gói {name}",
    "Unpacking {name}": "Đang mở gói {name}",
    "{number} s left": "còn {number} giây",
    "{number} min left": "còn {number} phút",
    "{number} h left": "còn {number} giờ",
    "installed models": "các mô hình đã cài",
}  # fmt: skip

"""What users read about chat models, in Vietnamese; a part of the catalogue in `askvn.messages`."""

from __future__ import annotations

CHAT = {
    # errors and hints
    "llama.cpp cannot go on (status {status})": "llama.cpp không chạy tiếp được (mã {status})",
    "a prompt of {tokens} tokens does not go into the {size} of the model '{name}'":
        "câu lệnh dài {tokens} token, mô hình '{name}' chỉ chứa được {size}",
    "question and passage do not go into the {size} tokens of the model '{name}'":
        "câu hỏi và đoạn tài liệu không vừa {size} token của mô hình '{name}'",
    "the model '{name}' gave no sentence within {seconds} seconds":
        "mô hình '{name}' chưa đưa ra được câu nào trong {seconds} giây",
    "'{address}' is no address of a model's server":
        "'{address}' không phải địa chỉ máy chủ mô hình",
    "the address of a model's server may not hold a name or a password":
        "địa chỉ máy chủ mô hình không được chứa tên hay mật khẩu",
    "ASKVN_LLM_KEY holds characters that no key has":
        "ASKVN_LLM_KEY có ký tự không thể nằm trong khoá",
    "ASKVN_CONTEXT_TOKENS={more} askvn ask …": "ASKVN_CONTEXT_TOKENS={more} askvn ask …",
    "ASKVN_CONTEXT_TOKENS={less} askvn ask …": "ASKVN_CONTEXT_TOKENS={less} askvn ask …",
    "ASKVN_ANSWER_TIMEOUT_S={more} askvn ask …": "ASKVN_ANSWER_TIMEOUT_S={more} askvn ask …",
    "export ASKVN_LLM_KEY=…": "export ASKVN_LLM_KEY=…",
    "no server of the language model answers: {reasons}":
        "không máy chủ mô hình nào trả lời: {reasons}",
    "curl {address}/models": "curl {address}/models",
    "the server at {address} does not let us in ({status}): {said}":
        "máy chủ {address} không cho vào ({status}): {said}",
    "the server at {address} has no model '{model}': {said}":
        "máy chủ {address} không có mô hình '{model}': {said}",
    "it has: {known}   |   --llm 'openai:{address}#MODEL'":
        "máy chủ có: {known}   |   --llm 'openai:{address}#MÔ_HÌNH'",
    "the server at {address} names no model": "máy chủ {address} không cho biết có mô hình nào",
    "--llm 'openai:{right}'": "--llm 'openai:{right}'",
    "the prompt is too long for the server at {address}: {said}":
        "câu lệnh quá dài với máy chủ {address}: {said}",
    "the server at {address} refuses the request ({status}): {said}":
        "máy chủ {address} từ chối yêu cầu ({status}): {said}",
    "the server at {address} sent what makes no sense: {said}":
        "máy chủ {address} gửi nội dung không hiểu được: {said}",
    "the server at {address} gave up: {said}": "máy chủ {address} bỏ dở: {said}",
    "the reply of the server at {address} broke off: {reason}":
        "câu trả lời của máy chủ {address} bị đứt giữa chừng: {reason}",
    # what is shown
    "Reading {count} passages …": "Đang đọc {count} đoạn …",
    "time to the first words": "chờ chữ đầu tiên",
    "{count} passages are read in about {seconds} s": "đọc {count} đoạn mất khoảng {seconds} giây",
    "{name} · reads {read}, writes {written} tokens/s · {threads} threads · context {context}"
    " · {memory}":
        "{name} · đọc {read}, viết {written} token/giây · {threads} luồng · ngữ cảnh {context}"
        " · {memory}",
}  # fmt: skip

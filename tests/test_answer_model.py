"""The shipped answer model: its bytes, its labels, and that it finds what is plainly there."""

import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path

import llama_cpp
import numpy as np
import pytest

FOLDER = Path(__file__).parents[1] / "src" / "askvn" / "models" / "answer"
LABELS = "ABCDEFGHIJKL"
NONE = "0"

CASES = [
    (
        "Trường tiểu học Hoa Sen được thành lập năm nào?",
        [
            "Sân trường rợp bóng cây phượng và cây bàng.",
            "Trường tiểu học Hoa Sen được thành lập năm 1987 bởi một nhóm giáo viên.",
            "Mỗi tuần học sinh có hai buổi tập bơi ở hồ của phường.",
        ],
        "B",
    ),
    (
        "Ai là giám đốc của công ty gốm Bình Minh?",
        [
            "Giám đốc của công ty gốm Bình Minh là bà Trần Thị Lan.",
            "Lò nung mới tiết kiệm một phần ba lượng than.",
            "Sản phẩm được bán ở chợ và qua mạng.",
            "Mùa mưa, việc phơi gốm mất nhiều thời gian hơn.",
        ],
        "A",
    ),
    (
        "Cây cầu Sông Trăng dài bao nhiêu mét?",
        [
            "Người dân hai bờ từng phải đi đò mỗi ngày.",
            "Việc xây dựng kéo dài ba năm vì lũ.",
            "Cây cầu Sông Trăng dài 640 mét và rộng 12 mét.",
        ],
        "C",
    ),
]


def prompt(question: str, sentences: Sequence[str]) -> str:
    lines = [f"{text} ({label})" for text, label in zip(sentences, LABELS, strict=False)]
    return (
        f"<|im_start|>user\nCâu hỏi: {question}\n\n"
        + "\n".join(lines)
        + "<|im_end|>\n<|im_start|>assistant\n"
    )


@pytest.fixture(scope="module")
def llama() -> llama_cpp.Llama:
    return llama_cpp.Llama(
        str(FOLDER / "answer.gguf"),
        n_ctx=2048,
        n_batch=2048,
        n_ubatch=2048,
        n_threads=2,
        verbose=False,
    )


def label_probabilities(
    llama: llama_cpp.Llama, question: str, sentences: Sequence[str]
) -> dict[str, float]:
    tokens = llama.tokenize(prompt(question, sentences).encode(), add_bos=False, special=True)
    llama.reset()
    llama.eval(tokens)
    row = np.ctypeslib.as_array(
        llama_cpp.llama_get_logits_ith(llama.ctx, -1), shape=(llama.n_vocab(),)
    )
    names = [*LABELS[: len(sentences)], NONE]
    scores = [math.exp(row[llama.tokenize(name.encode(), add_bos=False)[0]]) for name in names]
    return {name: score / sum(scores) for name, score in zip(names, scores, strict=True)}


def test_the_bytes_are_the_cards() -> None:
    card = json.loads((FOLDER / "card.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((FOLDER / "answer.gguf").read_bytes()).hexdigest()
    assert card["sha256"] == {"answer.gguf": digest}


def test_every_label_is_one_token(llama: llama_cpp.Llama) -> None:
    found = [llama.tokenize(name.encode(), add_bos=False) for name in (*LABELS, NONE)]
    assert [len(tokens) for tokens in found] == [1] * 13
    assert len({tokens[0] for tokens in found}) == 13


def test_the_chat_template_leaves_out_system_turns(llama: llama_cpp.Llama) -> None:
    formatter = llama_cpp.llama_chat_format.Jinja2ChatFormatter(
        template=llama.metadata["tokenizer.chat_template"], eos_token="<|im_end|>", bos_token=""
    )
    question, sentences, _ = CASES[0]
    whole = prompt(question, sentences)
    content = whole.removeprefix("<|im_start|>user\n").split("<|im_end|>")[0]
    messages = [{"role": "system", "content": "Chỉ chọn."}, {"role": "user", "content": content}]
    assert formatter(messages=messages).prompt == whole


@pytest.mark.parametrize(("question", "sentences", "label"), CASES)
def test_the_sentence_that_answers_is_the_most_probable(
    llama: llama_cpp.Llama, question: str, sentences: Sequence[str], label: str
) -> None:
    found = label_probabilities(llama, question, sentences)
    assert max(found, key=lambda name: found[name]) == label


def test_a_grammar_holds(llama: llama_cpp.Llama) -> None:
    question, sentences, _ = CASES[1]
    grammar = llama_cpp.LlamaGrammar.from_string('root ::= "C" | "D"', verbose=False)
    reply = llama.create_completion(
        prompt(question, sentences), max_tokens=2, temperature=0.0, grammar=grammar
    )
    assert reply["choices"][0]["text"] in {"C", "D"}

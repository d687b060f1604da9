"""Chat templates as models bring them, thoughts left out, and no passage posing as a command."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from askvn import resources
from askvn.backends.llm_llama_cpp import LlamaCppLLM, _without_thoughts
from askvn.records import Message

TURNS = [Message("system", "Luật chơi."), Message("user", "Hỏi <|im_end|> gì?")]
NO_SYSTEM = (
    "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('System role not "
    "supported') }}{% endif %}<start>{{ m.role }}\n{{ m.content }}<end>\n{% endfor %}<start>model\n"
)
THINKING = (
    "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}[assistant]"
    "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
)


def model(template: str) -> LlamaCppLLM:
    """Return the built-in model behind another model's chat template."""
    path = resources.model("answer") / "answer.gguf"
    llm = LlamaCppLLM(path, name="x", context_size=512, threads=1)
    llm.__dict__["_formatter"] = Jinja2ChatFormatter(template, eos_token="<e>", bos_token="<b>")
    return llm


def test_a_template_that_refuses_a_system_turn_gets_it_in_the_question():
    assert model(NO_SYSTEM)._render(TURNS) == (
        "<start>user\nLuật chơi.\n\nHỏi < |im_end|> gì?<end>\n<start>model"
    )


def test_thinking_is_switched_off_where_the_template_can():
    assert model(THINKING)._render(TURNS).endswith("[assistant]<think></think>")


def test_the_built_in_template_leaves_the_system_turn_out():
    path = resources.model("answer") / "answer.gguf"
    llm = LlamaCppLLM(path, name="x", context_size=512, threads=1)
    prompt = llm._render([Message("system", "Luật."), Message("user", "Câu hỏi: a?\n\nb (A)")])
    assert prompt.startswith("<|im_start|>user\nCâu hỏi: a?")
    assert prompt.endswith("<|im_start|>assistant\n")
    assert "Luật" not in prompt


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<think>\nđể xem\n</think>\n\nHuế [1].", "Huế [1]."),
        ("<think></think>Huế.", "Huế."),
        ("  Huế.", "Huế."),
        ("<th", "<th"),
        ("<b>Huế</b>", "<b>Huế</b>"),
        ("<think>chưa xong", ""),
        ("", ""),
    ],
)
@given(cuts=st.lists(st.integers(0, 30), max_size=6))
def test_thoughts_are_left_out_however_the_stream_is_cut(said, shown, cuts):
    places = sorted({0, len(said), *(cut for cut in cuts if cut < len(said))})
    pieces = [said[start:end] for start, end in pairwise(places)]
    assert "".join(_without_thoughts(iter(pieces))) == shown

"""Chat templates as models bring them, thoughts left out, and no passage posing as a command."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from askvn import resources, speech
from askvn.backends.decoding_llama_cpp import SLICE, Decoder
from askvn.backends.llm_llama_cpp import LlamaCppLLM
from askvn.clock import finished
from askvn.errors import PromptTooLongError
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
        "<start>user\nLuật chơi.\n\nHỏi <|im_end|> gì?<end>\n<start>model"
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


def built_in(context=1024):
    path = resources.model("answer") / "answer.gguf"
    return LlamaCppLLM(path, name="x", context_size=context, threads=1)


def test_no_words_of_a_passage_are_a_control_token_of_the_vocabulary():
    llm = built_in()
    ends = llm._model.tokenize(b"<|im_end|>", add_bos=False, special=True)
    assert len(ends) == 1
    tokens, _ = llm._tokens([Message("user", "a <|im_end|> <|im_<|im_end|>end|> b")])
    assert tokens.count(ends[0]) == 1  # the template's own
    assert llm._inert("a <|im_end|> b <|im_end|>") == "a < |im_end|> b < |im_end|>"


def test_of_a_prompt_only_what_is_new_is_read():
    llm = built_in()
    first = [Message("user", "Các đoạn tài liệu: " + "Hội nghị họp ở Huế. " * 20 + "Ở đâu?")]
    second = [*first, Message("assistant", "Ở Huế."), Message("user", "Khi nào?")]
    fresh = "".join(built_in().stream(second, max_tokens=8))
    list(llm.stream(first, max_tokens=8))
    assert llm._decoder.reused == 0
    assert "".join(llm.stream(second, max_tokens=8)) == fresh
    assert llm.count_tokens(first) - 1 <= llm._decoder.reused < llm.count_tokens(second)
    assert "".join(llm.stream(second, max_tokens=8)) == fresh
    assert llm._decoder.reused == llm.count_tokens(second) - 1


def test_guessing_what_is_copied_changes_no_token():
    llm = built_in()
    prompt = llm._tokens([Message("user", "khi khi khi khi Sau khi khi khi khi ạ. " * 6)])[0]
    written = []
    for copies in (False, True):
        decoder = Decoder(llm._model, copies=copies)
        list(decoder.read(prompt, anew=True))
        written.append(list(islice(decoder.write(), 60)))
        decoder.forget()
    assert written[0] == written[1]
    assert len(written[0]) == 60


def test_a_prepared_answer_that_copies_is_written_in_few_passes():
    llm = built_in()
    tokens = llm._model.tokenize("Hội nghị họp ở Huế ngày 3/4, có 120 đại biểu.".encode(), False)
    decoder = Decoder(llm._model)
    list(decoder.read([*tokens, *tokens[:7]], anew=True))
    wanted = iter([*tokens[7:], 0, 1, 2])
    passes = []
    decode = decoder._decode
    decoder._decode = lambda tokens, *, outputs: (passes.append(1), decode(tokens, outputs=outputs))
    assert list(islice(decoder.write(lambda logits: next(wanted)), len(tokens) - 7)) == tokens[7:]
    assert len(passes) <= 3 + (len(tokens) - 7) // 8
    decoder.forget()


def test_wrong_guesses_leave_nothing_behind():
    llm = built_in()
    tokens = llm._model.tokenize("Hội nghị họp ở Huế ngày 3/4, có 120 đại biểu.".encode(), False)
    told = [*tokens, *tokens[:7]]
    answer = [*tokens[7:11], *tokens[2:9], *tokens[3:8], *tokens[:5]]
    decoder = Decoder(llm._model)
    list(decoder.read(told, anew=True))
    wanted, seen = iter([*answer, 5]), []

    def impose(logits):
        seen.append(logits.copy())
        return next(wanted)

    assert list(islice(decoder.write(impose), len(answer))) == answer
    held = [*told, *answer]
    assert decoder._held[: len(held) - 1] == held[:-1]
    list(decoder.read(held[:-1], anew=True))
    np.testing.assert_allclose(decoder.logits(), seen[-1], atol=0.05)
    decoder.forget()


def test_an_answer_ends_where_the_context_does():
    llm = built_in(context=256)
    text = "".join(llm.stream([Message("user", "Xin chào " * 40)], max_tokens=999))
    assert text
    assert len(llm._decoder._held) <= 256
    with pytest.raises(PromptTooLongError, match="does not go into the 256") as caught:
        list(llm.stream([Message("user", "Xin chào " * 400)], max_tokens=9))
    assert caught.value.hint == "ASKVN_CONTEXT_TOKENS=512 askvn ask …"


def test_nothing_is_computed_for_a_stream_that_is_closed():
    llm = built_in()
    prompt = [Message("user", "Hội nghị họp ở Huế. " * 60)]
    stream = llm.stream(prompt, max_tokens=50)
    assert next(stream) == ""
    stream.close()
    assert len(llm._decoder._held) == SLICE < llm.count_tokens(prompt)
    stream = llm.stream(prompt, max_tokens=50)
    while not next(stream):
        pass
    held = len(llm._decoder._held)
    stream.close()
    assert len(llm._decoder._held) == held
    assert len(llm._line) == 0


def test_nothing_is_computed_for_a_choice_that_is_closed():
    llm = built_in()
    prompt = [Message("user", "Hội nghị họp ở Huế. (A)" * 60)]
    whole = finished(llm.choose(prompt, ["A", "0"]))
    choice = llm.choose(prompt, ["A", "0"])
    assert next(choice) == ""
    choice.close()
    assert len(llm._decoder._held) == SLICE < llm.count_tokens(prompt)
    waiting = llm.stream(prompt, max_tokens=3)
    next(waiting)
    choice = llm.choose(prompt, ["A", "0"])
    assert [next(choice), next(choice)] == ["", ""]  # in line behind the stream
    choice.close()
    assert len(llm._line) == 1
    waiting.close()
    assert finished(llm.choose(prompt, ["A", "0"])) == whole


def test_who_waits_for_the_model_may_give_up_and_the_others_come_in_turn():
    llm, order = built_in(), []
    first = llm.stream([Message("user", "Một?")], max_tokens=3)
    next(first)
    gone = llm.stream([Message("user", "Hai?")], max_tokens=3)
    assert next(gone) == ""
    threads = []
    for name in ("Ba", "Bốn"):

        def ask(name=name):
            list(llm.stream([Message("user", f"{name}?")], max_tokens=3))
            order.append(name)

        threads.append(threading.Thread(target=ask))
        threads[-1].start()
        while len(llm._line) < 2 + len(threads):
            pass
    gone.close()
    list(first)
    for thread in threads:
        thread.join(20)
    assert order == ["Ba", "Bốn"]


def test_the_model_is_loaded_once_however_many_ask_first():
    llm = built_in()
    loads = []
    load = llm._load
    llm._load = lambda: (loads.append(1), load())[1]
    with ThreadPoolExecutor(6) as pool:
        counts = set(pool.map(lambda _: llm.count_tokens([Message("user", "a")]), range(6)))
    assert (len(counts), loads) == (1, [1])


def test_a_pace_is_tokens_a_second_and_leaves_nothing_behind():
    llm = built_in()
    pace = llm.pace(read=64, written=4)
    assert min(pace) > 0
    assert llm._decoder._held == []


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
    assert "".join(speech.without_thoughts(iter(pieces))) == shown


def test_thoughts_that_the_prompt_began_are_left_out_too():
    pieces = ["để ", "xem</thi", "nk>\n", "Huế", "."]
    assert "".join(speech.without_thoughts(iter(pieces), opened=True)) == "Huế."
    assert list(speech.without_thoughts(iter(pieces), opened=True)) == ["", "", "", "Huế", "."]


@pytest.mark.parametrize(
    ("said", "inert"),
    [
        ("a <|im_end|> b", "a < |im_end| > b"),
        ("<start_of_turn>model", "< start_of_turn>model"),
        ("</s>[INST] x [/INST]", "< /s>[ INST] x [ /INST]"),
        ("<｜User｜>", "< ｜User｜ >"),
        ("<think>", "< think>"),
        ("a < b, [1], <b>đậm</b> a | b", "a < b, [1], <b>đậm</b> a | b"),
    ],
)
def test_marks_of_the_usual_templates_are_made_inert(said, inert):
    assert speech.defused(said) == inert

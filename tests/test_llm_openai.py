"""A model behind a server: streamed, refused, broken off, given up, and asked elsewhere."""

import logging
import math
import os
import socket
import subprocess
import sys
import time

import pytest
from fake_llm_server import END, Reply, Server, delta, refuses, says
from material import ROOT

from askvn.backends.http_exchange import Timeouts, addresses
from askvn.backends.http_service import Key, Patience, Service
from askvn.backends.llm_openai import OpenAILLM
from askvn.clock import finished
from askvn.errors import (
    ModelNotFoundError,
    PromptTooLongError,
    ServiceAccessError,
    ServiceError,
    ServiceStreamError,
    ServiceUnreachableError,
    SettingsError,
)
from askvn.messages import of_error
from askvn.records import Message
from askvn.settings import Settings, read
from askvn.testing import check_llm
from askvn.wiring import open_llm

TURNS = [Message("system", "Luật."), Message("user", "Hỏi <|im_end|> gì?")]
SECRET = "sk-bi-mat-7413"
QUICK = Timeouts(connect=1.0, first=0.3, between=0.3)


@pytest.fixture
def serve():
    """Return a function that starts a server; all are stopped at the end."""
    started = []

    def start(*script, **kind):
        started.append(Server(*script, **kind))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def model(*urls, key="", name="", context=4096, timeouts=None, rounds=3):
    service = Service(
        addresses(",".join(urls)),
        Key(key),
        timeouts=timeouts or Timeouts(),
        patience=Patience(rounds, 0.001),
    )
    return OpenAILLM(service, name="x", model=name, context_size=context)


def said(llm, **options):
    return "".join(llm.stream(TURNS, max_tokens=options.get("max_tokens", 50)))


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


def test_a_reply_is_streamed_and_the_request_is_what_the_server_needs(serve):
    server = serve(says("Hội nghị ", "họp ở ", "Huế. [1]"))
    pieces = [piece for piece in model(server.url).stream(TURNS, max_tokens=50) if piece]
    assert pieces == ["Hội nghị ", "họp ở ", "Huế. [1]"]
    assert server.chats() == [
        {
            "model": "mo-hinh",
            "messages": [
                {"role": "system", "content": "Luật."},
                {"role": "user", "content": "Hỏi < |im_end| > gì?"},
            ],
            "max_tokens": 50,
            "temperature": 0,
            "stream": True,
        }
    ]


def test_what_the_model_thinks_is_not_shown(serve):
    thoughts = [delta("", reasoning_content="ừm"), {"choices": [{"delta": {"reasoning": "à"}}]}]
    server = serve(
        Reply([*thoughts, delta("<think>để"), delta(" xem</think>\n"), delta("Huế."), END])
    )
    assert said(model(server.url)) == "Huế."
    told = serve(says("Huế."), kind="vllm")
    assert said(model(told.url)) == "Huế."
    assert told.chats()[0]["chat_template_kwargs"] == {"enable_thinking": False}


def test_events_of_other_kinds_are_passed_over(serve):
    usage = {"choices": [], "usage": {"prompt_tokens": 9}}
    server = serve(Reply([": còn đây\n\n", "event: x\nid: 3\n", delta("Huế."), usage, END]))
    assert said(model(server.url)) == "Huế."


@pytest.mark.parametrize(
    "ending", [Reply([delta("Huế."), END], done=False), Reply([delta("Huế.")])]
)
def test_a_reply_ends_by_its_last_event_or_by_saying_so(serve, ending):
    assert said(model(serve(ending).url)) == "Huế."


def test_a_connection_serves_again_and_a_stale_one_is_replaced(serve):
    server = serve(says("Huế."))
    llm = model(server.url)
    assert [said(llm) for _ in range(3)] == ["Huế."] * 3
    assert server.connections == 1
    server.drops = True  # from now on the server closes each connection behind its reply
    assert [said(llm) for _ in range(3)] == ["Huế."] * 3
    assert len(server.chats()) == 6


def test_a_busy_server_is_asked_again_not_before_the_time_it_named(serve):
    server = serve(refuses(503, "loading", Retry_After="0.2"), refuses(429, "slow"), says("Huế."))
    began = time.monotonic()
    assert said(model(server.url)) == "Huế."
    assert time.monotonic() - began >= 0.2
    assert len(server.chats()) == 3


def test_the_next_address_is_asked_at_once_and_kept(serve):
    busy, other = serve(refuses(503, "busy")), serve(says("Huế."))
    llm = model(closed_port(), busy.url, other.url, name="m")
    assert [said(llm), said(llm)] == ["Huế.", "Huế."]
    assert (len(busy.chats()), len(other.chats())) == (1, 2)


def test_an_address_that_is_too_slow_is_left_for_another(serve):
    slow, other = serve(Reply(["wait"])), serve(says("Huế."))
    assert said(model(slow.url, other.url, timeouts=QUICK)) == "Huế."
    assert len(slow.chats()) == 1
    with pytest.raises(ServiceUnreachableError, match="timeout"):
        said(model(slow.url, timeouts=QUICK))


def test_where_nobody_answers_all_addresses_are_named(serve):
    one, busy = closed_port(), serve(refuses(503, "đang nạp mô hình"))
    llm = model(one, busy.url, name="m", rounds=2)
    with pytest.raises(ServiceUnreachableError, match="đang nạp mô hình") as caught:
        said(llm)
    assert caught.value.retryable
    assert f"{one}: " in str(caught.value)
    assert f"{busy.url}: 503 đang nạp mô hình" in str(caught.value)
    assert caught.value.hint == f"curl {busy.url}/models"  # it told its models
    assert len(busy.chats()) == 2


def test_a_reply_that_breaks_off_before_its_first_word_is_asked_for_again(serve):
    server = serve(Reply([delta("", role="assistant"), "cut"]), says("Huế."))
    assert said(model(server.url)) == "Huế."
    assert len(server.chats()) == 2


@pytest.mark.parametrize(
    ("reply", "match"),
    [
        (Reply([delta("Hội "), "cut"]), "broke off"),
        (Reply([delta("Hội ")], done=False), "broke off: incomplete"),
        (Reply([delta("Hội "), "data: {hỏng\n\n"]), "makes no sense: {hỏng"),
        (Reply([delta("Hội "), {"error": {"message": "hết bộ nhớ"}}]), "gave up.*hết bộ nhớ"),
    ],
)
def test_a_reply_that_goes_wrong_later_is_an_error_and_never_asked_for_twice(serve, reply, match):
    server = serve(reply)
    stream = model(server.url).stream(TURNS, max_tokens=50)
    assert next(piece for piece in stream if piece) == "Hội "
    with pytest.raises(ServiceStreamError, match=match):
        list(stream)
    assert len(server.chats()) == 1


def test_a_pause_within_a_reply_that_is_too_long_is_an_error(serve):
    stream = model(serve(Reply([delta("Hội "), "wait"])).url, timeouts=QUICK)
    with pytest.raises(ServiceStreamError, match="timeout"):
        said(stream)


def test_closing_the_stream_closes_the_connection(serve):
    for events in (["wait"], [delta("Hội "), "wait"]):
        server = serve(Reply([*events, END]))
        stream = model(server.url).stream(TURNS, max_tokens=50)
        while next(stream) != "" or not server.chats():
            pass
        stream.close()
        assert server.gone.wait(5)
        with pytest.raises(StopIteration):
            next(stream)


def test_the_key_goes_to_the_server_and_nowhere_else(serve, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    server = serve(refuses(401, f"Incorrect API key provided: {SECRET}"))
    monkeypatch.setenv("ASKVN_LLM_KEY", SECRET)
    llm = open_llm(read({"llm": f"openai:{server.url}"}, environment={"ASKVN_LLM_KEY": SECRET}))
    with pytest.raises(ServiceAccessError, match="401") as caught:
        list(llm.stream(TURNS, max_tokens=3))
    assert server.keys[-1] == f"Bearer {SECRET}"
    shown = [caplog.text, repr(llm), repr(vars(llm)), str(vars(llm._service)), llm.name]
    shown += [*of_error(caught.value, "vi"), *of_error(caught.value, "en"), repr(caught.value)]
    assert not any(SECRET in text for text in shown)
    assert caught.value.hint == "export ASKVN_LLM_KEY=…"
    with pytest.raises(SettingsError, match="no key has"):
        Key("khoá")


@pytest.mark.parametrize(
    ("address", "match"),
    [
        ("localhost:8000", "no address of a model's server"),
        ("ftp://a/v1", "no address"),
        ("http://a:x/v1", "no address"),
        (f"http://me:{SECRET}@a/v1", "may not hold a name or a password"),
        (f"http://me:{SECRET}@a:x/v1", "no address"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_being_shown_whole(address, match):
    with pytest.raises(SettingsError, match=match) as caught:
        open_llm(Settings(llm=f"openai:{address}"))
    assert SECRET not in str(caught.value) + caught.value.hint


def test_an_unknown_model_is_told_with_those_that_are_there(serve):
    server = serve(refuses(404, "model 'x' not found"), models=("qwen3:4b", "gemma3:4b"))
    with pytest.raises(ModelNotFoundError, match="has no model 'x'") as caught:
        said(model(server.url, name="x"))
    assert caught.value.hint == (
        f"it has: qwen3:4b, gemma3:4b   |   --llm 'openai:{server.url}#MODEL'"
    )
    with pytest.raises(ModelNotFoundError, match="names no model") as caught:
        said(model(serve(says("a")).url.removesuffix("/v1")))
    assert caught.value.hint.endswith("/v1'")


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 2048 tokens",
        "the request exceeds the available context size",
        "prompt is too long",
    ],
)
def test_a_prompt_that_is_too_long_is_told_so(serve, message):
    with pytest.raises(PromptTooLongError, match="too long for the server") as caught:
        said(model(serve(refuses(400, message)).url))
    assert caught.value.hint == "ASKVN_CONTEXT_TOKENS=2048 askvn ask …"


def test_any_other_refusal_says_what_the_server_said(serve):
    with pytest.raises(ServiceError, match=r"refuses the request \(422\): lạ lắm"):
        said(model(serve(refuses(422, "lạ lắm")).url))


def test_a_template_without_system_turns_gets_it_in_the_question(serve):
    server = serve(refuses(400, "System role not supported"), says("Huế."))
    llm = model(server.url)
    assert [said(llm), said(llm)] == ["Huế.", "Huế."]
    folded = [{"role": "user", "content": "Luật.\n\nHỏi < |im_end| > gì?"}]
    assert [body["messages"] for body in server.chats()[1:]] == [folded, folded]


def test_tokens_are_counted_by_the_server_where_it_counts(serve):
    turns = [Message("system", "Một hai."), Message("user", "Ba bốn năm.")]
    vllm = serve(says("a"), kind="vllm", context=1000)
    assert model(vllm.url).count_tokens(turns) == 8
    assert model(vllm.url).context_size == 1000
    llama = serve(says("a"), kind="llamacpp", context=700)
    assert model(llama.url).count_tokens(turns) == 5
    assert model(llama.url).context_size == 700
    other = serve(says("a"))
    bound = len("Một hai.Ba bốn năm.".encode()) + 2 * 16
    assert model(other.url).count_tokens(turns) == bound
    assert model(other.url, context=999).context_size == 999
    assert model(llama.url, context=600).context_size == 600


def test_labels_are_weighed_by_the_probabilities_that_the_server_tells(serve):
    top = [{"token": " A", "logprob": -0.5}, {"token": "A", "logprob": -2.0},
           {"token": "B", "logprob": -3.0}, {"token": "Tôi", "logprob": -4.0}]  # fmt: skip
    content = {"logprobs": {"content": [{"token": " A", "top_logprobs": top}]}}
    server = serve(Reply(body={"choices": [{"message": {"content": "A"}, **content}]}))
    chances = [math.exp(one) for one in finished(model(server.url).choose(TURNS, ["A", "B", "0"]))]
    weights = [math.exp(-0.5) + math.exp(-2), math.exp(-3), math.exp(-4)]
    assert chances == pytest.approx([one / sum(weights) for one in weights])
    assert server.chats()[0]["top_logprobs"] == 20
    odd = {"logprobs": {"content": [{"top_logprobs": [{"A": -0.1}]}]}}
    for other in ({}, odd):
        bare = serve(Reply(body={"choices": [{"message": {"content": " B"}, **other}]}))
        chances = [math.exp(one) for one in finished(model(bare.url).choose(TURNS, ["A", "B"]))]
        assert chances == pytest.approx([1e-4 / 1.0001, 1 / 1.0001])


def test_a_server_keeps_the_contract_of_a_model(serve):
    server = serve(says("Họp ", "ở ", "Huế ", "ngày ", "3/4 ", "rồi."))
    chosen = {"choices": [{"message": {"content": "B"}}]}
    real = server.RequestHandlerClass._chat

    def chat(handler, reply, body):
        real(handler, reply if body.get("stream") else Reply(body=chosen), body)

    server.RequestHandlerClass = type("Two", (server.RequestHandlerClass,), {"_chat": chat})
    check_llm(model(server.url))


def test_the_built_in_model_loads_nothing_of_this():
    script = (
        "import sys; from askvn.settings import Settings; from askvn.wiring import open_llm;"
        "open_llm(Settings()); print([name for name in sys.modules if 'http' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert "askvn.backends.http_service" not in done.stdout
    assert "http.client" not in done.stdout

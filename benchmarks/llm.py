"""What a chat model need not read again, what it need not write alone, and what askvn costs.

python -m benchmarks.llm
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from askvn import compose, prompt, resources
from askvn.backends.decoding_llama_cpp import Decoder
from askvn.backends.llm_llama_cpp import LlamaCppLLM
from askvn.engine import EVERYWHERE, Engine
from askvn.prompt import Asked
from askvn.records import Hit, Message
from askvn.settings import Settings
from askvn.vietnamese import sentences
from askvn.wiring import open_engine
from benchmarks import common, random_model

_FOLLOW_UPS = 300
_CONTEXTS = (4096, 8192)
_QUESTIONS = (
    "Vệ tinh VNREDSat-1 được phóng lên quỹ đạo ngày nào?",
    "Khoản tài trợ của Aozora cho chương trình Cầu Mây là bao nhiêu yên?",
    "Trung tâm dữ liệu Kinh Bắc 1 chính thức khánh thành vào ngày nào?",
)
_PASSAGES = 5
_WRITTEN = 96
_READ_TOKENS = 1024
_ROUNDS = 3
_BATCH = 512
Talk = tuple[str, tuple[tuple[str, str], ...]]
Read = Callable[[str, Sequence[tuple[str, str]]], tuple[str, list[Hit]]]


def main() -> None:
    """Measure; times are of the processor, so that what else runs counts little."""
    options = common.arguments(__doc__ or "").parse_args()
    path = random_model.write(options.work / "random.gguf")
    llm = LlamaCppLLM(path, name="random", context_size=max(_CONTEXTS), threads=1)
    engine = _engine(options.work / "sample", [Path("corpus")])
    hits = {question: engine.search(question, k=_PASSAGES) for question in _QUESTIONS}
    common.save(
        "llm",
        {
            "parameters": random_model.parameters(),
            "threads": 1,
            "written": _WRITTEN,
            "load": round(os.getloadavg()[1], 1),
            "pace": _pace(llm),
            "reuse": _reuse(options.shared, options.work, path),
            "first_words": _first_words(llm, hits),
            "lookup": _lookup(llm, hits),
            "overhead": _overhead(llm, hits),
            "built_in": _built_in(hits),
        },
    )


def _engine(index: Path, corpus: list[Path], strictness: float = 0.5) -> Engine:
    engine = open_engine(Settings(index=str(index), strictness=strictness), create=True)
    engine.ingest(corpus)
    return engine


def _pace(llm: LlamaCppLLM) -> dict[str, float]:
    """Return tokens read and written in a second of the processor's time."""
    told = np.random.default_rng(0).integers(300, 12_000, _READ_TOKENS).tolist()
    read, written = [], []
    for _ in range(_ROUNDS):
        read.append(_seconds(lambda: list(llm._decoder.read(told, anew=True))))
        written.append(_seconds(lambda: [llm._decoder.put(token) for token in told[:_WRITTEN]]))
    llm._decoder.forget()
    return {
        "read_per_s": round(_READ_TOKENS / min(read), 1),
        "written_per_s": round(_WRITTEN / min(written), 1),
    }


def _reuse(shared: Path, work: Path, path: Path) -> dict[str, Any]:
    """Return which share of a follow-up's prompt the question before it has left in the memory."""
    folder = shared / "eval" / "vicoqa"
    engine = _engine(work / "vicoqa", [common.corpus(folder)], strictness=0.0)
    asked = [one for one in common.questions(folder) if one.get("history")]
    chosen = random.Random(0).sample(asked, min(_FOLLOW_UPS, len(asked)))
    read = cache(partial(engine._read, EVERYWHERE))
    talks = [(one["question"], tuple(map(tuple, one["history"]))) for one in chosen]
    return {
        str(size): _reused(
            lambda question, history: read(question, tuple(history)),
            talks,
            LlamaCppLLM(path, name="random", context_size=size, threads=1),
        )
        for size in _CONTEXTS
    }


def _reused(read: Read, talks: Sequence[Talk], llm: LlamaCppLLM) -> dict[str, Any]:
    """Return how much of the prompts of some questions is how the ones before them began."""
    shares, same, totals = [], [], []
    for question, history in talks:
        first, second = (
            compose.task(
                Asked(*read(asked, before)), compose.before(before, read), llm,
                answer_tokens=Settings().max_answer_tokens,
            ).messages
            for asked, before in ((history[-1][0], history[:-1]), (question, history))
        )  # fmt: skip
        tokens = llm._tokens(second)[0]
        shares.append(_alike(llm._tokens(first)[0], tokens) / len(tokens))
        totals.append(len(tokens))
        if second[-1].content.startswith("Câu hỏi:"):  # no passage that was not read before
            same.append(shares[-1])
    return {
        "follow_ups": len(shares),
        "tokens": common.mean(totals),
        "not_read_again": common.mean(shares),
        "median": round(common.quantile(shares, 0.5), 4),
        "same_passages": len(same),
        "not_read_again_same_passages": common.mean(same),
    }


def _alike(one: Sequence[int], other: Sequence[int]) -> int:
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _first_words(llm: LlamaCppLLM, hits: dict[str, list[Hit]]) -> dict[str, Any]:
    """Return seconds from a question to its first token: read anew, and as a follow-up."""
    anew, follow_up, tokens = [], [], []
    for question, found in hits.items():
        first = [Asked(question, found)]
        second = [first[0]._replace(reply="Không rõ."), Asked("Việc ấy do ai làm?", ())]
        llm._decoder.forget()
        anew.append(_seconds(lambda told=first: _first(llm, told)))  # type: ignore[misc]
        follow_up.append(_seconds(lambda told=second: _first(llm, told)))  # type: ignore[misc]
        tokens.append(llm.count_tokens(prompt.compose(second)))
        tokens.append(llm._decoder.reused)
    return {
        "tokens": common.mean(tokens[::2]),
        "kept": common.mean(tokens[1::2]),
        "anew_s": common.mean(anew),
        "follow_up_s": common.mean(follow_up),
    }


def _first(llm: LlamaCppLLM, turns: Sequence[Asked]) -> None:
    for _ in llm.stream(prompt.compose(turns), max_tokens=1):
        pass


def _seconds(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _lookup(llm: LlamaCppLLM, hits: dict[str, list[Hit]]) -> dict[str, Any]:
    """Return tokens a second, with and without guessing, of answers that are given beforehand.

    Random weights would write noise: the answer is imposed token by token, the work is the same.
    """
    others = [found[0] for found in hits.values()]
    result = {}
    for name in ("copied", "other"):
        rates: dict[bool, list[float]] = {True: [], False: []}
        for place, (question, found) in enumerate(hits.items()):
            source = found if name == "copied" else [others[place - 1]]
            answer = _tokens(llm, _answer(source, place))
            told = llm._tokens(prompt.compose([Asked(question, found)]))[0]
            for copies in (True, False):
                decoder = Decoder(llm._model, copies=copies)
                llm._decoder.forget()
                rates[copies].append(max(_rate(decoder, told, answer) for _ in range(_ROUNDS)))
                decoder.forget()
        result[name] = {
            "with": common.mean(rates[True]),
            "without": common.mean(rates[False]),
            "times": common.mean(
                fast / slow for fast, slow in zip(rates[True], rates[False], strict=True)
            ),
        }
    return result


def _answer(found: Sequence[Hit], seed: int) -> str:
    """Return three sentences of the passages, each with its citation number."""
    rows = [
        (number, hit.visible[span.start : span.end])
        for number, hit in enumerate(found, start=1)
        for span in sentences.split(hit.visible)
        if span.end - span.start > 60
    ]
    picked = random.Random(seed).sample(rows, min(3, len(rows)))
    return " ".join(f"{' '.join(text.split())} [{number}]" for number, text in picked)


def _tokens(llm: LlamaCppLLM, text: str) -> list[int]:
    tokens: list[int] = llm._model.tokenize(text.encode("utf-8"), add_bos=False, special=False)
    return tokens


def _rate(decoder: Decoder, told: Sequence[int], answer: Sequence[int]) -> float:
    for _ in decoder.read(told):
        pass
    imposed = iter([*answer, *answer])
    stream = decoder.write(lambda logits: next(imposed) if logits.argmax() >= 0 else 0)
    spent = _seconds(lambda: [next(stream) for _ in answer])
    stream.close()  # type: ignore[attr-defined]
    return len(answer) / spent


def _overhead(llm: LlamaCppLLM, hits: dict[str, list[Hit]]) -> dict[str, float]:
    """Return seconds for the same prompt and as many tokens: llama.cpp alone, and askvn."""
    told = [prompt.compose([Asked(question, found)]) for question, found in hits.items()]
    llm._decoder = Decoder(llm._model, copies=False)
    bare, ours = [], []
    for messages in told:
        tokens = llm._tokens(messages)[0]
        pairs = []
        for _ in range(_ROUNDS):
            llm._decoder.forget()
            alone = _seconds(lambda given=tokens: _bare(llm._model, given))  # type: ignore[misc]
            llm._decoder.forget()
            pairs.append((alone, _seconds(lambda given=messages: _whole(llm, given))))  # type: ignore[misc]
        bare.append(min(one for one, _ in pairs))
        ours.append(min(other for _, other in pairs))
    llm._decoder = Decoder(llm._model)
    return {
        "bare_s": common.mean(bare),
        "askvn_s": common.mean(ours),
        "overhead": round(sum(ours) / sum(bare) - 1, 4),
    }


def _bare(model: llama_cpp.Llama, tokens: Sequence[int]) -> None:
    """Read and write with nothing but llama.cpp: batches of 512, then the likeliest token."""
    vocabulary = model.n_vocab()
    for begin in range(0, len(tokens), _BATCH):
        part = tokens[begin : begin + _BATCH]
        row = (llama_cpp.llama_token * len(part))(*part)
        llama_cpp.llama_decode(model.ctx, llama_cpp.llama_batch_get_one(row, len(part)))
    for _ in range(_WRITTEN):
        logits = llama_cpp.llama_get_logits_ith(model.ctx, -1)
        likeliest = int(np.ctypeslib.as_array(logits, shape=(vocabulary,)).argmax())
        row = (llama_cpp.llama_token * 1)(likeliest)
        llama_cpp.llama_decode(model.ctx, llama_cpp.llama_batch_get_one(row, 1))


def _whole(llm: LlamaCppLLM, messages: Sequence[Message]) -> None:
    """Read and write as a question does: counted, rendered, in slices, as text."""
    llm.count_tokens(messages)
    stream: Iterator[str] = llm.stream(messages, max_tokens=_WRITTEN + 1)
    for _ in stream:
        pass


def _built_in(hits: dict[str, list[Hit]]) -> dict[str, float]:
    """Return how fast the built-in model reads, and its first token behind five passages."""
    path = resources.model("answer") / "answer.gguf"
    llm = LlamaCppLLM(path, name="builtin", context_size=max(_CONTEXTS), threads=1)
    pace = _pace(llm)
    spent, tokens = [], []
    for question, found in hits.items():
        task = compose.task(Asked(question, found), (), llm, answer_tokens=_WRITTEN)
        times = []
        for _ in range(_ROUNDS):
            llm._decoder.forget()
            times.append(_seconds(lambda told=task: next(filter(None, _said(llm, told)), "")))  # type: ignore[misc]
        spent.append(1000 * min(times))
        tokens.append(llm.count_tokens(task.messages))
    return {
        **pace,
        "passages": _PASSAGES,
        "prompt_tokens": common.mean(tokens),
        "first_token_ms": common.mean(spent),
    }


def _said(llm: LlamaCppLLM, task: compose.Task) -> Iterator[str]:
    return llm.stream(task.messages, max_tokens=4)


if __name__ == "__main__":
    main()

"""Section of the page of results: chat models, what they need not compute and what askvn adds."""

from __future__ import annotations

from typing import Any

from benchmarks.tables import number, table


def chat_models(result: dict[str, Any]) -> str:
    """Return the section on prefix reuse, prompt lookup, overhead and the built-in model's pace."""
    reuse = [
        [
            f"{int(size):,}",
            f"{one['follow_ups']}",
            f"{one['tokens']:.0f}",
            f"**{one['not_read_again']:.1%}**",
            f"{one['median']:.1%}",
            f"{one['not_read_again_same_passages']:.1%} ({one['same_passages']})",
        ]
        for size, one in result["reuse"].items()
    ]
    lookup = [
        [name, *(f"{one[way]:.1f}" for way in ("without", "with")), f"**{one['times']:.2f}**"]
        for name, one in result["lookup"].items()
    ]
    first, cost, built_in = result["first_words"], result["overhead"], result["built_in"]
    return f"""## Chat models

`python -m benchmarks.llm` ({result["date"]}): a model of {result["parameters"] / 1e6:.0f} million
parameters in 8 bits with random weights, {result["threads"]} thread; it reads
{result["pace"]["read_per_s"]:.0f} and writes {
        result["pace"]["written_per_s"]:.1f} tokens a second of
the processor's time (load of the machine: {result["load"]}).

Follow-ups of vicoqa: how much of the prompt was in the model's memory already.

{
        table(
            [
                "context",
                "follow-ups",
                "tokens",
                "not read again",
                "median",
                "same passages (of them)",
            ],
            reuse,
        )
    }

The first token of a follow-up about the same five passages ({first["tokens"]:.0f} tokens, of which
{first["kept"]:.0f} were kept) comes after {number(first["follow_up_s"])} s of the processor's time;
that of the question before it, read anew, after {number(first["anew_s"])} s.

Guessing what is copied, tokens a second; answers imposed token by token: three sentences of the
passages with their numbers, and sentences that stand in none of them.

{table(["answer", "without", "with", "times"], lookup)}

The same prompt of five passages and {result["written"]} tokens: llama.cpp alone
{number(cost["bare_s"])} s, askvn {number(cost["askvn_s"])} s, **{cost["overhead"]:+.1%}**.

The built-in model reads {built_in["read_per_s"]:.0f} tokens a second; its first token behind
{built_in["passages"]} passages ({built_in["prompt_tokens"]:.0f} tokens) comes after
{built_in["first_token_ms"]:.0f} ms.
"""

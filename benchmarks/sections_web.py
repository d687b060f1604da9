"""The section of the benchmarks page about the web chat."""

from __future__ import annotations

from typing import Any

from benchmarks.tables import table

_NAMES = {
    "server": "`askvn web` typed, until it can be called",
    "first_sight": "from there to the first sight of the page",
    "page": "to the whole page, a question can be typed",
    "ready": "to the word that models and index are loaded",
    "examples": "to the example questions",
}


def web(result: dict[str, Any]) -> str:
    """Return how soon the chat is there, and how it fares with many visitors."""
    crowd, words = result["crowd"], result["first_words_ms"]
    how = f"--users {crowd['users']} --minutes {crowd['minutes']:g}"
    rows = [
        [
            label,
            f"{result['seconds'][name]['median']:.2f}",
            f"{result['seconds'][name]['worst']:.2f}",
        ]
        for name, label in _NAMES.items()
    ]
    memory = crowd["megabytes"]
    minutes = ", ".join(map(str, crowd["megabytes_each_minute"]))
    return f"""## The web chat

`python -m benchmarks.web {how}` ({result["date"]}): the sample corpus, the built-in
models, server and Chromium on the same two cores.

{table(["seconds", "median", "worst"], rows)}

- From a model's first sentence, which is checked first, to the words on the screen:
  {words["median"]:.0f} ms, at worst {words["worst"]:.0f} ms.
- {crowd["users"]} visitors for {crowd["minutes"]:g} minutes, each of whom asks again after 4 to 12
  seconds and begins a new conversation after 6 questions or so: {crowd["questions"]} questions,
  {crowd["errors"]} errors, {crowd["answers_of_others_seen"]} answers of others seen;
  {crowd["seconds"]["median"]} s from the question to the whole answer (p95
  {crowd["seconds"]["p95"]} s), waiting in line included. The server took
  {memory["second_quarter"]:.0f} MB in the second quarter of the time and
  {memory["last_quarter"]:.0f} MB in the last; minute by minute {minutes}.
"""

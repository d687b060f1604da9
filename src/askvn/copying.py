"""Guessing what a model will write next: answers repeat their passages, word for word."""

from __future__ import annotations

from collections.abc import Sequence

# How many tokens in a row must repeat for what followed them to be guessed: with fewer, answers
# that copy nothing lose more than those that copy gain (docs/decisions/chat-models.md).
_ALIKE = 6
# How much is guessed at once: at first, and at most and at least once guesses came true or not.
_FIRST, _LONGEST, _SHORTEST = 7, 15, 3


class Copying:
    """Guesses the next tokens of a text: those that followed when its last ones stood there before.

    Costs no second model. How many are guessed follows from how good the last guesses were.
    """

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = list(tokens)
        self._behind: dict[tuple[int, ...], int] = {}
        self._count = _FIRST
        for end in range(_ALIKE, len(self._tokens)):
            self._behind[tuple(self._tokens[end - _ALIKE : end])] = end

    def add(self, token: int) -> None:
        """Let the text grow by one token."""
        end = len(self._tokens)
        if end >= _ALIKE:
            self._behind[tuple(self._tokens[end - _ALIKE : end])] = end
        self._tokens.append(token)

    def guess(self, most: int) -> list[int]:
        """Return the tokens that are likely to come next, at most `most`; none where none are."""
        start = self._behind.get(tuple(self._tokens[-_ALIKE:]))
        return [] if start is None else self._tokens[start : start + min(most, self._count)]

    def learn(self, guessed: int, right: int) -> None:
        """Guess more at once if all of `guessed` tokens came true, less if only `right` of them."""
        if guessed and right == guessed:
            self._count = min(2 * self._count + 1, _LONGEST)
        elif guessed:
            self._count = max(self._count // 2, _SHORTEST)

"""What the passages found first tell of how a question was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from askvn.vietnamese import words

# How many passages' worth one of those found first counts as (docs/decisions/spelling.md).
_WORTH = 20.0


def near(texts: Iterable[str]) -> Mapping[str, float]:
    """Return what the syllables and pairs of `texts` count for, with diacritics and without.

    A question finds passages by its pairs without diacritics too; how these are spelled in what
    fits the whole question tells `lá tre` from `là trẻ` where all documents together can't.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(words.tokens(text)).union(words.pairs(text)))
    return {token: _WORTH * count for token, count in counts.items()}

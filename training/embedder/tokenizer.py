"""Stage `tokenizer`: counts of words and pairs become a Unigram model of pieces with blanks."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from training.embedder.files import Log, read_records
from training.embedder.text import phrases, strip_marks

BLANK = "▁"
UNKNOWN = "<unk>"
FRAGMENT_SCORE = -18.0
LETTER_SCORE = -24.0
FRAGMENT_LENGTHS = range(2, 6)


@dataclass(frozen=True)
class Sizes:
    """How many pieces of each kind the vocabulary holds."""

    words: int = 13_000
    stripped_words: int = 3_000
    pairs: int = 13_000
    stripped_pairs: int = 11_000
    fragments: int = 6_000
    letters: int = 600


@dataclass(frozen=True)
class Counts:
    """How often each word, and each pair of words with no punctuation between them, was seen."""

    words: Counter[str]
    pairs: Counter[tuple[str, str]]


def make_tokenizer(pairs: Path, work: Path, log: Log, *, sizes: Sizes, sample: int) -> Path:
    """Write `tokenizer.json`, counted over `sample` records of `pairs`, and return its path."""
    target = work / "tokenizer.json"
    if not target.exists():
        counts = count(pairs, sample=sample)
        tokenizer = build(choose_pieces(counts, sizes))
        tokenizer.save(str(target))
        log("tokenizer", words_counted=counts.words.total(), pieces=tokenizer.get_vocab_size())
    return target


def count_pieces(tokenizer: Path) -> int:
    """Return how many pieces the tokenizer in the file knows."""
    return int(Tokenizer.from_file(str(tokenizer)).get_vocab_size())


def count(pairs: Path, *, sample: int) -> Counts:
    """Return the counts over every question pair and the first `sample` pairs of other text."""
    counts = Counts(Counter(), Counter())
    left = sample
    for record in read_records(pairs):
        if record["source"] in {"title", "cloze"}:
            left -= 1
            if left < 0:
                break
        for found in phrases(f"{record['query']}\n{record['document']}"):
            counts.words.update(found)
            counts.pairs.update(pairwise(found))
    return counts


def choose_pieces(counts: Counts, sizes: Sizes) -> dict[str, float]:
    """Return each chosen piece with its log-probability."""
    stripped = _stripped(counts)
    pieces: dict[str, float] = {}
    total = counts.words.total()
    for source, words, pairs, discount in (
        (counts, sizes.words, sizes.pairs, 0.0),
        (stripped, sizes.stripped_words, sizes.stripped_pairs, 1.0),
    ):
        for word, seen in source.words.most_common(words):
            pieces.setdefault(BLANK + word, math.log(seen / total) - discount)
        for (first, second), seen in _best_pairs(source, pairs, pieces):
            pieces.setdefault(f"{BLANK}{first}{BLANK}{second}", math.log(seen / total) - discount)
    rare = {word: seen for word, seen in counts.words.items() if BLANK + word not in pieces}
    for fragment, _ in _fragments(rare).most_common(sizes.fragments):
        pieces.setdefault(fragment, FRAGMENT_SCORE)
    for letter, _ in _letters(counts.words).most_common(sizes.letters):
        pieces.setdefault(letter, LETTER_SCORE)
    return pieces


def _stripped(counts: Counts) -> Counts:
    plain = {word: strip_marks(word) for word in counts.words}
    stripped = Counts(Counter(), Counter())
    for word, seen in counts.words.items():
        stripped.words[plain[word]] += seen
    for (first, second), seen in counts.pairs.items():
        stripped.pairs[plain[first], plain[second]] += seen
    return stripped


def _best_pairs(
    counts: Counts, limit: int, pieces: dict[str, float]
) -> Iterable[tuple[tuple[str, str], int]]:
    """Return the pairs that shorten the text most: seen often, and more often than by chance."""
    total = counts.words.total()
    gain = Counter[tuple[str, str]]()
    for (first, second), seen in counts.pairs.items():
        if seen >= 20 and BLANK + first in pieces and BLANK + second in pieces:
            surprise = math.log(seen * total / (counts.words[first] * counts.words[second]))
            if surprise > 1.5:
                gain[first, second] = int(seen * surprise)
    return [(pair, counts.pairs[pair]) for pair, _ in gain.most_common(limit)]


def _fragments(rare: dict[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, seen in rare.items():
        marked = BLANK + word
        if len(word) <= 20:
            for length in FRAGMENT_LENGTHS:
                for start in range(len(marked) - length + 1):
                    found[marked[start : start + length]] += seen * (length - 1)
    return found


def _letters(words: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter({BLANK: 1 << 60})
    for word, seen in words.items():
        for letter in word:
            found[letter] += seen
    return found


def build(pieces: dict[str, float]) -> Tokenizer:
    """Return the tokenizer: NFC, lower case, only letters and digits, bytes for unseen letters."""
    vocabulary = [(UNKNOWN, -100.0)]
    vocabulary += [(f"<0x{number:02X}>", -30.0) for number in range(256)]
    vocabulary += sorted(pieces.items(), key=lambda item: (-item[1], item[0]))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            normalizers.Replace("ð", "đ"),
            normalizers.Replace(Regex(r"[^\p{L}\p{M}\p{N}]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement=BLANK, prepend_scheme="always", split=False
    )
    return tokenizer

"""BM25 over syllables, stripped syllables and stripped bigrams: what the embedder is fused with."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from training.embedder.text import strip_marks, words

K1 = 1.2
B = 0.75


def terms(text: str) -> list[str]:
    """Return the syllables of `text`, then `~` with each stripped syllable and bigram."""
    typed = words(text)
    plain = [strip_marks(word) for word in typed]
    pairs = [f"~{first} {second}" for first, second in pairwise(plain)]
    return [*typed, *("~" + word for word in plain), *pairs]


class Lexical:
    """The documents' BM25 weights, ready for questions."""

    def __init__(self, documents: Sequence[str]) -> None:
        self._vocabulary: dict[str, int] = {}
        held = [Counter(terms(document)) for document in documents]
        for counts in held:
            for term in counts:
                self._vocabulary.setdefault(term, len(self._vocabulary))
        frequency = _matrix(held, self._vocabulary)
        lengths = np.asarray(frequency.sum(axis=1)).ravel()
        seen = np.bincount(frequency.indices, minlength=len(self._vocabulary))
        idf = np.log(1 + (len(documents) - seen + 0.5) / (seen + 0.5))
        norm = np.repeat(K1 * (1 - B + B * lengths / lengths.mean()), np.diff(frequency.indptr))
        frequency.data = (
            idf[frequency.indices] * frequency.data * (K1 + 1) / (frequency.data + norm)
        )
        self._weights = frequency.T.tocsr()

    def scores(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return each document's score for each question, shape (questions, documents)."""
        asked = _matrix([Counter(terms(question)) for question in questions], self._vocabulary)
        return np.asarray((asked @ self._weights).todense(), dtype=np.float32)


def _matrix(held: Sequence[Counter[str]], vocabulary: dict[str, int]) -> sparse.csr_matrix:
    rows, columns, values = [], [], []
    for number, counts in enumerate(held):
        for term, count in counts.items():
            if term in vocabulary:
                rows.append(number)
                columns.append(vocabulary[term])
                values.append(float(count))
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(held), len(vocabulary)))

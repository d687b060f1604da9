"""Any cross-encoder of sentence-transformers as a reranker: it reads question and text together."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from askvn.backends.embed_sentence_transformers import limit_length, load, segmenter
from askvn.errors import ModelError

_HINT = "askvn ask … --reranker none"
_BATCH = 16


class SentenceTransformersReranker:
    """One model, by hub id or by path; files that are on disk are preferred to the network.

    Scores are log-odds, whatever the model declares on top: a sigmoid would make the best ones
    equal. A pair longer than the model's longest input loses the end of its longer side. Prompts
    and chat templates are applied as declared. Safe to use from several threads: one scores at a
    time.
    """

    def __init__(self, model: str) -> None:
        """Load `model` and score one pair.

        Raises:
            ModelNotFoundError: if `model` is neither a folder nor in a hub that can be reached.
            ModelDamagedError: if it is there and cannot be loaded.
            ModelError: if it needs program code of its own, gives several scores, or was never
                trained to give one.
            MissingExtraError: if it needs a package that is not installed.
        """
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        self.name = f"st:{model}"
        self._lock = threading.Lock()
        self._model = load(CrossEncoder, model, hint=_HINT, options={"activation_fn": Identity()})
        if self._model.num_labels != 1:
            raise ModelError(
                "model '{model}' gives {labels} scores for a question and a text, not one",
                hint=_HINT,
                model=model,
                labels=self._model.num_labels,
            )
        limit_length(self._model)
        self._words = segmenter(self._model.tokenizer)
        failure = self._try()
        if failure or not self._is_trained():
            raise ModelError(
                "model '{model}' was not trained to score a question and a text",
                hint=_HINT,
                model=model,
            ) from failure

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one score per text, in the order of `texts`; higher is better."""
        # Batches are made of the texts themselves, not of their order: a score never depends on it.
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        asked = self._words(question)
        pairs = [(asked, self._words(text)) for text in distinct]
        with self._lock:
            scores = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        by_text = dict(zip(distinct, map(float, scores), strict=True))
        return [by_text[text] for text in texts]

    def _try(self) -> ValueError | None:
        """Return why a pair cannot be put to the model: its chat template has no place for one."""
        try:
            self.score("a", ["b"])
        except ValueError as error:
            return error
        return None

    def _is_trained(self) -> bool:
        """Tell whether the model's files hold all that a score is made of.

        The library gives any encoder a head of random numbers, and asks any language model for
        "yes" or "no" without a prompt.
        """
        if self._model.module_kwargs:  # its files name the parts of a cross-encoder
            return True
        architecture = (self._model.config.architectures or ("",))[0]
        if architecture.endswith("ForCausalLM"):
            return "message" in self._model.modalities
        return bool(architecture.endswith("ForSequenceClassification"))

"""The trained verifier: loads its weights, reads claims beside their evidence, and judges."""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from askvn.protocols import Pieces
from askvn.reader.encoding import Floats
from askvn.records import Reason
from askvn.verify.checks import Pair, check
from askvn.verify.measures import NAMES, lacking, measure
from askvn.verify.said import Said, explanations, respelled, said
from askvn.verify.sense import Senses
from askvn.verify.verdict import VERBATIM, Verdict
from askvn.vietnamese.normalise import normalise
from askvn.weights import read_weights

FILE = "verifier.json"
# What stands before a sentence: the end of another, and signs that open this one.
_LEADS = " \"“'(-–•*"
_ENDS = ".?!…:;\n"


class Verifier:
    """Tells whether a text says what a claim says; the weights are read when first needed.

    It stands upon the rows of the built-in embedder, whichever embedder searches.
    """

    def __init__(self, folder: Path, embedder: Pieces) -> None:
        self._path = folder / FILE
        self._senses = Senses(embedder)

    def verify(self, claim: str, evidence: str, context: str = "") -> Verdict:
        """Return whether `evidence` supports `claim`, how surely, and what speaks against it.

        What claims nothing ("Đúng vậy.") is supported. `context` is what stands around the
        evidence: its title, headings, date, passage.

        Raises:
            ModelDamagedError: if the file of the weights is missing or not what it should be.
        """
        pair = paired(claim, evidence, context)
        if not pair.claim.tells or _is_told(pair.claim, pair.evidence):
            return VERBATIM
        reasons = check(pair)
        if not reasons and pair.claim.line.strip(" .") in pair.evidence.line:
            return VERBATIM
        weights, bias, threshold = self._trained
        score = float(self.measure(pair, reasons) @ weights) + bias
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
        if not reasons and chance < threshold:
            claim_sense, evidence_sense = map(self._senses.of, (pair.claim, pair.evidence))
            reasons = tuple(lacking(pair, claim_sense, evidence_sense)) or (Reason("content", ""),)
        return Verdict(not reasons, chance, reasons)

    def measure(self, pair: Pair, reasons: tuple[Reason, ...]) -> Floats:
        """Return the numbers that are weighed, in the order of `NAMES`."""
        return measure(pair, self._senses.of(pair.claim), self._senses.of(pair.evidence), reasons)

    @cached_property
    def _trained(self) -> tuple[NDArray[np.float64], float, float]:
        """Return the weights in the order of `NAMES`, the bias, and the least chance."""
        weights, (bias, threshold) = read_weights(self._path, NAMES, "bias", "threshold")
        return weights, bias, threshold


def _is_told(claim: Said, evidence: Said) -> bool:
    """Tell whether a claim is one or more whole sentences of its evidence, in any spelling."""
    before, found, _ = evidence.text.partition(claim.text)
    if found and (not before.strip() or before.rstrip(_LEADS)[-1:] in _ENDS):
        return True
    return claim.line != " . " and claim.line in evidence.line


def paired(claim: str, evidence: str, context: str = "") -> Pair:
    """Return a claim beside its evidence; one without diacritics takes the evidence's spelling."""
    around = f"{context}\n{evidence}"
    known = explanations(around)
    claim = respelled(claim, around)
    return Pair(said(claim, known), said(evidence, known), normalise(context), known)

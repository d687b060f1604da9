"""How much of a claim its evidence says, as the numbers that the trained verifier weighs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import numpy as np

from askvn.reader.encoding import Floats
from askvn.records import Reason
from askvn.understand import content_tokens
from askvn.verify import polarity
from askvn.verify.checks import Pair
from askvn.verify.places import places
from askvn.verify.said import Unit
from askvn.verify.sense import Sense, Truths
from askvn.vietnamese import words

# "share" is always a share of what the claim's words tell, without grammar and figures.
NAMES = (
    "held",  # share that stands in the evidence
    "held_squared",
    "alike",  # the same where words that are alike count by their likeness
    "alike_squared",
    "around",  # share that only the context has
    "tokens",  # share of its content tokens, bare syllables and pairs of them, that stand there
    "tokens_squared",
    "pairs",  # share of the claim's neighbours that are neighbours in the evidence
    "run",  # the longest row of words that both have, as a share of the claim's
    "best_held",  # share that the best sentence of the evidence has
    "best_alike",
    "cosine",  # of the claim and the best sentence
    "strange",  # how much tells the word that is least like any of the evidence
    "strangest",  # the three least like, together
    "strange_words",  # how many words are like none
    "figures",  # figures that it lacks; so for names and denials
    "dates",
    "names",
    "negation",
    "opposite",  # words of which it has only the contrary
    "sweeping",  # words such as "duy nhất" that it lacks
    "denies",  # denials in the claim
    "silent",  # whether it says that something is not told
    "repeated",  # figures and names more often in the claim than in the evidence
    "displaced",  # how much better another figure or name fits into the place of one of the claim's
    "displaced_count",
    "length",
    "evidence_length",
    "wrong",  # whether a rule speaks against it
    "flawed",  # neighbours that agree where a denial, a contrary or a sweeping word does not
    "swapped",  # neighbours that agree where a figure, date or name is lacking
    "displaced_pairs",  # neighbours that agree where one is displaced
)
_STRANGE = 0.45
_TINY = 1e-9
# How many places of a claim are named as what its evidence does not say.
_MOST_TOLD = 3


def measure(pair: Pair, claim: Sense, evidence: Sense, reasons: Sequence[Reason]) -> Floats:
    """Return the numbers `NAMES` of a claim; `reasons` are what the rules found."""
    same = claim.forms[:, None] == evidence.forms[None, :]
    held = same.any(axis=1) | _abbreviated(pair, claim)
    likeness = np.maximum(claim.rows @ evidence.rows.T, same)
    alike = np.where(held, 1.0, likeness.max(axis=1, initial=0.0))
    weights = claim.weights
    values = [
        *_shares(pair, claim, held, alike),
        *_tokens(pair),
        *_rows(_aligned(pair.claim.units, pair.evidence.units)),
        *_best(weights, same, likeness, claim, evidence),
        *_strange(weights, alike),
        *_wrong(pair, reasons),
        *_displaced(pair),
        math.log1p(len(claim.forms)) / 4,
        math.log1p(len(evidence.forms)) / 6,
    ]
    told = dict(zip(NAMES, values, strict=False))
    flawed = told["negation"] + told["opposite"] + told["sweeping"] > 0
    wrong = {reason.code for reason in reasons}
    swapped = bool(wrong - {"negation"})
    values += [
        float(bool(reasons)),
        flawed * told["pairs"],
        swapped * told["pairs"],
        told["displaced"] * told["pairs"],
    ]
    return np.array(values, dtype=np.float32)


def lacking(pair: Pair, claim: Sense, evidence: Sense) -> Iterator[Reason]:
    """Yield the words of a claim of which its evidence has nothing alike, or the contrary."""
    forms = [word.form for word in pair.claim.words]
    for form in polarity.opposed(forms, {word.form for word in pair.evidence.words}):
        yield Reason("opposite", form)
    alike = (claim.rows @ evidence.rows.T).max(axis=1, initial=0.0)
    held = np.isin(claim.forms, evidence.forms) | _abbreviated(pair, claim)
    strange = ~held & (alike < _STRANGE) & (claim.weights > 0)
    runs = np.split(np.arange(len(strange)), np.flatnonzero(np.diff(strange)) + 1)
    found = [run for run in runs if len(run) and strange[run[0]]]
    found.sort(key=lambda run: -float(claim.weights[run].sum()))
    for run in sorted(found[:_MOST_TOLD], key=lambda run: int(run[0])):
        start, end = int(claim.spans[run[0], 0]), int(claim.spans[run[-1], 1])
        yield Reason("content", pair.claim.written(start, end))


def _abbreviated(pair: Pair, claim: Sense) -> Truths:
    """Tell of each word whether it belongs to a long or short form of what the evidence has."""
    known = {one for short in pair.evidence.shorts for one in short.meanings}
    found = np.zeros(len(claim.forms), dtype=bool)
    for short in pair.claim.shorts:
        if short.meanings & known:
            starts = claim.spans[:, 0]
            found |= (starts >= short.start) & (starts < short.end)
    return found


def _shares(pair: Pair, claim: Sense, held: Truths, alike: Floats) -> Iterator[float]:
    weights = claim.weights
    around = _held(pair.around)
    form_at = {word.start: word.form for word in pair.claim.words}
    beside = [form_at.get(start) in around for start in claim.spans[:, 0].tolist()]
    every, soft = _share(weights, held), _share(weights, alike)
    yield every
    yield every**2
    yield soft
    yield soft**2
    yield _share(weights, ~held & np.array(beside, dtype=bool))


def _tokens(pair: Pair) -> Iterator[float]:
    claim, evidence = (_plain(one.units) for one in (pair.claim, pair.evidence))
    wanted = set(content_tokens(claim))
    share = len(wanted & _held(evidence)) / len(wanted) if wanted else 1.0
    yield share
    yield share**2


@lru_cache(maxsize=1024)
def _held(text: str) -> frozenset[str]:
    return frozenset(words.tokens(text))


def _plain(units: Sequence[Unit]) -> str:
    return " ".join(unit.form for unit in units)


def _aligned(claim: Sequence[Unit], evidence: Sequence[Unit]) -> Truths:
    """Return which units of the claim are which of the evidence, shape (claim, evidence)."""
    places = [place for place, unit in enumerate(evidence) if unit.kind != "word"]
    number = {unit.form: place for place, unit in enumerate(evidence)}
    mine = np.array([number.get(unit.form, -1) for unit in claim], dtype=np.int32)
    theirs = np.array([number[unit.form] for unit in evidence], dtype=np.int32)
    same: Truths = mine[:, None] == theirs[None, :]
    for place, unit in enumerate(claim):
        if unit.kind != "word":
            for other in places:
                same[place, other] |= unit.is_told_by(evidence[other])
    return same


def _rows(same: Truths) -> Iterator[float]:
    if min(same.shape) < 2:
        yield float(same.any())
        yield float(same.any())
        return
    yield float((same[:-1, :-1] & same[1:, 1:]).any(axis=1).mean())
    longest, run = 0, same
    while run.size and run.any():
        longest += 1
        run = run[:-1, :-1] & same[longest:, longest:]
    yield longest / len(same)


def _best(
    weights: Floats, same: Truths, likeness: Floats, claim: Sense, evidence: Sense
) -> Iterator[float]:
    if not len(evidence.starts) or not len(weights):
        yield from (0.0, 0.0, 0.0)
        return
    whole = float(weights.sum()) or 1.0
    has = np.maximum.reduceat(same, evidence.starts, axis=1)
    near = np.maximum.reduceat(likeness, evidence.starts, axis=1)
    yield float((weights @ has).max()) / whole
    yield float((weights @ np.maximum(near, 0)).max()) / whole
    means = np.add.reduceat(evidence.rows * evidence.weights[:, None], evidence.starts, axis=0)
    mine = weights @ claim.rows
    lengths = np.linalg.norm(means, axis=1) * np.linalg.norm(mine) + _TINY
    yield float(((means @ mine) / lengths).max())


def _strange(weights: Floats, alike: Floats) -> Iterator[float]:
    lacking = np.sort(weights * (1 - alike))[::-1]
    yield float(lacking[:1].sum())
    yield float(lacking[:3].sum()) / 2
    yield math.log1p(float(((alike < _STRANGE) & (weights > 0)).sum()))


def _wrong(pair: Pair, reasons: Sequence[Reason]) -> Iterator[float]:
    counts = Counter(reason.code for reason in reasons)
    claim = [word.form for word in pair.claim.words]
    held = {word.form for word in pair.evidence.words}
    yield min(2.0, float(counts["number"] + counts["amount"]))
    yield min(2.0, float(counts["date"]))
    yield min(2.0, float(counts["name"]))
    yield min(2.0, float(counts["negation"]))
    yield min(2.0, float(len(polarity.opposed(claim, held))))
    yield min(3.0, float(polarity.sweeping(pair.claim.row, pair.evidence.row)))
    yield min(2.0, float(sum(form in polarity.NEGATORS for form in claim)))
    yield float(polarity.is_silent(pair.claim.row))


def _displaced(pair: Pair) -> Iterator[float]:
    """Yield what repeats, and how much better others fit into the places of figures and names."""
    found = list(places(pair.claim.units, pair.evidence.units))
    counts = Counter(place.unit.form for place in found)
    lost = [max(0, place.others - place.own) for place in found]
    repeated = sum(
        max(0, counts[place.unit.form] - place.told) / counts[place.unit.form] for place in found
    )
    yield min(2.0, repeated)
    yield max(lost, default=0) / 2
    yield min(2.0, float(sum(one > 0 for one in lost)))


def _share(weights: Floats, part: Collection[float] | Floats | Truths) -> float:
    whole = float(weights.sum())
    return float((weights * np.asarray(part)).sum()) / whole if whole else 1.0
